"""A sandbox, and the real runtime against it with the smallest of dialogues."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.assembly import Options
from bot.client import Client
from bot.flood import FloodControl
from bot.pacing import Pace
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from storage.database import Database
from tests.end_to_end.bot.echo import Echo, renderer, unlimited
from tests.running import running


@pytest.fixture
def limits() -> Limits:
    """A test that is about flood limits overrides this."""
    return Limits.generous()


@pytest.fixture
def pace() -> Pace:
    """The same for the sender's own limits."""
    return unlimited()


@pytest.fixture
async def sandbox(limits: Limits) -> AsyncIterator[Sandbox]:
    async with Sandbox.running(limits=limits) as running:
        yield running


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(f"sqlite+aiosqlite:///{tmp_path}/damlam.db")
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
async def echo(sandbox: Sandbox, database: Database, pace: Pace) -> AsyncIterator[Echo]:
    """The running bot; gives its dialogues."""
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    dialogues = Echo()
    async with running(
        database, client, dialogues, Options(renderer=renderer(), pace=pace, flood=FloodControl(limit=20))
    ):
        yield dialogues
    await client.shutdown()
