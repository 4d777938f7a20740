"""The outbox: a message is a row before it is sent, in order within its chat, interactive ones before bulk ones.

A row counts as *in line* once its time has come or it was tried before. Nothing overtakes an earlier row of its chat
that is in line; a message planned for tomorrow does not hold up today's answer.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Integer, and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.clock import Clock
from storage.database import Database
from storage.models import OutboxRow, OutboxState, Priority
from storage.types import UtcDateTime
from storage.upsert import insert

NOW = bindparam("now", type_=UtcDateTime())


def _free() -> tuple[ColumnElement[bool], ...]:
    """Rows of one priority that wait, with nothing of their chat being sent or standing in line before them."""
    other = aliased(OutboxRow)
    in_line = or_(other.attempts > 0, other.not_before <= NOW)
    in_the_way = exists().where(
        other.done_at.is_(None),
        other.chat_id == OutboxRow.chat_id,
        other.id != OutboxRow.id,
        or_(other.state == OutboxState.SENDING, and_(other.id < OutboxRow.id, in_line)),
    )
    waits = OutboxRow.state == OutboxState.PENDING
    return OutboxRow.done_at.is_(None), OutboxRow.priority == bindparam("urgency"), waits, ~in_the_way


def _due() -> CTE:
    """Rows of one priority to send now, in the order in which their time came."""
    due = select(OutboxRow.id).where(*_free(), OutboxRow.not_before <= NOW)
    first = due.order_by(OutboxRow.not_before, OutboxRow.id).limit(bindparam("room", type_=Integer()))
    return first.with_for_update(skip_locked=True).cte("due")


CLAIM = (
    update(OutboxRow)
    .where(OutboxRow.id.in_(select(_due().c.id)))
    .values(state=OutboxState.SENDING, attempts=OutboxRow.attempts + 1)
    .returning(OutboxRow)
    .execution_options(synchronize_session=False)
)
"""Take what is due of one priority. Built once: putting it together costs more than running it.

A statement a priority, because an index can then lead straight to what is due, past everything that is planned.
"""

NEXT_MOMENT = select(OutboxRow.not_before).where(*_free()).order_by(OutboxRow.not_before).limit(1)
"""When the next message of one priority that nothing holds up is due."""


SENT = (
    update(OutboxRow)
    .where(OutboxRow.id == bindparam("row"), OutboxRow.done_at.is_(None))
    .values(state=OutboxState.SENT, message_id=bindparam("message"), error=None, params={}, done_at=NOW)
    .execution_options(synchronize_session=False)
)

RAISE = (
    update(OutboxRow)
    .where(
        OutboxRow.done_at.is_(None),
        OutboxRow.chat_id == bindparam("chat"),
        OutboxRow.priority > bindparam("urgency", type_=Integer()),
    )
    .values(priority=bindparam("urgency", type_=Integer()))
    .execution_options(synchronize_session=False)
)

FORGET = delete(OutboxRow).where(
    OutboxRow.id.in_(
        select(OutboxRow.id)
        .where(OutboxRow.done_at.is_not(None), OutboxRow.done_at < bindparam("before", type_=UtcDateTime()))
        .order_by(OutboxRow.done_at)
        .limit(bindparam("most", type_=Integer()))
    )
)

Params = Mapping[str, object]
"""What a message holds."""
Permit = Callable[[AsyncSession], Awaitable[bool]]
"""Says whether a transaction may take messages, and keeps it so until its end (`storage.leases.Lease.confirm`)."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call of the Bot API that the sender is to make. `attempts` counts this one: 1 the first time."""

    id: int
    key: str
    chat_id: int
    method: str
    params: Mapping[str, object]
    priority: Priority
    attempts: int
    created_at: datetime


class Outbox:
    """The queue of messages to Telegram. One sender at a time takes from it; any number of transactions add to it.

    `claim` and `recover` are for the one sender. Where several processes could be it, a `permit` says in the same
    transaction whether the caller still is; without it they do nothing.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self,
        session: AsyncSession,
        key: str,
        chat_id: int,
        method: str,
        params: Mapping[str, object],
        *,
        priority: Priority = Priority.INTERACTIVE,
        not_before: datetime | None = None,
    ) -> bool:
        """Add a message in the transaction that is its reason. False, and nothing changed, when `key` was added before.

        What already waits in the chat is raised to `priority`: it goes first, so the new message would wait with it.
        """
        now = self._clock.now()
        row = {
            "key": key,
            "chat_id": chat_id,
            "method": method,
            "params": dict(params),
            "priority": priority,
            "created_at": now,
            "not_before": not_before or now,
            "state": OutboxState.PENDING,
            "attempts": 0,
        }
        statement = insert(session, OutboxRow).on_conflict_do_nothing(index_elements=["key"]).returning(OutboxRow.id)
        if (await session.execute(statement, row)).one_or_none() is None:
            return False
        await session.execute(RAISE, {"chat": chat_id, "urgency": priority})
        return True

    async def extend(
        self, session: AsyncSession, prefix: str, chat_id: int, by: datetime, change: Callable[[Params], Params]
    ) -> bool:
        """Change what a message of the chat holds whose key begins with `prefix`: one that goes out by a moment.

        False when there is none that nobody has tried to send yet; add one then.
        """
        waits = (OutboxRow.done_at.is_(None), OutboxRow.state == OutboxState.PENDING, OutboxRow.attempts == 0)
        those = (OutboxRow.chat_id == chat_id, OutboxRow.key.startswith(prefix), OutboxRow.not_before <= by)
        last = select(OutboxRow).where(*waits, *those).order_by(OutboxRow.not_before.desc()).limit(1)
        row = await session.scalar(last.with_for_update(skip_locked=True))
        if row is None:
            return False
        row.params = dict(change(row.params))
        await session.flush()
        return True

    async def claim(self, limit: int, permit: Permit | None = None) -> list[Outgoing]:
        """Take up to `limit` messages to send now, at most one of a chat, most urgent first, and mark them `sending`.

        A chat's next message comes only after `sent`, `retry` or `fail` of the one before.
        """
        claimed: list[OutboxRow] = []
        now = self._clock.now()
        async with self._database.transaction() as session:
            if permit and not await permit(session):
                return []
            for priority in Priority:
                room = limit - len(claimed)
                if room > 0:
                    rows = await session.scalars(CLAIM, {"now": now, "urgency": priority, "room": room})
                    claimed += sorted(rows, key=lambda row: (row.not_before, row.id))
        return [_outgoing(row) for row in claimed]

    async def sent(self, id: int, message_id: int | None) -> None:
        """Telegram took the message; `message_id` is the one it gave, None for a call that makes no message.

        What it said is not kept: the user has it, and the copy would hold answers, exports and invitations. True
        whoever says so: a sender whose time was over may still tell what became of its last message.
        """
        async with self._database.transaction() as session:
            await session.execute(SENT, {"row": id, "message": message_id, "now": self._clock.now()})

    async def retry(self, message: Outgoing, at: datetime, error: str) -> None:
        """Send the message again, not before `at`. The rest of its chat waits for it.

        Nothing happens when another sender has taken it since.
        """
        await self._give_back(message, state=OutboxState.PENDING, not_before=at, error=error)

    async def fail(self, message: Outgoing, error: str) -> None:
        """Give the message up; the rest of its chat goes on. Nothing happens when another sender has taken it since."""
        now = self._clock.now()
        await self._give_back(message, state=OutboxState.FAILED, error=error, done_at=now)

    async def drop(self, message: Outgoing) -> None:
        """The message is not true any more and is not sent; the rest of its chat goes on."""
        await self._give_back(message, state=OutboxState.DROPPED, params={}, done_at=self._clock.now())

    async def recover(self, permit: Permit | None = None) -> int:
        """At the sender's start: what was left `sending` waits again. How many; each of them may arrive twice."""
        statement = (
            update(OutboxRow)
            .where(OutboxRow.done_at.is_(None), OutboxRow.state == OutboxState.SENDING)
            .values(state=OutboxState.PENDING)
            .returning(OutboxRow.id)
        )
        async with self._database.transaction() as session:
            if permit and not await permit(session):
                return 0
            return len((await session.scalars(statement)).all())

    async def forget(self, before: datetime, limit: int) -> int:
        """Erase up to `limit` messages that were sent or given up before `before`, oldest first. How many.

        A message that is erased could be added again: leave what is younger than its reason.
        """
        async with self._database.transaction() as session:
            statement = FORGET.returning(OutboxRow.id)
            return len((await session.scalars(statement, {"before": before, "most": limit})).all())

    async def next_due(self) -> datetime | None:
        """When `claim` next has something, perhaps in the past; None until something is added or settled."""
        now = self._clock.now()
        async with self._database.reading() as session:
            earliest = [await session.scalar(NEXT_MOMENT, {"now": now, "urgency": priority}) for priority in Priority]
        return min((moment for moment in earliest if moment is not None), default=None)

    async def depth(self) -> int:
        """How many messages are neither sent nor given up."""
        async with self._database.reading() as session:
            statement = select(func.count()).select_from(OutboxRow).where(OutboxRow.done_at.is_(None))
            return (await session.execute(statement)).scalar_one()

    async def _give_back(self, message: Outgoing, **values: object) -> None:
        """Settles what nobody took since: each taking counts an attempt."""
        as_taken = (OutboxRow.state == OutboxState.SENDING, OutboxRow.attempts == message.attempts)
        statement = update(OutboxRow).where(OutboxRow.id == message.id, OutboxRow.done_at.is_(None), *as_taken)
        async with self._database.transaction() as session:
            await session.execute(statement.values(**values))


def _outgoing(row: OutboxRow) -> Outgoing:
    return Outgoing(
        id=row.id,
        key=row.key,
        chat_id=row.chat_id,
        method=row.method,
        params=row.params,
        priority=Priority(row.priority),
        attempts=row.attempts,
        created_at=row.created_at,
    )
