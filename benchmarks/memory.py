"""How much memory the running bot takes: `damlam run` as a process of its own, against the sandbox."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil  # type: ignore[import-untyped]

from benchmarks.bench import QUESTIONS, SEED, Bench
from benchmarks.report import Target, table
from bot.sandbox.client import SandboxUser
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from knowledge.evaluation import read_questions

CHATS = 20
EACH = 10
"""Questions in each chat: fewer than the bot takes of one chat in a minute."""
GIBIBYTE = 2**30
LIMIT = Target(1.2, at_least=False)
SAMPLED = 0.05
"""Seconds between looks at the process."""
PATIENCE = 180.0
"""Seconds for the bot to get ready, and for one answer."""
BOT = (sys.executable, "-c", "from bot.cli import main; main()", "run")


class BotFailed(Exception):
    """The bot ended or did not get ready; the message holds its last words."""


@dataclass
class Watch:
    """The resident memory of a process and its children, looked at again and again."""

    process: psutil.Process
    seen: list[int] = field(default_factory=list)

    def look(self) -> int:
        """Bytes now."""
        family = [self.process, *self.process.children(recursive=True)]
        self.seen.append(sum(one.memory_info().rss for one in family))
        return self.seen[-1]

    async def keep_looking(self) -> None:
        """Until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(SAMPLED)


def run(bench: Bench) -> str:
    """The table of memory."""
    ready, peak, steady = asyncio.run(_measured(bench))
    return table(
        ["resident memory of the bot, GiB", "target", ""],
        [
            ["ready, before the first question", str(LIMIT), LIMIT.judged(ready / GIBIBYTE)],
            [f"steady, after {CHATS * EACH} questions", str(LIMIT), LIMIT.judged(steady / GIBIBYTE)],
            ["peak since its start", str(LIMIT), LIMIT.judged(peak / GIBIBYTE)],
        ],
    )


async def _measured(bench: Bench) -> tuple[float, float, float]:
    every = [one.q for name in ("dev", "tune", "tune2") for one in read_questions(QUESTIONS / f"{name}.jsonl")]
    questions = random.Random(SEED).sample(every, CHATS * EACH)
    async with Sandbox.running(limits=Limits.generous()) as sandbox:
        with TemporaryDirectory(prefix="damlam-bench-") as folder:
            async with _bot(bench, sandbox, Path(folder)) as watch:
                ready = watch.look()
                users = [sandbox.user(f"Người {number}") for number in range(CHATS)]
                await asyncio.gather(*(_asks(user, questions[at::CHATS]) for at, user in enumerate(users)))
                after = len(watch.seen)
                await asyncio.sleep(2)
                return ready, max(watch.seen), median(watch.seen[after:])


async def _asks(user: SandboxUser, questions: Sequence[str]) -> None:
    """Asks one question after the other, each when the one before has been answered."""
    await user.send("/start")
    await user.messages(1, PATIENCE)
    for question in questions:
        rest = await user.unread()
        if rest:
            await user.messages(len(rest))
        await user.send(question)
        await user.messages(1, PATIENCE)


@asynccontextmanager
async def _bot(bench: Bench, sandbox: Sandbox, folder: Path) -> AsyncIterator[Watch]:
    """The bot, ready with both legs, and its memory watched from the start."""
    process = await asyncio.create_subprocess_exec(
        *BOT,
        env={
            **os.environ,
            "DAMLAM_TELEGRAM_TOKEN": sandbox.token,
            "DAMLAM_TELEGRAM_API_BASE": sandbox.base_url,
            "DAMLAM_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/damlam.db",
            "DAMLAM_VAR_DIR": str(bench.settings.var_dir),
            "DAMLAM_LOG_LEVEL": "INFO",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    said: list[str] = []
    opened = asyncio.Event()
    watch = Watch(psutil.Process(process.pid))
    tasks = [asyncio.create_task(watch.keep_looking()), asyncio.create_task(_listen(process, said, opened))]
    try:
        async with asyncio.timeout(PATIENCE):
            await opened.wait()
        if not any("Both legs" in line for line in said):
            raise BotFailed(said[-1].strip() if said else "the bot ended without a word")
        yield watch
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listen(process: asyncio.subprocess.Process, said: list[str], opened: asyncio.Event) -> None:
    """Reads what the bot logs; `opened` is set when it has opened its index, could not, or has ended."""
    if process.stderr is None:
        raise ValueError("stderr is not piped")
    async for line in process.stderr:
        said.append(line.decode())
        if "action=open" in said[-1]:
            opened.set()
    opened.set()
