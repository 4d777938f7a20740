"""Which deadlines somebody has to be told of now: asked of the database, at the cost of what is due."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_deadlines import next_moment, rule_of
from storage.clock import Clock
from storage.database import Database
from storage.models import DeadlineRow
from storage.reminding import last_step
from storage.types import UtcDateTime
from storage.working_days import Calendar

_DUE = (
    select(DeadlineRow)
    .where(DeadlineRow.next_at.is_not(None), DeadlineRow.next_at <= bindparam("now", type_=UtcDateTime()))
    .order_by(DeadlineRow.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
"""What is due, passing by what another replica is telling of."""
TOGETHER = 500
"""Cases asked about by one statement."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Which deadline somebody is reminded of. With another `due` it is not the same reminder any more."""

    case_id: int
    key: str
    due: date | None


@dataclass(frozen=True, slots=True)
class DueDeadline:
    """A deadline to tell of now.

    `day` is the day that the reminder belongs to: the same reminder, found again after a crash, has the same day.
    `left` are the working days left then, negative when it is past, None for a duty. `arisen` says that it is a duty
    which nobody was told of yet.
    """

    case_id: int
    key: str
    duty: bool
    since: date
    due: date | None
    day: date
    left: int | None
    arisen: bool = False

    @property
    def reminder(self) -> Reminder:
        """What is told of."""
        return Reminder(self.case_id, self.key, self.due)


def renumbered(meant: Sequence[Reminder], open_now: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Reminders of the deadlines by the keys that these have now: one gets another when what came before it is void.

    One that is open no more keeps its key.
    """
    free = {(one.case_id, one.key): one for one in open_now}
    known = {(one.case_id, one.key): free.pop((one.case_id, one.key), None) for one in meant}
    found: list[Reminder] = []
    for one in meant:
        same = (other for other in free.values() if _identity(other) == _identity(one))
        now = one if known[one.case_id, one.key] else next(same, one)
        free.pop((now.case_id, now.key), None)
        found.append(now)
    return tuple(found)


def _identity(one: Reminder) -> tuple[int, str, date | None]:
    return one.case_id, rule_of(one.key), one.due


class Deadlines:
    """The deadlines of all cases."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone

    async def take(self, session: AsyncSession, calendar: Calendar, limit: int) -> list[DueDeadline]:
        """What to tell of now, at most `limit`, planned on to its next moment in the same transaction.

        After an outage a deadline comes once, with the last step that has come, however many were missed.
        """
        now = self._clock.now()
        today = now.astimezone(self._zone).date()
        rows = (await session.scalars(_DUE, {"now": now, "limit": limit})).all()
        found = [due for row in rows if (due := _due(row, calendar, today))]
        for row in rows:
            row.told_on = today
            row.next_at = next_moment(row.key, row.due, calendar, self._zone, today)
        await session.flush()
        return found

    async def of(self, case_ids: Sequence[int]) -> tuple[Reminder, ...]:
        """What there is to remind of in these cases."""
        return tuple([one async for one in self._open(case_ids)])

    async def _open(self, case_ids: Sequence[int]) -> AsyncIterator[Reminder]:
        columns = (DeadlineRow.case_id, DeadlineRow.key, DeadlineRow.due)
        for start in range(0, len(case_ids), TOGETHER):
            some = case_ids[start : start + TOGETHER]
            its = select(*columns).where(DeadlineRow.case_id.in_(some)).order_by(DeadlineRow.case_id, DeadlineRow.key)
            async with self._database.reading() as session:
                for row in await session.execute(its):
                    yield Reminder(row.case_id, row.key, row.due)

    async def next_moment(self) -> datetime | None:
        """When the next deadline is due, perhaps in the past; None while nothing is planned."""
        async with self._database.reading() as session:
            return await session.scalar(select(func.min(DeadlineRow.next_at)).where(DeadlineRow.next_at.is_not(None)))


def _due(row: DeadlineRow, calendar: Calendar, today: date) -> DueDeadline | None:
    if row.duty:
        return DueDeadline(row.case_id, row.key, True, row.since, None, today, None, arisen=row.told_on is None)
    if row.due is None:
        return None
    step = last_step(calendar, row.due, row.told_on or row.since, today)
    if step is None:
        return None
    return DueDeadline(row.case_id, row.key, False, row.since, row.due, step.day, step.left)
