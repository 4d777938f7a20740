"""The nightly erasure: when it is due, done once over all replicas, caught up after an outage."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.housekeeping import Housekeeper, last_due, periods
from bot.settings import load_settings
from storage.answers import Answers
from storage.database import Database
from storage.models import AnswerRow
from storage.retention import BATCH, DATED, Chores, Retention
from tests.clock import HandClock
from tests.waiting import until

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
KEPT = {"answers": 10 * DAY}


def keeper(database: Database, clock: HandClock, kept: Mapping[str, timedelta] = KEPT) -> Housekeeper:
    return Housekeeper(Retention(database), Chores(database, clock), clock, HANOI, kept)


async def answer(database: Database, clock: HandClock, number: int = 1) -> None:
    async with database.transaction() as session:
        for chat in range(number):
            await Answers(database, clock).add(
                session, chat, f"{clock.now():%d%H}", question="?", status="x", payload={}
            )


async def left(database: Database) -> int:
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(AnswerRow))).scalar_one()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 2, 18, 59, tzinfo=UTC), datetime(2026, 3, 2, 2, 0, tzinfo=HANOI)),
        (datetime(2026, 3, 2, 19, 0, tzinfo=UTC), datetime(2026, 3, 3, 2, 0, tzinfo=HANOI)),
        (datetime(2026, 3, 3, 1, 0, tzinfo=UTC), datetime(2026, 3, 3, 2, 0, tzinfo=HANOI)),
    ],
)
def test_it_is_due_at_two_by_the_administrators_clock(now: datetime, due: datetime) -> None:
    assert last_due(now, HANOI) == due


def test_every_dated_table_has_a_period(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_KEEP_DAYS", "90")
    kept = periods(load_settings())
    assert set(kept) == set(DATED)
    assert (kept["answers"], kept["inbox"], kept["audit"]) == (90 * DAY, 30 * DAY, 1825 * DAY)


async def test_what_is_past_its_time_goes_once_a_night(database: Database, clock: HandClock) -> None:
    await answer(database, clock)
    clock.forward(8 * DAY)
    await answer(database, clock)
    one, other, stop = keeper(database, clock), keeper(database, clock), asyncio.Event()
    assert await one.look(stop)
    assert await left(database) == 2
    clock.forward(3 * DAY)
    assert await other.look(stop)
    assert await left(database) == 1
    assert not await one.look(stop)
    clock.forward(DAY)
    assert await one.look(stop)


async def test_a_missed_night_is_caught_up(database: Database, clock: HandClock) -> None:
    await answer(database, clock)
    assert await keeper(database, clock).look(asyncio.Event())
    clock.forward(400 * DAY)
    assert await keeper(database, clock).look(asyncio.Event())
    assert await left(database) == 0


async def test_many_rows_go_batch_by_batch(database: Database, clock: HandClock) -> None:
    await answer(database, clock, BATCH + 3)
    clock.forward(11 * DAY)
    assert await keeper(database, clock).look(asyncio.Event())
    assert await left(database) == 0


async def test_stopped_half_way_it_stays_due(database: Database, clock: HandClock) -> None:
    await answer(database, clock)
    clock.forward(11 * DAY)
    stop = asyncio.Event()
    stop.set()
    assert not await keeper(database, clock).look(stop)
    assert await left(database) == 1
    clock.forward(timedelta(minutes=30))
    assert await keeper(database, clock).look(asyncio.Event())
    assert await left(database) == 0


async def test_it_runs_until_it_is_stopped(database: Database, clock: HandClock) -> None:
    await answer(database, clock)
    clock.forward(11 * DAY)
    stop = asyncio.Event()
    running = asyncio.create_task(keeper(database, clock).run(stop))

    async def gone() -> bool:
        return await left(database) == 0

    await until(gone)
    stop.set()
    await running
