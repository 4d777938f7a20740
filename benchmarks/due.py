"""What finding the deadlines that are due costs with 10 thousand and with 1 million open ones.

`python -m benchmarks.due [--cycles 200]`, on PostgreSQL: both databases take turns, so that what slows the machine
slows them alike. The same number is due in both. Prints the table and the plan of the larger one; exit code 1 when it
is over the target or finds them without the index.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from sqlalchemy import bindparam, text

from benchmarks.report import Target, stamp, table
from storage.calendar import Calendars
from storage.database import Database
from storage.deadlines import Deadlines
from storage.types import UtcDateTime
from storage.working_days import Calendar
from tests.clock import HandClock
from tests.integration.bot.office import ZONE
from tests.postgres import running

SIZES = {"10 thousand": 10_000, "1 million": 1_000_000}
DUE, BATCH = 5_000, 20
"""Deadlines that are due, and how many of them are taken at once."""
WARM_UP = 10
TARGET = Target(2.0, at_least=False)
INDEX = "ix_case_deadlines_next_at"
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)

CASES = """
INSERT INTO cases (id, code, title, jurisdiction, issue, state, happenings, created_at, updated_at)
SELECT n, 'N' || n, 'Sáng kiến', 'quang-ngai', 'unregulated', 'received', 2, :now, :now
FROM generate_series(1, :rows) AS numbers(n)
"""
DEADLINES = """
INSERT INTO case_deadlines (case_id, key, duty, since, due, told_on, next_at)
SELECT n, 'answer:0', false, DATE '2026-10-14', DATE '2026-11-25', DATE '2026-11-24',
       CASE WHEN n % (:rows / :due) = 0 THEN CAST(:now AS timestamptz) - interval '1 minute'
            ELSE CAST(:now AS timestamptz) + (1 + n % 60) * interval '1 day' END
FROM generate_series(1, :rows) AS numbers(n)
"""
PLAN = """
EXPLAIN SELECT * FROM case_deadlines WHERE next_at IS NOT NULL AND next_at <= TIMESTAMPTZ '2026-11-25 01:00:00+00'
ORDER BY next_at LIMIT 20 FOR UPDATE SKIP LOCKED
"""


@asynccontextmanager
async def filled(url: str, rows: int) -> AsyncIterator[Database]:
    """A database with so many open deadlines."""
    database = Database.open(url)
    try:
        await database.migrate()
        for statement in (CASES, DEADLINES):
            typed = text(statement).bindparams(bindparam("now", type_=UtcDateTime()))
            given = {"now": NOW, "rows": rows} | ({"due": DUE} if ":due" in statement else {})
            async with database.transaction() as session:
                await session.execute(typed, given)
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))
        yield database
    finally:
        await database.close()


async def taken(database: Database, calendar: Calendar) -> float:
    """Seconds of taking a batch."""
    deadlines = Deadlines(database, HandClock(NOW), ZONE)
    began = perf_counter()
    async with database.transaction() as session:
        due = await deadlines.take(session, calendar, BATCH)
    spent = perf_counter() - began
    assert len(due) == BATCH
    return spent


async def measure(cycles: int) -> tuple[dict[str, float], str]:
    """Milliseconds of the median batch by size, and the plan of the largest."""
    with running() as server:
        urls = {name: await server.create() for name in SIZES}
        small, large = SIZES
        async with filled(urls[small], SIZES[small]) as first, filled(urls[large], SIZES[large]) as second:
            calendar = await Calendars(first, HandClock(NOW)).load(2025, 2028)
            spent: dict[str, list[float]] = {name: [] for name in SIZES}
            for number in range(WARM_UP + cycles):
                for name, database in ((small, first), (large, second)):
                    seconds = await taken(database, calendar)
                    if number >= WARM_UP:
                        spent[name].append(seconds)
            async with second.reading() as session:
                plan = "\n".join((await session.scalars(text(PLAN))).all())
    return {name: round(1000 * median(found), 2) for name, found in spent.items()}, plan


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.due", description=__doc__)
    parser.add_argument("--cycles", type=int, default=200, help=f"at most {DUE // BATCH - WARM_UP}")
    given = parser.parse_args(arguments)
    if not 1 <= given.cycles <= DUE // BATCH - WARM_UP:
        parser.error(f"--cycles from 1 to {DUE // BATCH - WARM_UP}")
    found, plan = asyncio.run(measure(given.cycles))
    ratio = found["1 million"] / found["10 thousand"]
    header = [f"take {BATCH} of {DUE} due, ms", *SIZES, f"ratio {TARGET}"]
    print(stamp(), table(header, [["median", *found.values(), TARGET.judged(ratio)]]), plan, sep="\n\n")
    sys.exit(not TARGET.is_met(ratio) or INDEX not in plan)


if __name__ == "__main__":
    main()
