"""What people have chosen, from the ticker to the message: their time, their hours, one message a day."""

from collections.abc import Collection, Mapping
from datetime import date, time

import pytest

from bot.calendar_notices import CalendarNotices
from knowledge.library import Library
from storage.calendar_changes import CalendarChange
from storage.database import Database, Transaction
from storage.models import OutboxState
from storage.preferences import ChosenPreferences
from storage.quiet_hours import Preferences
from storage.working_days import DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at

USUAL, LATE, DAILY = Preferences(), Preferences(at=time(16)), Preferences(daily=True)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
async def office(database: Database, library: Library) -> Office:
    """Four people; An and Ba have chosen nothing, Chi a late hour, Dung one message a day."""
    built = Office(database, HandClock(at("2026-11-25", "10:00")), library)
    for chat_id, chosen in enumerate((USUAL, USUAL, LATE, DAILY), start=1):
        await built.member(chat_id)
        await built.choose(chat_id, chosen)
    return built


def moments(office: Office, chat_id: int) -> list[str]:
    return [f"{when:%d/%m %H:%M}" for chat, when, _, _ in office.telegram.sent if chat == chat_id]


def texts(office: Office, chat_id: int) -> list[str]:
    return [text for chat, _, text, _ in office.telegram.sent if chat == chat_id]


async def test_everybody_is_reminded_at_their_own_time(office: Office) -> None:
    await office.received(1, 3, 4)
    await office.live(at("2026-12-22"))
    assert [moments(office, chat_id) for chat_id in (1, 3, 4)] == [["21/12 08:00"], ["21/12 16:00"], ["21/12 08:00"]]
    assert texts(office, 1) == texts(office, 3) == texts(office, 4)


async def test_a_duty_that_arises_is_told_at_once_or_in_the_one_message_of_the_next_day(office: Office) -> None:
    case = await office.received(1, 3, 4)
    office.go_to(at("2026-11-26", "10:00"))
    await office.record(case, "decided", "2026-11-26", outcome="pilot", decided_by="head", number="1-TB")
    await office.live(at("2026-11-30", "07:00"))
    assert moments(office, 1) == ["26/11 10:01", "27/11 08:00"]
    assert moments(office, 3) == ["26/11 10:01", "27/11 16:00"]
    assert moments(office, 4) == ["27/11 08:00"]


async def test_what_happens_on_a_day_is_one_message_of_it_and_a_decision_is_told_at_once(office: Office) -> None:
    case = await office.received(1, 4)
    case = await office.told(case, "assigned", "2026-11-25", body="Ban Tổ chức")
    special = SpecialDay(date(2026, 12, 24), DayKind.OFF, "nghỉ bù", "Thông báo 1")
    await office.live(at("2026-12-10"))
    other = await office.received(4, on="2026-12-09")
    await office.live(at("2026-12-18", "11:00"))
    await CalendarNotices(office.database, office.clock, ZONE).make(CalendarChange.entering(special), "test")
    case = await office.told(case, "declared_difficult", "2026-12-18", reason="liên ngành")
    await office.live(at("2026-12-22", "11:00"))
    assert moments(office, 1) == ["25/11 10:00", "18/12 11:00", "18/12 11:00"]
    assert moments(office, 4) == ["26/11 08:00", "21/12 08:00"]
    first, day = texts(office, 4)
    assert first.startswith("Tin trong ngày về hồ sơ\n\nMới ghi nhận\n📄 " + case.code)
    assert f"📄 {case.code}: Xác định là việc khó, phức tạp, thứ Sáu 18/12/2026; Lý do: liên ngành\n" in day
    assert (
        f"📄 {other.code}: hạn trả lời bằng văn bản chuyển từ thứ Năm 21/01/2027 sang thứ Sáu 22/01/2027 (lý do: "
        in day
    )
    case = await office.told(case, "decided", "2026-12-22", outcome="pilot", decided_by="collective", number="1-TB")
    await office.live(at("2026-12-22", "12:00"))
    assert moments(office, 4)[2:] == ["22/12 11:00"]
    assert (
        f"✅ Hồ sơ {case.code} (“{case.title}”): cho chủ trương thực hiện thí điểm (văn bản số 1-TB, "
        in texts(office, 4)[2]
    )


async def test_news_and_deadlines_stand_in_one_message(office: Office) -> None:
    due = await office.received(4)
    office.go_to(at("2026-12-18", "11:00"))
    new = await office.received(4, on="2026-12-10")
    await office.told(new, "assigned", "2026-12-18", body="Ban Tổ chức")
    await office.live(at("2026-12-22"))
    [(_, _, text, labels)] = office.telegram.sent
    assert "Mới ghi nhận\n📄 " + new.code in text
    assert (
        f"Đến hạn, làm ngay: 1\n⏳ {due.code} (“Một cửa lưu động”): còn 10 ngày làm việc, hạn thứ Ba 05/01/2027" in text
    )
    assert text.index(new.code) < text.index(due.code)
    assert "Điều 4 khoản 3" in text
    assert labels == [due.code, new.code, "Nhắc lại ngày mai", f"Tắt nhắc {due.code}"]


async def test_news_are_told_of_a_case_that_is_muted_and_of_none_that_is_out_of_sight(office: Office) -> None:
    case = await office.received(1, 4)
    await office.told(case, "assigned", "2026-11-25", body="Ban Tổ chức")
    await office.member(7, "clerk", "vp")
    await office.choose(7, DAILY)
    theirs = await office.received(1, office="vp")
    await office.told(theirs, "assigned", "2026-11-25", body="Ban Tổ chức")
    await office.put_out(7)
    await office.mute(case, 4)
    await office.live(at("2026-12-22"))
    assert [len(texts(office, chat_id)) for chat_id in (4, 7)] == [1, 0]
    assert "Giao thẩm định" in texts(office, 4)[0]


async def test_news_on_a_day_off_wait_for_a_working_day_unless_one_is_told_on_every_day(office: Office) -> None:
    await office.choose(1, Preferences(every_day=True))
    case = await office.received(1, 2)
    office.go_to(at("2026-11-28", "10:00"))
    await office.told(case, "assigned", "2026-11-28", body="Ban Tổ chức")
    await office.live(at("2026-12-01"))
    assert (moments(office, 1), moments(office, 2)) == (["28/11 10:00"], ["30/11 07:30"])


async def test_nothing_comes_in_the_night_after_an_outage(office: Office) -> None:
    case = await office.received(1, 2)
    office.go_to(at("2026-12-18", "21:00"))
    await office.told(case, "assigned", "2026-12-18", body="Ban Tổ chức")
    office.go_to(at("2026-12-21", "07:00"))
    await office.tick()
    office.go_to(at("2026-12-21", "23:00"))
    await office.live(at("2026-12-22", "12:00"))
    assert moments(office, 1) == moments(office, 2) == ["22/12 07:30", "22/12 08:00"]
    assert "Giao thẩm định" in texts(office, 1)[0]
    assert "còn 9 ngày làm việc" in texts(office, 1)[1]
    states = [row.state for row in await office.rows()]
    assert (states.count(OutboxState.SENT), states.count(OutboxState.DROPPED)) == (4, 4)
    assert sum(office.dropped) == 0


async def test_a_deadline_that_moves_before_the_persons_time_is_told_of_with_its_new_last_day(office: Office) -> None:
    await office.received(1, 3)
    await office.live(at("2026-12-21", "10:00"))
    special = SpecialDay(date(2026, 12, 31), DayKind.OFF, "nghỉ bù", "Thông báo 1")
    await CalendarNotices(office.database, office.clock, ZONE).make(CalendarChange.entering(special), "test")
    await office.live(at("2026-12-21", "18:00"))
    assert moments(office, 3) == ["21/12 10:00", "21/12 16:00"]
    assert "còn 10 ngày làm việc.\nHạn (Trả lời bằng văn bản): thứ Tư 06/01/2027" in texts(office, 3)[1]
    special = SpecialDay(date(2027, 1, 4), DayKind.OFF, "nghỉ bù", "Thông báo 2")
    await office.live(at("2026-12-30", "10:00"))
    await CalendarNotices(office.database, office.clock, ZONE).make(CalendarChange.entering(special), "test")
    await office.live(at("2026-12-30", "18:00"))
    assert moments(office, 3)[3:] == ["30/12 10:00", "30/12 16:00"]
    assert "thứ Năm 07/01/2027" in texts(office, 3)[-1]


async def test_another_time_moves_what_waits(office: Office) -> None:
    await office.received(1)
    office.go_to(at("2026-12-21", "06:30"))
    await office.tick()
    await office.choose(1, LATE)
    await office.live(at("2026-12-22"))
    assert moments(office, 1) == ["21/12 16:00"]
    await office.live(at("2026-12-28", "07:00"))
    await office.choose(1, USUAL)
    await office.live(at("2026-12-29"))
    assert moments(office, 1) == ["21/12 16:00", "28/12 08:00"]


async def test_what_is_put_off_comes_at_the_persons_own_time_of_the_next_day(office: Office) -> None:
    case = await office.received(3)
    await office.live(at("2026-12-21", "17:00"))
    async with office.database.transaction() as session:
        await office.reminders.tomorrow(session, 3, await office.deadlines.of([case.id]))
    await office.live(at("2026-12-23"))
    assert moments(office, 3) == ["21/12 16:00", "22/12 16:00"]


async def test_what_people_have_chosen_is_asked_once_a_batch(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    of = ChosenPreferences.of

    async def counting(
        self: ChosenPreferences, transaction: Transaction, chat_ids: Collection[int]
    ) -> Mapping[int, Preferences]:
        asked.append(len(chat_ids))
        return await of(self, transaction, chat_ids)

    for _ in range(6):
        await office.received(1, 2, 3, 4)
    office.go_to(at("2026-12-21", "06:00"))
    monkeypatch.setattr(ChosenPreferences, "of", counting)
    await office.tick()
    assert asked == [4]
