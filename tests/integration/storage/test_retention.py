"""What is past its time goes, the rest stays; a chore is done by one of many and made up for when missed."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from storage.answers import Answers
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.models import AnswerRow, InboxRow, OutboxRow
from storage.outbox import Outbox
from storage.retention import DATED, Chores, Retention
from tests.clock import HandClock

HOLD = timedelta(minutes=30)
DAY = timedelta(days=1)


async def count(database: Database, table: type[InboxRow | OutboxRow | AnswerRow]) -> int:
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_handled_updates_go_after_their_time_and_open_ones_never(database: Database, clock: HandClock) -> None:
    inbox = Inbox(database, clock, "test")
    await inbox.store([NewUpdate(number, number, {}) for number in range(3)])
    for _ in range(2):
        item = await inbox.claim(DAY)
        assert item is not None
        async with database.transaction() as session:
            await inbox.finish(session, item)
        clock.forward(10 * DAY)
    retention = Retention(database)
    assert await retention.erase("inbox", clock.now() - 15 * DAY) == 1
    assert await retention.erase("inbox", clock.now()) == 1
    assert await retention.erase("inbox", clock.now()) == 0
    assert await count(database, InboxRow) == 1


async def test_it_goes_in_batches(database: Database, clock: HandClock) -> None:
    outbox = Outbox(database, clock)
    async with database.transaction() as session:
        for number in range(5):
            await outbox.add(session, str(number), number, "sendMessage", {})
    for message in await outbox.claim(10):
        await outbox.sent(message.id, 1)
    clock.forward(DAY)
    erased = [await Retention(database).erase("outbox", clock.now(), limit=2) for _ in range(4)]
    assert erased == [2, 2, 1, 0]
    assert await count(database, OutboxRow) == 0


async def test_answers_of_two_chats_go_by_their_age(database: Database, clock: HandClock) -> None:
    answers = Answers(database, clock)
    for chat in (7, 8):
        async with database.transaction() as session:
            await answers.add(session, chat, "a", question="?", status="answered", payload={})
        clock.forward(DAY)
    assert await Retention(database).erase("answers", clock.now() - DAY) == 1
    assert await answers.get(7, "a") is None
    assert await answers.get(8, "a") is not None


async def test_every_dated_table_can_be_asked(database: Database, clock: HandClock) -> None:
    assert [await Retention(database).erase(table, clock.now()) for table in DATED] == [0] * len(DATED)


async def test_one_of_many_replicas_does_the_chore(database: Database, clock: HandClock) -> None:
    claims = await asyncio.gather(*(Chores(database, clock).claim("x", clock.now(), HOLD) for _ in range(6)))
    assert claims.count(True) == 1


async def test_it_is_done_once_until_it_is_due_again(database: Database, clock: HandClock) -> None:
    chores, due = Chores(database, clock), clock.now()
    clock.forward(timedelta(hours=1))
    assert await chores.claim("x", due, HOLD)
    await chores.done("x")
    assert not await chores.claim("x", due, HOLD)
    clock.forward(3 * DAY)
    assert await chores.claim("x", due + 3 * DAY, HOLD)


async def test_a_dead_replicas_chore_is_taken_over(database: Database, clock: HandClock) -> None:
    chores, due = Chores(database, clock), clock.now()
    assert await chores.claim("x", due, HOLD)
    assert not await chores.claim("x", due, HOLD)
    clock.forward(HOLD)
    assert await chores.claim("x", due, HOLD)


async def test_chores_do_not_hinder_each_other(database: Database, clock: HandClock) -> None:
    chores = Chores(database, clock)
    assert await chores.claim("x", clock.now(), HOLD)
    assert await chores.claim("y", clock.now(), HOLD)
