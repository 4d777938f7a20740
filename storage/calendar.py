"""The calendar in the database: seeded year by year, corrected by the administrator, read for every due date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import calendar_seed
from storage.calendar_changes import CalendarChange, ChangedDay, Entry
from storage.clock import Clock
from storage.database import CALENDAR_LOCK, Database
from storage.models import CalendarChangeRow, CalendarDayRow, CalendarYearRow
from storage.upsert import insert
from storage.working_days import Calendar, DayKind, SpecialDay

SEED = "seed"
"""Who entered what the seed brought."""
FIRST, LAST = 2000, 2100
"""Years that the calendar covers: the package computes the lunar year well beyond both."""


class YearError(ValueError):
    """A year that the calendar does not cover."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change that was made; `was` and `became` are None where the day was, or is, what its weekday says."""

    day: date
    was: DayKind | None
    became: DayKind | None
    reason: str
    document: str
    by: str
    at: datetime


class Calendars:
    """The calendar, the same for every replica: the table is the truth, the seed only fills a year not seen before."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def load(self, first: int, last: int) -> Calendar:
        """The calendar of the years from `first` to `last`.

        Raises `YearError`.
        """
        _check(first, last)
        async with self._database.reading() as session:
            found = await _read(session, first, last)
        if found is None:
            async with self._database.transaction() as session:
                return await self._complete(session, first, last)
        return found

    async def held(self, session: AsyncSession, first: int, last: int, *, alone: bool = False) -> Calendar:
        """The calendar as it stands until the transaction ends: nobody changes it before.

        `alone` is for who is going to change it: nobody counts by it meanwhile, and what was counted is committed. On
        PostgreSQL it is to be asked for before anything of a case is locked, or two may wait for each other.

        Raises `YearError`.
        """
        _check(first, last)
        await self._database.hold(session, CALENDAR_LOCK, shared=not alone)
        return await self._complete(session, first, last)

    async def entries(self, session: AsyncSession, days: Sequence[date]) -> tuple[Entry, ...]:
        """What the table says of those of the days that it names, in their order."""
        its = select(CalendarDayRow).where(CalendarDayRow.day.in_(days)).order_by(CalendarDayRow.day)
        return tuple(Entry(_special(row), row.entered_by == SEED) for row in await session.scalars(its))

    async def apply(self, session: AsyncSession, change: CalendarChange, *, entered_by: str) -> None:
        """Changes days and keeps what was changed, for good.

        That the notice of the year is complete is said with `confirm`.
        """
        await self._database.hold(session, CALENDAR_LOCK)
        for year in change.years:
            await self._seed(session, year)
        before = {one.special.day: one.special for one in await self.entries(session, [one.day for one in change.days])}
        by = {"entered_by": entered_by, "entered_at": self._clock.now()}
        for one in change.days:
            was = before.get(one.day)
            session.add(
                CalendarChangeRow(
                    day=one.day,
                    was=was.kind if was else None,
                    became=one.kept.kind if one.kept else None,
                    reason=change.reason,
                    document=change.document,
                    **by,
                )
            )
            await self._keep(session, one, by)
        await session.flush()

    async def _keep(self, session: AsyncSession, changed: ChangedDay, by: Mapping[str, object]) -> None:
        kept = changed.kept
        if kept is None:
            await session.execute(delete(CalendarDayRow).where(CalendarDayRow.day == changed.day))
            return
        restored = {"entered_by": SEED} if changed.was else {}
        values = {"kind": kept.kind, "reason": kept.reason, "document": kept.document, **by, **restored}
        statement = insert(session, CalendarDayRow).values(day=kept.day, **values)
        await session.execute(statement.on_conflict_do_update(index_elements=["day"], set_=values))

    async def changes(self, year: int) -> tuple[PastChange, ...]:
        """What was changed of the days of a year, the first change first."""
        its = select(CalendarChangeRow).where(CalendarChangeRow.day.between(date(year, 1, 1), date(year, 12, 31)))
        async with self._database.reading() as session:
            return tuple(
                PastChange(row.day, row.was, row.became, row.reason, row.document, row.entered_by, row.entered_at)
                for row in await session.scalars(its.order_by(CalendarChangeRow.id))
            )

    async def confirm(self, session: AsyncSession, year: int, notice: str, *, entered_by: str) -> None:
        """The official notice of the year was seen: its dates are no longer shown as not confirmed."""
        await self._database.hold(session, CALENDAR_LOCK)
        await self._seed(session, year)
        values = {"notice": notice, "entered_by": entered_by, "entered_at": self._clock.now()}
        statement = insert(session, CalendarYearRow).values(year=year, **values)
        await session.execute(statement.on_conflict_do_update(index_elements=["year"], set_=values))

    async def notices(self, first: int, last: int) -> dict[int, str | None]:
        """The years in the table and the notice of each."""
        async with self._database.reading() as session:
            return await _years(session, first, last)

    async def _complete(self, session: AsyncSession, first: int, last: int) -> Calendar:
        """The calendar after years that are not in the table were filled."""
        found = await _read(session, first, last)
        if found is None:
            for year in range(first, last + 1):
                await self._seed(session, year)
            found = await _read(session, first, last)
        if found is None:
            raise LookupError(f"The calendar lacks a year from {first} to {last}.")
        return found

    async def _seed(self, session: AsyncSession, year: int) -> None:
        """Fills a year that is not in the table; whoever comes second changes nothing."""
        now = self._clock.now()
        by = {"entered_by": SEED, "entered_at": now}
        notice = calendar_seed.source() if calendar_seed.confirmed(year) else None
        row = insert(session, CalendarYearRow).values(year=year, notice=notice, **by)
        new = row.on_conflict_do_nothing(index_elements=["year"]).returning(CalendarYearRow.year)
        if (await session.execute(new)).one_or_none() is None:
            return
        for special in calendar_seed.special_days(year).values():
            values = {"day": special.day, "kind": special.kind, "reason": special.reason, "document": special.document}
            statement = insert(session, CalendarDayRow).values(**values, **by)
            await session.execute(statement.on_conflict_do_nothing(index_elements=["day"]))


def _check(first: int, last: int) -> None:
    if not FIRST <= first <= last <= LAST:
        raise YearError(f"The calendar covers {FIRST} to {LAST}, not {first} to {last}.")


async def _read(session: AsyncSession, first: int, last: int) -> Calendar | None:
    """The calendar of the years; None while one of them is not in the table."""
    years = await _years(session, first, last)
    if len(years) <= last - first:
        return None
    days = select(CalendarDayRow).where(CalendarDayRow.day.between(date(first, 1, 1), date(last, 12, 31)))
    special = map(_special, await session.scalars(days))
    confirmed = frozenset(year for year, notice in years.items() if notice is not None)
    return Calendar({one.day: one for one in special}, confirmed)


def _special(row: CalendarDayRow) -> SpecialDay:
    return SpecialDay(row.day, DayKind(row.kind), row.reason, row.document)


async def _years(session: AsyncSession, first: int, last: int) -> dict[int, str | None]:
    wanted = select(CalendarYearRow.year, CalendarYearRow.notice).where(CalendarYearRow.year.between(first, last))
    return {row.year: row.notice for row in await session.execute(wanted)}
