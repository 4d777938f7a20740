"""Kills the bot again and again under load, and counts what was lost, doubled or out of turn.

`python -m benchmarks.kills [--kills 100] [--chats 50] [--setup sqlite] [--setup postgresql]`: SQLite with one process,
PostgreSQL with two replicas of which one is killed at a time. Prints a table and writes `var/benchmarks/kills.json`.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from benchmarks.counting import LABEL, PRESSED, serve
from benchmarks.report import stamp, table
from bot.sandbox import people
from bot.sandbox.chats import Chat
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from storage.database import Database
from storage.models import InboxRow, InboxState, OutboxRow, OutboxState, UserRow
from tests.postgres import running

FILE = Path("var/benchmarks/kills.json")
SETUPS = {"sqlite": 1, "postgresql": 2}
"""Replicas by kind of database."""
SEED = 20261122
PAUSE = 4.0, 7.0
"""Seconds between two messages of one chat."""
UNANSWERED = 3
"""Messages of one chat that may wait for their answers; then its person waits, too."""
MESSAGES = 1, 40
"""The kill comes after the bot has said so many more messages, and up to `MOMENT` seconds later."""
MOMENT = 0.05
DRAIN_SECONDS = 90.0
START_SECONDS = 60.0


class Lost(RuntimeError):
    """The bot did not come back, or never finished."""


@dataclass
class Person:
    """One chat: what was said to the bot, in order, and what came back."""

    chat: Chat
    said: list[str] = field(default_factory=list)

    @property
    def heard(self) -> list[str]:
        """What the bot said, in order."""
        return [message.text for message in self.chat.messages.values() if message.from_bot]

    @property
    def expected(self) -> list[str]:
        """What it has to say, each once."""
        return [f"{number}. {said}" for number, said in enumerate(self.said, 1)]

    @property
    def is_in_order(self) -> bool:
        """Whether what came first time came in the order of what was said."""
        return list(dict.fromkeys(self.heard)) == self.expected


@dataclass(frozen=True)
class Tally:
    """What a run found. From `lost` to `out_of_order` all has to be 0; `doubled` at most one a kill."""

    kills: int
    updates: int
    presses: int
    lost: int
    unexpected: int
    handled_twice: int
    not_done: int
    not_sent: int
    out_of_order: int
    doubled: int
    silence_median_s: float
    silence_longest_s: float
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        broken = (self.lost, self.unexpected, self.handled_twice, self.not_done, self.not_sent, self.out_of_order)
        return not any(broken) and self.doubled <= self.kills


class Replica:
    """A bot in a process of its own, which comes up again in the same folder.

    It is forked from a server that has done the imports, so that a start costs what the bot does and not what Python
    does; what a killed process knew is gone all the same.
    """

    def __init__(self, sandbox: Sandbox, database_url: str, folder: Path) -> None:
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["benchmarks.counting"])
        self._environment = {
            "DAMLAM_TELEGRAM_TOKEN": sandbox.token,
            "DAMLAM_TELEGRAM_API_BASE": sandbox.base_url,
            "DAMLAM_DATABASE_URL": database_url,
            "DAMLAM_VAR_DIR": str(folder),
            "DAMLAM_LOG_LEVEL": "ERROR",
        }
        self._process: ForkServerProcess | None = None

    async def start(self) -> None:
        """Starts the process; returns when it says that it is ready."""
        told, tells = self._processes.Pipe(duplex=False)
        with told:
            with tells:
                process = self._processes.Process(target=serve, args=(self._environment, tells))
                await asyncio.to_thread(process.start)
                self._process = process
            if not await asyncio.to_thread(told.poll, START_SECONDS):
                raise Lost("The bot does not start.")
            told.recv()

    async def kill(self) -> None:
        """SIGKILL."""
        assert self._process
        self._process.kill()
        await asyncio.to_thread(self._process.join)

    async def end(self) -> int | None:
        """SIGTERM; the exit status."""
        assert self._process
        self._process.terminate()
        await asyncio.to_thread(self._process.join, START_SECONDS)
        return self._process.exitcode

    def abandon(self) -> None:
        """Leaves nothing running."""
        if self._process and self._process.exitcode is None:
            self._process.kill()


class Trial:
    """A sandbox with people, and the replicas that answer them."""

    def __init__(self, sandbox: Sandbox, replicas: Sequence[Replica], chats: int, chance: random.Random) -> None:
        self._world = sandbox.world
        self._replicas = replicas
        self._chance = chance
        users = [self._world.add_user(f"Người {number}") for number in range(chats)]
        self.people = [Person(self._world.chats[user.id]) for user in users]
        self._silences: list[float] = []

    async def run(self, kills: int, pause: tuple[float, float], messages: tuple[int, int]) -> None:
        """Talks and kills, then waits until everything is answered."""
        await asyncio.gather(*(replica.start() for replica in self._replicas))
        async with asyncio.TaskGroup() as group:
            talking = [group.create_task(self._talk(person, pause)) for person in self.people]
            for _ in range(kills):
                await self._kill(self._chance.choice(self._replicas), self._chance.randint(*messages))
            for talk in talking:
                talk.cancel()
        with suppress(TimeoutError):  # what has not come by then counts as lost
            await self._until(lambda: all(set(person.expected) <= set(person.heard) for person in self.people))
        if any(status != 0 for status in await asyncio.gather(*(replica.end() for replica in self._replicas))):
            raise Lost("A replica did not end well.")

    async def _talk(self, person: Person, pause: tuple[float, float]) -> None:
        assert person.chat.user
        while True:
            await asyncio.sleep(self._chance.uniform(*pause) * (self._chance.random() if not person.said else 1))
            if len(person.said) - len(set(person.heard)) >= UNANSWERED:
                continue
            under = [message for message in person.chat.messages.values() if message.from_bot]
            if under and self._chance.random() < 0.4:
                people.press(self._world, person.chat.user, self._chance.choice(under).id, data=None, label=LABEL)
                person.said.append(PRESSED)
            else:
                people.send_text(self._world, person.chat.user, f"câu {len(person.said)}")
                person.said.append(f"câu {len(person.said)}")

    async def _kill(self, replica: Replica, after: int) -> None:
        """Kills it after so many more messages, starts it again, and times how long nobody is answered."""
        await self._more_heard(after)
        await asyncio.sleep(self._chance.uniform(0, MOMENT))
        await replica.kill()
        since = asyncio.get_running_loop().time()
        silence = asyncio.create_task(self._more_heard())
        await asyncio.gather(replica.start(), silence)
        self._silences.append(silence.result() - since)

    async def _more_heard(self, number: int = 1) -> float:
        """Waits until the bot has said so many more messages; the moment."""
        enough = self._heard() + number
        await self._until(lambda: self._heard() >= enough)
        return asyncio.get_running_loop().time()

    def _heard(self) -> int:
        return sum(message.from_bot for person in self.people for message in person.chat.messages.values())

    @staticmethod
    async def _until(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(DRAIN_SECONDS):
            while not condition():  # noqa: ASYNC110 - what happens happens in other processes
                await asyncio.sleep(0.01)

    async def tally(self, database_url: str, kills: int, seconds: float) -> Tally:
        """What the chats and the database show."""
        heard = [Counter(person.heard) for person in self.people]
        database = Database.open(database_url)
        async with database.reading() as session:
            states = Counter(await session.scalars(select(InboxRow.state)))
            sent = await session.scalar(select(func.count()).where(OutboxRow.state == OutboxState.SENT))
            counts = dict((await session.execute(select(UserRow.chat_id, UserRow.jurisdiction))).all())
        await database.close()
        updates = sum(len(person.said) for person in self.people)
        counted = {person.chat.id: int(counts.get(person.chat.id) or 0) for person in self.people}
        return Tally(
            kills=kills,
            updates=updates,
            presses=sum(person.said.count(PRESSED) for person in self.people),
            lost=sum(len(set(person.expected) - set(seen)) for person, seen in zip(self.people, heard, strict=True)),
            unexpected=sum(
                len(set(seen) - set(person.expected)) for person, seen in zip(self.people, heard, strict=True)
            ),
            handled_twice=sum(max(0, counted[person.chat.id] - len(person.said)) for person in self.people),
            not_done=updates - states[InboxState.DONE],
            not_sent=updates - (sent or 0),
            out_of_order=sum(not person.is_in_order for person in self.people),
            doubled=sum(seen.total() - len(seen) for seen in heard),
            silence_median_s=round(median(self._silences), 2),
            silence_longest_s=round(max(self._silences), 2),
            seconds=round(seconds, 1),
        )


async def measure(
    database_url: str,
    folder: Path,
    *,
    replicas: int,
    kills: int,
    chats: int,
    pause: tuple[float, float] = PAUSE,
    messages: tuple[int, int] = MESSAGES,
) -> Tally:
    """One set-up. Raises `Lost`, and `TimeoutError` when something never comes."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with Sandbox.running(limits=Limits.generous()) as sandbox, AsyncExitStack() as stack:
        bots = [Replica(sandbox, database_url, folder / f"replica{number}") for number in range(replicas)]
        for bot in bots:
            stack.callback(bot.abandon)
        trial = Trial(sandbox, bots, chats, random.Random(SEED))
        await trial.run(kills, pause, messages)
        return await trial.tally(database_url, kills, loop.time() - started)


@asynccontextmanager
async def databases(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of a new database of the kind."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder}/damlam.db"
        return
    with running() as server:
        yield await server.create()


async def trial(kind: str, kills: int, chats: int) -> Tally:
    """One set-up, in a folder and on a database of its own."""
    with TemporaryDirectory(prefix="damlam-kills-") as folder:
        async with databases(kind, Path(folder)) as url:
            return await measure(url, Path(folder), replicas=SETUPS[kind], kills=kills, chats=chats)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the set-ups one after the other; exit code 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--setup", action="append", choices=SETUPS, help="default: both")
    parser.add_argument("--json", type=Path, default=FILE)
    given = parser.parse_args(arguments)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # a killed bot's calls end in the middle
    tallies = {kind: asyncio.run(trial(kind, given.kills, given.chats)) for kind in given.setup or SETUPS}
    names = {"sqlite": "SQLite, 1 process", "postgresql": "PostgreSQL, 2 replicas, 1 killed"}
    rows = [[name, *(asdict(tallies[kind])[name] for kind in tallies)] for name in asdict(next(iter(tallies.values())))]
    print(stamp(), table(["", *(names[kind] for kind in tallies)], rows), sep="\n\n")
    known = json.loads(given.json.read_text()) if given.json.exists() else {}
    known |= {kind: {"chats": given.chats, "measured": stamp(), **asdict(tally)} for kind, tally in tallies.items()}
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(known, indent=2) + "\n")
    sys.exit(not all(tally.is_clean for tally in tallies.values()))


if __name__ == "__main__":
    main()
