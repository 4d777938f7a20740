"""The outbox: a message is a row before it is sent, in order within its chat, interactive ones before bulk ones.

A row counts as *in line* once its time has come or it was tried before. Nothing overtakes an earlier row of its chat
that is in line; a message planned for tomorrow does not hold up today's answer.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database, Transaction
from storage.models import OutboxRow, OutboxState, Priority
from storage.outbox_statements import CLAIM, RAISE, SENT, WAITS, untried
from storage.upsert import insert

Params = Mapping[str, object]
"""What a message holds."""
Permit = Callable[[Transaction], Awaitable[bool]]
"""Says whether a transaction may take messages, and keeps it so until its end (`storage.leases.Lease.confirm`)."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A call of the Bot API to make, not before a moment if one is named. `key` is of its reason, and unique."""

    key: str
    chat_id: int
    method: str
    params: Mapping[str, object]
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call of the Bot API that the sender is to make, for which a moment was planned.

    `attempts` counts this one: 1 the first time.
    """

    id: int
    key: str
    chat_id: int
    method: str
    params: Mapping[str, object]
    priority: Priority
    attempts: int
    created_at: datetime
    not_before: datetime


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
        return key in await self.add_all(session, [NewMessage(key, chat_id, method, params, not_before)], priority)

    async def add_all(
        self, session: AsyncSession, messages: Sequence[NewMessage], priority: Priority = Priority.INTERACTIVE
    ) -> Collection[str]:
        """The same for several messages, in their order; the keys of those that were not added before."""
        now = self._clock.now()
        rows = [
            {
                "key": message.key,
                "chat_id": message.chat_id,
                "method": message.method,
                "params": dict(message.params),
                "priority": priority,
                "created_at": now,
                "not_before": message.not_before or now,
                "state": OutboxState.PENDING,
                "attempts": 0,
            }
            for message in messages
        ]
        statement = insert(session, OutboxRow).on_conflict_do_nothing(index_elements=["key"])
        added = set(await session.scalars(statement.returning(OutboxRow.key), rows))
        chats = {message.chat_id for message in messages if message.key in added}
        if chats:
            await session.execute(RAISE, {"chats": sorted(chats), "urgency": priority})
        return added

    async def extend(
        self, session: AsyncSession, prefix: str, chat_id: int, by: datetime, change: Callable[[Params], Params]
    ) -> bool:
        """Change what a message of the chat holds whose key begins with `prefix`: one that goes out by a moment.

        False when there is none that nobody has tried to send yet; add one then.
        """
        those = (*untried(prefix, chat_id), OutboxRow.not_before <= by)
        last = select(OutboxRow).where(*those).order_by(OutboxRow.not_before.desc()).limit(1)
        row = await session.scalar(last.with_for_update(skip_locked=True))
        if row is None:
            return False
        row.params = dict(change(row.params))
        await session.flush()
        return True

    async def plan_anew(
        self, session: AsyncSession, prefix: str, chat_id: int, after: datetime, until: Callable[[datetime], datetime]
    ) -> None:
        """Plan the messages of the chat whose key begins with `prefix` anew: those that were to go after a moment."""
        those = (*untried(prefix, chat_id), OutboxRow.not_before > after)
        for row in await session.scalars(select(OutboxRow).where(*those).with_for_update(skip_locked=True)):
            row.not_before = until(row.not_before)
        await session.flush()

    async def claim(self, limit: int, permit: Permit | None = None) -> list[Outgoing]:
        """Take up to `limit` messages to send now, at most one of a chat, most urgent first, and mark them `sending`.

        A chat's next message comes only after `sent`, `retry` or `fail` of the one before.
        """
        now = self._clock.now()
        async with self._database.plain_transaction() as transaction:
            if permit and not await permit(transaction):
                return []
            rows = (await transaction.execute(CLAIM, {"now": now, "room": limit})).all()
        return [_outgoing(row) for row in sorted(rows, key=lambda row: (row.priority, row.not_before, row.id))]

    async def sent(self, id: int, message_id: int | None) -> bool:
        """Telegram took the message; `message_id` is the one it gave, None for a call that makes no message.

        Whether its chat has other messages that are not settled, and now perhaps one to send.

        What it said is not kept: the user has it, and the copy would hold answers, exports and invitations. True
        whoever says so: a sender whose time was over may still tell what became of its last message.
        """
        async with self._database.plain_transaction() as transaction:
            values = {"row": id, "message": message_id, "now": self._clock.now()}
            chat_id = await transaction.scalar(SENT, values)
            return await transaction.scalar(WAITS, {"chat": chat_id}) is not None

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


def _outgoing(row: Row[*tuple[Any, ...]]) -> Outgoing:
    return Outgoing(
        id=row.id,
        key=row.key,
        chat_id=row.chat_id,
        method=row.method,
        params=row.params,
        priority=Priority(row.priority),
        attempts=row.attempts,
        created_at=row.created_at,
        not_before=row.not_before,
    )
