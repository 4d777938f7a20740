"""The calendar in the database: seeded year by year, corrected by the administrator, read for every due date."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import calendar_seed
from storage.clock import Clock
from storage.database import Database
from storage.models import CalendarDayRow, CalendarYearRow
from storage.upsert import insert
from storage.working_days import Calendar, DayKind, SpecialDay

SEED = "seed"
"""Who entered what the seed brought."""
FIRST, LAST = 2000, 2100
"""Years that the calendar covers: the package computes the lunar year well beyond both."""


class YearError(ValueError):
    """A year that the calendar does not cover."""


class Calendars:
    """The calendar, the same for every replica: the table is the truth, the seed only fills a year not seen before."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def load(self, first: int, last: int) -> Calendar:
        """The calendar of the years from `first` to `last`.

        Raises `YearError`.
        """
        if not FIRST <= first <= last <= LAST:
            raise YearError(f"The calendar covers {FIRST} to {LAST}, not {first} to {last}.")
        years = await self._years(first, last)
        missing = [year for year in range(first, last + 1) if year not in years]
        if missing:
            async with self._database.transaction() as session:
                for year in missing:
                    await self._seed(session, year)
            years = await self._years(first, last)
        special = {day.day: day for day in await self._days(first, last)}
        return Calendar(special, frozenset(year for year, notice in years.items() if notice is not None))

    async def enter(self, session: AsyncSession, days: Sequence[SpecialDay], *, entered_by: str) -> None:
        """Enters days of a notice, in place of what stood there.

        That the notice of the year is complete is said with `confirm`.
        """
        now = self._clock.now()
        for year in sorted({special.day.year for special in days}):
            await self._seed(session, year)
        for special in days:
            values = {
                "kind": special.kind,
                "reason": special.reason,
                "document": special.document,
                "entered_by": entered_by,
                "entered_at": now,
            }
            statement = insert(session, CalendarDayRow).values(day=special.day, **values)
            await session.execute(statement.on_conflict_do_update(index_elements=["day"], set_=values))

    async def confirm(self, session: AsyncSession, year: int, notice: str, *, entered_by: str) -> None:
        """The official notice of the year was seen: its dates are no longer shown as not confirmed."""
        await self._seed(session, year)
        values = {"notice": notice, "entered_by": entered_by, "entered_at": self._clock.now()}
        statement = insert(session, CalendarYearRow).values(year=year, **values)
        await session.execute(statement.on_conflict_do_update(index_elements=["year"], set_=values))

    async def notices(self, first: int, last: int) -> dict[int, str | None]:
        """The years in the table and the notice of each."""
        return await self._years(first, last)

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

    async def _years(self, first: int, last: int) -> dict[int, str | None]:
        wanted = select(CalendarYearRow.year, CalendarYearRow.notice).where(CalendarYearRow.year.between(first, last))
        async with self._database.reading() as session:
            return {row.year: row.notice for row in await session.execute(wanted)}

    async def _days(self, first: int, last: int) -> list[SpecialDay]:
        wanted = select(CalendarDayRow).where(CalendarDayRow.day.between(date(first, 1, 1), date(last, 12, 31)))
        async with self._database.reading() as session:
            rows = await session.scalars(wanted)
            return [SpecialDay(row.day, DayKind(row.kind), row.reason, row.document) for row in rows]
