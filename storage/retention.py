"""What is past its time is erased, in small batches so that nobody waits long; and the chores, done by one replica."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, delete, inspect, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from storage.clock import Clock
from storage.database import Database
from storage.models import (
    AnswerRow,
    AuditRow,
    Base,
    CaseInvitationRow,
    ChoreRow,
    ErasureRow,
    InboxRow,
    InvitationRow,
    OutboxRow,
)
from storage.upsert import insert

BATCH = 500
"""Rows erased in one transaction."""

DATED: Mapping[str, tuple[type[Base], InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime]]] = {
    "inbox": (InboxRow, InboxRow.done_at),
    "outbox": (OutboxRow, OutboxRow.done_at),
    "answers": (AnswerRow, AnswerRow.created_at),
    "erasures": (ErasureRow, ErasureRow.expires_at),
    "invitations": (InvitationRow, InvitationRow.expires_at),
    "case_invitations": (CaseInvitationRow, CaseInvitationRow.expires_at),
    "audit": (AuditRow, AuditRow.at),
}
"""The tables whose rows have their time, and the moment from which it counts (open rows of a queue have none)."""


class Retention:
    """Erases what is past its time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def erase(self, table: str, before: datetime, limit: int = BATCH) -> int:
        """Erase up to `limit` rows of a table (a key of `DATED`) from before the moment; how many there were.

        The rows are looked up outside the write transaction, so that a long look holds nobody up.
        """
        model, moment = DATED[table]
        keys = list(inspect(model).primary_key)
        past: Select[tuple[object, ...]] = select(*keys).where(moment < before).limit(limit)
        async with self._database.reading() as session:
            found = (await session.execute(past)).all()
        if not found:
            return 0
        its = [key == bindparam(f"key_{place}") for place, key in enumerate(keys)]
        rows = [{f"key_{place}": value for place, value in enumerate(row)} for row in found]
        async with self._database.plain_transaction() as transaction:
            await transaction.execute(delete(model).where(*its, moment < before), rows)
        return len(found)


class Chores:
    """When each chore was last done, and who does it now; any number of replicas may ask."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, name: str, due: datetime, hold: timedelta) -> bool:
        """Whether the caller is to do a chore that was due at `due`: nobody has done it since, nobody holds it.

        A caller that dies leaves it to the next one after `hold`.
        """
        now = self._clock.now()
        free = update(ChoreRow).where(
            ChoreRow.name == name,
            or_(ChoreRow.done_at.is_(None), ChoreRow.done_at < due),
            or_(ChoreRow.held_until.is_(None), ChoreRow.held_until <= now),
        )
        async with self._database.transaction() as session:
            await session.execute(insert(session, ChoreRow).values(name=name).on_conflict_do_nothing())
            claimed = await session.execute(free.values(held_until=now + hold).returning(ChoreRow.name))
            return claimed.one_or_none() is not None

    async def done(self, name: str, *, instead_of: str = "") -> None:
        """The chore is done as of now. Those whose names begin with `instead_of`, if given, are forgotten."""
        its = update(ChoreRow).where(ChoreRow.name == name)
        async with self._database.transaction() as session:
            await session.execute(its.values(done_at=self._clock.now(), held_until=None))
            if instead_of:
                others = ChoreRow.name.startswith(instead_of, autoescape=True) & (ChoreRow.name != name)
                await session.execute(delete(ChoreRow).where(others))

    async def is_done(self, name: str) -> bool:
        """Whether the chore was ever done."""
        its = select(ChoreRow.done_at).where(ChoreRow.name == name)
        async with self._database.reading() as session:
            return await session.scalar(its) is not None

    async def leave(self, name: str) -> None:
        """The chore is not done, and nobody does it any more."""
        async with self._database.transaction() as session:
            await session.execute(update(ChoreRow).where(ChoreRow.name == name).values(held_until=None))
