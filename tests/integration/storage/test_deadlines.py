"""What is due is told once, on its day, by whichever replica asks first."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.backlog import read_backlog
from storage.calendar import Calendars
from storage.cases import Cases, NewCase, Viewer
from storage.database import Database
from storage.deadlines import Deadlines, DueDeadline, Reminder
from storage.history import Happening
from storage.lifecycle import Who
from storage.working_days import Calendar
from tests.clock import HandClock

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DUE = date(2027, 1, 5)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))


@pytest.fixture
def deadlines(database: Database, clock: HandClock) -> Deadlines:
    return Deadlines(database, clock, ZONE)


@pytest.fixture
async def calendar(database: Database, clock: HandClock) -> Calendar:
    return await Calendars(database, clock).load(2026, 2028)


@pytest.fixture
async def received(database: Database, clock: HandClock, calendar: Calendar) -> Cases:
    """A case received on 20 November 2026, due on 5 January 2027."""
    return await receive(database, clock, calendar)


async def receive(database: Database, clock: HandClock, calendar: Calendar) -> Cases:
    """Records a case received on 20 November 2026, due on 5 January 2027."""
    cases = Cases(database, clock, ZONE)
    async with database.transaction() as session:
        code = await cases.create(session, NewCase("Một cửa", "quang-ngai", "unregulated", (1,)))
    case = await cases.get(Viewer(1), code)
    assert case is not None
    for number, (kind, day, details) in enumerate(
        [("submitted", 19, {"recipient": "Văn phòng"}), ("received", 20, {})], start=1
    ):
        happening = Happening(number, kind, date(2026, 11, day), Who.PROPOSER, details)
        async with database.transaction() as session:
            case = await cases.record(session, case, happening, actor=1, calendar=calendar)
    return cases


async def take(database: Database, deadlines: Deadlines, calendar: Calendar, limit: int = 10) -> list[DueDeadline]:
    async with database.transaction() as session:
        return await deadlines.take(session, calendar, limit)


@pytest.mark.usefixtures("received")
async def test_each_step_is_told_once_and_on_its_day(
    database: Database, deadlines: Deadlines, calendar: Calendar, clock: HandClock
) -> None:
    told: list[tuple[str, int | None]] = []
    while clock.now() < datetime(2027, 1, 20, tzinfo=UTC):
        told += [(f"{one.day:%d/%m}", one.left) for one in await take(database, deadlines, calendar)]
        clock.forward(timedelta(hours=5))
    assert told == [
        ("21/12", 10),
        ("28/12", 5),
        ("30/12", 3),
        ("04/01", 1),
        ("05/01", 0),
        ("06/01", -1),
        ("12/01", -5),
        ("19/01", -10),
    ]


@pytest.mark.usefixtures("received")
async def test_after_an_outage_the_last_step_alone_is_told(
    database: Database, deadlines: Deadlines, calendar: Calendar, clock: HandClock
) -> None:
    clock.forward(datetime(2027, 1, 4, 6, 0, tzinfo=UTC) - clock.now())
    [told] = await take(database, deadlines, calendar)
    assert (told.day, told.left, told.due) == (date(2027, 1, 4), 1, DUE)
    assert await take(database, deadlines, calendar) == []


@pytest.mark.usefixtures("received")
async def test_two_replicas_tell_of_it_once(
    database: Database, deadlines: Deadlines, calendar: Calendar, clock: HandClock
) -> None:
    clock.forward(datetime(2026, 12, 21, 2, 0, tzinfo=UTC) - clock.now())
    results = await asyncio.gather(*(take(database, deadlines, calendar) for _ in range(4)))
    assert sum(map(len, results)) == 1


@pytest.mark.usefixtures("received")
async def test_what_there_is_to_remind_of(deadlines: Deadlines) -> None:
    assert await deadlines.of([2, 1]) == (Reminder(1, "answer:0", DUE),)
    assert await deadlines.of([2]) == await deadlines.of([]) == ()


@pytest.mark.usefixtures("received")
async def test_what_is_due_is_counted_and_foretold(database: Database, deadlines: Deadlines, clock: HandClock) -> None:
    assert await deadlines.next_moment() == datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
    assert (await read_backlog(database, clock)).clocks == 0
    clock.forward(timedelta(days=30))
    assert (await read_backlog(database, clock)).clocks == 1


@pytest.mark.parametrize(("hour", "told"), [(0, [10]), (2, [])])
async def test_a_step_of_the_day_on_which_it_became_known_is_told_if_its_morning_is_to_come(
    database: Database, deadlines: Deadlines, calendar: Calendar, clock: HandClock, hour: int, told: list[int]
) -> None:
    """A clock that is entered at seven on the day of its first step is told of at eight, at nine it is not."""
    clock.forward(datetime(2026, 12, 21, hour, 0, tzinfo=UTC) - clock.now())
    await receive(database, clock, calendar)
    clock.forward(datetime(2026, 12, 21, 3, 0, tzinfo=UTC) - clock.now())
    assert [one.left for one in await take(database, deadlines, calendar)] == told
