"""The real runtime for the length of a block, with the settings that nobody set."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.assembly import Options, Runtime, assemble
from bot.client import Client
from bot.intake import Intake
from bot.settings import Settings, load_settings
from bot.worker import Dialogues
from storage.database import Database


def plain_settings() -> Settings:
    """The settings without a `.env` file of whoever runs the tests."""
    return load_settings(_env_file=None)


def assembled(
    database: Database,
    client: Client,
    dialogues: Dialogues,
    options: Options | None = None,
    *,
    intake: Intake | None = None,
    polls: bool = True,
) -> Runtime:
    """The parts of a bot that is called "test"."""
    return assemble(
        database, client, dialogues, plain_settings(), owner="test", options=options, intake=intake, polls=polls
    )


@asynccontextmanager
async def running(
    database: Database,
    client: Client,
    dialogues: Dialogues,
    options: Options | None = None,
    *,
    intake: Intake | None = None,
    polls: bool = True,
) -> AsyncIterator[None]:
    """The bot runs until the block ends, and what ended it too early is raised there."""
    runtime = assembled(database, client, dialogues, options, intake=intake, polls=polls)
    stop = asyncio.Event()
    task = asyncio.create_task(runtime.run(stop))
    try:
        yield
    finally:
        stop.set()
        await task
