"""Days that change together, and entries taken out again: each deadline moves once, and only where it really does."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.calendar_notices import CalendarNotices, Made, StaleChangeError
from conversations.membership import Role
from knowledge.library import Library
from storage.audit import Audit
from storage.calendar_changes import CalendarChange
from storage.cases import Case
from storage.database import Database
from storage.models import CaseMoveRow
from storage.quiet_hours import Preferences
from storage.working_days import DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at

REASON, NOTICE = "Hoán đổi ngày nghỉ", "Công văn số 1"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(at("2026-11-25", "10:00"))


@pytest.fixture
async def office(database: Database, clock: HandClock, library: Library) -> Office:
    built = Office(database, clock, library)
    await built.member(1)
    await built.member(7, "clerk", "vp")
    return built


@pytest.fixture
def notices(office: Office) -> CalendarNotices:
    return CalendarNotices(office.database, office.clock, ZONE)


def swap(off: str, work: str) -> CalendarChange:
    return CalendarChange.entering(
        SpecialDay(date.fromisoformat(off), DayKind.OFF, REASON, NOTICE),
        SpecialDay(date.fromisoformat(work), DayKind.WORKING, REASON, NOTICE),
    )


async def removal(notices: CalendarNotices, *days: date, reason: str = "Thông báo bị hủy") -> CalendarChange:
    return CalendarChange.removing(await notices.entries(days), reason, "Công văn số 2")


async def due(office: Office, case: Case) -> date | None:
    [one] = await office.deadlines.of([case.id])
    return one.due


async def test_a_swap_within_a_period_moves_nothing_and_is_told_to_nobody(
    office: Office, notices: CalendarNotices
) -> None:
    case = await office.received(1, office="vp")
    change = swap("2026-12-14", "2026-12-12")
    assert await notices.preview(change) == []
    assert await notices.make(change, "test") == Made([], frozenset())
    assert await due(office, case) == date(2027, 1, 5)
    assert (await office.read(case.code, 1)).moves == ()
    await office.live(at("2026-12-10"))
    assert office.telegram.sent == []


async def test_a_swap_that_leaves_the_last_day_moves_the_days_of_the_reminders(
    office: Office, notices: CalendarNotices
) -> None:
    """Ten working days before Tuesday 5 January lies Monday 21 December, with the swap Saturday 19 December."""
    await office.received(1)
    assert (await notices.make(swap("2026-12-28", "2026-12-19"), "test")).moves == []
    await office.live(at("2026-12-22"))
    assert [f"{moment:%d/%m %H:%M}" for _, moment, _, _ in office.telegram.sent] == ["19/12 08:00"]
    assert "còn 10 ngày làm việc" in office.telegram.sent[0][2]


async def test_a_swap_around_last_days_is_one_notice_with_one_move_a_deadline(
    office: Office, notices: CalendarNotices
) -> None:
    office.go_to(at("2026-11-30", "10:00"))
    before = await office.received(1, office="vp")
    between = await office.received(1, on="2026-11-26")
    after = await office.received(1, on="2026-11-27")
    change = swap("2027-01-04", "2027-01-09")
    moves = await notices.preview(change)
    assert {move.code: (move.before, move.after) for move in moves} == {
        before.code: (date(2027, 1, 5), date(2027, 1, 6)),
        between.code: (date(2027, 1, 8), date(2027, 1, 9)),
    }
    assert await notices.make(change, "test") == Made(moves, frozenset({1, 7}))
    assert await due(office, after) == date(2027, 1, 11)
    await office.live(at("2026-12-01"))
    told = {chat: text for chat, _, text, _ in office.telegram.sent}
    assert sorted(told) == [1, 7]
    assert len(office.telegram.sent) == 2
    assert told[1].startswith(
        "📄 Lịch ngày nghỉ vừa thay đổi: thứ Hai 04/01/2027 là ngày nghỉ, thứ Bảy 09/01/2027 là ngày làm việc.\n"
        "Lý do: Hoán đổi ngày nghỉ (Công văn số 1).\n\n"
    )
    assert told[1].count("chuyển từ") == 2
    [kept] = (await office.read(between.code, 1)).moves
    assert kept.special == SpecialDay(date(2027, 1, 4), DayKind.OFF, f"{REASON}; 09/01/2027 là ngày làm việc", NOTICE)


async def test_what_is_taken_out_moves_back_and_both_stay_in_the_history(
    office: Office, notices: CalendarNotices
) -> None:
    case = await office.received(1)
    day = date(2026, 12, 24)
    await notices.make(CalendarChange.entering(SpecialDay(day, DayKind.OFF, REASON, NOTICE)), "test")
    await office.live(at("2026-11-25", "11:00"))
    change = await removal(notices, day)
    assert [(move.before, move.after) for move in (await notices.make(change, "test")).moves] == [
        (date(2027, 1, 6), date(2027, 1, 5))
    ]
    assert day not in (await office.stores.calendar()).special
    await office.live(at("2026-11-26"))
    assert (
        "thứ Năm 24/12/2026 là ngày làm việc.\nLý do: Thông báo bị hủy (Công văn số 2)" in office.telegram.sent[-1][2]
    )
    assert [(one.was, one.became, one.document) for one in await office.stores.calendars.changes(2026)] == [
        (None, DayKind.OFF, NOTICE),
        (DayKind.OFF, None, "Công văn số 2"),
    ]
    lines = [(line.action, line.target) for line in await Audit(office.database, office.clock).latest(5)]
    assert lines == [("calendar-removed", "2026-12-24"), ("calendar-entered", "2026-12-24 off")]
    moves = (await office.read(case.code, 1)).moves
    assert [(one.before.day, one.after.day, one.special.kind) for one in moves] == [
        (5, 6, DayKind.OFF),
        (6, 5, DayKind.WORKING),
    ]


async def test_a_card_tells_only_of_a_move_that_still_stands(office: Office, notices: CalendarNotices) -> None:
    case = await office.received(1)
    days = [date(2026, 12, 23), date(2026, 12, 24)]

    async def card() -> str:
        records = office.memory.records(1, await office.memory.profile(1))
        seen = await records.case(case.code)
        assert seen
        shown = office.cases.card(
            seen, await records.calendar(), office.memory.today, (), await office.memory.profile(1)
        )
        return office.renderer.html(shown)

    for number, day in enumerate(days):
        await notices.make(
            CalendarChange.entering(SpecialDay(day, DayKind.OFF, REASON, f"Công văn số {number}")), "test"
        )
    assert "Hạn đã chuyển từ thứ Ba 05/01/2027, theo Công văn số 1" in await card()
    await notices.make(await removal(notices, *days), "test")
    assert "Hạn đã chuyển" not in await card()


async def test_what_was_entered_over_the_seed_gives_way_to_it_and_the_seed_to_the_weekday(
    office: Office, notices: CalendarNotices
) -> None:
    day = date(2027, 9, 2)
    [seeded] = await notices.entries([day])
    assert seeded.seeded
    await notices.make(CalendarChange.entering(SpecialDay(day, DayKind.WORKING, REASON, NOTICE)), "test")
    assert (await office.stores.calendar()).is_working(day)
    change = await removal(notices, day)
    assert change.days[0].now.kind is DayKind.OFF
    await notices.make(change, "test")
    assert await notices.entries([day]) == (seeded,)
    await notices.make(await removal(notices, day), "test")
    assert (await notices.entries([day]), (await office.stores.calendar()).is_working(day)) == ((), True)


async def test_an_entry_that_somebody_else_changed_is_not_taken_out(office: Office, notices: CalendarNotices) -> None:
    day = date(2026, 12, 24)
    await notices.make(CalendarChange.entering(SpecialDay(day, DayKind.OFF, REASON, NOTICE)), "test")
    stale = await removal(notices, day)
    await notices.make(CalendarChange.entering(SpecialDay(day, DayKind.OFF, REASON, "Công văn số 3")), "test")
    with pytest.raises(StaleChangeError):
        await notices.make(stale, "test")
    [entry] = await notices.entries([day])
    assert entry.special.document == "Công văn số 3"
    async with office.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(CaseMoveRow)) == 0


async def test_whoever_reads_one_message_a_day_is_told_of_a_swap_there(
    office: Office, notices: CalendarNotices
) -> None:
    await office.choose(1, Preferences(daily=True))
    await office.received(1)
    await notices.make(swap("2027-01-04", "2027-01-09"), "test")
    await office.live(at("2026-11-27"))
    [(_, moment, text, _)] = office.telegram.sent
    assert f"{moment:%d/%m %H:%M}" == "26/11 08:00"
    assert "chuyển từ thứ Ba 05/01/2027 sang thứ Tư 06/01/2027 (lý do: Hoán đổi ngày nghỉ, Công văn số 1)" in text


async def test_a_saturday_that_is_worked_brings_what_is_late_and_what_is_a_duty_sooner(
    office: Office, notices: CalendarNotices
) -> None:
    """Late since Friday: told on the working day after it. A duty: on every working day."""
    case = await office.received(1, on="2026-11-25")
    assert await due(office, case) == date(2027, 1, 7)
    office.go_to(at("2027-01-05", "10:00"))
    off = CalendarChange.entering(SpecialDay(date(2027, 1, 7), DayKind.OFF, REASON, NOTICE))
    await notices.make(off, "test")
    head = await office.received(1, on="2026-12-30")
    await office.record(head, "decided", "2027-01-05", outcome="pilot", decided_by="head", number="1-TB")
    await office.live(at("2027-01-08", "12:00"))
    office.telegram.sent.clear()
    await notices.make(swap("2027-01-18", "2027-01-09"), "test")
    await office.live(at("2027-01-11", "07:00"))
    [(_, moment, text, _)] = office.telegram.sent
    assert f"{moment:%d/%m %H:%M}" == "09/01 08:00"
    assert "quá hạn 1 ngày làm việc" in text
    assert text.count(head.code) == 1


async def test_what_moves_and_comes_back_within_a_day_is_not_in_the_message_of_the_day(
    office: Office, notices: CalendarNotices
) -> None:
    await office.choose(1, Preferences(daily=True))
    await office.received(1)
    day = date(2026, 12, 24)
    await notices.make(CalendarChange.entering(SpecialDay(day, DayKind.OFF, REASON, NOTICE)), "test")
    await notices.make(await removal(notices, day), "test")
    await office.live(at("2026-11-27"))
    assert office.telegram.sent == []


async def test_what_changes_in_one_evening_is_told_in_the_morning_as_what_it_comes_to(
    office: Office, notices: CalendarNotices
) -> None:
    case = await office.received(1, office="vp")
    office.go_to(at("2026-11-25", "21:00"))
    first, second = date(2026, 12, 23), date(2026, 12, 24)
    await notices.make(CalendarChange.entering(SpecialDay(first, DayKind.OFF, REASON, NOTICE)), "test")
    office.go_to(at("2026-11-25", "21:30"))
    await notices.make(CalendarChange.entering(SpecialDay(second, DayKind.OFF, "Nghỉ bù", "Công văn số 3")), "test")
    await office.live(at("2026-11-27"))
    assert sorted(chat for chat, _, _, _ in office.telegram.sent) == [1, 7]
    for _, moment, text, _ in office.telegram.sent:
        assert f"{moment:%d/%m %H:%M}" == "26/11 07:30"
        assert f"{case.code}: hạn trả lời bằng văn bản chuyển từ thứ Ba 05/01/2027 sang thứ Năm 07/01/2027" in text
        assert f"(lý do: {REASON}, {NOTICE}; Nghỉ bù, Công văn số 3)" in text


async def test_what_is_entered_and_taken_out_in_one_evening_is_told_to_nobody(
    office: Office, notices: CalendarNotices
) -> None:
    await office.received(1, office="vp")
    office.go_to(at("2026-11-25", "21:00"))
    day = date(2026, 12, 24)
    await notices.make(CalendarChange.entering(SpecialDay(day, DayKind.OFF, REASON, NOTICE)), "test")
    await notices.make(await removal(notices, day), "test")
    await office.live(at("2026-11-27"))
    assert office.telegram.sent == []


@pytest.mark.parametrize(("least", "told"), [(Role.STRANGER, {7}), (Role.OFFICIAL, {2, 3, 7})])
async def test_who_has_no_role_but_everybodys_is_told_where_that_lets_them_see_their_cases(
    database: Database, clock: HandClock, library: Library, least: Role, told: set[int]
) -> None:
    """The command does not know the role of whoever was not invited; who sends does. One reads one message a day."""
    office = Office(database, clock, library, least=least)
    await office.member(7, "clerk", "vp")
    await office.choose(3, Preferences(daily=True))
    await office.received(2, 3, office="vp")
    notices = CalendarNotices(database, clock, ZONE)
    made = await notices.make(swap("2027-01-04", "2027-01-09"), "test")
    assert made.told == {2, 3, 7}
    await office.live(at("2026-11-27"))
    assert {chat for chat, _, _, _ in office.telegram.sent} == told


async def test_whoever_muted_the_case_is_not_counted_among_the_told(office: Office, notices: CalendarNotices) -> None:
    case = await office.received(1)
    await office.mute(case, 1)
    made = await notices.make(swap("2027-01-04", "2027-01-09"), "test")
    assert (len(made.moves), made.told) == (1, frozenset())
