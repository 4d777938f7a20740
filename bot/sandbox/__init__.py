"""A strict Bot API server on loopback with a phone-like chat page, for the demo and for tests.

async with Sandbox.running(limits=Limits.generous()) as sandbox:
    an = sandbox.user("An")            # a person with a phone
    await an.send("/start")            # the bot, started with sandbox.base_url and sandbox.token, answers
    message = await an.one_message()
    await an.click("Quảng Ngãi")
"""

from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.clock import Clock
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox

__all__ = ["ChatMessage", "Clock", "Limits", "Sandbox", "SandboxUser"]
