"""Cases in the sandbox: an official alone, from a plan's day of submission; another through an office, to the end."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.administering import Offer, invite, save_office
from bot.assembly import Options
from bot.client import Client
from bot.files import TelegramFiles
from bot.flood import FloodControl
from bot.pacing import Pace
from bot.pdf import LibreOffice
from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.server import Sandbox
from conversations.clock import today_in_vietnam
from conversations.membership import Role
from conversations.opening import every_part
from conversations.plan.versions import digest
from conversations.router import Router
from knowledge.library import Library
from knowledge.secrecy import marking
from storage.cases import Case, Cases, Viewer
from storage.clock import SystemClock
from storage.database import Database
from storage.roles import Office
from tests.integration.listed import own
from tests.running import plain_settings, running
from tests.unit.conversations.plan.desk import Silent

ANSWER = "Thông báo ý kiến về đề xuất Một cửa lưu động".encode()
OFFICE = Office("van-phong", "Văn phòng Thị ủy", "quang-ngai")


@dataclass
class Phone:
    """A person who looks at the last message of the bot."""

    user: SandboxUser

    async def say(self, text: str) -> ChatMessage:
        """Writes; the message that the bot answers with."""
        return await self._after(lambda: self.user.send(text))

    async def tap(self, label: str) -> ChatMessage:
        """Presses a button of the last message; what is shown then."""
        last = await self.last()
        assert last
        assert label in last.labels, f"no {label!r} but {last.labels}"
        return await self._after(lambda: self.user.click(label, last))

    async def last(self) -> ChatMessage | None:
        """The bot's last message."""
        return next((message for message in reversed(await self.user.transcript()) if message.from_bot), None)

    async def told(self, words: str) -> ChatMessage:
        """The message with these words, once it has come."""

        async def look() -> ChatMessage | None:
            return next((one for one in await self.user.transcript() if one.from_bot and words in one.text), None)

        return await self.user.wait(look, f"a message with {words!r}")

    async def _after(self, act: Callable[[], Awaitable[object]]) -> ChatMessage:
        before = await self._seen()
        await act()

        async def changed() -> ChatMessage | None:
            return await self.last() if await self._seen() != before else None

        return await self.user.wait(changed, "what the bot says to that")

    async def _seen(self) -> list[tuple[int, int]]:
        return [(message.id, message.edits) for message in await self.user.transcript() if message.from_bot]


@pytest.fixture
async def bot(sandbox: Sandbox, database: Database, pace: Pace) -> AsyncIterator[None]:
    library = Library.load()
    parts = every_part(library, LibreOffice(program=None))
    client = Client.at(sandbox.base_url, sandbox.token)
    dialogues = Router(
        Silent(),
        library,
        kinds=parts.kinds,
        dialogues=parts.dialogues,
        files=TelegramFiles(client, marking),
    )
    await client.initialize()
    options = Options(pace=pace, least=Role.OFFICIAL, flood=FloodControl(limit=100), quiet=False)
    async with running(database, client, dialogues, options):
        yield
    await client.shutdown()


@pytest.fixture
async def an(sandbox: Sandbox) -> AsyncIterator[Phone]:
    """An official of Quảng Ngãi who has agreed to what is kept."""
    async with await SandboxUser.create(sandbox.base_url, "An") as user:
        phone = Phone(user)
        await user.send("/start")
        await phone.told("công tác ở đâu")
        await phone.tap("Quảng Ngãi")
        yield phone


async def only_case(database: Database, phone: Phone) -> Case:
    cases = Cases(database, SystemClock(), plain_settings().zone)
    (case,) = await own(database, cases, Viewer(phone.user.id))
    return case


@pytest.mark.usefixtures("bot")
async def test_an_official_tracks_the_case_of_a_plan_alone(an: Phone, database: Database) -> None:
    await an.say("/kehoach")
    await an.say("Một cửa lưu động")
    await an.tap("Mục lục")
    await an.tap("Xem lại toàn bộ")
    await an.tap("Kiểm tra kế hoạch")
    await an.tap("Xuất bản chính thức")
    await an.told("Đã xuất bản số 1")
    await an.tap("Đã nộp")
    await an.tap("Hôm qua")
    await an.told("Vấn đề thuộc loại nào?")
    assert "Nơi nhận?" in (await an.tap("Chưa được quy định")).text
    assert "Chưa có ngày cơ quan nhận được" in (await an.say("Văn phòng Thị ủy")).text
    case = await only_case(database, an)
    assert case.plan is not None
    assert case.plan.digest == digest({"title": "Một cửa lưu động"} | ({"jurisdiction": "quang-ngai"}))
    await an.tap("Ghi sự kiện")
    await an.tap("Tiếp nhận")
    await an.say("1342")
    await an.say("Văn phòng Thị ủy")
    assert "ngày ban hành Kết luận số 14-KL/TW" in (await an.say("1/1/2020")).text
    assert "Ghi được" in (await an.say("1/1/2022")).text
    assert "chưa đến" in (await an.say("mai")).text
    card = await an.tap("Hôm nay")
    assert "(30 ngày làm việc từ" in card.text
    assert "còn 30 ngày làm việc" in card.text
    assert case.code in (await an.say("/hoso")).labels
    await an.tap(case.code)
    picture = await an.tap("Dòng thời gian")
    assert (await an.user.download(picture)).startswith(b"\x89PNG")
    await an.tap("← Hồ sơ")
    assert b"BEGIN:VEVENT" in await an.user.download(await an.tap("Thêm vào lịch"))
    await an.tap("← Hồ sơ")
    await an.tap("Diễn biến")
    assert (await an.tap("Tải DOCX")).document == f"dien-bien-{case.code}-{today_in_vietnam():%Y%m%d}.docx"


@pytest.mark.usefixtures("bot")
async def test_a_form_that_is_left_is_found_again_and_is_recorded_once(an: Phone, database: Database) -> None:
    await an.say("/hosomoi")
    await an.say("Một cửa lưu động")
    await an.tap("Chưa được quy định")
    await an.tap("Đã nộp")
    await an.say("Văn phòng Thị ủy")
    code = (await only_case(database, an)).code if "Đã ghi" in (await an.tap("Hôm qua")).text else ""
    await an.tap("Ghi sự kiện")
    await an.tap("Tiếp nhận")
    await an.say("/hoso")
    shown = await an.say("1342")
    assert "Tin vừa gửi chưa được ghi vào đâu" in shown.text
    assert "Nơi tiếp nhận?" in (await an.tap("Dùng làm câu trả lời")).text
    await an.say(f"/hoso {code}")
    assert "đã trả lời 1/3 câu" in (await an.tap("Viết tiếp: Tiếp nhận")).text
    asked = await an.say("Văn phòng Thị ủy")
    assert "✅ Đã ghi: Tiếp nhận" in (await an.tap("Hôm nay")).text
    await an.user.click("Hôm nay", asked)
    assert f"đã được ghi vào hồ sơ {code}" in (await an.told("Lần bấm này không ghi thêm gì")).text
    assert len((await only_case(database, an)).history) == 2


@pytest.mark.usefixtures("bot")
async def test_a_case_goes_through_an_office_from_submission_to_decision(
    an: Phone, sandbox: Sandbox, database: Database
) -> None:
    await save_office(database, OFFICE)
    async with await SandboxUser.create(sandbox.base_url, "Ba") as user:
        ba = Phone(user)
        await user.send(f"/start {await invite(database, Offer(Role.CLERK, OFFICE.id))}")
        await ba.told("từ nay: Cán bộ tiếp nhận")
        await ba.say("/bangviec")
        await ba.tap("Đồng ý, tiếp tục")
        await ba.told("Chưa có hồ sơ nào đang mở")

        await an.say("/hosomoi")
        await an.say("Một cửa lưu động")
        await an.tap("Đã có quy định nhưng không phù hợp")
        await an.tap("Đã nộp")
        await an.tap(OFFICE.name)
        await an.tap("Hôm qua")
        case = await only_case(database, an)
        await ba.told(f"Hồ sơ {case.code} (“Một cửa lưu động”): Nộp đề xuất")
        assert "Mới: 1" in (await ba.say("/bangviec")).text
        await ba.tap(case.code)
        await ba.tap("Ghi sự kiện")
        await ba.tap("Tiếp nhận")
        await ba.say("1342")
        await ba.say("Văn phòng Thị ủy")
        await ba.tap("Hôm qua")
        assert "Hạn (Trả lời bằng văn bản)" in (await an.told("): Tiếp nhận, ")).text

        await ba.tap("Ghi sự kiện")
        await ba.tap("Có quyết định")
        await ba.tap("Cho chủ trương thực hiện thí điểm")
        await ba.tap("1")
        await ba.say("215-TB/TU")
        await ba.user.send_document("tb-215.txt", ANSWER, "text/plain")
        await ba.told("tb-215.txt")
        await ba.tap("Xong")
        await ba.tap("Hôm nay")
        assert "Đã được cho chủ trương" in (await ba.tap("Ghi vào hồ sơ")).text
        decision = await an.told("): cho chủ trương thực hiện thí điểm (văn bản số 215-TB/TU, ")
        assert "Điều 8 khoản 3" in decision.text
        await an.user.click("Mở hồ sơ", decision)
        assert "gửi văn bản tới cơ quan đã ban hành" in (await an.told("Mới nhất: Có quyết định")).text.lower()
        assert (await only_case(database, an)).standing.state == "approved"
        await an.tap("Diễn biến")
        await an.tap("3")
        assert await an.user.download(await an.tap("Xem văn bản")) == ANSWER
        report = await ba.say("/bangviec")
        assert "Chờ người khác: 1" in report.text or "Làm ngay: 1" in report.text
        sent = await ba.tap(f"Báo cáo năm {today_in_vietnam().year}")
        assert sent.document == f"bao-cao-{today_in_vietnam().year}.xlsx"


@pytest.mark.usefixtures("bot")
async def test_a_clerk_enters_a_paper_proposal_and_its_proposer_sees_the_decision(
    an: Phone, sandbox: Sandbox, database: Database
) -> None:
    await save_office(database, OFFICE)
    async with await SandboxUser.create(sandbox.base_url, "Ba") as user:
        ba = Phone(user)
        await user.send(f"/start {await invite(database, Offer(Role.CLERK, OFFICE.id))}")
        await ba.told("từ nay: Cán bộ tiếp nhận")
        await ba.say("/bangviec")
        await ba.tap("Đồng ý, tiếp tục")
        await ba.told("Chưa có hồ sơ nào đang mở")
        await ba.tap("Nhập hồ sơ giấy")
        await ba.say("Một cửa lưu động")
        await ba.tap("Chưa được quy định")
        await ba.tap("Đề xuất xin chủ trương")
        assert "✅ Đã ghi: Nộp đề xuất, " in (await ba.tap("Hôm qua")).text
        await ba.say("1342")
        card = await ba.tap("Hôm qua")
        assert "Hạn (Trả lời bằng văn bản)" in card.text
        assert "Không có người đề xuất trong trợ lý." in card.text
        code = re.findall(r"/start (\S+)", (await ba.tap("Mời người đề xuất")).text)[0]
        assert "Đã mời người đề xuất" in (await ba.tap("← Hồ sơ")).text

        await an.say(f"/start {code}")
        await an.tap("Tham gia hồ sơ")
        case = await only_case(database, an)
        assert (case.people, case.office) == ((an.user.id,), OFFICE.id)
        await ba.told("người đề xuất đã tham gia hồ sơ")
        assert "Mời người đề xuất" not in (await ba.tap("Mở hồ sơ")).labels
        await ba.tap("Ghi sự kiện")
        await ba.tap("Có quyết định")
        await ba.tap("Cho chủ trương thực hiện thí điểm")
        await ba.tap("1")
        await ba.say("215-TB/TU")
        await ba.tap("Bỏ qua")
        await ba.tap("Hôm nay")
        await ba.tap("Ghi vào hồ sơ")
        await an.told("): cho chủ trương thực hiện thí điểm (văn bản số 215-TB/TU, ")


@pytest.mark.usefixtures("bot")
async def test_a_day_that_is_put_right_and_an_entry_that_is_void_are_told_to_the_office(
    an: Phone, sandbox: Sandbox, database: Database
) -> None:
    await save_office(database, OFFICE)
    async with await SandboxUser.create(sandbox.base_url, "Ba") as user:
        ba = Phone(user)
        await user.send(f"/start {await invite(database, Offer(Role.CLERK, OFFICE.id))}")
        await ba.told("từ nay: Cán bộ tiếp nhận")
        await ba.say("/bangviec")
        await ba.tap("Đồng ý, tiếp tục")
        await ba.told("Chưa có hồ sơ nào đang mở")
        assert "Hồ sơ nộp cho cơ quan ở bảng việc: gõ /bangviec." in (await ba.say("/hoso")).text

        today = today_in_vietnam()
        wrong, right = (f"{today - timedelta(days=ago):%d/%m/%Y}" for ago in (1, 3))
        await an.say("/hosomoi")
        await an.say("Một cửa lưu động")
        await an.tap("Chưa được quy định")
        await an.tap("Đã nộp")
        asked = await an.tap(OFFICE.name)
        assert f"Ví dụ: {today.day}/{today.month}/{today.year}" in asked.text
        await an.tap("Hôm qua")
        case = await only_case(database, an)
        await ba.told(f"Hồ sơ {case.code} (“Một cửa lưu động”): Nộp đề xuất")
        await an.tap("Diễn biến")
        await an.tap("1")
        await an.tap("Đính chính")
        await an.tap("2")
        await an.say(right)
        assert "✅ Đã ghi: Đính chính số 1 (Nộp đề xuất)" in (await an.tap("Ghi vào hồ sơ")).text
        told = await ba.told("): Đính chính số 1 (Nộp đề xuất), ")
        assert f"Ngày: {wrong} → {right}" in told.text

        await an.tap("Ghi sự kiện")
        await an.tap("Gửi văn bản đề nghị trả lời")
        await an.say(OFFICE.name)
        await an.say("7-ĐN")
        await an.tap("Hôm nay")
        await ba.told("): Gửi văn bản đề nghị trả lời, ")
        await an.tap("Diễn biến")
        await an.tap("3")
        await an.tap("Bỏ sự kiện này")
        card = await an.tap("Bỏ sự kiện")
        assert "✅ Đã ghi: Bỏ sự kiện số 3 (Gửi văn bản đề nghị trả lời)" in card.text
        told = await ba.told("): Bỏ sự kiện số 3 (Gửi văn bản đề nghị trả lời), ")
        assert "Nội dung bị bỏ: Gửi văn bản đề nghị trả lời; " in told.text
        assert f"{today:%d/%m/%Y}; Nơi nhận: {OFFICE.name}; Số văn bản: 7-ĐN" in told.text
        await ba.tap("Mở hồ sơ")
        past = (await ba.tap("Diễn biến")).text
        assert "(đã đính chính tại số 2)" in past
        assert "(đã bỏ tại số 4)" in past
        [submission] = (await only_case(database, an)).standing.effective
        assert submission.on == today - timedelta(days=3)
