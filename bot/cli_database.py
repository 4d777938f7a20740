"""A step of a command in the database, which is brought up to date first."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.connecting import opened_database
from bot.settings import Settings
from storage.database import Database

Found = TypeVar("Found")


def with_database(settings: Settings, step: Callable[[Database], Awaitable[Found]]) -> Found:
    """What the step comes to. Raises `bot.faults.DatabaseAwayError`, and what the step raises."""

    async def run() -> Found:
        async with opened_database(settings) as database:
            return await step(database)

    return asyncio.run(run())
