"""`damlam demo` on a phone: the real documents, the real bot and its page in headless Chromium."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Expect, Locator, Page, ViewportSize

from tests import chromium

pytestmark = pytest.mark.browser

CHECKOUT = Path(__file__).parents[2]
DAMLAM = (sys.executable, "-c", "from bot.cli import main; main()")
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 90
"""Seconds that a busy machine may take for one step."""
BOTH_LEGS = "Both legs of the search are ready"
WORDS_ALONE = "Answering by words alone"

expect = Expect()
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """The demonstration's address, once it searches by meaning, too; ends it politely and expects it to go."""
    process = await asyncio.create_subprocess_exec(
        *DAMLAM,
        *("demo", "--port", "0"),
        cwd=CHECKOUT,
        env={**os.environ, "DAMLAM_LOG_LEVEL": "INFO", "DAMLAM_TELEGRAM_TOKEN": "", "DAMLAM_CHAT_MODEL": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    log, ready = list[str](), asyncio.Event()
    following = asyncio.create_task(_follow(process.stderr, log, ready))
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, f"no address (has `make index` been run?): {line}{''.join(log)}"
        await asyncio.wait_for(ready.wait(), PATIENCE)
        assert any(BOTH_LEGS in said for said in log), f"has `make index` been run? {''.join(log)}"
        yield found[0]
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0, log
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await following


async def _follow(stream: asyncio.StreamReader, log: list[str], ready: asyncio.Event) -> None:
    """Keeps what the bot logs; `ready` is set when it says how it searches, and when it ends without saying so."""
    async for line in stream:
        log.append(line.decode())
        if BOTH_LEGS in log[-1] or WORDS_ALONE in log[-1]:
            ready.set()
    ready.set()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page as wide as a phone; an error in its scripts fails the test."""
    errors: list[str] = []
    async with chromium.running() as browser:
        opened = await browser.new_page(viewport=PHONE)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        yield opened
    assert errors == []


async def test_an_official_asks_reads_the_article_and_is_told_what_does_not_apply(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Bắt đầu").click()
    welcome = page.locator(".theirs").first
    await expect(welcome).to_contain_text("Không nhập nội dung bí mật nhà nước")
    await welcome.get_by_role("button", name="Quảng Ngãi").click()
    await expect(welcome).to_contain_text("Nơi công tác: Quảng Ngãi")

    answer = await ask(page, "sep khong tra loi de xuat cua toi hon 2 thang roi")
    await expect(answer).to_contain_text("30 ngày làm việc")
    await expect(answer).to_contain_text("60 ngày làm việc")
    await expect(answer.locator("b", has_text="Điều 4 khoản 3")).to_be_visible()
    await expect(answer).to_contain_text("Quảng Ngãi")
    assert "Đang khởi động" not in await answer.inner_text()

    said = await page.locator(".theirs").count()
    await answer.get_by_role("button", name="Xem toàn văn Điều 4").click()
    article = page.locator(".theirs").nth(said)
    await expect(article.locator("b", has_text="Quy trình xem xét cho chủ trương")).to_be_in_viewport()
    await expect(page.locator(".log")).to_contain_text("xem xét sửa đổi, bổ sung hoặc bãi bỏ quy định không phù hợp.")
    whole = "\n".join(await page.locator(".theirs").all_inner_texts())
    for words in ("1. Cán bộ (hoặc nhóm cán bộ)", "thấu đáo nhưng không thống nhất", "4. Trong tình thế cấp thiết"):
        assert words in whole

    refusal = await ask(page, "Hải Phòng phải trả lời đề xuất trong bao nhiêu ngày?")
    await expect(refusal).to_contain_text("không quy định")
    await expect(refusal).to_contain_text("Quảng Ngãi có quy định (Điều 4 khoản 3")
    await expect(refusal).to_contain_text("không áp dụng tại Hải Phòng")
    await expect(refusal.locator("blockquote")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def ask(page: Page, question: str) -> Locator:
    """The bot's next message after a question is typed and sent."""
    said = await page.locator(".theirs").count()
    draft = page.locator(".draft")
    await draft.fill(question)
    await draft.press("Enter")
    answer = page.locator(".theirs").nth(said)
    await expect(answer).to_be_visible()
    return answer
