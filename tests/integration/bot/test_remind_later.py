"""A reminder put off, or ended for a case, through the worker on both databases."""

from datetime import time, timedelta

import pytest

from bot.holding import Holding
from bot.hours import QuietHours
from bot.reminders import Reminders
from bot.rendering import Renderer
from bot.splitting import plain
from bot.worker import Worker
from conversations.case.reminding import ReminderScreens
from conversations.clock import VIETNAM
from knowledge.library import Library
from storage.database import Database
from storage.deadlines import Deadlines
from storage.models import OutboxRow, Priority
from storage.outbox import Outgoing
from storage.quiet_hours import Preferences
from tests.clock import HandClock
from tests.integration.bot.office import at
from tests.integration.bot.test_cases import AN, BA, Town


class Reminded(Town):
    """The town with somebody who reminds."""

    def __init__(self, database: Database, clock: HandClock, library: Library) -> None:
        super().__init__(database, clock, library)
        self.clock = clock
        self.dropped: list[int] = []
        self.reminders = Reminders(
            database,
            Holding(self.desk.outbox),
            self.memory,
            Deadlines(database, clock, VIETNAM),
            ReminderScreens(library),
            Renderer(),
            QuietHours(clock, VIETNAM, self.stores.calendar, self.stores.preferences),
            self.dropped.append,
        )

    def worker(self) -> Worker:
        worker = super().worker()
        worker._reminders = self.reminders
        return worker

    async def waiting(self, chat: int) -> list[OutboxRow]:
        return [row for row in await self.heard(chat) if row.key.startswith(Reminders.prefix)]

    async def said(self, chat: int) -> str | None:
        """What the reminder that waits for somebody would say now."""
        [row] = await self.waiting(chat)
        about = (row.id, row.key, chat, row.method, row.params)
        meant = Outgoing(*about, Priority.BULK, 1, row.created_at, row.not_before)
        call = await self.reminders.call(meant)
        return plain(call.params["text"]) if call else None


@pytest.fixture
async def town(database: Database) -> Reminded:
    built = Reminded(database, HandClock(at("2026-11-25", "10:00")), Library.load())
    await built.settle()
    case = await built.submit()
    await built.ask_receipt(BA)
    await built.type(BA, "23/11/2026")
    assert case.office
    return built


async def test_it_comes_again_the_next_morning_once_however_often_it_is_asked_for(town: Reminded) -> None:
    code = (await town.case()).code
    for _ in range(2):
        await town.press(AN, f"remind-later|{code}")
    await town.press(BA, f"remind-later|{code}")
    [mine], [theirs] = await town.waiting(AN), await town.waiting(BA)
    assert mine.not_before == theirs.not_before == at("2026-11-26", "08:00")
    assert mine.params == theirs.params == {"reminders": [[1, "answer:0", "2027-01-06"]]}
    town.clock.forward(timedelta(days=1))
    said = await town.said(AN)
    assert said
    assert "còn 28 ngày làm việc" in said


async def test_who_mutes_a_case_is_not_told_what_was_put_off_before(town: Reminded) -> None:
    code = (await town.case()).code
    await town.press(AN, f"remind-later|{code}")
    await town.press(BA, f"remind-later|{code}")
    await town.press(AN, f"case-mute|{code}|1")
    await town.press(BA, f"case-mute|{code}|1")
    assert (await town.case()).muted == (AN,)
    town.clock.forward(timedelta(days=1))
    assert await town.said(AN) is None
    said = await town.said(BA)
    assert said
    assert "còn 28 ngày làm việc" in said
    assert town.dropped == [1, 0]


async def test_what_is_chosen_is_kept_and_moves_what_waits(town: Reminded) -> None:
    code = (await town.case()).code
    await town.press(AN, f"remind-later|{code}")
    said = await town.press(AN, "remind-choose|1600")
    assert "Tin nhắc hạn: 16:00" in said
    await town.press(AN, "remind-choose|daily|1")
    assert await town.stores.preferences.get(AN) == Preferences(at=time(16), daily=True)
    [mine] = await town.waiting(AN)
    assert mine.not_before == at("2026-11-26", "16:00")
    assert await town.stores.preferences.get(BA) == Preferences()
