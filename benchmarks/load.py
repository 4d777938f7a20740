"""Updates a second through the whole bot with every commit synced, beside a bare echo bot on the same sandbox.

Each chat sends a command that needs no search, and the next one when it has its answer: with n chats, n commands are
under way at any time, until `SECONDS` have passed and every chat has been answered, or `LONGEST` have. The sandbox has
no flood limits and runs in this process together with the people; each bot runs in a process of its own.
"""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Self
from unittest.mock import patch

import psutil  # type: ignore[import-untyped]

from benchmarks.bench import Bench
from benchmarks.load_bots import READY
from benchmarks.memory import BotFailed
from benchmarks.report import Target, table
from bot.sandbox import people
from bot.sandbox.chats import Chat, Json, Message
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from knowledge.evaluation import percentile
from tests.postgres import Postgres
from tests.postgres import running as running_postgres
from tests.waiting import until

COMMAND = "/trogiup"
CHATS = (1, 10, 100, 1000)
SECONDS = 4.0
"""How long a round takes at least."""
ROUNDS = 3
"""How often the two bots take turns with a number of chats; what is told is the median."""
CROWD = 1000
"""Chats from which on one round is enough, and takes long."""
LONGEST = 30.0
"""How long at most. Who has had no answer by then counts as having waited so long, though it was longer."""
PATIENCE = 90.0
"""Seconds for a bot to get ready, to answer the last command, to end."""
HALF = Target(0.5)
SECRET = "benchmark"  # noqa: S105 - opens nothing but this process


@dataclass(frozen=True, slots=True)
class System:
    """A bot to measure: `bot` as `benchmarks.load_bots` names it, on a database, in so many processes."""

    name: str
    bot: str = "ours"
    postgres: bool = False
    webhook: bool = False
    replicas: int = 1


ECHO = System("python-telegram-bot echo, long poll", bot="echo")
SYSTEMS = (
    System("SQLite, long poll"),
    System("SQLite, webhook", webhook=True),
    System("PostgreSQL, long poll", postgres=True),
    System("PostgreSQL, webhook, 2 replicas", postgres=True, webhook=True, replicas=2),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one system did with one number of chats.

    The percentiles are seconds from a command to its first answer; `cpu` is the processor time of all the system's
    processes for one answer, in seconds, without that of the database's own server.
    """

    system: str
    chats: int
    a_second: float
    p50: float
    p95: float
    p99: float
    cpu: float


Measuring = Callable[[int, float], Awaitable[Measured]]
"""Measures a running system with a number of chats for so many seconds."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A system and the echo bot beside it: the medians of their rounds, and of the ratios of their answers a second."""

    ours: Measured
    echo: Measured
    ratio: float

    @classmethod
    def of(cls, rounds: Sequence[tuple[Measured, Measured]]) -> Self:
        """From pairs of the echo bot and the system, measured one after the other."""
        echoes, systems = zip(*rounds, strict=True)
        ratio = median(ours.a_second / echo.a_second for echo, ours in rounds)
        return cls(_median(systems), _median(echoes), ratio)


def _median(rounds: Sequence[Measured]) -> Measured:
    names = ("a_second", "p50", "p95", "p99", "cpu")
    return replace(rounds[0], **{name: median(getattr(one, name) for one in rounds) for name in names})


@dataclass
class Crowd:
    """People who each wait for an answer and then write again."""

    world: World
    asked_at: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    heard: set[int] = field(default_factory=set)
    writing: bool = True

    def write(self, chat_id: int, text: str = COMMAND) -> None:
        """One of them writes to the bot."""
        self.asked_at[chat_id] = perf_counter()
        people.send_text(self.world, self.world.user(chat_id), text)

    def hear(self, chat_id: int) -> None:
        """The bot has said something in a chat: an answer, if one was awaited."""
        asked_at = self.asked_at.pop(chat_id, None)
        if asked_at is None:
            return
        self.heard.add(chat_id)
        self.waits.append(perf_counter() - asked_at)
        if self.writing:
            asyncio.get_running_loop().call_soon(self.write, chat_id)

    async def have_all_heard(self) -> bool:
        """Whether everybody who wrote has had an answer, at least one."""
        return self.asked_at.keys() <= self.heard

    def unheard(self) -> list[float]:
        """How long those have waited so far who never had an answer."""
        return [perf_counter() - at for chat_id, at in self.asked_at.items() if chat_id not in self.heard]

    async def is_quiet(self) -> bool:
        """Whether nobody waits for an answer."""
        return not self.asked_at

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hears what the bot says during the block."""
        add = self.world.add_message

        def add_and_hear(chat: Chat, sender: Json, **content: object) -> Message:
            message = add(chat, sender, **content)
            if message.from_bot:
                self.hear(chat.id)
            return message

        with patch.object(self.world, "add_message", add_and_hear):
            yield


def run(bench: Bench) -> str:
    """The tables of load; the figures go to `load.json` beside the other files of the benchmark, too."""
    compared = asyncio.run(_compared())
    file = bench.settings.var_dir / "benchmarks" / "load.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(one) for one in compared], indent=2), encoding="utf-8")
    return f"Load average at the end: {os.getloadavg()[0]:.1f}.\n\n{report(compared)}"


def report(compared: Sequence[Compared]) -> str:
    """Answers a second and their ratios to the echo bot's, how long an answer takes, and what it costs."""
    at = {(one.ours.system, one.ours.chats): one for one in compared}
    names, numbers = list(dict.fromkeys(name for name, _ in at)), list(dict.fromkeys(number for _, number in at))

    def rows(title: str, cell: Callable[[Compared], str]) -> str:
        header = [title, *(f"{number:,} chats" for number in numbers)]
        return table(header, [[name, *(cell(at[name, number]) for number in numbers)] for name in names])

    def both(of: Callable[[Measured], str]) -> Callable[[Compared], str]:
        return lambda one: f"{of(one.ours)} ({of(one.echo)})"

    return "\n\n".join(
        [
            rows("answers a second (echo beside it)", both(lambda one: f"{one.a_second:.1f}")),
            rows(f"of the echo bot's, target {HALF}", lambda one: HALF.judged(one.ratio)),
            rows("milliseconds to the answer, p50 / p95 / p99", lambda one: _times(one.ours)),
            rows("the same of the echo bot", lambda one: _times(one.echo)),
            rows("milliseconds of processor an answer (echo)", both(lambda one: f"{1000 * one.cpu:.1f}")),
        ]
    )


def _times(one: Measured) -> str:
    return " / ".join(f"{1000 * value:,.0f}" for value in (one.p50, one.p95, one.p99))


async def _compared() -> list[Compared]:
    with running_postgres(durable=True) as server:
        return [one for system in SYSTEMS for one in await compare(system, server)]


async def compare(
    system: System,
    server: Postgres | None,
    chats: tuple[int, ...] = CHATS,
    seconds: float = SECONDS,
    rounds: int = ROUNDS,
) -> list[Compared]:
    """Measures the system and the echo bot by turns, with each number of chats; a crowd has no second round."""
    async with _running(ECHO, server) as echo, _running(system, server) as ours:
        for bot in (echo, ours):
            await bot(1, min(1.0, seconds))
        return [
            Compared.of([(await echo(number, seconds), await ours(number, seconds)) for _ in range(turns)])
            for number in chats
            for turns in [rounds if number < CROWD else 1]
        ]


@asynccontextmanager
async def _running(system: System, server: Postgres | None) -> AsyncIterator[Measuring]:
    """Starts the system, and says how to measure it with a number of chats for so many seconds."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="damlam-load-")))
        sandbox = await stack.enter_async_context(Sandbox.running(limits=Limits.generous()))
        processes = [
            await stack.enter_async_context(started((system.bot,), told))
            for told in await _environments(system, sandbox, folder, server)
        ]
        yield partial(_with_chats, system, sandbox.world, processes)


async def _with_chats(
    system: System,
    world: World,
    processes: Sequence[psutil.Process],
    number: int,
    seconds: float,
) -> Measured:
    """One measurement, and then the answers under way, so that the next one is not disturbed."""
    crowd = Crowd(world)
    chats = [world.add_user(f"Người {at}").id for at in range(number)]
    with crowd.listening():
        spent, started = _cpu(processes), perf_counter()
        for chat in chats:
            crowd.write(chat, "/start")
        await asyncio.sleep(seconds)
        with suppress(TimeoutError):
            await until(crowd.have_all_heard, LONGEST - seconds)
        took, spent, answered = perf_counter() - started, _cpu(processes) - spent, len(crowd.waits)
        waits = [*crowd.waits, *crowd.unheard()]
        crowd.writing = False
        await until(crowd.is_quiet, PATIENCE)
    return Measured(
        system.name,
        number,
        a_second=answered / took,
        p50=median(waits),
        p95=percentile(waits, 0.95),
        p99=percentile(waits, 0.99),
        cpu=spent / answered,
    )


def _cpu(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor time that the processes have had."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


async def _environments(
    system: System, sandbox: Sandbox, folder: Path, server: Postgres | None
) -> list[Mapping[str, str]]:
    """What each process of the system is told. All of one system share a database and the first one's webhook."""
    database = f"sqlite+aiosqlite:///{folder}/damlam.db"
    if system.postgres:
        if server is None:
            raise ValueError("a system on PostgreSQL needs a server")
        database = await server.create()
    ports = _free_ports(system.replicas)
    webhook = {"DAMLAM_WEBHOOK_URL": f"http://127.0.0.1:{ports[0]}/hook", "DAMLAM_WEBHOOK_SECRET": SECRET}
    return [
        environment(sandbox, database, folder)
        | ({"DAMLAM_LISTEN": f"127.0.0.1:{port}", **webhook} if system.webhook else {})
        for port in ports
    ]


def environment(sandbox: Sandbox, database: str, folder: Path) -> dict[str, str]:
    """What a bot that polls is told, whatever the machine's own settings are."""
    return {
        **os.environ,
        "DAMLAM_TELEGRAM_TOKEN": sandbox.token,
        "DAMLAM_TELEGRAM_API_BASE": sandbox.base_url,
        "DAMLAM_DATABASE_URL": database,
        "DAMLAM_VAR_DIR": str(folder),
        "DAMLAM_LOG_LEVEL": "WARNING",
        "DAMLAM_LISTEN": "",
        "DAMLAM_WEBHOOK_URL": "",
        "DAMLAM_WEBHOOK_SECRET": "",
    }


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [int(one.getsockname()[1]) for one in sockets]


@asynccontextmanager
async def started(bot: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[psutil.Process]:
    """A bot of `benchmarks.load_bots` in a process of its own, ready; told to stop at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.load_bots", *bot), env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said = await process.stdout.readline() if process.stdout else b""
        if said.decode().strip() != READY:
            raise BotFailed(f"the bot {bot[0]!r} did not get ready")
        yield psutil.Process(process.pid)
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
