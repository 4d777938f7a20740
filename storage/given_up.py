"""Updates that were set aside after their last attempt: what to tell of them, and how they are handled after all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.audit import Audit
from storage.clock import Clock
from storage.database import Database
from storage.models import InboxRow, InboxState

_FAILED = (InboxRow.done_at.is_not(None), InboxRow.state == InboxState.FAILED)
ALL = "all"
"""Stands in the audit for every update that was set aside."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """An update that was given up: when it came and was given up, and the kind of its last error; never its text."""

    update_id: int
    received_at: datetime
    set_aside_at: datetime
    kind: str


class GivenUp:
    """What `storage.inbox` has set aside."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._audit = Audit(database, clock)

    async def latest(self, limit: int) -> list[SetAside]:
        """The updates given up last."""
        columns = InboxRow.update_id, InboxRow.received_at, InboxRow.done_at, InboxRow.error
        latest = select(*columns).where(*_FAILED).order_by(InboxRow.done_at.desc()).limit(limit)
        async with self._database.reading() as session:
            rows = await session.execute(latest)
            return [SetAside(row.update_id, row.received_at, row.done_at, _kind(row.error)) for row in rows]

    async def count(self) -> int:
        """How many updates are given up."""
        async with self._database.reading() as session:
            return (await session.execute(select(func.count()).select_from(InboxRow).where(*_FAILED))).scalar_one()

    async def retry(self, update_id: int | None = None) -> list[int]:
        """Handle them as if they were new, before what came later in their chats: one update, or all of them.

        The numbers of the updates that wait again; the audit tells that somebody with the machine let them.
        """
        which = _FAILED if update_id is None else (*_FAILED, InboxRow.update_id == update_id)
        statement = (
            update(InboxRow)
            .where(*which)
            .values(state=InboxState.NEW, attempts=0, crashes=0, error=None, done_at=None)
            .returning(InboxRow.update_id)
        )
        async with self._database.transaction() as session:
            again = sorted(await session.scalars(statement))
            if again:
                await self._audit.add(session, None, "updates-retried", ALL if update_id is None else str(update_id))
        return again


def _kind(error: str | None) -> str:
    """The name of an exception out of its `repr`, which may quote what a user wrote."""
    return (error or "").partition("(")[0]
