"""What a new version of the rules makes of the cases that were recorded under an older one."""

import logging
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_deadlines import project
from storage.cases import Cases
from storage.clock import Clock
from storage.history import RefusedError
from storage.models import CaseRow, DeadlineRow
from storage.working_days import Calendar

BATCH = 50
"""Cases planned in one transaction: few, as nobody else writes meanwhile on SQLite."""

log = logging.getLogger(__name__)


class Replanning:
    """Brings the deadlines of the cases in line with the present rules (`storage.lifecycle`).

    They are planned when an event is recorded; a period or duty that only the present rules know would else wait for
    the next one. What the rules say as before keeps what was told of it.
    """

    def __init__(self, cases: Cases, clock: Clock, zone: ZoneInfo) -> None:
        self._cases = cases
        self._clock = clock
        self._zone = zone

    async def some(self, session: AsyncSession, calendar: Calendar, after: int, limit: int = BATCH) -> int | None:
        """Plans up to `limit` cases with ids above `after`: open ones, and ended ones that something is planned for.

        The last id, None when there was no case. A case whose history the present rules do not allow is passed over,
        and the log names it. On PostgreSQL the cases are locked until the transaction ends.
        """
        planned = exists().where(DeadlineRow.case_id == CaseRow.id)
        those = select(CaseRow).where(or_(CaseRow.closed_at.is_(None), planned), CaseRow.id > after)
        rows = (await session.scalars(those.order_by(CaseRow.id).limit(limit).with_for_update())).all()
        for row in rows:
            try:
                [case] = await self._cases.read(session, [row])
            except RefusedError as refused:
                log.warning(
                    "Case %s does not fit the present rules: %s", row.code, refused, extra={"action": "replanning"}
                )
                continue
            await project(session, case.id, case.standing, calendar, self._zone, self._clock.now())
        return rows[-1].id if rows else None
