"""The sandbox's chat page in headless Chromium, with a tiny bot behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.sandbox import Limits, Sandbox
from tests import chromium

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 860}
COMMANDS = [
    {"command": "batdau", "description": "Bắt đầu lại"},
    {"command": "hoi", "description": "Hỏi về quy định"},
    {"command": "trogiup", "description": "Trợ giúp"},
]
ARTICLE = "<b>Điều 4</b>\n<blockquote expandable>" + "Cấp có thẩm quyền trả lời bằng văn bản. " * 12 + "</blockquote>"


@dataclass(frozen=True)
class TinyBot:
    """Greets, echoes with a button, and opens an article in place when the button is pressed."""

    http: httpx.AsyncClient
    path: str

    async def call(self, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        return (await self.http.post(f"{self.path}/{method}", json=params)).json()["result"]

    async def run(self) -> None:
        await self.call("setMyCommands", commands=COMMANDS)
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                if "callback_query" in update:
                    await self.pressed(update["callback_query"])
                elif "message" in update:
                    await self.heard(update["message"])

    async def heard(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        if text == "tệp":
            files = {"document": ("kế hoạch.docx", b"n" * 2048)}
            await self.http.post(f"{self.path}/sendDocument", data={"chat_id": str(chat)}, files=files)
            return
        await self.call("sendChatAction", chat_id=chat, action="typing")
        button = {"text": "Xem toàn văn", "callback_data": "toan-van"}
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        answer = f"Đồng chí viết: <b>{escaped}</b>"
        await self.call(
            "sendMessage", chat_id=chat, text=answer, parse_mode="HTML", reply_markup={"inline_keyboard": [[button]]}
        )

    async def pressed(self, query: dict[str, Any]) -> None:
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Đã mở")
        back = {"inline_keyboard": [[{"text": "Quay lại", "callback_data": "lai"}]]}
        target = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
        await self.call("editMessageText", **target, text=ARTICLE, parse_mode="HTML", reply_markup=back)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with (
        Sandbox.running(limits=Limits.generous()) as running,
        httpx.AsyncClient(base_url=running.base_url, timeout=30) as http,
    ):
        bot = asyncio.create_task(TinyBot(http, f"/bot{running.token}").run())
        yield running
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page as wide as a phone; an error in its scripts or of its security policy fails the test."""
    errors: list[str] = []
    async with chromium.running() as browser:
        opened = await browser.new_page(viewport=PHONE)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield opened
    assert errors == []


async def test_a_conversation_on_a_phone(sandbox: Sandbox, page: Page, tmp_path: Path) -> None:
    await page.goto(sandbox.base_url)
    await expect(page.get_by_role("heading", name="Dám Làm")).to_be_visible()
    await page.get_by_role("button", name="Bắt đầu").click()
    await expect(page.locator(".theirs b")).to_have_text("/start")

    draft = page.locator(".draft")
    await expect(draft).to_be_focused()
    await draft.fill("thoi han tra loi <img src=x onerror=alert(1)>")
    await draft.press("Enter")
    await expect(page.locator(".theirs b").last).to_have_text("thoi han tra loi <img src=x onerror=alert(1)>")
    assert await page.locator(".log img").count() == 0
    await expect(draft).to_have_value("")

    await page.get_by_role("button", name="Xem toàn văn").last.click()
    last = page.locator(".theirs").last
    await expect(last.locator("b")).to_have_text("Điều 4")
    await expect(last).to_contain_text("đã sửa")
    await expect(page.locator(".toast")).to_have_text("Đã mở")
    toggle = last.get_by_role("button", name="Xem thêm")
    folded = (await last.bounding_box() or {})["height"]
    await toggle.click()
    await expect(last.get_by_role("button", name="Thu gọn")).to_be_visible()
    assert (await last.bounding_box() or {})["height"] > folded

    await draft.fill("tệp")
    await draft.press("Enter")
    card = page.get_by_role("link", name="Tải về kế hoạch.docx")
    async with page.expect_download() as downloading:
        await card.click()
    saved = tmp_path / "saved"
    await (await downloading.value).save_as(saved)
    assert (await downloading.value).suggested_filename == "kế hoạch.docx"
    assert saved.read_bytes() == b"n" * 2048
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_a_long_answer_is_read_from_its_first_line(sandbox: Sandbox, page: Page) -> None:
    await page.goto(sandbox.base_url)
    await page.get_by_role("button", name="Bắt đầu").click()
    await expect(page.locator(".theirs")).to_have_count(1)
    await page.locator(".draft").fill("\n".join(f"dòng {number}" for number in range(60)))
    await page.get_by_role("button", name="Gửi").click()
    answer = page.locator(".theirs").last
    await expect(answer.locator("b")).to_contain_text("dòng 59")
    await expect(answer.get_by_text("Đồng chí viết:")).to_be_in_viewport()
    await expect(answer.get_by_role("button", name="Xem toàn văn")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Xuống tin mới nhất").click()
    await expect(answer.get_by_role("button", name="Xem toàn văn")).to_be_in_viewport()


async def test_by_keyboard_alone(sandbox: Sandbox, page: Page) -> None:
    await page.goto(sandbox.base_url)
    start = page.get_by_role("button", name="Bắt đầu")
    await expect(start).to_be_visible()
    await tab_to(page, start)
    await page.keyboard.press("Enter")
    draft = page.locator(".draft")
    await expect(draft).to_be_focused()

    await page.keyboard.type("một")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("hai")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .text").last).to_have_text("một\nhai")

    await page.keyboard.type("/")
    options = page.get_by_role("option")
    await expect(options).to_have_count(3)
    await page.keyboard.type("quy")
    await expect(options).to_have_text(["/hoiHỏi về quy định"])
    for _ in "quy":
        await page.keyboard.press("Backspace")
    await expect(options).to_have_count(3)
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .text").last).to_have_text("/hoi")
    await expect(page.locator(".theirs b").last).to_have_text("/hoi")

    key = page.get_by_role("button", name="Xem toàn văn").last
    await tab_to(page, key, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Quay lại").last).to_be_focused()

    await tab_to(page, page.get_by_role("button", name="Tùy chọn"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Chặn bot")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Bỏ chặn", exact=True)).to_be_visible()


async def tab_to(page: Page, target: Any, key: str = "Tab") -> None:  # noqa: ANN401 - a Locator
    """Press Tab until something has the focus."""
    for _ in range(40):
        if await target.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press(key)
    pytest.fail(f"{target} cannot be reached with {key}")


async def test_several_people_side_by_side(sandbox: Sandbox, page: Page) -> None:
    await page.set_viewport_size(DESK)
    await page.goto(sandbox.base_url)
    await expect(page.locator(".owner")).to_have_text(["Nguyễn Văn An"])
    await page.get_by_role("button", name="Thêm người dùng").first.click()
    await expect(page.locator(".owner")).to_have_text(["Nguyễn Văn An", "Trần Thị Bình"])
    first, second = (page.locator(".column").nth(index) for index in range(2))
    await second.get_by_role("button", name="Bắt đầu").click()
    await expect(second.locator(".theirs")).to_have_count(1)
    await expect(first.locator(".theirs")).to_have_count(0)
    await expect(first.get_by_role("button", name="Bắt đầu")).to_be_visible()

    await page.set_viewport_size(PHONE)
    await expect(first).to_be_hidden()
    await page.get_by_role("tab", name="Nguyễn Văn An").click()
    await expect(first).to_be_visible()
    await expect(second).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_a_first_question_from_the_address(sandbox: Sandbox, page: Page) -> None:
    await page.goto(f"{sandbox.base_url}/?ask=thoi%20han%20tra%20loi")
    await expect(page.locator(".mine .text")).to_have_text(["/start", "thoi han tra loi"])
    await expect(page.locator(".theirs b")).to_have_text(["/start", "thoi han tra loi"])
    await page.reload()
    await expect(page.locator(".theirs b")).to_have_text(["/start", "thoi han tra loi"])
