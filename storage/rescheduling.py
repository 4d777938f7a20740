"""What a change of the calendar moves: found beforehand, and carried out with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_deadlines import project, watched
from storage.cases import TOGETHER, Case, Cases
from storage.clock import Clock
from storage.history import Duty
from storage.models import CaseMoveRow, CaseRow, DeadlineRow
from storage.working_days import Calendar, SpecialDay


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline of a case and its last day before and after. `label` is what the period is called."""

    case_id: int
    key: str
    code: str
    title: str
    label: str
    before: date
    after: date


def changed(calendar: Calendar, special: SpecialDay) -> Calendar:
    """The calendar with a day entered."""
    return replace(calendar, special={**calendar.special, special.day: special})


class Rescheduling:
    """Moves the deadlines of the open cases when a day is entered into the calendar.

    Only a period that the day lies in can move: one that began before it and ends on it or later.
    """

    def __init__(self, cases: Cases, clock: Clock, zone: ZoneInfo) -> None:
        self._cases = cases
        self._clock = clock
        self._zone = zone

    async def moves(self, session: AsyncSession, special: SpecialDay, calendar: Calendar) -> list[Move]:
        """What entering the day would move; `calendar` is the present one. Changes nothing."""
        after = changed(calendar, special)
        return [move for case in await self._concerned(session, special.day) for move in _moves(case, calendar, after)]

    async def carry_out(self, session: AsyncSession, special: SpecialDay, calendar: Calendar) -> list[Move]:
        """Moves them and keeps each move, in the transaction that enters the day, which holds the calendar alone.

        On PostgreSQL the cases are locked until its end.
        """
        after, now = changed(calendar, special), self._clock.now()
        found: list[Move] = []
        for case in await self._concerned(session, special.day):
            moves = [*_moves(case, calendar, after)]
            if moves:
                await project(session, case.id, case.standing, after, self._zone, now)
                session.add_all(_row(move, special, now) for move in moves)
                found += moves
        await session.flush()
        return found

    async def _concerned(self, session: AsyncSession, day: date) -> Sequence[Case]:
        within = (DeadlineRow.since < day, DeadlineRow.due >= day)
        ids = (await session.scalars(select(DeadlineRow.case_id).where(*within).distinct())).all()
        found: list[Case] = []
        for start in range(0, len(ids), TOGETHER):
            some = select(CaseRow).where(CaseRow.id.in_(ids[start : start + TOGETHER])).order_by(CaseRow.id)
            rows = (await session.scalars(some.with_for_update())).all()
            found += await self._cases.read(session, rows)
        return found


def _row(move: Move, special: SpecialDay, now: datetime) -> CaseMoveRow:
    return CaseMoveRow(
        case_id=move.case_id,
        key=move.key,
        was_due=move.before,
        is_due=move.after,
        day=special.day,
        kind=special.kind,
        reason=special.reason,
        document=special.document,
        moved_at=now,
    )


def _moves(case: Case, before: Calendar, after: Calendar) -> Iterator[Move]:
    for key, clock in watched(case.standing):
        if isinstance(clock, Duty):
            continue
        was, will_be = clock.due(before), clock.due(after)
        if was and will_be and was.day != will_be.day:
            yield Move(case.id, key, case.code, case.title, clock.rule.label, was.day, will_be.day)
