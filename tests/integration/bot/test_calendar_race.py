"""A day entered into the calendar while somebody records something: the second counts by what the first did."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import select, text

from bot.calendar_notices import CalendarNotices
from bot.memory import Memory
from bot.stores import Stores
from conversations.events import CaseChanges, CaseEvent, Outcome, Reply
from knowledge.library import Library
from storage.calendar_changes import CalendarChange
from storage.cases import Case, CaseConflictError, Viewer
from storage.database import Database
from storage.history import Happening
from storage.lifecycle import Who
from storage.models import DeadlineRow
from storage.working_days import Calendar, DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at
from tests.integration.bot.test_cases import AN, BA, Town
from tests.waiting import DEADLINE, until

HOLIDAY = SpecialDay(date(2026, 12, 1), DayKind.OFF, "nghỉ bù", "Thông báo 1")
OLD, NEW = date(2027, 1, 6), date(2027, 1, 7)
"""Thirty working days from Monday 23 November 2026, without and with the day off."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(at("2026-11-25", "10:00"))


@pytest.fixture
async def elsewhere(database_url: str, database: Database) -> AsyncIterator[Database]:
    """The same database as another process has it."""
    assert database
    other = Database.open(database_url)
    yield other
    await other.close()


@pytest.fixture
async def office(database: Database, clock: HandClock, library: Library) -> Office:
    built = Office(database, clock, library)
    await built.member(1)
    return built


@pytest.fixture
async def case(office: Office) -> Case:
    """Submitted and not received: no clock runs."""
    return await office.record(await office.case(1), "submitted", "2026-11-20", Who.PROPOSER, recipient="Văn phòng")


def received(case: Case, calendar: Calendar, chat_id: int = 1) -> dict[int, Outcome]:
    """What a user's receipt changes, told with this calendar."""
    happening = Happening(0, "received", date(2026, 11, 23), Who.PROPOSER)
    event = CaseEvent(case, happening, Reply("noise"), calendar)
    return {chat_id: Outcome(cases=CaseChanges(recorded=(event,)))}


async def due(database: Database) -> list[date | None]:
    async with database.reading() as session:
        return list(await session.scalars(select(DeadlineRow.due)))


async def somebody_waits(database: Database) -> None:
    """Until a connection waits for the calendar. A writer of SQLite waits by itself, wherever it has come to."""
    if database.is_sqlite:
        return

    async def waiting() -> bool:
        async with database.reading() as session:
            its = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            return bool(await session.scalar(its))

    await until(waiting)


class Held(CalendarNotices):
    """Enters a day, and waits before it commits until it is let go."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        super().__init__(database, clock, ZONE)
        self.entered, self.go_on = asyncio.Event(), asyncio.Event()
        put_all = self._post.put_all

        async def later(*args: object, **named: object) -> None:
            self.entered.set()
            await self.go_on.wait()
            await put_all(*args, **named)  # type: ignore[arg-type]

        self._post.put_all = later  # type: ignore[method-assign, assignment]


async def test_what_was_recorded_first_is_moved(
    office: Office, case: Case, elsewhere: Database, clock: HandClock
) -> None:
    notices = CalendarNotices(elsewhere, clock, ZONE)
    calendar = await office.stores.calendar()
    async with office.database.transaction() as session:
        await office.memory.keep(session, received(case, calendar))
        entering = asyncio.create_task(notices.make(CalendarChange.entering(HOLIDAY), "test"))
        await somebody_waits(office.database)
        assert not entering.done()
    assert [(move.before, move.after) for move in (await entering).moves] == [(OLD, NEW)]
    assert await due(office.database) == [NEW]
    [row] = await office.rows()
    assert row.key.startswith("moved:")


async def test_what_is_recorded_second_is_counted_with_the_day(
    office: Office, case: Case, elsewhere: Database, clock: HandClock
) -> None:
    notices = Held(elsewhere, clock)
    before = await office.stores.calendar()
    entering = asyncio.create_task(notices.make(CalendarChange.entering(HOLIDAY), "test"))
    await notices.entered.wait()

    async def record() -> None:
        async with office.database.transaction() as session:
            await office.memory.keep(session, received(case, before))

    recording = asyncio.create_task(record())
    await somebody_waits(office.database)
    assert not recording.done()
    notices.go_on.set()
    assert (await entering).moves == []
    with pytest.raises(CaseConflictError, match="calendar"):
        await recording
    assert await due(office.database) == []
    async with office.database.transaction() as session:
        await office.memory.keep(session, received(case, await office.stores.calendar_held(session)))
    assert await due(office.database) == [NEW]
    assert await office.rows() == []


async def test_two_administrators_at_once_leave_no_deadline_between_their_days(
    office: Office, case: Case, elsewhere: Database, clock: HandClock
) -> None:
    async with office.database.transaction() as session:
        await office.memory.keep(session, received(case, await office.stores.calendar_held(session)))
    first = Held(elsewhere, clock)
    second = CalendarNotices(office.database, clock, ZONE)
    entering = asyncio.create_task(first.make(CalendarChange.entering(HOLIDAY), "test"))
    await first.entered.wait()
    following = asyncio.create_task(
        second.make(
            CalendarChange.entering(SpecialDay(date(2026, 12, 2), DayKind.OFF, "nghỉ bù", "Thông báo 2")), "test"
        )
    )
    await somebody_waits(office.database)
    first.go_on.set()
    await entering
    assert [(move.before, move.after) for move in (await following).moves] == [(NEW, date(2027, 1, 8))]
    assert await due(office.database) == [date(2027, 1, 8)]


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
async def test_recorders_do_not_wait_for_one_another(office: Office, case: Case, elsewhere: Database) -> None:
    """The calendar is shared by those who count by it (a writer of SQLite is alone for other reasons)."""
    calendar = await office.stores.calendar()
    other = await office.record(await office.case(2), "submitted", "2026-11-20", Who.PROPOSER, recipient="Văn phòng")
    stores = Stores.of(elsewhere, office.clock, ZONE)
    async with office.database.transaction() as session:
        await office.memory.keep(session, received(case, calendar))
        async with asyncio.timeout(DEADLINE), elsewhere.transaction() as another:
            await Memory(stores).keep(another, received(other, calendar, 2))
    assert await due(office.database) == [OLD, OLD]


async def test_the_user_is_told_the_day_that_holds(database: Database, clock: HandClock, library: Library) -> None:
    """Between what the bot was about to say and its commit the calendar changes: the event is handled again."""
    town = Town(database, clock, library)
    await town.settle()
    case = await town.submit()
    await town.ask_receipt(BA)

    async def announce() -> None:
        made = await CalendarNotices(database, clock, ZONE).make(CalendarChange.entering(HOLIDAY), "test")
        assert made.moves == []

    town.dialogues.then = announce
    said = await town.type(BA, "23/11/2026")
    assert "thứ Năm 07/01/2027" in said
    assert "thứ Năm 07/01/2027" in await town.last(AN)
    assert await due(database) == [NEW]
    seen = await town.stores.cases.get(Viewer(AN), case.code)
    assert seen
    assert [one.happening.kind for one in seen.history] == ["submitted", "received"]
