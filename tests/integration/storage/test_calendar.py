"""The calendar on both databases: seeded once, corrected by hand, the same for everybody."""

import asyncio
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from storage.calendar import SEED, Calendars, YearError
from storage.calendar_changes import CalendarChange
from storage.database import Database
from storage.models import CalendarDayRow
from storage.working_days import DayKind, SpecialDay
from tests.clock import HandClock
from tests.unit.storage.test_working_days import VECTORS, oracle

NOTICE = "Thông báo số 1/TB-BNV"
FOUR_YEARS = [date(2024, 1, 1) + timedelta(days=number) for number in range(366 + 3 * 365)]
PERIODS = (1, 2, 3, 5, 7, 10, 30, 60)


@pytest.fixture
def calendars(database: Database, clock: HandClock) -> Calendars:
    return Calendars(database, clock)


async def rows(database: Database) -> int:
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(CalendarDayRow))).scalar_one()


async def test_the_vectors_hold_over_the_table(calendars: Calendars) -> None:
    calendar = await calendars.load(2024, 2027)
    for received, days, expected in VECTORS:
        assert calendar.due(received, days).day == expected
    assert calendar.confirmed == {2024, 2025, 2026}


async def test_every_day_of_four_years_over_the_table_agrees_with_the_oracle_day_by_day(calendars: Calendars) -> None:
    calendar = await calendars.load(2023, 2028)
    due = {(day, period): calendar.due(day, period).day for day in FOUR_YEARS for period in PERIODS}
    assert due == {(day, period): oracle(day, period) for day in FOUR_YEARS for period in PERIODS}
    assert all(calendar.is_working(day) for day in due.values())


async def test_over_the_table_periods_add_up_and_later_receipts_and_longer_periods_end_no_sooner(
    calendars: Calendars,
) -> None:
    calendar = await calendars.load(2023, 2028)
    for day, period in product(FOUR_YEARS, PERIODS):
        ends = calendar.due(day, period).day
        assert calendar.due(ends, 30).day == calendar.due(day, period + 30).day
        assert day < ends < calendar.due(day, period + 1).day
        assert ends <= calendar.due(day + timedelta(days=1), period).day


async def test_a_year_is_seeded_once_even_by_several_at_once(database: Database, clock: HandClock) -> None:
    await asyncio.gather(*(Calendars(database, clock).load(2026, 2027) for _ in range(4)))
    seeded = await rows(database)
    await Calendars(database, clock).load(2026, 2027)
    assert await rows(database) == seeded > 20


async def test_a_notice_moves_a_date_and_its_year_is_confirmed_apart(calendars: Calendars, database: Database) -> None:
    before = (await calendars.load(2026, 2027)).due(date(2026, 11, 20), 30)
    off = SpecialDay(date(2027, 1, 4), DayKind.OFF, "Nghỉ hoán đổi", NOTICE)
    async with database.transaction() as session:
        await calendars.apply(session, CalendarChange.entering(off), entered_by="admin")
    entered = (await calendars.load(2026, 2027)).due(date(2026, 11, 20), 30)
    assert (entered.day, entered.unconfirmed) == (date(2027, 1, 6), (2027,))
    async with database.transaction() as session:
        await calendars.confirm(session, 2027, NOTICE, entered_by="admin")
    after = (await calendars.load(2026, 2027)).due(date(2026, 11, 20), 30)
    assert (before.day, after.day) == (date(2027, 1, 5), date(2027, 1, 6))
    assert before.unconfirmed == (2027,)
    assert after.unconfirmed == ()
    assert (await calendars.notices(2026, 2028))[2027] == NOTICE


async def test_what_was_entered_by_hand_is_not_seeded_over(calendars: Calendars, database: Database) -> None:
    working = SpecialDay(date(2028, 1, 3), DayKind.WORKING, "Không nghỉ bù", NOTICE)
    async with database.transaction() as session:
        await calendars.apply(session, CalendarChange.entering(working), entered_by="admin")
    calendar = await calendars.load(2028, 2028)
    assert calendar.is_working(date(2028, 1, 3))
    assert not calendar.is_working(date(2028, 1, 1))
    async with database.reading() as session:
        row = await session.get(CalendarDayRow, date(2028, 1, 3))
        other = await session.get(CalendarDayRow, date(2028, 1, 25))
    assert row is not None
    assert other is not None
    assert (row.entered_by, other.entered_by) == ("admin", SEED)


async def test_a_year_can_be_confirmed_without_a_change_of_days(calendars: Calendars, database: Database) -> None:
    async with database.transaction() as session:
        await calendars.confirm(session, 2027, NOTICE, entered_by="admin")
    assert 2027 in (await calendars.load(2027, 2027)).confirmed


@pytest.mark.parametrize(("first", "last"), [(1999, 2001), (2026, 2101), (2027, 2026)])
async def test_years_that_the_calendar_does_not_cover_are_refused(calendars: Calendars, first: int, last: int) -> None:
    with pytest.raises(YearError):
        await calendars.load(first, last)
