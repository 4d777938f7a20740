"""What can only happen where several transactions write at once, that is on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.inbox_statements import CLAIM
from storage.models import InboxRow, InboxState
from storage.outbox import Outbox
from tests.clock import HandClock
from tests.postgres import Postgres

pytestmark = pytest.mark.postgres
LEASE = timedelta(minutes=2)
DEADLINE_SECONDS = 20
WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")

DROP_OTHERS = text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    url = await postgres.create()
    database = Database.open(url)
    await database.migrate()
    yield database
    await database.close()
    await postgres.drop(url)


def update(number: int, clock: HandClock) -> InboxRow:
    return InboxRow(update_id=number, chat_id=7, payload={}, received_at=clock.now(), state=InboxState.NEW, attempts=0)


async def claimed(session: AsyncSession, clock: HandClock) -> list[int]:
    """Take one update in a transaction that stays open."""
    values = {"now": clock.now(), "until": clock.now() + LEASE, "holder": "left", "room": 1}
    return [row.update_id for row in await session.execute(CLAIM, values)]


async def somebody_waits_for_a_lock(database: Database) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while True:
            async with database.reading() as session:
                if (await session.execute(WAITING)).scalar_one():
                    return


async def test_updates_that_become_visible_in_the_wrong_order_are_not_held_by_two(
    database: Database, clock: HandClock
) -> None:
    left, right = Inbox(database, clock, "left"), Inbox(database, clock, "right")
    async with database.transaction() as late:
        late.add(update(1, clock))
        await late.flush()
        await left.store([NewUpdate(2, 7, {})])
        claiming = database.transaction()
        session = await claiming.__aenter__()
        assert await claimed(session, clock) == [2]
        await database.lock(session, 7)
    beside = asyncio.create_task(right.claim(LEASE))
    await somebody_waits_for_a_lock(database)
    await claiming.__aexit__(None, None, None)
    async with asyncio.timeout(DEADLINE_SECONDS):
        assert await beside is None
    clock.forward(LEASE)
    item = await right.claim(LEASE)
    assert item is not None
    assert item.update_id == 1


async def test_an_update_that_is_being_claimed_is_passed_by_with_its_whole_chat(
    database: Database, clock: HandClock
) -> None:
    inbox = Inbox(database, clock, "right")
    await inbox.store([NewUpdate(1, 7, {}), NewUpdate(2, 7, {}), NewUpdate(3, 8, {})])
    async with database.transaction() as session:
        taken = await claimed(session, clock)
        async with asyncio.timeout(DEADLINE_SECONDS):
            item = await inbox.claim(LEASE)
    assert item is not None
    assert (taken, item.update_id) == ([1], 3)


async def test_adding_the_same_message_waits_for_the_first_to_commit(database: Database, clock: HandClock) -> None:
    outbox = Outbox(database, clock)

    async def add() -> bool:
        async with database.transaction() as session:
            return await outbox.add(session, "same", 7, "sendMessage", {})

    async with database.transaction() as session:
        assert await outbox.add(session, "same", 7, "sendMessage", {})
        second = asyncio.create_task(add())
    assert not await second


async def test_connections_that_the_server_dropped_are_replaced(database: Database, clock: HandClock) -> None:
    inbox = Inbox(database, clock, "here")
    await inbox.store([NewUpdate(1, 7, {})])
    other = Database.open(database.address)
    async with other.reading() as session:
        assert any(await session.scalars(DROP_OTHERS))
    await other.close()
    assert await inbox.store([NewUpdate(2, 7, {})]) == 1
