"""From a deadline to the message: on the day, once, one message a person, only what still holds."""

import pytest

from knowledge.library import Library
from storage.database import Database
from storage.models import OutboxState
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def office(database: Database, library: Library) -> Office:
    return Office(database, HandClock(at("2026-11-25", "10:00")), library)


def told(office: Office, chat_id: int) -> list[str]:
    """When somebody was written to, and the first line of it."""
    return [
        f"{when:%d/%m %H:%M} {text.splitlines()[0]}" for chat, when, text, _ in office.telegram.sent if chat == chat_id
    ]


async def test_each_reminder_comes_once_and_on_its_day(office: Office) -> None:
    await office.member(1)
    case = await office.received(1)
    await office.live(at("2027-01-20"))
    name = f"Hồ sơ {case.code} (“Một cửa lưu động”)"
    assert told(office, 1) == [
        f"21/12 08:01 ⏳ {name}: còn 10 ngày làm việc.",
        f"28/12 08:01 ⏳ {name}: còn 5 ngày làm việc.",
        f"30/12 08:01 ⏳ {name}: còn 3 ngày làm việc.",
        f"04/01 08:01 ⏳ {name}: còn 1 ngày làm việc.",
        f"05/01 08:01 ⏳ {name}: hôm nay là ngày cuối.",
        f"06/01 08:01 ⚠️ {name} quá hạn 1 ngày làm việc, chưa ghi nhận văn bản trả lời.",
        f"12/01 08:01 ⚠️ {name} quá hạn 5 ngày làm việc, chưa ghi nhận văn bản trả lời.",
        f"19/01 08:01 ⚠️ {name} quá hạn 10 ngày làm việc, chưa ghi nhận văn bản trả lời.",
    ]
    assert office.dropped == [0] * 8
    assert {row.state for row in await office.rows()} == {OutboxState.SENT}
    assert all(when.tzinfo == ZONE for _, when, _, _ in office.telegram.sent)
