"""Cases over HTTP with a clock that the test moves: reminders on their days, news in their hours."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.administering import save_office
from bot.assembly import Options
from bot.client import Client
from bot.files import TelegramFiles
from bot.flood import FloodControl
from bot.hours import SETTLE
from bot.pacing import Pace
from bot.pdf import LibreOffice
from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.server import Sandbox
from conversations.case.reminding import ReminderScreens
from conversations.clock import day_of
from conversations.membership import Role
from conversations.opening import every_part
from conversations.router import Router
from knowledge.library import Library
from knowledge.secrecy import marking
from storage.database import Database
from storage.deadlines import Deadlines
from storage.invitations import Invitations, digest_of, new_code, new_id
from storage.outbox import Outbox
from tests.clock import HandClock
from tests.end_to_end.bot.test_cases import ANSWER, OFFICE, Phone
from tests.integration.bot.office import ZONE, at
from tests.next_due import next_due
from tests.running import running
from tests.unit.conversations.plan.desk import Silent
from tests.waiting import until

OFTEN = 0.05
"""Seconds."""
TITLE = "Một cửa lưu động"

LAST = [
    ("2026-12-31", "còn 3 ngày làm việc."),
    ("2027-01-05", "còn 1 ngày làm việc."),
    ("2027-01-06", "hôm nay là ngày cuối."),
    ("2027-01-07", "quá hạn 1 ngày làm việc"),
]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(at("2026-11-20", "09:00"))


@pytest.fixture
async def bot(
    sandbox: Sandbox, database: Database, pace: Pace, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    """The running bot, whose time is the test's; its leases lapse with every leap, and it takes them again.

    It looks at the clock often: of the leaps nobody tells it.
    """
    monkeypatch.setattr("bot.election.LOOK_EVERY", OFTEN)
    monkeypatch.setattr("bot.ticker.LOOK_SECONDS", OFTEN)
    monkeypatch.setattr("bot.assembly.IDLE_SECONDS", OFTEN)
    library = Library.load()
    parts = every_part(library, LibreOffice(program=None), today=lambda: day_of(clock.now()), now=clock.now)
    client = Client.at(sandbox.base_url, sandbox.token)
    dialogues = Router(
        Silent(),
        library,
        kinds=parts.kinds,
        dialogues=parts.dialogues,
        files=TelegramFiles(client, marking),
        today=lambda: day_of(clock.now()),
    )
    await client.initialize()
    options = Options(
        pace=pace,
        least=Role.OFFICIAL,
        flood=FloodControl(limit=1000),
        reminding=ReminderScreens(library),
        clock=clock,
    )
    async with running(database, client, dialogues, options):
        yield client
    await client.shutdown()


class Town:
    """People with their phones, and the clock."""

    def __init__(self, sandbox: Sandbox, database: Database, clock: HandClock) -> None:
        self._deadlines = Deadlines(database, clock, ZONE)
        self.outbox = Outbox(database, clock)
        self.database = database
        self.sandbox = sandbox
        self.clock = clock
        self.phones: list[Phone] = []

    async def phone(self, name: str, start: str = "/start") -> Phone:
        """Somebody of Quảng Ngãi who has agreed to what is kept."""
        phone = Phone(await SandboxUser.create(self.sandbox.base_url, name))
        self.phones.append(phone)
        await phone.user.send(start)
        await phone.user.click("Quảng Ngãi", await phone.told("Dám Làm: trợ lý"))
        await phone.told("✅ Nơi công tác: Quảng Ngãi")
        return phone

    async def clerk(self, name: str) -> Phone:
        """A clerk of the office, who came with an invitation."""
        await save_office(self.database, OFFICE)
        code = new_code()
        async with self.database.transaction() as session:
            await Invitations(self.database, self.clock).add(
                session,
                **{"id": new_id(), "digest": digest_of(code), "role": Role.CLERK, "office": OFFICE.id},
                **{"jurisdiction": None, "max_uses": 1, "lasts": timedelta(days=1), "made_by": None},
            )
        phone = await self.phone(name, f"/start {code}")
        await phone.told("từ nay: Cán bộ tiếp nhận")
        return phone

    async def go_to(self, day: str, time: str = "08:00") -> None:
        """It is that moment, and what was due by then is on its way: what waits for others to come with it, too."""
        self.clock.forward(at(day, time) - self.clock.now())
        await until(self._gathered)
        self.clock.forward(SETTLE)

    async def _gathered(self) -> bool:
        moment = await self._deadlines.next_moment()
        return moment is None or moment > self.clock.now()


@pytest.fixture
async def town(sandbox: Sandbox, database: Database, clock: HandClock, bot: Client) -> AsyncIterator[Town]:
    assert bot
    found = Town(sandbox, database, clock)
    yield found
    for phone in found.phones:
        await phone.user.close()


async def heard(phone: Phone, words: str) -> list[ChatMessage]:
    """The messages with these words that have come."""
    return [one for one in await phone.user.transcript() if one.from_bot and words in one.text]


async def test_an_official_who_tracks_alone_is_reminded_on_each_day_with_buttons(town: Town) -> None:
    an = await town.phone("An")
    await an.say("/hosomoi")
    await an.say(TITLE)
    await an.tap("Chưa được quy định")
    await an.tap("Đã nộp")
    await an.say("Văn phòng Thị ủy")
    await an.tap("Hôm nay")
    await town.go_to("2026-11-23", "10:00")
    await an.tap("Ghi sự kiện")
    await an.tap("Tiếp nhận")
    await an.say("1342")
    await an.say("Văn phòng Thị ủy")
    card = await an.tap("Hôm nay")
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027 (30 ngày làm việc từ thứ Hai 23/11/2026)" in card.text

    await town.go_to("2026-12-22")
    first = await an.told("còn 10 ngày làm việc.")
    assert first.labels == ["Mở hồ sơ", "Đã có trả lời", "Nhắc lại ngày mai", "Tắt nhắc hồ sơ này"]
    assert "Điều 4 khoản 3" in first.text
    assert "thứ Tư 23/12/2026" in (await an.tap("Nhắc lại ngày mai")).text
    await town.go_to("2026-12-23")
    await an.told("còn 9 ngày làm việc.")

    await town.go_to("2026-12-29")
    await an.told("còn 5 ngày làm việc.")
    card = await an.tap("Mở hồ sơ")
    assert "thứ Tư 06/01/2027" in card.text
    assert "còn 5 ngày làm việc" in card.text
    for day, words in LAST:
        await town.go_to(day)
        await an.told(words)
    assert [line(one) for one in await heard(an, "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027") if mark(one)] == [
        *(f"⏳: {words}" for words in ("còn 10 ngày làm việc", "còn 9 ngày làm việc", "còn 5 ngày làm việc")),
        *(f"⏳: {words}" for words in ("còn 3 ngày làm việc", "còn 1 ngày làm việc", "hôm nay là ngày cuối")),
        "⚠️ quá hạn 1 ngày làm việc, chưa ghi nhận văn bản trả lời",
    ]

    await an.tap("Đã có trả lời")
    await an.tap("Có quyết định")
    await an.tap("Cho chủ trương thực hiện thí điểm")
    await an.tap("2")
    await an.say("215-TB/TU")
    await an.tap("Bỏ qua")
    await an.tap("Hôm nay")
    assert "Đã được cho chủ trương" in (await an.tap("Ghi vào hồ sơ")).text
    await town.go_to("2027-01-07", "08:10")
    duty = await an.told("), hồ sơ")
    assert "văn bản không ấn định số ngày" in duty.text
    await an.tap("Đã xong")
    await an.say("12-BC/TU")
    assert "✅ Đã ghi: Người đứng đầu báo cáo cấp trên trực tiếp, thứ Năm 07/01/2027." in (await an.tap("Hôm nay")).text
    count = len(await an.user.transcript())
    await town.go_to("2027-01-15")
    assert len(await an.user.transcript()) == count
    assert await next_due(town.outbox) is None


async def test_an_office_decides_and_both_who_propose_are_told_in_their_hours(town: Town) -> None:
    ba = await town.clerk("Ba")
    an, binh = await town.phone("An"), await town.phone("Bình")

    await an.say("/hosomoi")
    await an.say(TITLE)
    await an.tap("Đã có quy định nhưng không phù hợp")
    await an.tap("Đã nộp")
    await an.tap(OFFICE.name)
    await an.tap("Hôm nay")
    await ba.told("): Nộp đề xuất")
    await an.tap("Người cùng đề xuất")
    code = re.search(r"/start (\S+)", (await an.tap("Mời thêm người")).text)
    assert code
    assert TITLE in (await binh.say(code[0])).text
    await binh.tap("Tham gia hồ sơ")
    for phone in (an, ba):
        await phone.told("thêm một người cùng đề xuất")

    await town.go_to("2026-11-23", "10:00")
    case = (await binh.tap("Mở hồ sơ")).text.split(" ", 1)[0]
    assert "Mới: 1" in (await ba.say("/bangviec")).text
    await ba.tap(case)
    await record(ba, "Tiếp nhận", "1342", "Văn phòng Thị ủy")
    for phone in (an, binh):
        assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027" in (await phone.told("): Tiếp nhận, ")).text

    await town.go_to("2026-11-30", "20:30")
    await record(ba, "Giao thẩm định", "Ban Tổ chức Thị ủy")
    assert await next_due(town.outbox) == at("2026-12-01", "07:30")
    for phone in (an, binh):
        assert await heard(phone, "): Giao thẩm định, ") == []
    await town.go_to("2026-12-01", "07:30")
    for phone in (an, binh):
        await phone.told("): Giao thẩm định, ")

    await town.go_to("2026-12-02", "20:30")
    await ba.tap("Ghi sự kiện")
    await ba.tap("Có quyết định")
    await ba.tap("Cho chủ trương thực hiện thí điểm")
    await ba.tap("1")
    await ba.say("215-TB/TU")
    await ba.user.send_document("tb-215.txt", ANSWER, "text/plain")
    await ba.told("tb-215.txt")
    await ba.tap("Xong")
    await ba.tap("Hôm nay")
    await ba.tap("Ghi vào hồ sơ")
    for phone in (an, binh):
        decision = await phone.told("): cho chủ trương thực hiện thí điểm (văn bản số 215-TB/TU, thứ Tư 02/12/2026).")
        await phone.user.click("Xem văn bản", decision)
        assert await phone.user.download(await phone.told("văn bản kèm sự kiện")) == ANSWER
        await phone.user.click("Mở hồ sơ", decision)
        await phone.told("Mới nhất: Có quyết định")
        await phone.tap("Diễn biến")
        await phone.tap("4")
        assert await phone.user.download(await phone.tap("Xem văn bản")) == ANSWER
    assert "Quá hạn" not in (await ba.say("/bangviec")).text


async def record(clerk: Phone, event: str, *words: str) -> None:
    """Records something of today, the answers typed in order."""
    await clerk.tap("Ghi sự kiện")
    await clerk.tap(event)
    for text in words:
        await clerk.say(text)
    assert f"✅ Đã ghi: {event}" in (await clerk.tap("Hôm nay")).text


def mark(message: ChatMessage) -> str:
    """What a reminder begins with; nothing else begins so."""
    return next((mark for mark in ("⏳", "⚠️") if message.text.startswith(mark)), "")


def line(message: ChatMessage) -> str:
    """The first line of a reminder without the case."""
    first, _, rest = message.text.splitlines()[0].rstrip(".").partition(" Hồ sơ ")
    return first + rest.partition("”)")[2]
