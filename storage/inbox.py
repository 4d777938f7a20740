"""The inbox: updates are stored before they are acknowledged, and each is handled once, in order within its chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.clock import Clock
from storage.database import Database
from storage.models import InboxRow, InboxState
from storage.types import UtcDateTime
from storage.upsert import insert

MAX_ATTEMPTS = 3
"""An update that failed this often is set aside, and the rest of its chat goes on."""

RENUMBERED_AFTER = timedelta(days=6)
"""Telegram counts updates one by one, but starts anew at random after a week without any; a day is left for safety."""


NOW = bindparam("now", type_=UtcDateTime())


def _held(row: type[InboxRow]) -> ColumnElement[bool]:
    return and_(row.state == InboxState.WORKING, row.lease_until > NOW)


def _next_free() -> Select[int]:
    """The oldest open row that nobody holds, with no open row of its chat before it and none held beside it."""
    other = aliased(InboxRow)
    in_the_way = exists().where(
        other.done_at.is_(None),
        other.chat_id == InboxRow.chat_id,
        other.id != InboxRow.id,
        or_(other.id < InboxRow.id, _held(other)),
    )
    free = select(InboxRow.id).where(InboxRow.done_at.is_(None), ~_held(InboxRow), ~in_the_way)
    return free.order_by(InboxRow.id).limit(1).with_for_update(skip_locked=True)


CLAIM = (
    update(InboxRow)
    .where(InboxRow.id == _next_free().scalar_subquery())
    .values(state=InboxState.WORKING, lease_owner=bindparam("holder"), lease_until=bindparam("until"))
    .returning(InboxRow)
    .execution_options(synchronize_session=False)
)
"""Take the next free row, in one statement. Built once: putting it together costs more than running it."""

OTHERS = select(InboxRow.id).where(
    InboxRow.done_at.is_(None),
    InboxRow.chat_id == bindparam("chat"),
    InboxRow.id != bindparam("mine"),
    _held(InboxRow),
)


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
    """An update that a worker holds until `lease_until`. `attempts` counts the failed ones before."""

    id: int
    update_id: int
    chat_id: int | None
    payload: Mapping[str, object]
    received_at: datetime
    sent_at: datetime
    attempts: int
    lease_until: datetime


class Inbox:
    """The queue of updates. `owner` names this process the same way at every start, and no other process at once."""

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
        async with self._database.transaction() as session:
            statement = insert(session, InboxRow).on_conflict_do_nothing(index_elements=["update_id"])
            stored = await session.execute(statement.returning(InboxRow.id), rows)
            return len(stored.all())

    async def claim(self, lease: timedelta) -> Item | None:
        """Take the oldest open update whose chat nobody holds, for as long as `lease`; None when there is none.

        An update whose lease ran out is free again. Two callers, in whatever processes, never hold one chat at once.
        """
        while True:
            now = self._clock.now()
            until = now + lease
            async with self._database.transaction() as session:
                row = await session.scalar(CLAIM, {"now": now, "until": until, "holder": self._owner})
                if row is None or await self._alone(session, row, now):
                    return None if row is None else _item(row, until)
                await session.rollback()

    async def finish(self, session: AsyncSession, item: Item) -> None:
        """Mark `item` handled, in the transaction that stores what it led to.

        Raises:
            LeaseLostError: it is no longer held; let it out of the transaction, so that nothing is done twice.
        """
        await self._settle(session, item, state=InboxState.DONE, done_at=self._clock.now())

    async def release(self, session: AsyncSession, item: Item, error: str) -> bool:
        """Give `item` back after a failure, for another attempt. True when it was the last one and `item` is set aside.

        Raises:
            LeaseLostError: it is no longer held.
        """
        attempts = item.attempts + 1
        if attempts < MAX_ATTEMPTS:
            await self._settle(session, item, state=InboxState.NEW, attempts=attempts, error=error)
            return False
        now = self._clock.now()
        await self._settle(session, item, state=InboxState.FAILED, attempts=attempts, error=error, done_at=now)
        return True

    async def recover(self) -> int:
        """At the start: free what this process held when it died, and what anybody's lease ran out on. How many."""
        ours_or_over = or_(InboxRow.lease_owner == self._owner, InboxRow.lease_until <= self._clock.now())
        statement = (
            update(InboxRow)
            .where(InboxRow.done_at.is_(None), InboxRow.state == InboxState.WORKING, ours_or_over)
            .values(state=InboxState.NEW, lease_owner=None, lease_until=None)
            .returning(InboxRow.id)
        )
        async with self._database.transaction() as session:
            return len((await session.scalars(statement)).all())

    async def last_update_id(self) -> int | None:
        """The update stored last, handled or not: long polling goes on after it.

        None when there is none, or when it is so old that Telegram may have begun to count anew: then poll without an
        offset, because a higher one would acknowledge updates that were never seen. `store` drops what comes twice.
        """
        newest = select(InboxRow.update_id, InboxRow.received_at).order_by(InboxRow.id.desc()).limit(1)
        async with self._database.reading() as session:
            row = (await session.execute(newest)).one_or_none()
        if row is None or self._clock.now() - row.received_at > RENUMBERED_AFTER:
            return None
        update_id: int = row.update_id
        return update_id

    async def sent_before(self, item: Item, window: timedelta, at_most: int) -> int:
        """How many updates of its chat were sent within `window` before `item`, counted no further than `at_most`.

        Every replica counts the same rows, so a user gets no more by being served by several of them.
        """
        recent = select(InboxRow.id).where(
            InboxRow.chat_id == item.chat_id,
            InboxRow.sent_at > item.sent_at - window,
            InboxRow.sent_at <= item.sent_at,
            InboxRow.id < item.id,
        )
        async with self._database.reading() as session:
            return (
                await session.execute(select(func.count()).select_from(recent.limit(at_most).subquery()))
            ).scalar_one()

    async def pending(self) -> int:
        """How many updates wait for a worker."""
        return await self._count(InboxRow.state == InboxState.NEW)

    async def depth(self) -> int:
        """How many updates are not handled yet: those that wait and those that are being worked on."""
        return await self._count()

    async def _alone(self, session: AsyncSession, row: InboxRow, now: datetime) -> bool:
        """Whether nobody else holds the chat of `row`, which this transaction has just taken; then nobody else can.

        On PostgreSQL two updates of a chat may become visible in the wrong order, and be taken by two workers that do
        not see each other yet. The lock on the chat makes them look one after the other.
        """
        if self._database.is_sqlite or row.chat_id is None:
            return True
        await self._database.lock(session, row.chat_id)
        return await session.scalar(OTHERS, {"now": now, "chat": row.chat_id, "mine": row.id}) is None

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(InboxRow).where(InboxRow.done_at.is_(None), *conditions)
        async with self._database.reading() as session:
            return (await session.execute(statement)).scalar_one()

    async def _settle(self, session: AsyncSession, item: Item, **values: object) -> None:
        statement = (
            update(InboxRow)
            .where(
                InboxRow.id == item.id,
                InboxRow.state == InboxState.WORKING,
                InboxRow.lease_owner == self._owner,
                InboxRow.lease_until == item.lease_until,
            )
            .values(lease_owner=None, lease_until=None, **values)
            .returning(InboxRow.id)
        )
        if (await session.execute(statement)).one_or_none() is None:
            raise LeaseLostError(f"Update {item.update_id} is no longer held by {self._owner}.")


def _item(row: InboxRow, lease_until: datetime) -> Item:
    return Item(
        id=row.id,
        update_id=row.update_id,
        chat_id=row.chat_id,
        payload=row.payload,
        received_at=row.received_at,
        sent_at=row.sent_at or row.received_at,
        attempts=row.attempts,
        lease_until=lease_until,
    )
