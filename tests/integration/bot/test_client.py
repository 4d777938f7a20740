"""The client against the sandbox: what is broken off leaves it as able as before."""

import asyncio

from bot.client import Client
from bot.sandbox.server import Sandbox

TICKS = 25
"""A poll that waits for updates is connected by then."""
SOON = 3.0
"""Seconds; a connection that is never given back takes longer for ever."""


async def test_a_poll_may_be_broken_off_at_any_moment() -> None:
    async with Sandbox.running() as sandbox:
        for ticks in range(TICKS):
            async with Client.at(sandbox.base_url, sandbox.token) as client:
                polling = asyncio.create_task(client.updates(None, 30, []))
                for _ in range(ticks):
                    await asyncio.sleep(0)
                polling.cancel()
                await asyncio.gather(polling, return_exceptions=True)
                async with asyncio.timeout(SOON):
                    assert await client.updates(None, 0, []) == []
