"""So many reminders due at one moment: how fast they go out, and how long people wait for answers meanwhile.

`python -m benchmarks.rush [--reminders 30000] [--kind sqlite|postgresql]`: that many people each with a case whose
answer is due in ten working days. The bot is a process of its own, with Telegram's pace, on a clock that is put to some
seconds before the reminders are gathered, and again to some seconds before they go out; the sandbox counts as Telegram
does and refuses what is too fast. Some other people ask all the time. Exit code 1 when somebody was not reminded once
and only once, or when 95 of 100 answers took up to a second or more.
"""

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from sqlalchemy import func, insert, select

from benchmarks.load_bots import READY
from benchmarks.memory import BotFailed
from benchmarks.report import Target, stamp, table
from bot.sandbox import people
from bot.sandbox.chats import Chat, Json, Message
from bot.sandbox.flood import Flood
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from knowledge.evaluation import percentile
from knowledge.library import Library
from storage.database import Database
from storage.lifecycle import Who
from storage.models import (
    CasePersonRow,
    CaseRow,
    DeadlineRow,
    HappeningRow,
    OutboxRow,
    OutboxState,
    Priority,
    RoleRow,
    UserRow,
)
from tests.clock import HandClock
from tests.integration.bot.office import Office, at
from tests.postgres import running as running_postgres
from tests.waiting import until

RECEIVED = date(2026, 10, 1)
ASKING = 10
"""People who ask."""
EVERY = 7.0
"""Seconds between two questions of one of them."""
QUIET = 30.0
"""Seconds of asking before anything is due, to compare with."""
LEAD = timedelta(seconds=5)
PATIENCE = 120.0
SECOND = Target(1.0, at_least=False)
QUESTIONS = ("Phải trả lời trong bao nhiêu ngày?", "/trogiup", "Ai ký văn bản cho chủ trương?", "Thí điểm là gì?")
ROWS = 1000
"""Rows written by one statement."""


@dataclass
class Rush:
    """Who asked when, how long each waited, and whom the bot reminded."""

    world: World
    asking: frozenset[int] = frozenset()
    asked_at: dict[int, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    reminded: Counter[int] = field(default_factory=Counter)
    refused: int = 0

    def take_waits(self) -> list[float]:
        """The waits since the last time."""
        waits, self.waits = self.waits, []
        return waits

    def begin(self) -> None:
        """The bot is up: whoever asked while it was not is not counted."""
        self.asked_at.clear()
        self.waits.clear()

    async def ask(self, chat_id: int, delay: float) -> None:
        """One question after the other, until cancelled; none while the last one waits."""
        await asyncio.sleep(delay)
        for question in cycle(QUESTIONS):
            if chat_id not in self.asked_at:
                self.asked_at[chat_id] = perf_counter()
                people.send_text(self.world, self.world.user(chat_id), question)
            await asyncio.sleep(EVERY)

    def hear(self, chat_id: int) -> None:
        """The bot has said something in a chat."""
        if chat_id not in self.asking:
            self.reminded[chat_id] += 1
        elif chat_id in self.asked_at:
            self.waits.append(perf_counter() - self.asked_at.pop(chat_id))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Hears what the bot says during the block, and counts what is refused as too fast."""
        add, admit = self.world.add_message, Flood.admit

        def add_and_hear(chat: Chat, sender: Json, **content: object) -> Message:
            message = add(chat, sender, **content)
            if message.from_bot:
                self.hear(chat.id)
            return message

        def admit_and_count(flood: Flood, chat_id: int) -> None:
            try:
                admit(flood, chat_id)
            except Exception:
                self.refused += 1
                raise

        with patch.object(self.world, "add_message", add_and_hear), patch.object(Flood, "admit", admit_and_count):
            yield


async def fill(database: Database, chats: Sequence[int]) -> datetime:
    """A case for each chat, copies of one that was made as users make it; when their reminders are gathered."""
    clock = HandClock(at(RECEIVED, "09:00"))
    office = Office(database, clock, Library.load())
    await office.member(chats[0])
    case = await office.case(chats[0])
    case = await office.record(case, "submitted", RECEIVED, Who.PROPOSER, recipient="Văn phòng")
    await office.record(case, "received", RECEIVED)
    others = list(enumerate(chats[1:], 2))
    for start in range(0, len(others), ROWS):
        some = others[start : start + ROWS]
        async with database.transaction() as session:
            for model, key in ((UserRow, "chat_id"), (RoleRow, "chat_id")):
                (row,) = (await session.execute(select(model.__table__).where(model.chat_id == chats[0]))).mappings()
                await session.execute(insert(model), [{**row, key: chat} for _, chat in some])
            (row,) = (await session.execute(select(CaseRow.__table__).where(CaseRow.id == case.id))).mappings()
            await session.execute(insert(CaseRow), [{**row, "id": n + case.id, "code": f"B{n}"} for n, _ in some])
            for of_case in (CasePersonRow, HappeningRow, DeadlineRow):
                its = await session.execute(select(of_case).where(of_case.case_id == case.id))
                rows = [{a.key: getattr(one, a.key) for a in of_case.__mapper__.column_attrs} for one in its.scalars()]
                copies = [
                    {**one, "case_id": n + case.id, **({"chat_id": chat} if of_case is CasePersonRow else {})}
                    for n, chat in some
                    for one in rows
                ]
                await session.execute(insert(of_case), copies)
    async with database.reading() as session:
        gathered = await session.scalar(select(func.min(DeadlineRow.next_at)))
    assert gathered
    return gathered


@asynccontextmanager
async def bot(sandbox: Sandbox, url: str, folder: str, moment: datetime) -> AsyncIterator[None]:
    """The bot as a process on a clock that begins at a moment."""
    environment = {
        **os.environ,
        "DAMLAM_TELEGRAM_TOKEN": sandbox.token,
        "DAMLAM_TELEGRAM_API_BASE": sandbox.base_url,
        "DAMLAM_DATABASE_URL": url,
        "DAMLAM_VAR_DIR": folder,
        "DAMLAM_LOG_LEVEL": "ERROR",
        "DAMLAM_LISTEN": "",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.rush_bot", moment.isoformat()),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said = await process.stdout.readline() if process.stdout else b""
        if said.decode().strip() != READY:
            raise BotFailed("the bot did not get ready")
        yield
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def measure(kind: str, reminders: int) -> list[list[object]]:
    """The rows of the table: quiet, gathering, sending."""
    postgres = running_postgres(durable=True) if kind == "postgresql" else nullcontext()
    with TemporaryDirectory(prefix="damlam-rush-") as folder, postgres as server:
        url = await server.create() if server else f"sqlite+aiosqlite:///{Path(folder)}/rush.db"
        database = Database.open(url)
        await database.migrate()
        async with Sandbox.running() as sandbox:
            rush = Rush(sandbox.world)
            chats = [sandbox.world.add_user(f"Người {number}").id for number in range(reminders)]
            for chat in chats:
                sandbox.world.user(chat).started = True
            rush.asking = frozenset(sandbox.world.add_user(f"Hỏi {number}").id for number in range(ASKING))
            gathered = await fill(database, chats)
            async with rush.listening():
                rows = await _lived(rush, database, sandbox, url, folder, gathered, reminders)
        await database.close()
    wrong = [chat for chat in chats if rush.reminded[chat] != 1]
    print(f"reminded not exactly once: {len(wrong)} of {reminders}; refused as too fast: {rush.refused}")
    if wrong:
        raise SystemExit(1)
    return rows


async def _lived(
    rush: Rush, database: Database, sandbox: Sandbox, url: str, folder: str, gathered: datetime, reminders: int
) -> list[list[object]]:
    rows: list[list[object]] = []
    tasks = [asyncio.create_task(rush.ask(chat, EVERY * n / ASKING)) for n, chat in enumerate(sorted(rush.asking))]
    try:
        async with bot(sandbox, url, folder, gathered - timedelta(seconds=QUIET) - LEAD):
            rush.begin()
            await asyncio.sleep(QUIET)
            rows.append(["before", "", "", *_times(rush.take_waits())])
            began = perf_counter()
            await until(_gathered(database, reminders), PATIENCE * 10)
            took = perf_counter() - began - LEAD.total_seconds()
            rows.append(["gathering", f"{took:.0f}", f"{reminders / took:.0f}", *_times(rush.take_waits())])
        moment = await _first(database)
        already = rush.reminded.total()
        async with bot(sandbox, url, folder, moment - LEAD):
            rush.begin()
            began = perf_counter()
            await until(_sent(rush, reminders), reminders / 10 + PATIENCE)
            took = perf_counter() - began - LEAD.total_seconds()
            sent = reminders - already
            rows.append(["sending", f"{took:.0f}", f"{sent / took:.1f}", *_times(rush.take_waits())])
    finally:
        for task in tasks:
            task.cancel()
    return rows


def _gathered(database: Database, reminders: int):  # noqa: ANN202 - a condition
    async def all_queued() -> bool:
        await asyncio.sleep(0.5)
        async with database.reading() as session:
            count = await session.scalar(
                select(func.count()).select_from(OutboxRow).where(OutboxRow.priority == Priority.BULK)
            )
        return bool(count and count >= reminders)

    return all_queued


def _sent(rush: Rush, reminders: int):  # noqa: ANN202 - a condition
    async def all_sent() -> bool:
        await asyncio.sleep(0.5)
        return len(rush.reminded) >= reminders

    return all_sent


async def _first(database: Database) -> datetime:
    """When the first reminder that waits is to go out."""
    waits = (OutboxRow.priority == Priority.BULK, OutboxRow.state == OutboxState.PENDING)
    async with database.reading() as session:
        moment = await session.scalar(select(func.min(OutboxRow.not_before)).where(*waits))
    assert moment
    return moment


def _times(waits: Sequence[float]) -> tuple[object, ...]:
    if not waits:
        return (0, "", "", "")
    return (len(waits), f"{median(waits):.2f}", f"{percentile(waits, 0.95):.2f}", f"{max(waits):.2f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rush", description=__doc__)
    parser.add_argument("--reminders", type=int, default=30_000)
    parser.add_argument("--kind", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args(arguments)
    rows = asyncio.run(measure(given.kind, given.reminders))
    header = ["", "seconds", "reminders a second", "answers", "median, s", "p95, s", "longest, s"]
    print(stamp(), table(header, rows), sep="\n\n")
    sys.exit(not SECOND.is_met(float(str(rows[-1][5]))))


if __name__ == "__main__":
    main()
