"""What a change of the calendar moves: found beforehand, and carried out with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.calendar_changes import CalendarChange
from storage.case_deadlines import plan_anew, project, watched
from storage.cases import TOGETHER, Case, Cases
from storage.clock import Clock
from storage.models import CaseMoveRow, CaseRow, DeadlineRow
from storage.periods import Duty
from storage.working_days import Calendar, SpecialDay


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline of a case and its last day before and after. `label` is what the period is called.

    `cause` is the day that it moves for, with why; where several days of the change lie in the period, the first.
    """

    case_id: int
    key: str
    code: str
    title: str
    label: str
    before: date
    after: date
    cause: SpecialDay


class Rescheduling:
    """Moves the deadlines of the open cases when days of the calendar change, each once however many days change.

    Only a period that one of the days lies in can move: one that began before it and ends on it or later.
    """

    def __init__(self, cases: Cases, clock: Clock, zone: ZoneInfo) -> None:
        self._cases = cases
        self._clock = clock
        self._zone = zone

    async def moves(self, session: AsyncSession, change: CalendarChange, calendar: Calendar) -> list[Move]:
        """What the change would move; `calendar` is the present one. Changes nothing."""
        return [move for case in await self._concerned(session, change) for move in _moves(case, calendar, change)]

    async def carry_out(self, session: AsyncSession, change: CalendarChange, calendar: Calendar) -> list[Move]:
        """Moves them and keeps each move, in the transaction of the change, which holds the calendar alone.

        On PostgreSQL the cases are locked until its end.
        """
        after, now = change.applied(calendar), self._clock.now()
        found: list[Move] = []
        for case in await self._concerned(session, change):
            moves = [*_moves(case, calendar, change)]
            if moves:
                await project(session, case.id, case.standing, after, self._zone, now)
                session.add_all(_row(move, now) for move in moves)
                found += moves
        await session.flush()
        await plan_anew(session, after, self._zone, change.days[0].day)
        return found

    async def _concerned(self, session: AsyncSession, change: CalendarChange) -> Sequence[Case]:
        within = or_(*((DeadlineRow.since < one.day) & (DeadlineRow.due >= one.day) for one in change.days))
        ids = (await session.scalars(select(DeadlineRow.case_id).where(within).distinct())).all()
        found: list[Case] = []
        for start in range(0, len(ids), TOGETHER):
            some = select(CaseRow).where(CaseRow.id.in_(ids[start : start + TOGETHER])).order_by(CaseRow.id)
            rows = (await session.scalars(some.with_for_update())).all()
            found += await self._cases.read(session, rows)
        return found


def _row(move: Move, now: datetime) -> CaseMoveRow:
    return CaseMoveRow(
        case_id=move.case_id,
        key=move.key,
        was_due=move.before,
        is_due=move.after,
        day=move.cause.day,
        kind=move.cause.kind,
        reason=move.cause.reason,
        document=move.cause.document,
        moved_at=now,
    )


def _moves(case: Case, before: Calendar, change: CalendarChange) -> Iterator[Move]:
    after = change.applied(before)
    for key, clock in watched(case.standing):
        if isinstance(clock, Duty):
            continue
        was, will_be = clock.due(before), clock.due(after)
        if was and will_be and was.day != will_be.day:
            cause = change.within(clock.start, max(was.day, will_be.day)) or change.days[0].now
            yield Move(case.id, key, case.code, case.title, clock.rule.label, was.day, will_be.day, cause)
