"""Random updates through the whole bot, and harmed documents through parsing: `python -m benchmarks.fuzz`.

Prints how many were tried, what took longest and every failure with the seed that brings it back; ends with 1 when
there was any. Most updates go to a bot on SQLite that answers by words alone; a part of them to one on PostgreSQL, and
a part to one with the encoder.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rich.progress import Progress

from bot.opening import complete_answerer
from bot.preparing import prepare, progress_bar
from conversations.router import Router
from knowledge.catalogue import Catalogue, Document
from knowledge.opening import Knowledge
from storage.database import Database
from tests.fuzzing.documents import check, mutated
from tests.fuzzing.house import HANG, House, whole_router
from tests.fuzzing.updates import Json, update
from tests.postgres import NoPostgresError, running

SEED = 20261125
IN_EACH = 20
"""Updates in one example: they share their chats, so that one finds what another left."""
SHARE = 0.1
"""Of the updates, what goes to PostgreSQL, and what to the encoder; the rest goes to SQLite and words alone."""
SHOWN = 2000
"""Characters of a failure that are printed."""


@dataclass
class Tally:
    """What came of one kind of input."""

    name: str
    tried: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    busiest: float = 0.0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One line for people."""
        found = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        longest = f"longest {self.busiest:.2f} s of the processor, {self.slowest:.2f} s of the clock"
        return f"{self.name}: {self.tried} tried ({found}), {longest}, {len(self.failures)} failures"


def try_out(strategy: st.SearchStrategy[object], examples: int, chosen: int, run: Callable[[object], None]) -> None:
    """Gives `run` so many examples, the same ones for the same seed."""

    @seed(chosen)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def each(example: object) -> None:
        run(example)

    each()


def documents(number: int, chosen: int, bar: Progress) -> Tally:
    """Parsing of harmed documents."""
    tally = Tally("documents")
    task = bar.add_task(tally.name, total=number)

    def run(example: object) -> None:
        assert isinstance(example, tuple)
        document, raw = example
        assert isinstance(document, Document)
        started, busy = time.monotonic(), time.process_time()
        try:
            tally.outcomes["refused" if check(document, raw) is None else "parsed"] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            tally.failures.append(f"{document.key}: {error!r}: {raw!r}")
        taken = time.process_time() - busy
        if taken > HANG:
            tally.failures.append(f"{document.key}: took {taken:.2f} s: {raw!r}")
        tally.tried += 1
        tally.busiest, tally.slowest = max(tally.busiest, taken), max(tally.slowest, time.monotonic() - started)
        bar.advance(task)

    try_out(mutated(Catalogue.load().documents), number, chosen, run)
    return tally


def updates(part: str, number: int, chosen: int, router: Router, url: str, bar: Progress) -> Tally:
    """The whole bot on the database at `url`."""
    tally = Tally(part)
    task = bar.add_task(part, total=number)
    with asyncio.Runner() as runner, _house(runner, router, url) as house:

        def run(example: object) -> None:
            fed: list[Json] = example  # type: ignore[assignment]
            try:
                runner.run(house.feed(fed))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                tally.failures.append(repr(error))
            bar.advance(task, IN_EACH)

        try_out(st.lists(update(), min_size=IN_EACH, max_size=IN_EACH), number // IN_EACH, chosen, run)
        tally.tried, tally.outcomes["calls of the Bot API"] = house.figures.updates, house.figures.calls
        tally.busiest, tally.slowest = house.figures.busiest, house.figures.slowest
    return tally


@contextmanager
def _house(runner: asyncio.Runner, router: Router, url: str) -> Iterator[House]:
    database = Database.open(url)
    opening = House.open(database, router)
    with ExitStack() as stack:
        stack.callback(lambda: runner.run(database.close()))
        house = runner.run(opening.__aenter__())
        stack.callback(lambda: runner.run(opening.__aexit__(None, None, None)))
        yield house


def every_part(number: int, chosen: int, bar: Progress) -> Iterator[Tally]:
    """The updates, each part by its share."""
    if not number:
        return
    knowledge = Knowledge()
    by_words = whole_router(knowledge.answerer(), knowledge.library)
    most, part = int(number * (1 - 2 * SHARE)), int(number * SHARE)
    with TemporaryDirectory(prefix="damlam-fuzz-") as folder:
        first, second = (f"sqlite+aiosqlite:///{Path(folder, name)}" for name in ("words.db", "encoder.db"))
        yield updates("updates, SQLite, by words", most, chosen, by_words, first, bar)
        with running() as server:
            url = asyncio.run(server.create())
            yield updates("updates, PostgreSQL, by words", part, chosen + 1, by_words, url, bar)
        both = whole_router(complete_answerer(knowledge, prepare(log_level="WARNING")), knowledge.library)
        yield updates("updates, SQLite, with the encoder", part, chosen + 2, both, second, bar)


def main(arguments: Sequence[str] | None = None) -> None:
    """Try, print, end with 1 when anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(arguments)
    print(f"seed {chosen.seed}", flush=True)
    failures = 0
    try:
        with progress_bar() as bar:
            for tally in every_tally(chosen.documents, chosen.updates, chosen.seed, bar):
                print("\n  ".join([tally.line(), *(failure[:SHOWN] for failure in tally.failures)]), flush=True)
                failures += len(tally.failures)
    except NoPostgresError as missing:
        sys.exit(str(missing))
    sys.exit(1 if failures else 0)


def every_tally(harmed: int, fed: int, chosen: int, bar: Progress) -> Iterator[Tally]:
    """Documents, then updates."""
    if harmed:
        yield documents(harmed, chosen, bar)
    yield from every_part(fed, chosen, bar)


if __name__ == "__main__":
    main()
