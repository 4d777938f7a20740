"""A step of a form without the network, against a bare transaction that reads and writes the same row of the same
database, in turns within one run: `python -m benchmarks.steps [--steps N] [--postgresql URL]`.

A step is what a worker does with an answer: the profile and the draft are read, the engine and the screens run, the
messages are rendered, and one transaction stores the draft and queues the messages. SQLite is measured in a new file;
`--postgresql` names an empty database beside it, and `--own-postgresql` starts a server for it.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from time import perf_counter

from sqlalchemy import select, update

from bot.memory import Memory
from bot.rendering import Renderer
from bot.stores import Stores
from conversations.consent import NOTICE
from conversations.drafts import Draft
from conversations.events import Command, Event, Keyboard, Profile, Reply, Text
from conversations.forms.kinds import Naming
from conversations.forms.questions import Answers, Choice, Form, Kind, Part, Question
from conversations.membership import Role
from conversations.router import Router
from knowledge.evaluation import percentile
from knowledge.library import Library
from storage.clock import SystemClock
from storage.database import Database
from storage.models.drafts import DraftRow
from storage.outbox import Outbox
from storage.profiles import Profiles
from tests.postgres import running
from tests.unit.conversations.plan.desk import Silent

CHAT = 1
STEPS = 400
WARM = 40
"""Steps before the clock runs."""
PARTS, QUESTIONS = 8, 5
BEGIN = Command("kehoach")
ANSWERS: dict[Kind, str] = {
    Kind.SHORT: "Mở cửa trụ sở cũ thứ Bảy hằng tuần cho người dân bán nông sản",
    Kind.CHOICE: "2",
    Kind.MONEY: "1,5 tỷ",
    Kind.DATE: "cuối tháng 3/2027",
    Kind.PERIOD: "từ 1/1/2027 đến 30/6/2027",
}
KINDS = tuple(ANSWERS)


def _form() -> Form:
    choices = (Choice("a", "Chưa được quy định"), Choice("b", "Không phù hợp"))
    parts = tuple(
        Part(
            f"p{part}",
            f"Phần {part}",
            tuple(
                Question(
                    f"q{part}{number}",
                    "Sẽ làm những gì, làm khác trước ở chỗ nào?",
                    kind,
                    choices=choices if kind is Kind.CHOICE else (),
                    why=("quang-ngai/dieu-4/khoan-1",),
                )
                for number, kind in zip(range(QUESTIONS), KINDS, strict=True)
            ),
        )
        for part in range(PARTS)
    )
    return Form("do", 1, "Kế hoạch", parts)


@dataclass
class Measured:
    """A kind of form as long as the plan, with answers of every kind that comes in one message."""

    form: Form = field(default_factory=_form)
    naming: Naming = field(default_factory=lambda: Naming("kehoach", "kế hoạch", "kế hoạch"))

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """The user's place."""
        return profile.jurisdiction

    def known(self, profile: Profile) -> Answers:
        """Nothing."""
        return {}

    def title(self, answers: Answers) -> str | None:
        """No name."""
        return None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """Nothing is said."""
        return ()

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """Nothing but the engine's own."""
        return ()

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """No ways on."""
        return ()


class Steps:
    """A user who answers one question after another, and a bare transaction beside each answer."""

    def __init__(self, database: Database, library: Library) -> None:
        clock = SystemClock()
        self._database = database
        self._profiles = Profiles(database, clock)
        self._memory = Memory(Stores.of(database, clock), Role.OFFICIAL)
        self._outbox = Outbox(database, clock)
        self._router = Router(Silent(), library, kinds=[Measured()], today=lambda: date(2026, 11, 25))
        self._renderer = Renderer()
        self._queued = 0

    async def run(self, count: int) -> tuple[list[float], list[float]]:
        """Seconds of so many steps and of as many bare transactions, in turns."""
        async with self._database.transaction() as session:
            await self._profiles.save(session, CHAT, jurisdiction="quang-ngai", address="dong-chi", greeted=True)
            await self._profiles.agree(session, CHAT, NOTICE)
        await self._step(BEGIN)
        steps: list[float] = []
        bare: list[float] = []
        for number in range(WARM + count):
            begun = perf_counter()
            await self._step(await self._next())
            middle = perf_counter()
            await self._bare()
            if number >= WARM:
                steps.append(middle - begun)
                bare.append(perf_counter() - middle)
        return steps, bare

    async def _next(self) -> Event:
        """An answer to the question that is shown. At the review the form is begun anew."""
        draft = await self._memory.records(CHAT).active()
        if draft is None or draft.state["at"] == "review":
            return BEGIN
        return Text(ANSWERS[KINDS[int(draft.state["at"][-1])]])

    async def _step(self, event: Event) -> None:
        profile = await self._memory.profile(CHAT)
        outcome = await self._router.handle(event, profile, self._memory.records(CHAT, profile))
        messages = [message for reply in outcome.replies for message in self._renderer.messages(reply)]
        async with self._database.transaction() as session:
            await self._memory.keep(session, {CHAT: outcome})
            for message in messages:
                self._queued += 1
                call = message.call()
                await self._outbox.add(session, f"step:{self._queued}", CHAT, call.method, call.params)

    async def _bare(self) -> None:
        """Reads the draft that the step wrote, and writes it back."""
        async with self._database.transaction() as session:
            found = select(DraftRow.id, DraftRow.state).order_by(DraftRow.updated_at.desc()).limit(1)
            row = (await session.execute(found)).one()
            changed = (
                update(DraftRow).where(DraftRow.chat_id == CHAT, DraftRow.id == row.id).values(state=dict(row.state))
            )
            await session.execute(changed)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database.open(url)
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()


async def measure(url: str, library: Library, count: int) -> dict[str, float]:
    """Milliseconds of both, and how many times as long the step takes at its 95th percentile."""
    async with _opened(url) as database:
        steps, bare = await Steps(database, library).run(count)
    return {
        "steps": count,
        **_told("step", steps),
        **_told("bare", bare),
        "p95 ratio": round(percentile(steps, 0.95) / percentile(bare, 0.95), 2),
        "median ratio": round(median(steps) / median(bare), 2),
    }


def _told(name: str, seconds: Sequence[float]) -> dict[str, float]:
    return {
        f"{name} median, ms": round(1000 * median(seconds), 2),
        f"{name} p95, ms": round(1000 * percentile(seconds, 0.95), 2),
    }


async def _sqlite(library: Library, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return await measure(f"sqlite+aiosqlite:///{folder}/damlam.db", library, count)


async def _own_postgresql(library: Library, count: int) -> dict[str, float]:
    with running() as server:
        return await measure(await server.create(), library, count)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--postgresql", metavar="URL")
    parser.add_argument("--own-postgresql", action="store_true")
    given = parser.parse_args()
    library = Library.load()
    figures = {"SQLite": asyncio.run(_sqlite(library, given.steps))}
    if given.postgresql:
        figures["PostgreSQL"] = asyncio.run(measure(given.postgresql, library, given.steps))
    if given.own_postgresql:
        figures["PostgreSQL"] = asyncio.run(_own_postgresql(library, given.steps))
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
