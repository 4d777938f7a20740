"""The poller over a real inbox; Telegram is a script of answers."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.faults import SecondPollerError, TokenRefusedError
from bot.intake import Intake
from bot.metrics import Metrics
from bot.polling import Poller
from bot.updates import ALLOWED_UPDATES
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.models import InboxRow
from tests.clock import HandClock


class Script:
    """Gives the answers it was told, one a poll; then waits for ever."""

    def __init__(self, *answers: Exception | list[dict[str, Any]]) -> None:
        self.answers = deque(answers)
        self.offsets: list[int | None] = []
        self.idle = asyncio.Event()

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        assert tuple(kinds) == ALLOWED_UPDATES
        self.offsets.append(offset)
        if not self.answers:
            self.idle.set()
            await asyncio.Event().wait()
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer


def update(number: int, chat: int = 1, **more: object) -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x", **more}
    return {"update_id": number, "message": message}


@pytest.fixture
def inbox(database: Database, clock: HandClock) -> Inbox:
    return Inbox(database, clock, "test")


@dataclass(frozen=True)
class Permit:
    """Whether this process polls."""

    is_held: bool


POLLS = Permit(is_held=True)


async def poll(inbox: Inbox, script: Script, permit: Permit = POLLS) -> int:
    """Polls to the end of the script; how often something new was announced."""
    announced: list[None] = []
    stop = asyncio.Event()
    intake = Intake(inbox, Metrics(HandClock()), stored=lambda: announced.append(None))
    running = asyncio.create_task(Poller(script, intake, permit).run(stop))
    waiting = asyncio.create_task(script.idle.wait())
    async with asyncio.timeout(20):
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        stop.set()
        await running
    return len(announced)


async def stored(database: Database) -> list[InboxRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(InboxRow).order_by(InboxRow.id)))


async def test_updates_are_stored_whole_before_the_next_poll_confirms_them(database: Database, inbox: Inbox) -> None:
    new_field = {"something": ["that", {"Telegram": "invented"}]}
    script = Script([update(10, brand_new=new_field), update(11, chat=2)], [], [update(12)])
    assert await poll(inbox, script) == 2
    rows = await stored(database)
    assert [(row.update_id, row.chat_id) for row in rows] == [(10, 1), (11, 2), (12, 1)]
    assert rows[0].payload == update(10, brand_new=new_field)
    assert script.offsets == [None, 12, 12, 13]


async def test_a_restart_confirms_nothing_that_it_was_not_given(database: Database, inbox: Inbox) -> None:
    """A webhook took 11 of one chat; 10 of another was refused and waits with Telegram."""
    await inbox.store([NewUpdate(11, 2, update(11, chat=2))])
    script = Script([update(10), update(12)], [])
    await poll(inbox, script)
    assert script.offsets[:2] == [None, 13]
    assert [row.update_id for row in await stored(database)] == [11, 10, 12]


async def test_what_comes_twice_is_stored_once(database: Database, inbox: Inbox) -> None:
    await poll(inbox, Script([update(10), update(11)], [update(11), update(12)]))
    assert [row.update_id for row in await stored(database)] == [10, 11, 12]


async def test_an_update_the_bot_does_not_read_is_kept_without_a_chat(database: Database, inbox: Inbox) -> None:
    await poll(inbox, Script([{"update_id": 10, "from_the_future": {"chat": {"id": 1}}}]))
    assert [(row.update_id, row.chat_id) for row in await stored(database)] == [(10, None)]


async def test_network_faults_and_floods_are_waited_out(inbox: Inbox) -> None:
    script = Script(NetworkError("x"), RetryAfter(0), [update(10)])
    assert await poll(inbox, script) == 1


@pytest.mark.parametrize(
    ("error", "fault", "code"),
    [
        (Conflict("terminated by other getUpdates request"), SecondPollerError, 1),
        (InvalidToken("Unauthorized"), TokenRefusedError, 2),
    ],
)
async def test_what_waiting_does_not_mend_ends_the_bot_with_one_line(
    inbox: Inbox, error: Exception, fault: type[SecondPollerError | TokenRefusedError], code: int
) -> None:
    with pytest.raises(fault) as caught:
        await poll(inbox, Script(error))
    assert caught.value.exit_code == code
    assert "\n" not in str(caught.value)


async def test_a_poll_that_another_replica_has_taken_over_ends_quietly(inbox: Inbox) -> None:
    script = Script([update(10)], Conflict("terminated by other getUpdates request"))
    assert await poll(inbox, script, Permit(is_held=False)) == 1
    assert not script.idle.is_set()
