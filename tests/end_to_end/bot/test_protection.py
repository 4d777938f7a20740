"""Written cases from /baove to their result, and on to a paper: the real runtime against the sandbox.

More of the cases are taken through by `python -m benchmarks.protection --sandbox`.
"""

from collections.abc import AsyncIterator

import pytest

from benchmarks.protection import RESULT, begun, check, protecting
from bot.sandbox.client import SandboxUser
from bot.sandbox.server import Sandbox
from conversations.protection.questions import assessment_form
from knowledge.library import Library
from knowledge.protection import Regimes
from storage.database import Database
from tests.unit.conversations.protection.written import cases

CASES = cases()[3::22]
"""A few of them, spread over the places."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
async def bot(sandbox: Sandbox, database: Database, library: Library) -> AsyncIterator[None]:
    async with protecting(sandbox, database, library):
        yield


@pytest.mark.usefixtures("bot")
async def test_cases_end_as_written(sandbox: Sandbox, library: Library) -> None:
    form, regimes = assessment_form(library.catalogue), Regimes.load(library)
    for case in CASES:
        await check(case, sandbox, form, regimes)


@pytest.mark.usefixtures("bot")
async def test_a_result_is_taken_along_and_a_paper_drafted(sandbox: Sandbox) -> None:
    async with await SandboxUser.create(sandbox.base_url, "Lan") as user:
        await begun(user, "/baove")
        await user.send("/baove đã có thiệt hại, tôi chưa báo cáo thiệt hại")
        asked = await user.one_message()
        await user.click("Đúng, điền giúp", asked)
        step = await user.edited(asked)
        assert "Đã điền từ thông tin có sẵn" in step.text
        await user.click("Mục lục", step)
        parts = await user.edited(step)
        await user.click("Xem lại toàn bộ", parts)
        review = await user.edited(parts)
        await user.click(RESULT, review)
        result = await user.one_message()
        await user.click("Bản đối chiếu DOCX", result)
        sheet = await user.one_message()
        assert (sheet.document or "").startswith("ban-doi-chieu-")
        await user.click("Soạn: Báo cáo rủi ro", result)
        paper = await user.one_message()
        assert "Việc gì? Ghi tên kế hoạch hoặc tên việc." in paper.text
        await user.send("Một cửa lưu động")
        step = await user.one_message()
        await user.click("Mục lục", step)
        parts = await user.edited(step)
        await user.click("Xem lại toàn bộ", parts)
        review = await user.edited(parts)
        await user.click("Tạo văn bản (DOCX)", review)
        made = await user.one_message()
        assert made.document == "bao-cao-rui-ro-mot-cua-luu-dong-v1.docx"
