"""From a deadline to the message: on the day, once, one message a person, only what still holds."""

import asyncio
from datetime import date

import pytest

from bot.calendar_notices import CalendarNotices
from knowledge.library import Library
from storage.calendar_changes import CalendarChange
from storage.database import Database
from storage.deadlines import Reminder
from storage.followers import mute
from storage.models import OutboxState
from storage.working_days import DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at
from tests.waiting import until


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def office(database: Database, library: Library) -> Office:
    return Office(database, HandClock(at("2026-11-25", "10:00")), library)


def told(office: Office, chat_id: int) -> list[str]:
    """When somebody was written to, and the first line of it."""
    return [
        f"{when:%d/%m %H:%M} {text.splitlines()[0]}" for chat, when, text, _ in office.telegram.sent if chat == chat_id
    ]


async def test_each_reminder_comes_once_and_on_its_day(office: Office) -> None:
    await office.member(1)
    case = await office.received(1)
    await office.live(at("2027-01-20"))
    name = f"Hồ sơ {case.code} (“Một cửa lưu động”)"
    assert told(office, 1) == [
        f"21/12 08:00 ⏳ {name}: còn 10 ngày làm việc.",
        f"28/12 08:00 ⏳ {name}: còn 5 ngày làm việc.",
        f"30/12 08:00 ⏳ {name}: còn 3 ngày làm việc.",
        f"04/01 08:00 ⏳ {name}: còn 1 ngày làm việc.",
        f"05/01 08:00 ⏳ {name}: hôm nay là ngày cuối.",
        f"06/01 08:00 ⚠️ {name} quá hạn 1 ngày làm việc, chưa ghi nhận văn bản trả lời.",
        f"12/01 08:00 ⚠️ {name} quá hạn 5 ngày làm việc, chưa ghi nhận văn bản trả lời.",
        f"19/01 08:00 ⚠️ {name} quá hạn 10 ngày làm việc, chưa ghi nhận văn bản trả lời.",
    ]
    assert office.dropped == [0] * 8
    assert {row.state for row in await office.rows()} == {OutboxState.SENT}
    assert all(when.tzinfo == ZONE for _, when, _, _ in office.telegram.sent)


async def test_what_is_due_to_one_person_at_one_time_is_one_message(office: Office) -> None:
    await office.member(1)
    first, second = await office.received(1), await office.received(1)
    await office.live(at("2026-12-22"))
    [(_, _, text, labels)] = office.telegram.sent
    assert text.startswith("⏳ 2 thời hạn, việc phải làm cần chú ý")
    assert f"{first.code} (“Một cửa lưu động”): còn 10 ngày làm việc, hạn thứ Ba 05/01/2027" in text
    assert text.count("📄 Điều 4 khoản 3") == 1
    muting = [f"Tắt nhắc {one.code}" for one in (first, second)]
    assert labels == [first.code, second.code, "Nhắc lại ngày mai", *muting]


async def test_after_an_outage_of_weeks_one_message_sums_up(office: Office) -> None:
    await office.member(1)
    await office.received(1)
    await office.received(1, on="2026-11-18")
    office.go_to(at("2027-01-21", "22:00"))
    await office.live(at("2027-01-25"))
    [(_, when, text, _)] = office.telegram.sent
    assert f"{when:%d/%m %H:%M}" == "22/01 08:00"
    assert text.count("quá hạn") == 2


async def test_a_reminder_that_holds_no_more_is_not_sent(office: Office) -> None:
    await office.member(1)
    case = await office.received(1)
    office.go_to(at("2026-12-21"))
    await office.tick()
    case = await office.record(case, "decided", "2026-12-21", outcome="pilot", decided_by="collective", number="1-TB")
    await office.live(at("2027-02-01"))
    assert office.telegram.sent == []
    assert sum(office.dropped) == 1
    assert [row.state for row in await office.rows()] == [OutboxState.DROPPED]


async def test_who_mutes_a_case_is_reminded_no_more_and_its_office_still_is(office: Office) -> None:
    await office.member(1)
    await office.member(7, "clerk", "vp")
    case = await office.received(1, office="vp")
    office.go_to(at("2026-12-21"))
    await office.tick()
    async with office.database.transaction() as session:
        await mute(session, case.id, 1, muted=True)
    await office.live(at("2026-12-29"))
    assert [chat for chat, *_ in office.telegram.sent] == [7, 7]
    assert office.telegram.sent[0][3] == ["Mở hồ sơ", "Đã trả lời", "Nhắc lại ngày mai"]
    async with office.database.transaction() as session:
        await mute(session, case.id, 1, muted=False)
    await office.live(at("2026-12-31"))
    assert [chat for chat, *_ in office.telegram.sent] == [7, 7, 1, 7]


async def test_a_duty_is_told_at_once_then_every_working_day_until_it_is_done(office: Office) -> None:
    await office.member(1)
    await office.member(7, "clerk", "vp")
    case = await office.received(1, office="vp")
    office.go_to(at("2026-11-27", "22:15"))
    case = await office.record(case, "decided", "2026-11-27", outcome="pilot", decided_by="head", number="1-TB")
    await office.live(at("2026-12-01", "12:00"))
    case = await office.record(case, "head_reported", "2026-12-01", number="2-BC")
    await office.live(at("2026-12-20"))
    assert [when for when in told(office, 7) if "Làm ngay" in when] == [
        f"30/11 08:00 {told(office, 7)[0].split(' ', 2)[2]}",
        f"01/12 08:00 {told(office, 7)[0].split(' ', 2)[2]}",
    ]
    assert [one.replace("cơ quan giải quyết", "cơ quan của đồng chí") for one in told(office, 1)] == told(office, 7)
    assert "văn bản không ấn định số ngày" in office.telegram.sent[0][2]


async def test_nobody_is_reminded_of_a_duty_that_was_open_when_its_case_ended(office: Office) -> None:
    """Nothing can be recorded any more, and a clerk cannot mute."""
    await office.member(1)
    await office.member(7, "clerk", "vp")
    case = await office.received(1, office="vp")
    decision = {"outcome": "carry_out", "decided_by": "head", "number": "1-TB"}
    case = await office.record(case, "decided", "2026-11-25", **decision)
    await office.live(at("2026-11-26", "12:00"))
    assert sorted(chat for chat, *_ in office.telegram.sent) == [1, 1, 7, 7]
    await office.record(case, "closed", "2026-11-26")
    await office.live(at("2026-12-20"))
    assert len(office.telegram.sent) == 4
    assert await office.deadlines.of([case.id]) == ()


async def test_what_is_put_off_comes_again_the_next_working_morning_to_that_person_alone(office: Office) -> None:
    await office.member(1)
    await office.member(2)
    case = await office.received(1, 2)
    await office.live(at("2026-12-25", "10:00"))
    async with office.database.transaction() as session:
        for _ in range(2):
            await office.reminders.tomorrow(session, 1, await office.deadlines.of([case.id]))
    await office.live(at("2026-12-29"))
    assert [line[:11] for line in told(office, 1)] == ["21/12 08:00", "28/12 08:00"]
    async with office.database.transaction() as session:
        await office.reminders.tomorrow(session, 1, await office.deadlines.of([case.id]))
    await office.live(at("2026-12-30", "09:00"))
    assert [line[:11] for line in told(office, 1)][2:] == ["30/12 08:00"]
    assert [line[:11] for line in told(office, 2)] == ["21/12 08:00", "28/12 08:00", "30/12 08:00"]


async def test_a_day_off_that_is_announced_moves_the_deadline_and_everybody_is_told(office: Office) -> None:
    await office.member(1)
    await office.member(7, "clerk", "vp")
    case = await office.received(1, office="vp")
    other = await office.received(1, on="2026-11-23", office="vp")
    special = SpecialDay(date(2026, 11, 23), DayKind.OFF, "nghỉ bù", "Thông báo 1")
    notices = CalendarNotices(office.database, office.clock, ZONE)
    preview = await notices.preview(CalendarChange.entering(special))
    assert [(move.code, move.before, move.after) for move in preview] == [
        (case.code, date(2027, 1, 5), date(2027, 1, 6))
    ]
    assert (await notices.make(CalendarChange.entering(special), "test")).moves == preview
    assert await notices.preview(CalendarChange.entering(special)) == []
    await office.live(at("2026-11-26"))
    assert {chat: text for chat, _, text, _ in office.telegram.sent} == dict.fromkeys(
        (1, 7),
        "📄 Lịch ngày nghỉ vừa thay đổi: thứ Hai 23/11/2026 là ngày nghỉ.\nLý do: nghỉ bù (Thông báo 1).\n\n"
        f"Hồ sơ {case.code} (“Một cửa lưu động”), hạn trả lời bằng văn bản: chuyển từ thứ Ba 05/01/2027 sang thứ Tư "
        "06/01/2027.",
    )
    [kept] = (await office.read(case.code, 1)).moves
    assert (kept.key, kept.before, kept.after) == ("answer:0", date(2027, 1, 5), date(2027, 1, 6))
    assert (kept.special, kept.at) == (special, at("2026-11-25", "10:00"))
    assert (await office.read(other.code, 1)).moves == ()
    assert await office.deadlines.of([other.id]) == (Reminder(other.id, "answer:0", date(2027, 1, 6)),)


async def test_two_tickers_tell_of_everything_once(office: Office) -> None:
    await office.member(1)
    for _ in range(5):
        await office.received(1)
    office.go_to(at("2026-12-21"))
    found = await asyncio.gather(*(office.ticker.look() for _ in range(3)))
    assert sum(found) == 5
    await office.live(at("2026-12-22"))
    assert sum(text.count("còn 10 ngày làm việc") for _, _, text, _ in office.telegram.sent) == 5


async def test_the_ticker_looks_by_itself_until_it_is_stopped(office: Office) -> None:
    await office.member(1)
    await office.received(1)
    office.go_to(at("2026-12-21", "09:00"))
    stop = asyncio.Event()
    running = asyncio.create_task(office.ticker.run(stop))

    async def queued() -> bool:
        return len(await office.rows()) == 1

    await until(queued)
    stop.set()
    await running
