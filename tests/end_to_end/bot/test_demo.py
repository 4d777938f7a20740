"""`damlam demo` as a process of its own: the real documents through the real bot, without a token."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.client import SandboxUser

CHECKOUT = Path(__file__).parents[3]
PATIENCE = 180
"""Seconds. A process that is asked to stop while the encoder is loading stops when it is loaded."""
DAMLAM = (sys.executable, "-c", "from bot.cli import main; main()")


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """The demonstration's address, as it prints it; ends it politely and expects it to go."""
    process = await asyncio.create_subprocess_exec(
        *DAMLAM,
        *("demo", "--port", "0"),
        cwd=CHECKOUT,
        env={**os.environ, "DAMLAM_LOG_LEVEL": "WARNING", "DAMLAM_TELEGRAM_TOKEN": ""},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found[0]
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_first_contact_a_province_a_question_without_accents_and_its_article(address: str) -> None:
    async with await SandboxUser.create(address, "Nguyễn Văn An") as user:
        await user.send("/start")
        welcome = await user.one_message(timeout=60)
        assert "bí mật nhà nước" in welcome.text
        await user.click("Quảng Ngãi", welcome)
        await user.edited(welcome)
        await user.send("thoi han tra loi de xuat la bao lau")
        answer = await user.one_message(timeout=60)
        assert "30 ngày làm việc" in answer.text
        assert "Điều 4 khoản 3" in answer.text
        await user.click("Điều 4", answer)
        article = await user.messages(1)
        assert "Quy trình xem xét" in article[0].text
        await user.send("Điều 18 Nghị định 73/2023 nói gì?")
        assert "không" in (await user.messages(1))[0].text
