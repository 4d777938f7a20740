from datetime import timedelta

from storage.backlog import Backlog, Queue, read_backlog
from storage.database import Database
from storage.inbox import MAX_ATTEMPTS, Inbox, NewUpdate
from storage.models import Priority
from storage.outbox import Outbox
from tests.clock import HandClock

LEASE = timedelta(minutes=3)


async def test_nothing_waits(database: Database, clock: HandClock) -> None:
    backlog = await read_backlog(database, clock)
    assert backlog == Backlog(Queue(0, None), Queue(0, None), 0)
    assert backlog.inbox.age(clock.now()) == timedelta()


async def test_an_update_waits_until_it_is_handled_or_set_aside(database: Database, clock: HandClock) -> None:
    inbox = Inbox(database, clock, "test")
    first = clock.now()
    await inbox.store([NewUpdate(1, 1, {})])
    clock.forward(timedelta(seconds=5))
    await inbox.store([NewUpdate(2, 1, {}), NewUpdate(3, None, {})])
    item = await inbox.claim(LEASE)
    assert item is not None
    assert (await read_backlog(database, clock)).inbox == Queue(3, first)
    async with database.transaction() as session:
        await inbox.finish(session, item)
    assert (await read_backlog(database, clock)).inbox == Queue(2, first + timedelta(seconds=5))
    for _ in range(MAX_ATTEMPTS):
        item = await inbox.claim(LEASE)
        assert item is not None
        async with database.transaction() as session:
            await inbox.release(session, item, "x")
    assert (await read_backlog(database, clock)).inbox.depth == 1


async def test_a_message_waits_from_when_its_time_came_until_it_is_settled(
    database: Database, clock: HandClock
) -> None:
    outbox = Outbox(database, clock)
    made = clock.now()
    async with database.transaction() as session:
        await outbox.add(session, "a", 1, "sendMessage", {})
        await outbox.add(
            session, "b", 2, "sendMessage", {}, priority=Priority.BULK, not_before=made + timedelta(hours=1)
        )
    assert (await read_backlog(database, clock)).outbox == Queue(1, made)
    [message] = await outbox.claim(5)
    await outbox.retry(message, made + timedelta(minutes=10), "away")
    clock.forward(timedelta(minutes=1))
    backlog = await read_backlog(database, clock)
    assert backlog.outbox == Queue(1, made)
    assert backlog.outbox.age(clock.now()) == timedelta(minutes=1)
    clock.forward(timedelta(hours=1))
    assert (await read_backlog(database, clock)).outbox.depth == 2
    for message in await outbox.claim(5):
        await outbox.sent(message.id, 1)
    assert (await read_backlog(database, clock)).outbox == Queue(0, None)


async def test_a_clock_that_is_ahead_makes_nothing_younger_than_new(clock: HandClock) -> None:
    assert Queue(1, clock.now() + timedelta(seconds=9)).age(clock.now()) == timedelta()
