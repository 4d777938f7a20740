"""The verdict on a message, from what the inbox counts before it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flood import FloodControl, Verdict
from storage.inbox import Inbox, Item

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ITEM = Item(
    id=1,
    update_id=1,
    chat_id=7,
    payload={},
    received_at=NOW,
    sent_at=NOW,
    attempts=0,
    crashes=0,
    is_again=False,
)


class Counted:
    """An inbox that counts so many messages before the one in hand."""

    def __init__(self, before: int) -> None:
        self.before = before

    async def sent_before(
        self, transaction: None, items: Sequence[Item], window: timedelta, at_most: int
    ) -> Mapping[int, int]:
        assert window == timedelta(minutes=1)
        return {item.id: min(self.before, at_most) for item in items}


@pytest.mark.parametrize(
    ("before", "verdict"),
    [(0, Verdict.HANDLE), (2, Verdict.HANDLE), (3, Verdict.TELL), (4, Verdict.DROP), (4000, Verdict.DROP)],
)
async def test_up_to_the_limit_is_handled_then_told_then_dropped(before: int, verdict: Verdict) -> None:
    judged = await FloodControl(limit=3).judge(cast(AsyncConnection, None), cast(Inbox, Counted(before)), [ITEM])
    assert judged == {ITEM.id: verdict}
