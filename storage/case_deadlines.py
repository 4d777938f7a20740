"""The deadlines of a case as rows: derived from its history, so that asking what is due costs what is due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.history import CaseState
from storage.lifecycle import procedures
from storage.models import DeadlineRow
from storage.periods import Clock, Duty
from storage.reminding import AT, morning, next_nudge, next_step
from storage.working_days import Calendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock that runs or a duty that is open. `key` tells it from the case's others, also from earlier ones."""

    key: str
    duty: bool
    since: date
    due: date | None


def deadlines(standing: CaseState, calendar: Calendar) -> Iterator[Deadline]:
    """What the case has to be watched for."""
    for key, one in watched(standing):
        if isinstance(one, Duty):
            yield Deadline(key, True, one.since, None)
        else:
            due = one.due(calendar)
            yield Deadline(key, False, one.start, due.day if due else None)


def watched(standing: CaseState) -> Iterator[tuple[str, Clock | Duty]]:
    """The clocks that run and the duties that are open, each by the key of its deadline."""
    for number, clock in enumerate(standing.clocks):
        if clock.running:
            yield f"{clock.rule.key}:{number}", clock
    for number, duty in enumerate(standing.duties):
        if duty.open:
            yield f"{duty.rule.key}:{number}", duty


def rule_of(key: str) -> str:
    """The key of the period or duty that a deadline is of, without its place in the history of its case."""
    return key.partition(":")[0]


async def project(
    session: AsyncSession, case_id: int, standing: CaseState, calendar: Calendar, zone: ZoneInfo, now: datetime
) -> None:
    """Brings the rows of a case in line with what follows from its history, in the transaction that changed it.

    A deadline that is new or has moved is planned from the present day on: what lies before is not told of any more.
    One that only has another number, since the rules have changed, keeps what was told of it.
    """
    told_on = told_until(now, zone)
    rows = await session.scalars(select(DeadlineRow).where(DeadlineRow.case_id == case_id))
    stored = {row.key: row for row in rows}
    wanted = {deadline.key: deadline for deadline in deadlines(standing, calendar)}
    gone = set(stored) - set(wanted)
    renumbered = {_identity(stored[key]): stored[key] for key in gone}
    if gone:
        await session.execute(delete(DeadlineRow).where(DeadlineRow.case_id == case_id, DeadlineRow.key.in_(gone)))
    for key, deadline in wanted.items():
        row = stored.get(key)
        if row is None:
            row = DeadlineRow(case_id=case_id, key=key, duty=deadline.duty, since=deadline.since)
            session.add(row)
            same = renumbered.get(_identity(deadline))
            if same:
                row.due, row.told_on, row.next_at = same.due, same.told_on, same.next_at
                continue
        elif (row.since, row.due) == (deadline.since, deadline.due):
            continue
        row.since, row.due, row.told_on = deadline.since, deadline.due, None if deadline.duty else told_on
        row.next_at = now if deadline.duty else next_moment(key, deadline.due, calendar, zone, told_on)
    await session.flush()


def _identity(one: Deadline | DeadlineRow) -> tuple[str, date, date | None]:
    """What stays of a deadline when it is numbered anew."""
    return rule_of(one.key), one.since, one.due


async def plan_anew(session: AsyncSession, calendar: Calendar, zone: ZoneInfo, first: date) -> None:
    """Plans the next steps of all that is planned, where days from `first` on have changed.

    A step may move where the last day stays: one before it, a weekly one of a period that is over, one of a duty on a
    day that has become a working day. What was not told of yet is not passed over.
    """
    may_move = or_(DeadlineRow.due >= first, DeadlineRow.next_at >= morning(first, zone))
    planned = DeadlineRow.next_at.is_not(None) & DeadlineRow.told_on.is_not(None)
    its = select(DeadlineRow).where(planned, may_move).order_by(DeadlineRow.case_id, DeadlineRow.key)
    for row in await session.scalars(its.with_for_update()):
        if row.told_on:
            row.next_at = next_moment(row.key, row.due, calendar, zone, row.told_on)
    await session.flush()


def next_moment(key: str, due: date | None, calendar: Calendar, zone: ZoneInfo, told_on: date) -> datetime | None:
    """When the reminders of a deadline are gathered next, all up to `told_on` being told; None while it stands still.

    Perhaps in the past: then at once.
    """
    at_once = _duties().get(rule_of(key))
    if at_once is not None:
        return morning(next_nudge(calendar, told_on, at_once=at_once), zone)
    if due is None:
        return None
    return morning(next_step(calendar, due, told_on).day, zone)


@cache
def _duties() -> Mapping[str, bool]:
    """Whether a duty has to be met at once, by its key."""
    return {duty.key: duty.at_once for one in procedures().values() for duty in one.duties}


def told_until(now: datetime, zone: ZoneInfo) -> date:
    """The last day whose morning has come: what belongs to a later one is still to be told."""
    today = now.astimezone(zone).date()
    return today if now >= morning(today, zone, AT) else today - timedelta(days=1)
