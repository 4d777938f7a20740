"""What a step of the queues costs with 1 thousand, 100 thousand and 1 million rows of history.

`python -m benchmarks.size [--kind sqlite] [--kind postgresql] [--cycles 300]`: databases of all sizes take turns, cycle
by cycle, so that what slows the machine slows them alike. Prints tables and writes `var/benchmarks/size.json`.
"""

import argparse
import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

from sqlalchemy import bindparam, text

from benchmarks.report import Target, stamp, table
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.outbox import Outbox
from storage.retention import Retention
from storage.types import UtcDateTime
from tests.postgres import running

FILE = Path("var/benchmarks/size.json")
SIZES = {"1 thousand": 1_000, "100 thousand": 100_000, "1 million": 1_000_000}
BARE = "1 million, no index over done rows"
KINDS = ("sqlite", "postgresql")
TARGET = Target(1.3, at_least=False)
CHATS = 5_000
"""Chats that the history is of; the steps are in chats of their own and in these by turns."""
LEASE = timedelta(minutes=1)
ERASED = 100
"""Rows that one step of erasing takes."""
WARM_UP = 20
"""Cycles that do not count."""

NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows) "
    "INSERT INTO {into} SELECT {values} FROM numbers",
    "postgresql": "INSERT INTO {into} SELECT {values} FROM generate_series(1, :rows) AS numbers(n)",
}
PAYLOAD = '{"update_id": 1, "message": {"text": "' + "Cấp có thẩm quyền phải trả lời trong bao nhiêu ngày? " * 4 + '"}}'
HISTORY = {
    "inbox (update_id, chat_id, payload, received_at, state, attempts, crashes, done_at)": (
        f"n, n % {CHATS}, CAST(:payload AS {{json}}), {{at}}, 'done', 0, 0, {{at}}"
    ),
    "outbox (key, chat_id, method, params, priority, created_at, not_before, state, attempts, message_id, done_at)": (
        f"n || '-0', n % {CHATS}, 'sendMessage', CAST(:payload AS {{json}}), 0, {{at}}, {{at}}, 'sent', 1, n, {{at}}"
    ),
}

Result = TypeVar("Result")


@dataclass
class Store:
    """A database with a history, and the seconds that each step took in it."""

    database: Database
    numbers: "count[int]"
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        clock = SystemClock()
        self.clock = clock
        self.inbox = Inbox(self.database, clock, "bench")
        self.outbox = Outbox(self.database, clock)

    async def cycle(self) -> None:
        """One update from its arrival to the sent answer."""
        number = next(self.numbers)
        chat = number % CHATS if number % 2 else -number
        await self._timed("store", lambda: self.inbox.store([NewUpdate(number, chat, json.loads(PAYLOAD))]))
        item = await self._timed("claim", lambda: self.inbox.claim(LEASE))
        assert item

        async def finish() -> None:
            async with self.database.transaction() as session:
                await self.outbox.add(session, f"{number}:0", chat, "sendMessage", json.loads(PAYLOAD))
                await self.inbox.finish(session, item)

        await self._timed("add and finish", finish)
        [message] = await self._timed("claim to send", lambda: self.outbox.claim(16))
        await self._timed("sent", lambda: self.outbox.sent(message.id, number))

    async def erase(self) -> None:
        """One batch of the nightly erasing, in both queues."""
        before = self.clock.now() - timedelta(days=30)
        retention = Retention(self.database)
        for queue in ("inbox", "outbox"):
            await self._timed(f"erase {ERASED} rows", partial(retention.erase, queue, before, ERASED))

    async def _timed(self, name: str, step: Callable[[], Awaitable[Result]]) -> Result:
        started = perf_counter()
        result = await step()
        self.spent[name].append(perf_counter() - started)
        return result


async def fill(database: Database, kind: str, rows: int) -> None:
    """A history of so many rows in each queue, a second apart, the newest a month and a day old."""
    moments = {
        "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', :newest, (n - :rows) || ' seconds')",
        "postgresql": "CAST(:newest AS timestamptz) + (n - :rows) * interval '1 second'",
    }
    names = {"at": moments[kind], "json": {"sqlite": "TEXT", "postgresql": "json"}[kind]}
    newest = SystemClock().now() - timedelta(days=31)
    async with database.transaction() as session:
        for into, values in HISTORY.items():
            statement = text(NUMBERS[kind].format(into=into, values=values.format(**names)))
            typed = statement.bindparams(bindparam("newest", type_=UtcDateTime()))
            await session.execute(typed, {"rows": rows, "newest": newest, "payload": PAYLOAD})
    async with database.transaction() as session:
        await session.execute(text("ANALYZE"))


@asynccontextmanager
async def stores(kind: str, sizes: dict[str, int], folder: Path) -> AsyncIterator[dict[str, Store]]:
    """A database of each size, and one of the largest without the indexes over done rows."""
    with running() if kind == "postgresql" else nullcontext() as server:
        opened: dict[str, Store] = {}
        try:
            for place, (name, rows) in enumerate({**sizes, BARE: max(sizes.values())}.items()):
                url = await server.create() if server else f"sqlite+aiosqlite:///{folder}/{place}.db"
                opened[name] = Store(Database.open(url), count(rows + 1))
                await opened[name].database.migrate()
                await fill(opened[name].database, kind, rows)
            async with opened[BARE].database.transaction() as session:
                for index in ("ix_inbox_done", "ix_outbox_done"):
                    await session.execute(text(f"DROP INDEX {index}"))
            yield opened
        finally:
            for store in opened.values():
                await store.database.close()


async def measure(kind: str, sizes: dict[str, int], cycles: int) -> dict[str, dict[str, float]]:
    """Milliseconds of the median step, by step and size."""
    with TemporaryDirectory(prefix="damlam-size-") as folder:
        async with stores(kind, sizes, Path(folder)) as opened:
            for number in range(WARM_UP + cycles):
                for store in opened.values():
                    await store.cycle()
                    if number < WARM_UP:
                        store.spent.clear()
            for _ in range(min(5, min(sizes.values()) // ERASED)):
                for name, store in opened.items():
                    if name != BARE:
                        await store.erase()
            steps = list(next(iter(opened.values())).spent)
            return {
                step: {
                    name: round(1000 * median(store.spent[step]), 3)
                    for name, store in opened.items()
                    if step in store.spent
                }
                for step in steps
            }


def ratio(by_size: dict[str, float], sizes: dict[str, int]) -> float:
    """The largest against the smallest."""
    names = list(sizes)
    return by_size[names[-1]] / by_size[names[0]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures each kind of database; exit code 1 when a step grew too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.size", description=__doc__)
    parser.add_argument("--kind", action="append", choices=KINDS, help="default: both")
    parser.add_argument("--cycles", type=int, default=300)
    parser.add_argument("--json", type=Path, default=FILE)
    given = parser.parse_args(arguments)
    known = json.loads(given.json.read_text()) if given.json.exists() else {}
    grown = False
    for kind in given.kind or KINDS:
        found = asyncio.run(measure(kind, SIZES, given.cycles))
        ratios = {step: ratio(by_size, SIZES) for step, by_size in found.items()}
        header = [f"{kind}, ms", *SIZES, f"ratio {TARGET}", BARE]
        rows = [
            [step, *(by_size[name] for name in SIZES), TARGET.judged(ratios[step]), by_size.get(BARE)]
            for step, by_size in found.items()
        ]
        print(stamp(), table(header, rows), sep="\n\n", flush=True)
        known[kind] = {"measured": stamp(), "cycles": given.cycles, "ms": found, "ratios": ratios}
        grown = grown or not all(TARGET.is_met(one) for one in ratios.values())
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(known, indent=2) + "\n")
    sys.exit(grown)


if __name__ == "__main__":
    main()
