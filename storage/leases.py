"""Leases: one process at a time has a task, and another one has it soon after that process died."""

from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, delete, or_, select

from storage.clock import Clock
from storage.database import Database, Transaction
from storage.models import LeaseRow
from storage.types import UtcDateTime
from storage.upsert import insert

OURS = (
    select(LeaseRow.name)
    .where(
        LeaseRow.name == bindparam("task", type_=String()),
        LeaseRow.holder == bindparam("owner", type_=String()),
        LeaseRow.until > bindparam("now", type_=UtcDateTime()),
    )
    .with_for_update(read=True)
)


class Lease:
    """The lease on one task, as seen by `owner`, which no other living process is called.

    Whoever has it must renew it within `length`. `is_held` asks nobody: it is the holder's own knowledge, and false
    from the moment at which somebody else may have the task. `confirm` asks the database, inside the transaction that
    rests on it.
    """

    def __init__(self, database: Database, clock: Clock, name: str, owner: str, length: timedelta) -> None:
        self.name = name
        self._database = database
        self._clock = clock
        self._owner = owner
        self._length = length
        self._until: datetime | None = None

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have the task now."""
        return self.left > 0

    @property
    def left(self) -> float:
        """For how many seconds nobody else can have the task; 0 where somebody can now."""
        return max(0.0, (self._until - self._clock.now()).total_seconds()) if self._until else 0.0

    async def take(self) -> bool:
        """Take the lease when it is free, renew it when it is ours. Whether it is ours now."""
        now = self._clock.now()
        until = now + self._length
        taken = (self.is_held or await self._is_free(now)) and await self._write(now, until)
        self._until = until if taken else None
        return taken

    async def confirm(self, transaction: Transaction) -> bool:
        """Whether the lease is ours; until the transaction ends nobody can take it from us."""
        values = {"task": self.name, "owner": self._owner, "now": self._clock.now()}
        return await transaction.scalar(OURS, values) is not None

    async def give_up(self) -> None:
        """Let somebody else have the task at once."""
        self._until = None
        ours = delete(LeaseRow).where(LeaseRow.name == self.name, LeaseRow.holder == self._owner)
        async with self._database.transaction() as session:
            await session.execute(ours)

    async def _is_free(self, now: datetime) -> bool:
        """Reads only: those who stand by look often, and must not take turns with those who write."""
        theirs = select(LeaseRow.name).where(
            LeaseRow.name == self.name, LeaseRow.holder != self._owner, LeaseRow.until > now
        )
        async with self._database.reading() as session:
            return await session.scalar(theirs) is None

    async def _write(self, now: datetime, until: datetime) -> bool:
        values = {"holder": self._owner, "until": until}
        async with self._database.transaction() as session:
            statement = (
                insert(session, LeaseRow)
                .values(name=self.name, **values)
                .on_conflict_do_update(
                    index_elements=["name"],
                    set_=values,
                    where=or_(LeaseRow.holder == self._owner, LeaseRow.until <= now),
                )
            )
            return await session.scalar(statement.returning(LeaseRow.name)) is not None
