"""SIGKILL at any moment: nothing that was committed is lost, nothing is handled twice, order is kept."""

import asyncio
import random
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox
from storage.models import InboxRow, InboxState, OutboxRow
from storage.outbox import Outbox

CHECKOUT = Path(__file__).parents[3]
CHILD = ("-m", "tests.integration.storage.crash_child")
KILLS = 3
CHATS = 5


async def run_and_kill(url: str, lines: int) -> list[tuple[str, int]]:
    """Run the child until it has said `lines` lines, kill it, and return everything that it said."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, *CHILD, url, cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    said = [await child.stdout.readline() for _ in range(lines)]
    child.kill()
    said += (await child.stdout.read()).splitlines(keepends=True)
    await child.wait()
    whole = [line.decode().split() for line in said if line.endswith(b"\n")]
    return [(verb, int(number)) for verb, number in whole]


async def drain(database: Database, inbox: Inbox, outbox: Outbox) -> list[int]:
    """Do what the child did with what it left, and return the updates whose messages went out, in order."""
    while (item := await inbox.claim(timedelta(hours=1))) is not None:
        async with database.transaction() as session:
            await outbox.add(session, f"reply:{item.update_id}", item.update_id % CHATS, "sendMessage", {})
            await inbox.finish(session, item)
    sent: list[int] = []
    while claimed := await outbox.claim(10):
        for message in claimed:
            sent.append(int(message.key.partition(":")[2]))
            await outbox.sent(message.id, None)
    return sent


async def test_killed_again_and_again_it_loses_nothing_and_repeats_nothing(database_url: str) -> None:
    moments = random.Random(20)
    said = [line for _ in range(KILLS) for line in await run_and_kill(database_url, moments.randrange(5, 60))]
    database = Database.open(database_url)
    inbox, outbox = Inbox(database, SystemClock(), "child"), Outbox(database, SystemClock())
    await inbox.recover()
    await outbox.recover()
    wire = [number for verb, number in said if verb == "sending"] + await drain(database, inbox, outbox)

    async with database.reading() as session:
        updates = (await session.scalars(select(InboxRow).order_by(InboxRow.id))).all()
        messages = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id))).all()
    await database.close()

    stored = max(number for verb, number in said if verb == "stored")
    assert [row.update_id for row in updates] == list(range(len(updates)))
    assert len(updates) > stored
    assert {row.state for row in updates} == {InboxState.DONE}
    assert Counter(row.key for row in messages) == Counter(f"reply:{row.update_id}" for row in updates)
    assert set(wire) == {row.update_id for row in updates}
    doubled = [number for number, times in Counter(wire).items() if times > 1]
    assert len(doubled) <= KILLS
    for chat in range(CHATS):
        mine = list(dict.fromkeys(number for number in wire if number % CHATS == chat))
        assert mine == sorted(mine)
