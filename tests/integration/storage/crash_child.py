"""A worker to be killed: stores updates, claims them and finishes each with one message, and says what is committed."""

import asyncio
import sys
from datetime import timedelta

from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.outbox import Outbox
from tests.queues import newest_update


async def receive(inbox: Inbox, start: int) -> None:
    for number in range(start, start + 100_000, 3):
        await inbox.store([NewUpdate(one, one % 5, {"number": one}) for one in range(number, number + 3)])
        print("stored", number + 2, flush=True)


async def work(database: Database, inbox: Inbox, outbox: Outbox) -> None:
    while True:
        item = await inbox.claim(timedelta(hours=1))
        if item is None:
            await asyncio.sleep(0)
            continue
        async with database.transaction() as session:
            await outbox.add(session, f"reply:{item.update_id}", item.update_id % 5, "sendMessage", {})
            await inbox.finish(session, item)
        print("finished", item.update_id, flush=True)


async def send(outbox: Outbox) -> None:
    while True:
        for message in await outbox.claim(2):
            print("sending", message.key.partition(":")[2], flush=True)
            await outbox.sent(message.id, message.id)
        await asyncio.sleep(0)


async def main(url: str) -> None:
    database = Database.open(url)
    await database.migrate()
    inbox, outbox = Inbox(database, SystemClock(), "child"), Outbox(database, SystemClock())
    await inbox.recover()
    await outbox.recover()
    last = await newest_update(database)
    workers = [work(database, inbox, outbox) for _ in range(3)]
    await asyncio.gather(receive(inbox, 0 if last is None else last + 1), send(outbox), *workers)


asyncio.run(main(sys.argv[1]))
