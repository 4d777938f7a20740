"""Waiting for something that another task or process does, with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

DEADLINE = 30.0
"""Seconds; generous, because the machine may be busy."""


async def until(condition: Callable[[], Awaitable[bool]], deadline: float = DEADLINE) -> None:
    """Returns when the condition holds; raises `TimeoutError` when it does not in time."""
    async with asyncio.timeout(deadline):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.01)
