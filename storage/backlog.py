"""How much waits in the queues, since when, and what is due: read from partial indexes, it costs what is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from storage.clock import Clock
from storage.database import Database
from storage.models import DeadlineRow, InboxRow, OutboxRow
from storage.types import UtcDateTime

INBOX = select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.done_at.is_(None))

IN_LINE = or_(OutboxRow.attempts > 0, OutboxRow.not_before <= bindparam("now", type_=UtcDateTime()))
OUTBOX = select(func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.done_at.is_(None), IN_LINE)
"""Messages whose time has come or that were tried before; one that is planned for later is no backlog."""

CLOCKS = select(func.count()).where(DeadlineRow.next_at <= bindparam("now", type_=UtcDateTime()))


@dataclass(frozen=True, slots=True)
class Queue:
    """How many rows are not settled and when the oldest of them was made; None when there is none."""

    depth: int
    oldest: datetime | None

    def age(self, now: datetime) -> timedelta:
        """How old the oldest row is; nothing when there is none, or when another machine's clock is ahead."""
        return timedelta() if self.oldest is None else max(timedelta(), now - self.oldest)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Both queues at one moment, and how many deadlines should have been told of by then."""

    inbox: Queue
    outbox: Queue
    clocks: int


async def read_backlog(database: Database, clock: Clock) -> Backlog:
    """What waits now."""
    now = clock.now()
    async with database.reading() as session:
        updates = (await session.execute(INBOX)).one()
        messages = (await session.execute(OUTBOX, {"now": now})).one()
        clocks = (await session.execute(CLOCKS, {"now": now})).scalar_one()
    return Backlog(Queue(*updates), Queue(*messages), clocks)
