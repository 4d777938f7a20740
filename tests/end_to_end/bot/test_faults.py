"""Everything around the bot fails in its turn: nothing is lost, and it goes on by itself.

What the user sees of each fault is an answer that comes later; only a message that Telegram took without saying so may
come twice.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from bot import client
from bot.sandbox.client import SandboxUser
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.server import Sandbox
from conversations.events import Text
from storage.database import Database
from storage.models import InboxRow, InboxState
from tests.end_to_end.bot.echo import Echo
from tests.postgres import Postgres
from tests.waiting import until

CALL_SECONDS = 1.0
"""How long a call may take here before it counts as failed."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CALL_SECONDS", CALL_SECONDS)


async def begun(sandbox: Sandbox) -> SandboxUser:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    return user


async def states(database: Database) -> list[tuple[InboxState, int]]:
    async with database.reading() as session:
        return [(row.state, row.attempts) for row in await session.scalars(select(InboxRow).order_by(InboxRow.id))]


def handled(echo: Echo) -> list[str]:
    """The texts that reached the dialogues."""
    return [seen.text for seen in echo.seen if isinstance(seen, Text)]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.HANG, "sendMessage", seconds=30),
        Fault(FaultKind.HANG, "getUpdates", seconds=1),
        Fault(FaultKind.HANG, "getUpdates", seconds=1, after=True),
        Fault(FaultKind.DROP, "getUpdates", after=True, count=2),
        Fault(FaultKind.ERROR, "getUpdates", after=True),
        Fault(FaultKind.FLOOD, "getUpdates"),
        Fault(FaultKind.SLOW, "getUpdates", seconds=1),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.method}{'-after' if fault.after else ''}",
)
async def test_it_delays_the_answer_and_nothing_else(
    sandbox: Sandbox, echo: Echo, database: Database, fault: Fault
) -> None:
    """A poll that fails after its effect brings its updates again: each is stored and handled once."""
    user = await begun(sandbox)
    sandbox.world.faults.add(fault)
    await user.send("một")
    await user.send("hai")
    texts = [message.text for message in await user.messages(2, timeout=30)]
    assert texts == ["một quang-ngai", "hai quang-ngai"]
    assert handled(echo) == ["một", "hai"]
    assert await states(database) == [(InboxState.DONE, 0)] * 3
    assert await user.unread() == []


@pytest.mark.parametrize("kind", [FaultKind.DROP, FaultKind.HANG, FaultKind.ERROR])
async def test_what_telegram_took_without_saying_so_comes_twice_at_most(
    sandbox: Sandbox, echo: Echo, kind: FaultKind
) -> None:
    user = await begun(sandbox)
    sandbox.world.faults.add(Fault(kind, "sendMessage", after=True, seconds=30))
    await user.send("một")
    await user.send("hai")
    texts = [message.text for message in await user.messages(3, timeout=30)]
    assert texts == ["một quang-ngai", "một quang-ngai", "hai quang-ngai"]
    assert handled(echo) == ["một", "hai"]
    assert await user.unread() == []


async def test_a_429_is_honoured_to_the_second_and_others_are_not_held_up(sandbox: Sandbox, echo: Echo) -> None:
    slow, other = await begun(sandbox), await begun(sandbox)
    sandbox.world.faults.add(Fault(FaultKind.FLOOD, "sendMessage", retry_after=2, chat_id=slow.id))
    await slow.send("một")
    await other.send("hai")
    await other.one_message(timeout=1.9)
    await slow.one_message()
    mine = [call for call in sandbox.world.calls if call["params"].get("chat_id") in {slow.id, str(slow.id)}]
    refused, taken = [call["at"] for call in mine if call["method"] == "sendMessage"][-2:]
    assert 2.0 <= taken - refused < 3.0


async def test_a_telegram_that_is_away_for_some_seconds(sandbox: Sandbox, echo: Echo) -> None:
    user = await begun(sandbox)
    sandbox.world.faults.add(Fault(FaultKind.ERROR, count=6, status=502, description="Bad Gateway"))
    for text in ("một", "hai", "ba"):
        await user.send(text)
    texts = [message.text for message in await user.messages(3, timeout=30)]
    assert texts == ["một quang-ngai", "hai quang-ngai", "ba quang-ngai"]


@pytest.mark.postgres
class TestADatabaseThatIsRestarted:
    @pytest.fixture
    async def database(self, postgres: Postgres) -> AsyncIterator[Database]:
        url = await postgres.create()
        opened = Database.open(url)
        await opened.migrate()
        yield opened
        await opened.close()
        await postgres.drop(url)

    async def test_what_comes_meanwhile_is_not_confirmed_and_is_answered_afterwards(
        self, sandbox: Sandbox, echo: Echo, database: Database, postgres: Postgres
    ) -> None:
        user = await begun(sandbox)
        await asyncio.to_thread(postgres.stop)
        try:
            await user.send("một")
            await user.send("hai")

            async def polled_again() -> bool:
                polls = [call for call in sandbox.world.calls if call["method"] == "getUpdates"]
                return len(polls) >= before + 2

            before = sum(call["method"] == "getUpdates" for call in sandbox.world.calls)
            await until(polled_again)
            assert [update.payload["text"] for update in sandbox.world.updates.pending()] == ["một", "hai"]
        finally:
            await asyncio.to_thread(postgres.start)
        texts = [message.text for message in await user.messages(2, timeout=40)]
        assert texts == ["một quang-ngai", "hai quang-ngai"]
        assert await user.unread() == []
        assert await states(database) == [(InboxState.DONE, 0)] * 3

    async def test_what_is_in_hand_is_answered_once_and_is_not_blamed(
        self, sandbox: Sandbox, echo: Echo, database: Database, postgres: Postgres
    ) -> None:
        user = await begun(sandbox)
        await user.send("slow")

        async def in_hand() -> bool:
            return handled(echo) == ["slow"]

        await until(in_hand)
        await asyncio.to_thread(postgres.stop)
        echo.let_go.set()
        await asyncio.sleep(1.5)  # so that finishing it fails
        await asyncio.to_thread(postgres.start)
        assert (await user.one_message(timeout=40)).text == "xong"
        await user.send("một")
        assert (await user.one_message(timeout=20)).text == "một quang-ngai"
        assert await states(database) == [(InboxState.DONE, 0)] * 3


class Disk:
    """Lets the database file grow, or not: SQLite then says the same as on a full disk."""

    def __init__(self) -> None:
        self.is_full = False

    def limit(self, connection: Connection) -> None:
        most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() if self.is_full else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count={most}")


class TestADiskThatIsFull:
    @pytest.fixture
    def disk(self) -> Disk:
        return Disk()

    @pytest.fixture
    async def database(self, tmp_path: Path, disk: Disk) -> AsyncIterator[Database]:
        opened = Database.open(f"sqlite+aiosqlite:///{tmp_path}/damlam.db")
        event.listen(opened._engine.sync_engine, "begin", disk.limit, insert=True)
        await opened.migrate()
        yield opened
        await opened.close()

    async def test_what_cannot_be_stored_is_not_confirmed_and_nothing_is_lost(
        self, sandbox: Sandbox, echo: Echo, database: Database, disk: Disk, caplog: pytest.LogCaptureFixture
    ) -> None:
        user = await begun(sandbox)
        disk.is_full = True
        texts = [f"{number} {'dài ' * 300}".strip() for number in range(12)]
        for text in texts:
            await user.send(text)

        async def refused() -> bool:
            failed = [call for call in sandbox.world.calls if call["method"] == "getUpdates"]
            return bool(sandbox.world.updates.pending()) and len(failed) > before

        before = sum(call["method"] == "getUpdates" for call in sandbox.world.calls) + 1
        await until(refused)
        assert len(await user.unread()) < len(texts)
        disk.is_full = False
        heard = [message.text for message in await user.messages(len(texts), timeout=60)]
        assert heard == [f"{text} quang-ngai" for text in texts]
        assert await user.unread() == []
        assert await states(database) == [(InboxState.DONE, 0)] * (1 + len(texts))
        assert "disk is full" in caplog.text
        assert "dài" not in caplog.text
