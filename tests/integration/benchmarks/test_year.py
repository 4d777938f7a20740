"""The simulated year, small: the real ticker, outbox and sender against the oracle that counts on its fingers."""

from datetime import datetime, time, timedelta

from benchmarks.year import FIRST, OUTAGES, Oracle, Taste, simulate
from knowledge.library import Library
from storage.database import Database
from tests.integration.bot.office import ZONE


async def test_everybody_gets_each_reminder_once_and_on_the_right_day(database: Database) -> None:
    verdict = await simulate(database, Library.load(), cases=3, people=2, seed=3)
    assert verdict.wrong == ()
    assert verdict.quiet == ()
    assert verdict.told > 20
    assert verdict.news > 5
    assert verdict.messages <= verdict.told + verdict.news + verdict.moved


def test_the_oracle_counts_as_the_vectors_of_the_calendar_say() -> None:
    known = datetime.combine(FIRST, time(8), ZONE)
    assert Oracle().last_day(FIRST, 1, known) == FIRST + timedelta(days=1)
    received = datetime(2025, 12, 26, tzinfo=ZONE).date()
    assert f"{Oracle().last_day(received, 5, known):%d/%m/%Y}" == "06/01/2026"
    assert f"{Oracle().last_day(received, 7, known):%d/%m/%Y}" == "08/01/2026"
    assert all(begin < end for begin, end in OUTAGES)


def test_what_happens_on_the_stroke_of_somebodys_hour_goes_with_the_message_of_that_hour() -> None:
    daily, nine = Taste(hour=9, every_day=True, daily=True), datetime(2026, 3, 19, 9, tzinfo=ZONE)
    assert Oracle().news(nine, daily, decision=False) == nine
    assert Oracle().news(nine + timedelta(minutes=1), daily, decision=False) == nine + timedelta(days=1)
