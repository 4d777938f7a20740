"""The inbox: updates are stored before they are acknowledged, and each is handled once, in order within its chat."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.inbox_statements import CLAIM, FINISH, HELD_BESIDE, SENT_BEFORE, WAITS
from storage.models import InboxRow, InboxState
from storage.upsert import insert

MAX_ATTEMPTS = 3
"""An update that failed this often is set aside, and the rest of its chat goes on."""

MAX_CRASHES = 20
"""An update over which the process died this often (out of memory, a fault below Python) is set aside, too.

Many, because the others that were in hand are not to blame, and a process may be killed for reasons of its own.
"""


class LeaseLostError(RuntimeError):
    """The update is no longer this worker's: its lease ran out and somebody else took it. Roll back what it led to."""


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update as it came in. `chat_id` is None when it belongs to no chat, and then nothing waits for it.

    `sent_at` is when the user wrote it, None where Telegram does not say: then the moment of storing counts.
    """

    update_id: int
    chat_id: int | None
    payload: Mapping[str, object]
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An update that a worker holds. `attempts` counts the failed ones before, `crashes` the deaths over it.

    `is_again`: it was given back before, whether or not that was an attempt.
    """

    id: int
    update_id: int
    chat_id: int | None
    payload: Mapping[str, object]
    received_at: datetime
    sent_at: datetime
    attempts: int
    crashes: int
    is_again: bool

    @property
    def is_last_attempt(self) -> bool:
        """Whether the update is set aside when this attempt fails."""
        return self.attempts + 1 >= MAX_ATTEMPTS or self.kills

    @property
    def kills(self) -> bool:
        """Whether to hold the update for what kills the process, and not to touch it any more."""
        return self.crashes >= MAX_CRASHES


class Inbox:
    """The queue of updates. `owner` names this process and no other living one; its successor may have the name again.

    Whoever claims an update holds it for a short time and must `renew` it while the work goes on.
    """

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    async def store(self, updates: Sequence[NewUpdate]) -> int:
        """Store `updates` in one commit and return how many were new; one that is already here stays as it is.

        When this returns, the updates survive the death of the process and of the machine.
        """
        if not updates:
            return 0
        now = self._clock.now()
        rows = [
            {
                "update_id": one.update_id,
                "chat_id": one.chat_id,
                "payload": dict(one.payload),
                "received_at": now,
                "sent_at": one.sent_at or now,
                "state": InboxState.NEW,
                "attempts": 0,
            }
            for one in updates
        ]
        async with self._database.plain_transaction() as transaction:
            statement = insert(transaction, InboxRow).on_conflict_do_nothing(index_elements=["update_id"])
            stored = await transaction.execute(statement.returning(InboxRow.id), rows)
            return len(stored.all())

    async def claim(self, lease: timedelta) -> Item | None:
        """Take the oldest open update whose chat nobody holds, for as long as `lease`; None when there is none."""
        return next(iter(await self.claim_up_to(1, lease)), None)

    async def claim_up_to(self, room: int, lease: timedelta) -> list[Item]:
        """Take up to `room` updates, each of another chat that nobody holds, oldest first, for as long as `lease`.

        An update whose lease ran out is free again. Two callers, in whatever processes, never hold one chat at once.
        """
        async with self._database.plain_transaction() as transaction:
            return await self.take(transaction, room, lease)

    async def take(self, transaction: AsyncConnection, room: int, lease: timedelta) -> list[Item]:
        """`claim_up_to` in the caller's transaction."""
        while True:
            now = self._clock.now()
            values = {"now": now, "until": now + lease, "holder": self._owner, "room": room}
            taken = [_item(row) for row in await transaction.execute(CLAIM, values)]
            mine = await self._alone(transaction, taken, now)
            if mine or not taken:
                return sorted(mine, key=lambda item: item.id)

    async def renew(self, items: Collection[Item], lease: timedelta) -> int:
        """Hold `items` for `lease` from now on; how many of them were still held."""
        statement = (
            update(InboxRow)
            .where(InboxRow.id.in_([item.id for item in items]), *self._mine())
            .values(lease_until=self._clock.now() + lease)
            .returning(InboxRow.id)
        )
        async with self._database.transaction() as session:
            return len((await session.scalars(statement)).all())

    async def finish(self, session: AsyncSession, *items: Item) -> bool:
        """Mark `items` handled, in the transaction that stores what they led to. Whether more of their chats wait.

        Raises:
            LeaseLostError: one is no longer held; let it out of the transaction, so that nothing is done twice.
        """
        values = {"rows": [item.id for item in items], "holder": self._owner, "now": self._clock.now()}
        self._check(items, set(await session.scalars(FINISH, values)))
        return await session.scalar(WAITS, {"chats": [item.chat_id for item in items]}) is not None

    async def release(self, session: AsyncSession, item: Item, error: str) -> bool:
        """Give `item` back after a failure, for another attempt. True when it was the last one and `item` is set aside.

        Raises:
            LeaseLostError: it is no longer held.
        """
        attempts = item.attempts + 1
        if not item.is_last_attempt:
            await self._settle(session, item, state=InboxState.NEW, attempts=attempts, error=error)
            return False
        now = self._clock.now()
        await self._settle(session, item, state=InboxState.FAILED, attempts=attempts, error=error, done_at=now)
        return True

    async def put_back(self, session: AsyncSession, item: Item, error: str) -> None:
        """Give `item` back for no fault of its own: this was no attempt.

        Raises:
            LeaseLostError: it is no longer held.
        """
        await self._settle(session, item, state=InboxState.NEW, error=error)

    async def recover(self) -> int:
        """At the start: free what this process held when it died, and what anybody's lease ran out on. How many."""
        ours_or_over = or_(InboxRow.lease_owner == self._owner, InboxRow.lease_until <= self._clock.now())
        statement = (
            update(InboxRow)
            .where(InboxRow.done_at.is_(None), InboxRow.state == InboxState.WORKING, ours_or_over)
            .values(state=InboxState.NEW, lease_owner=None, lease_until=None, crashes=InboxRow.crashes + 1)
            .returning(InboxRow.id)
        )
        async with self._database.transaction() as session:
            return len((await session.scalars(statement)).all())

    async def sent_before(
        self, transaction: AsyncConnection, items: Sequence[Item], window: timedelta, at_most: int
    ) -> Mapping[int, int]:
        """By the id of each item: how many updates of its chat were sent within `window` before it.

        Counted no further than `at_most`. Every replica counts the same rows, so a user gets no more by being served
        by several of them.
        """
        counts: dict[int, int] = {}
        for item in items:
            values = {"chat": item.chat_id, "row": item.id, "since": item.sent_at - window, "until": item.sent_at}
            counts[item.id] = (await transaction.execute(SENT_BEFORE, {**values, "most": at_most})).scalar_one()
        return counts

    async def pending(self) -> int:
        """How many updates wait for a worker."""
        return await self._count(InboxRow.state == InboxState.NEW)

    async def depth(self) -> int:
        """How many updates are not handled yet: those that wait and those that are being worked on."""
        return await self._count()

    async def _alone(self, transaction: AsyncConnection, taken: list[Item], now: datetime) -> list[Item]:
        """Those of the `taken` whose chat nobody else holds; the others are let go. After this nobody else can.

        On PostgreSQL two updates of a chat may become visible in the wrong order, and be taken by two workers that do
        not see each other yet. The locks on the chats, taken in one order by all, make them look one after the other.
        """
        chats = sorted({item.chat_id for item in taken if item.chat_id is not None})
        if self._database.is_sqlite or not chats:
            return taken
        await self._database.lock(transaction, *chats)
        mine = [item.id for item in taken]
        held = set(await transaction.scalars(HELD_BESIDE, {"now": now, "chats": chats, "mine": mine}))
        in_the_way = [item.id for item in taken if item.chat_id in held]
        if in_the_way:
            free = update(InboxRow).where(InboxRow.id.in_(in_the_way))
            await transaction.execute(free.values(state=InboxState.NEW, lease_owner=None, lease_until=None))
        return [item for item in taken if item.chat_id not in held]

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(InboxRow).where(InboxRow.done_at.is_(None), *conditions)
        async with self._database.reading() as session:
            return (await session.execute(statement)).scalar_one()

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return InboxRow.state == InboxState.WORKING, InboxRow.lease_owner == self._owner

    async def _settle(self, session: AsyncSession, item: Item, **values: object) -> None:
        """An update is settled once, by a process that holds it.

        Should its lease have run out, and the same process have claimed it again, either of the two may settle it: the
        chat stands still until one does, so both started from the same.
        """
        statement = (
            update(InboxRow)
            .where(InboxRow.id == item.id, *self._mine())
            .values(lease_owner=None, lease_until=None, **values)
            .returning(InboxRow.id)
        )
        self._check([item], set(await session.scalars(statement)))

    def _check(self, items: Sequence[Item], settled: Collection[int]) -> None:
        lost = [str(item.update_id) for item in items if item.id not in settled]
        if lost:
            raise LeaseLostError(f"Update {', '.join(lost)} is no longer held by {self._owner}.")


def _item(row: Row[*tuple[Any, ...]]) -> Item:
    return Item(
        id=row.id,
        update_id=row.update_id,
        chat_id=row.chat_id,
        payload=row.payload,
        received_at=row.received_at,
        sent_at=row.sent_at or row.received_at,
        attempts=row.attempts,
        crashes=row.crashes,
        is_again=row.error is not None,
    )
