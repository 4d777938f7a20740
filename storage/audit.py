"""The audit: who did what, on what, when, and what came of it. Only added to; never a text that a user wrote.

The database refuses to change a row, and to erase one younger than a year (triggers of migration 0002); what is older
than the setting says is erased by the nightly retention. There is no switch around that: an erasure that is refused
is a fault of the setting.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit. `actor` is a chat, None for the command line and the bot itself."""

    at: datetime
    actor: int | None
    action: str
    target: str
    outcome: str


class Audit:
    """Writes and reads the audit."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self, session: AsyncSession, actor: int | None, action: str, target: str = "", outcome: str = "done"
    ) -> None:
        """Add a line in the transaction that does what it tells of. `action`, `target` are names and ids of ours."""
        session.add(AuditRow(at=self._clock.now(), actor=actor, action=action, target=target, outcome=outcome))
        await session.flush()

    async def latest(self, limit: int) -> tuple[AuditEntry, ...]:
        """The newest lines, the newest first."""
        newest = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        async with self._database.reading() as session:
            return tuple(
                AuditEntry(row.at, row.actor, row.action, row.target, row.outcome)
                for row in await session.scalars(newest)
            )

    async def target(self, actor: int, action: str, begin: str) -> str | None:
        """The target of what somebody did last of an action, among those whose target begins so."""
        its = (AuditRow.actor == actor, AuditRow.action == action, AuditRow.target.startswith(begin, autoescape=True))
        newest = select(AuditRow.target).where(*its).order_by(AuditRow.id.desc()).limit(1)
        async with self._database.reading() as session:
            return await session.scalar(newest)

    async def count(self, actor: int, action: str, since: datetime) -> int:
        """How often somebody did something since a moment."""
        those = (AuditRow.actor == actor, AuditRow.action == action, AuditRow.at > since)
        async with self._database.reading() as session:
            return (await session.execute(select(func.count()).select_from(AuditRow).where(*those))).scalar_one()
