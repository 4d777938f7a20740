"""Written cases from /baove to their result: the real runtime, database and sender against the sandbox."""

from collections.abc import AsyncIterator

import pytest

from bot.assembly import Options
from bot.client import Client
from bot.pacing import Pace
from bot.pdf import LibreOffice
from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.server import Sandbox
from conversations.clock import today_in_vietnam
from conversations.forms.questions import Form
from conversations.membership import Role
from conversations.protection.opening import protection_parts
from conversations.protection.presenting import NO_TIME
from conversations.protection.questions import assessment_form
from conversations.router import Router
from knowledge.library import Library
from knowledge.protection import Regimes
from storage.database import Database
from tests.running import running
from tests.unit.conversations.plan.desk import Silent
from tests.unit.conversations.protection.promising import faults
from tests.unit.conversations.protection.written import Written, cases

CASES = cases()[::4]
"""Every fourth case: all places, and more than twenty."""
RESULT = "Xem kết quả đối chiếu"
ENDS = {
    "shown": "các tiêu chí trên đều có",
    "open": "còn tiêu chí chưa đủ căn cứ",
    "lacking": "còn tiêu chí chưa đạt",
    "no_rule": "theo lời khai thì chưa xảy ra",
    "stopped": "Dừng đối chiếu.",
}


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture
async def bot(sandbox: Sandbox, database: Database, pace: Pace, library: Library) -> AsyncIterator[None]:
    parts = protection_parts(library, LibreOffice(program=None), today_in_vietnam)
    dialogues = Router(Silent(), library, kinds=parts.kinds, dialogues=parts.dialogues, offering=parts.offering)
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    async with running(database, client, dialogues, Options(pace=pace, least=Role.OFFICIAL)):
        yield
    await client.shutdown()


async def begun(user: SandboxUser, command: str) -> ChatMessage:
    """The first step, after the consent to what is kept."""
    await user.send(command)
    *_, consent = await user.messages(2)
    await user.click("Đồng ý, tiếp tục", consent)
    await user.edited(consent)
    return await user.one_message()


async def filled_in(user: SandboxUser, step: ChatMessage, case: Written, form: Form) -> ChatMessage:
    """Taps the answers of a case, question by question, up to the review."""
    questions = {question.text: question for question in form.questions}
    while RESULT not in step.labels:
        (question,) = (questions[line] for line in step.text.splitlines() if line in questions)
        key = case.answers[question.key]
        number, label = next((n, one.label) for n, one in enumerate(question.choices, 1) if one.key == key)
        await user.click(label if label in step.labels else str(number), step)
        step = await user.edited(step)
    return step


@pytest.mark.usefixtures("bot")
async def test_cases_end_as_written(sandbox: Sandbox, library: Library) -> None:
    form, regimes = assessment_form(library.catalogue), Regimes.load(library)
    dos = {step.id: step.do for regime in regimes.regimes.values() for step in regime.steps}
    assert len(CASES) >= 20
    for case in CASES:
        async with await SandboxUser.create(sandbox.base_url, "Quân") as user:
            step = await begun(user, "/baove")
            review = await filled_in(user, step, case, form)
            await user.click(RESULT, review)
            result = await user.one_message()
        assert ENDS[case.expected["ends"]] in result.text, case.expected["story"]
        assert faults(result.text) == []
        assert "⚠️" in result.text or not case.expected["open"]
        if case.expected["step"]:
            assert "Việc đầu tiên: " in result.text
            own = next(regime for regime in regimes.of(case.place))
            expected = next((s.do for s in own.steps if s.id == case.expected["step"]), dos[case.expected["step"]])
            assert f"Việc đầu tiên: {expected}" in result.text
            assert "Khi nào: " in result.text or NO_TIME in result.text


@pytest.mark.usefixtures("bot")
async def test_a_result_is_taken_along_and_a_paper_drafted(sandbox: Sandbox) -> None:
    async with await SandboxUser.create(sandbox.base_url, "Lan") as user:
        await begun(user, "/baove")
        await user.send("/baove đã có thiệt hại, tôi chưa báo cáo thiệt hại")
        step = await user.one_message()
        assert "Đã điền từ thông tin có sẵn" in step.text
        await user.click("Mục lục", step)
        parts = await user.edited(step)
        await user.click("Xem lại toàn bộ", parts)
        review = await user.edited(parts)
        await user.click(RESULT, review)
        result = await user.one_message()
        await user.click("Tải bản đối chiếu", result)
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
