"""So many reminders due at one moment: how fast they go out, and how long people wait for answers meanwhile.

`python -m benchmarks.rush [--reminders 30000] [--kind sqlite|postgresql]`: that many people each with a case whose
answer is due in ten working days. The bot is a process of its own, with Telegram's pace, on a clock that is put to some
seconds before the reminders are gathered, and again to some seconds before they go out; the sandbox counts as Telegram
does and refuses what is too fast. Some other people ask all the time. Exit code 1 when somebody was not reminded once
and only once, or when 95 of 100 answers took up to a second or more.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.load import environment, started
from benchmarks.report import Target, stamp, table
from bot.menus import renew_menus
from bot.sandbox import people
from bot.sandbox.chats import Chat, Json, Message
from bot.sandbox.errors import ApiError
from bot.sandbox.flood import Flood
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from conversations.policy import Policy
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
from storage.models.base import Base
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
SLOWEST = 10
"""Reminders a second below which the benchmark gives up."""
LOOK = 0.5
"""Seconds between looks whether it is over."""
Row = list[str | float | int | None]
Condition = Callable[[], Awaitable[bool]]
WAITING = (OutboxRow.priority == Priority.BULK, OutboxRow.state == OutboxState.PENDING)
"""The reminders that were gathered and did not go out yet."""
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

    @contextmanager
    def listening(self) -> Iterator[None]:
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
            except ApiError:
                self.refused += 1
                raise

        with patch.object(self.world, "add_message", add_and_hear), patch.object(Flood, "admit", admit_and_count):
            yield


async def fill(database: Database, chats: Sequence[int]) -> datetime:
    """A case for each chat, copies of one that was made as users make it; when their reminders are gathered.

    All have the menus of this release, which the bot would else send first.
    """
    clock = HandClock(at(RECEIVED, "09:00"))
    office = Office(database, clock, Library.load())
    await office.member(chats[0])
    case = await office.case(chats[0])
    case = await office.record(case, "submitted", RECEIVED, Who.PROPOSER, recipient="Văn phòng")
    await office.record(case, "received", RECEIVED)
    others = list(enumerate(chats[1:], 1))
    for start in range(0, len(others), ROWS):
        async with database.transaction() as session:
            await _copy(session, chats[0], case.id, others[start : start + ROWS])
    await renew_menus(database, clock, Policy())
    async with database.transaction() as session:
        menus = update(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.method == "setMyCommands")
        await session.execute(menus.values(state=OutboxState.SENT, done_at=clock.now()))
    async with database.reading() as session:
        gathered: datetime | None = await session.scalar(select(func.min(DeadlineRow.next_at)))
    assert gathered
    return gathered


async def _copy(session: AsyncSession, chat_id: int, case_id: int, others: Sequence[tuple[int, int]]) -> None:
    """The person and the case once more for each of the others: how far their case's id is from it, and their chat."""
    for model in (UserRow, RoleRow):
        await _insert(session, model, model.chat_id == chat_id, [{"chat_id": chat} for _, chat in others])
    new = [{"id": case_id + n, "code": f"B{n}"} for n, _ in others]
    await _insert(session, CaseRow, CaseRow.id == case_id, new)
    people = [{"case_id": case_id + n, "chat_id": chat} for n, chat in others]
    await _insert(session, CasePersonRow, CasePersonRow.case_id == case_id, people)
    for of_case in (HappeningRow, DeadlineRow):
        await _insert(session, of_case, of_case.case_id == case_id, [{"case_id": case_id + n} for n, _ in others])


async def _insert(
    session: AsyncSession, model: type[Base], which: ColumnElement[bool], changed: Sequence[Mapping[str, object]]
) -> None:
    """The rows once more for each of the changes."""
    names = [attribute.key for attribute in model.__mapper__.column_attrs]
    rows = [{name: getattr(one, name) for name in names} for one in await session.scalars(select(model).where(which))]
    await session.execute(insert(model), [{**row, **change} for change in changed for row in rows])


async def measure(kind: str, reminders: int) -> list[Row]:
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
            with rush.listening():
                told = environment(sandbox, url, Path(folder))
                rows = await _lived(rush, database, told, gathered, reminders)
        await database.close()
    wrong = [chat for chat in chats if rush.reminded[chat] != 1]
    print(f"reminded not exactly once: {len(wrong)} of {reminders}; refused as too fast: {rush.refused}")
    if wrong:
        raise SystemExit(1)
    return rows


async def _lived(
    rush: Rush, database: Database, told: Mapping[str, str], gathered: datetime, reminders: int
) -> list[Row]:
    """The bot comes up before the reminders are gathered, and again before they go out."""
    tasks = [asyncio.create_task(rush.ask(chat, EVERY * n / ASKING)) for n, chat in enumerate(sorted(rush.asking))]
    try:
        async with started(("clocked", (gathered - timedelta(seconds=QUIET) - LEAD).isoformat()), told):
            rush.begin()
            await asyncio.sleep(QUIET)
            before: Row = ["before", "", "", *_times(rush.take_waits())]
            gathering = await _timed("gathering", rush, _gathered(database, reminders), reminders)
        already = len(rush.reminded)
        async with started(("clocked", (await _first(database) - LEAD).isoformat()), told):
            rush.begin()
            sending = await _timed("sending", rush, _sent(rush, reminders), reminders - already)
    finally:
        for task in tasks:
            task.cancel()
    return [before, gathering, sending]


async def _timed(what: str, rush: Rush, done: Condition, reminders: int) -> Row:
    """A row of the table: how long it took from the moment that it was due, and how long people waited meanwhile."""
    began = perf_counter()
    await until(done, reminders / SLOWEST + PATIENCE)
    took = perf_counter() - began - LEAD.total_seconds()
    return [what, f"{took:.0f}", f"{reminders / took:.1f}", *_times(rush.take_waits())]


def _gathered(database: Database, reminders: int) -> Condition:
    async def all_queued() -> bool:
        await asyncio.sleep(LOOK)
        async with database.reading() as session:
            waits = select(func.count()).select_from(OutboxRow).where(*WAITING)
            return (await session.scalar(waits) or 0) >= reminders

    return all_queued


def _sent(rush: Rush, reminders: int) -> Condition:
    async def all_sent() -> bool:
        await asyncio.sleep(LOOK)
        return len(rush.reminded) >= reminders

    return all_sent


async def _first(database: Database) -> datetime:
    """When the first reminder that waits is to go out."""
    async with database.reading() as session:
        moment: datetime | None = await session.scalar(select(func.min(OutboxRow.not_before)).where(*WAITING))
    assert moment
    return moment


def _times(waits: Sequence[float]) -> Row:
    if not waits:
        return [0, "", "", ""]
    return [len(waits), f"{median(waits):.2f}", f"{percentile(waits, 0.95):.2f}", f"{max(waits):.2f}"]


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
