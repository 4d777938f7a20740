"""A running sandbox, a bot that calls it and a person who has started the bot."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox import Limits, Sandbox, SandboxUser
from tests.integration.sandbox.calling import Api


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.running(limits=Limits.generous()) as running:
        yield running


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    async with httpx.AsyncClient(base_url=sandbox.base_url, timeout=30) as http:
        yield Api(http, f"/bot{sandbox.token}")


@pytest.fixture
async def an(sandbox: Sandbox) -> SandboxUser:
    """Someone who has started the bot; the update of it is confirmed."""
    user = sandbox.user("Nguyễn Văn An")
    await user.send("/start")
    sandbox.world.updates.drop_all()
    return user
