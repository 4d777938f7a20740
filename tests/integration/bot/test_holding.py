"""What waits for one person from several at once: nothing of it is lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.holding import Holding
from storage.database import Database
from storage.deadlines import Reminder
from storage.held import Happened, Held
from storage.models import OutboxRow
from storage.outbox import Outbox
from tests.clock import HandClock
from tests.waiting import until

AN = 1
DUE, NEWS, OTHER = Reminder(1, "answer:0", None), Happened(1, 3), Happened(2, 5)


async def held(database: Database) -> list[Held]:
    async with database.reading() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.id))
        return [Held.read(row.params) for row in rows]


@pytest.mark.parametrize("first", [Held((DUE,)), Held((), (OTHER,))], ids=["of the same", "of others"])
@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
async def test_two_who_begin_a_message_at_once_make_one(database: Database, clock: HandClock, first: Held) -> None:
    """As the ticker does, and the sender, which puts off what was left over (on SQLite the second writer waits)."""
    holding, at = Holding(Outbox(database, clock)), clock.now() + timedelta(hours=2)

    async def beside() -> None:
        async with database.transaction() as session:
            await holding.hold(session, AN, Held((DUE,), (NEWS,)), at)

    async def waits() -> bool:
        async with database.reading() as session:
            return bool(await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))

    async with database.transaction() as session:
        await holding.hold(session, AN, first, at)
        second = asyncio.create_task(beside())
        await until(waits)
    await second
    assert await held(database) == [first.joined(Held((DUE,), (NEWS,)))]


async def test_what_is_of_the_moment_of_a_message_that_is_on_its_way_is_another(
    database: Database, clock: HandClock
) -> None:
    outbox = Outbox(database, clock)
    holding, at = Holding(outbox), clock.now() + timedelta(minutes=1)
    async with database.transaction() as session:
        await holding.hold(session, AN, Held((DUE,)), at)
    clock.forward(timedelta(minutes=1))
    assert len(await outbox.claim(1)) == 1
    async with database.transaction() as session:
        await holding.hold(session, AN, Held((DUE,), (NEWS,)), at)
    assert await held(database) == [Held((DUE,)), Held((DUE,), (NEWS,))]
