"""A plan from /kehoach to its day of submission: the real runtime, database and sender against the sandbox."""

from collections.abc import AsyncIterator

import pytest

from bot.assembly import Options
from bot.client import Client
from bot.pacing import Pace
from bot.pdf import LibreOffice
from bot.sandbox.client import SandboxUser
from bot.sandbox.server import Sandbox
from conversations.clock import today_in_vietnam
from conversations.membership import Role
from conversations.plan.opening import plan_parts
from conversations.router import Router
from knowledge.library import Library
from storage.clock import SystemClock
from storage.database import Database
from storage.drafts import Drafts
from tests.running import running
from tests.unit.conversations.plan.desk import Silent


@pytest.fixture
async def bot(sandbox: Sandbox, database: Database, pace: Pace) -> AsyncIterator[None]:
    library = Library.load()
    plan = plan_parts(library, LibreOffice(program=None), today_in_vietnam)
    dialogues = Router(Silent(), library, kinds=[plan.kind], dialogues=plan.dialogues)
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    async with running(database, client, dialogues, Options(pace=pace, least=Role.OFFICIAL)):
        yield
    await client.shutdown()


@pytest.mark.usefixtures("bot")
async def test_a_plan_is_drafted_checked_exported_and_submitted(sandbox: Sandbox, database: Database) -> None:
    async with await SandboxUser.create(sandbox.base_url, "Quân") as user:
        await user.send("/kehoach")
        _, asked = await user.messages(2)
        await user.click("Đồng ý, tiếp tục", asked)
        assert "đồng ý" in (await user.edited(asked)).text
        step = await user.one_message()
        assert "Kế hoạch tên là gì?" in step.text
        await user.send("Một cửa lưu động")
        step = await user.one_message()
        assert "Kế hoạch: Một cửa lưu động" in step.text
        await user.click("Mục lục", step)
        parts = await user.edited(step)
        await user.click("Xem lại toàn bộ", parts)
        review = await user.edited(parts)
        await user.click("Kiểm tra kế hoạch", review)
        check = await user.edited(review)
        assert check.text.startswith("Kiểm tra kế hoạch · 🔴")
        assert "Chưa nêu vì sao cần làm" in check.text

        await user.click("Xuất bản chính thức", check)
        plan, letter, said = await user.messages(3)
        assert plan.document == "ke-hoach-mot-cua-luu-dong-v1.docx"
        assert letter.document == "to-trinh-mot-cua-luu-dong-v1.docx"
        assert said.text.startswith("✅ Đã xuất bản số 1")

        await user.click("Bản PDF", said)
        assert "chưa cài LibreOffice" in (await user.one_message()).text
        await user.click("Đã nộp", said)
        asked = await user.one_message()
        await user.click("Hôm nay", asked)
        kept = await user.one_message()
        assert "Ngày nộp chưa phải ngày nhận" in kept.text
        drafts = Drafts(database, SystemClock())
        (draft,) = await drafts.all(user.id)
        (version,) = await drafts.versions(user.id, draft.id)
        assert (version.number, version.submitted_on) == (1, today_in_vietnam().isoformat())
        assert version.answers == {"title": "Một cửa lưu động"}
