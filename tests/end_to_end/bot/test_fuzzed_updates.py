"""Random updates through the whole bot: some hundreds, the same each time; `python -m benchmarks.fuzz` has more."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.router import Router
from knowledge.opening import Knowledge
from storage.database import Database
from tests.fuzzing.house import House, whole_router
from tests.fuzzing.updates import Json, update

EXAMPLES = 10
IN_EACH = 20


@pytest.fixture(scope="module")
def router() -> Router:
    knowledge = Knowledge()
    return whole_router(knowledge.answerer(), knowledge.library)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as started:
        yield started


@pytest.fixture
def house(runner: asyncio.Runner, router: Router, tmp_path: Path) -> Iterator[House]:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/damlam.db")
    opening = House.open(database, router)
    with ExitStack() as stack:
        stack.callback(lambda: runner.run(database.close()))
        opened = runner.run(opening.__aenter__())
        stack.callback(lambda: runner.run(opening.__aexit__(None, None, None)))
        yield opened


def test_no_update_breaks_the_bot(house: House, runner: asyncio.Runner) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(update(), min_size=IN_EACH, max_size=IN_EACH))
    def fed(updates: list[Json]) -> None:
        runner.run(house.feed(updates))

    fed()
    assert house.figures.updates >= EXAMPLES * IN_EACH
    assert house.figures.calls > EXAMPLES
