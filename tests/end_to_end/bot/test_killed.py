"""Killed with SIGKILL at random moments and started again, the bot answers each question once."""

import asyncio
import random
import signal
from collections import Counter
from pathlib import Path

from bot.sandbox.client import SandboxUser
from bot.sandbox.server import Sandbox
from tests.end_to_end.bot.child import child
from tests.waiting import until

ECHO = "tests.end_to_end.bot.echo"
KILLS = 4
CHATS = 6
QUESTIONS = 12
"""In each chat."""


async def test_each_question_is_answered_once_up_to_the_message_on_the_wire(sandbox: Sandbox, tmp_path: Path) -> None:
    users = [sandbox.user(f"Người {number}") for number in range(CHATS)]
    chance = random.Random(20261122)
    async with asyncio.TaskGroup() as group:
        group.create_task(ask_all(users))
        for _ in range(KILLS):
            seen = await said(users)
            async with child(ECHO, sandbox, tmp_path) as process:
                await heard(users, min(seen.total() + chance.randint(1, 12), CHATS * QUESTIONS))
                await asyncio.sleep(chance.uniform(0, 0.02))
                process.send_signal(signal.SIGKILL)
    async with child(ECHO, sandbox, tmp_path) as process:
        await heard(users, CHATS * QUESTIONS, distinct=True)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0

    for user in users:
        answers = [message.text for message in await user.transcript() if message.from_bot]
        assert list(dict.fromkeys(answers)) == [f"{user.name} hỏi {number} ?" for number in range(QUESTIONS)]
    doubled = (await said(users)).total() - CHATS * QUESTIONS
    assert doubled <= KILLS


async def ask_all(users: list[SandboxUser]) -> None:
    for number in range(QUESTIONS):
        for user in users:
            await user.send(f"{user.name} hỏi {number}")
            await asyncio.sleep(0.03)


async def said(users: list[SandboxUser]) -> Counter[str]:
    """Every message of the bot, counted."""
    return Counter([message.text for user in users for message in await user.transcript() if message.from_bot])


async def heard(users: list[SandboxUser], number: int, *, distinct: bool = False) -> None:
    """Waits until the bot has said so many messages, or so many different ones."""

    async def enough() -> bool:
        seen = await said(users)
        return (len(seen) if distinct else seen.total()) >= number

    await until(enough, 60)
