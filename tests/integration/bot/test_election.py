"""One part for all processes, over real leases; time is the machine's, with leases of a fraction of a second."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot import election
from bot.election import Elected
from bot.faults import TokenRefusedError
from storage.clock import SystemClock
from storage.database import Database
from storage.leases import Lease
from tests.waiting import until

LENGTH = timedelta(seconds=0.5)


class Task:
    """Shows in `doing` who does it; goes on until it is told to stop, or raises its `fault` once."""

    def __init__(self, doing: list[str], name: str) -> None:
        self.doing = doing
        self.name = name
        self.begun = 0
        self.fault: Exception | None = None

    async def run(self, stop: asyncio.Event) -> None:
        self.begun += 1
        fault, self.fault = self.fault, None
        if fault:
            raise fault
        self.doing.append(self.name)
        try:
            await stop.wait()
        finally:
            self.doing.remove(self.name)


class Replica:
    """A process that wants the task."""

    def __init__(self, database: Database, name: str, doing: list[str]) -> None:
        self.task = Task(doing, name)
        self.lease = Lease(database, SystemClock(), "task", name, LENGTH)
        self.stop = asyncio.Event()
        self.running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.running = asyncio.create_task(Elected(self.task, self.lease).run(self.stop))

    async def end(self) -> None:
        self.stop.set()
        assert self.running
        await self.running

    async def die(self) -> None:
        """As a killed process would: nothing is given back."""
        self.lease.give_up = forgotten  # type: ignore[method-assign]
        assert self.running
        self.running.cancel()
        with suppress(asyncio.CancelledError):
            await self.running


async def forgotten() -> None:
    return


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(election, "RENEW_EVERY", 0.1)
    monkeypatch.setattr(election, "LOOK_EVERY", 0.02)


@asynccontextmanager
async def replicas(database: Database) -> AsyncIterator[tuple[list[str], Replica, Replica]]:
    doing: list[str] = []
    left, right = Replica(database, "left", doing), Replica(database, "right", doing)
    left.start()
    await until(does(doing, "left"))
    right.start()
    yield doing, left, right
    for replica in (left, right):
        if replica.running and not replica.running.done():
            await replica.end()


def does(doing: list[str], name: str) -> Callable[[], Awaitable[bool]]:
    async def alone() -> bool:
        assert len(doing) <= 1
        return doing == [name]

    return alone


async def test_one_does_it_for_as_long_as_it_lives(database: Database) -> None:
    async with replicas(database) as (doing, left, right):
        await asyncio.sleep(LENGTH.total_seconds() * 2)
        assert doing == ["left"]
        assert (left.task.begun, right.task.begun) == (1, 0)


async def test_a_dead_one_is_followed_soon(database: Database) -> None:
    async with replicas(database) as (doing, left, _):
        await left.die()
        loop = asyncio.get_running_loop()
        since = loop.time()
        await until(does(doing, "right"))
        assert loop.time() - since < LENGTH.total_seconds() + 5


async def test_one_that_ends_is_followed_without_waiting_for_its_lease(database: Database) -> None:
    async with replicas(database) as (doing, left, right):
        await left.end()
        await until(does(doing, "right"))
        assert right.task.begun == 1


async def test_one_that_cannot_renew_stops_before_another_begins(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> bool:
        raise OperationalError("UPDATE leases", {}, Exception("connection refused"))

    async with replicas(database) as (doing, left, _):
        monkeypatch.setattr(left.lease, "take", away)
        await until(does(doing, "right"))


async def test_a_database_fault_in_the_task_begins_it_anew(database: Database) -> None:
    doing: list[str] = []
    replica = Replica(database, "left", doing)
    replica.task.fault = OperationalError("SELECT", {}, Exception("connection refused"))
    replica.start()
    await until(does(doing, "left"))
    assert replica.task.begun == 2
    await replica.end()


async def test_what_waiting_does_not_mend_is_raised_and_the_task_given_up(database: Database) -> None:
    doing: list[str] = []
    left, right = Replica(database, "left", doing), Replica(database, "right", doing)
    left.task.fault = TokenRefusedError()
    left.start()
    assert left.running
    with pytest.raises(TokenRefusedError):
        await left.running
    assert await right.lease.take()
