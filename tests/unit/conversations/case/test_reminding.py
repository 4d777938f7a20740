"""The one message of a day, however much there is to say."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.rendering import Renderer
from bot.splitting import plain
from conversations.access import Relation
from conversations.actions import Action
from conversations.case.presenting import CaseScreens
from conversations.case.reminding import MOST_DONE, MOST_OF_EACH, ReminderScreens
from conversations.case.summary import duties, named, next_words, owed, uncounted, waiting
from conversations.cases import SeenCase
from knowledge.library import Library
from storage.case_deadlines import deadlines
from storage.deadlines import Reminder
from storage.held import Happened, Held, Moved
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR, happened, numbered
from tests.unit.conversations.case.cases import case as case_of
from tests.unit.conversations.chat import MEMBER

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 5, tzinfo=UTC)
MANY = 20
PROTECTION = Happening(0, "protection_requested", date(2027, 1, 10), Who.PROPOSER, {"what": "bị khởi kiện"})
JUDGED = {"objective": "mưa lớn", "right_policy": "yes", "pure_motive": "unclear", "common_good": "yes"}
RISK = Happening(0, "risk_occurred", date(2027, 1, 10), Who.PROPOSER, {"what": "chậm"})


@pytest.fixture(scope="module")
def seen() -> dict[int, SeenCase]:
    """Many cases with all that may be due, and long words."""
    troubled = cases.troubled()
    return {
        number: SeenCase(
            replace(troubled, id=number, code=f"DL-{2000 + number}", first_title="Dài " * 30), Relation.OFFICE
        )
        for number in range(1, MANY + 1)
    }


def everything(seen: dict[int, SeenCase]) -> Held:
    due = [Reminder(id, one.key, one.due) for id, it in seen.items() for one in deadlines(it.case.standing, CALENDAR)]
    happened = [Happened(id, number) for id, it in seen.items() for number in range(1, len(it.case.history) + 1)]
    moved = [Moved(id, "answer:0", TODAY, TODAY, "nghỉ bù " * 60, NOW) for id in seen]
    return Held(tuple(due), tuple(happened), tuple(moved))


def test_it_fits_one_message_and_says_how_much_is_left_out(seen: dict[int, SeenCase], library: Library) -> None:
    held = everything(seen)
    reply = ReminderScreens(library).reply(held, seen, CALENDAR, TODAY, MEMBER)
    assert reply
    [message] = Renderer().messages(reply)
    assert len(message.call().params["text"]) < 4096
    text = Renderer().html(reply)
    assert text.count("📄 <b>DL-") == MOST_OF_EACH
    assert f"Còn {len(held.happened) - MOST_OF_EACH} tin khác" in text
    assert f"Đến hạn, làm ngay: {len(held.reminders)}</b>" in text
    assert f"Còn {len(held.reminders) - MOST_OF_EACH} việc khác" in text
    assert len({button.label for row in reply.keyboard for button in row}) <= 2 * MOST_OF_EACH + MOST_DONE + 1


@pytest.mark.parametrize(
    ("whose", "own", "office"),
    [(Relation.OWN, "đồng chí", "cơ quan giải quyết"), (Relation.OFFICE, "người đề xuất", "cơ quan của đồng chí")],
)
def test_what_is_owed_at_once_stands_first_and_the_readers_side_is_called_as_they_are(
    library: Library, whose: Relation, own: str, office: str
) -> None:
    case = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, RISK))
    due = [Reminder(case.id, one.key, one.due) for one in deadlines(case.standing, CALENDAR)][::-1]
    seen = {case.id: SeenCase(case, whose)}
    reply = ReminderScreens(library).reply(Held(tuple(due)), seen, CALENDAR, TODAY, MEMBER)
    assert reply
    told = [line for line in plain(Renderer().html(reply)).splitlines() if line.startswith("⚠️")]
    called = [
        ("làm ngay", office),
        *sorted([("phải làm", office), ("phải làm", own)], key=lambda one: "đồng chí" not in one[1]),
    ]
    said = [f"⚠️ DL-7K3Q (“Một cửa lưu động”): {call} ({who})" for call, who in called]
    assert [line.split(",")[0] for line in told] == said


def test_a_long_reason_why_deadlines_moved_fits_as_well(library: Library) -> None:
    """What does not fit the one message would not be said."""
    waiting = {
        id: SeenCase(replace(cases.waiting(), id=id, first_title="Dài " * 30), Relation.OWN) for id in range(1, MANY)
    }
    moved = tuple(Moved(id, "answer:0", TODAY, TODAY, "nghỉ bù theo thông báo " * 40, NOW) for id in waiting)
    due = tuple(Reminder(id, "answer:0", None) for id in waiting)
    reply = ReminderScreens(library).reply(Held(due, (), moved), waiting, CALENDAR, TODAY, MEMBER)
    assert reply
    [message] = Renderer().messages(reply)
    assert message.call().params["reply_markup"]


def test_an_entry_that_was_put_right_says_so(library: Library) -> None:
    put_right = Happening(0, CORRECTED, TODAY, Who.OFFICE, {}, corrects=2)
    case = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, put_right))
    seen = {case.id: SeenCase(case, Relation.OWN)}
    held = Held(happened=(Happened(case.id, 2), Happened(case.id, 3)))
    reply = ReminderScreens(library).reply(held, seen, CALENDAR, TODAY, MEMBER)
    assert reply
    text = Renderer().html(reply)
    assert "Tiếp nhận, thứ Hai 23/11/2026" in text
    assert "<i>(đã đính chính tại số 3)</i>" in text
    assert "Đính chính số 2 (Tiếp nhận)" in text


def judged(on: date, **told: str) -> Happening:
    """An evaluation that says this in place of what it said first."""
    return happened("evaluated", on, **{**JUDGED, **told})


EVALUATED = judged(date(2027, 2, 20))
LONG = "thiết bị hỏng trong đợt mưa lớn, "


@pytest.mark.parametrize(
    ("corrections", "says"),
    [
        (
            (judged(TODAY, objective=LONG * 5, subjective="chậm", pure_motive="no"),),
            "Ngày: 20/02/2027 → 01/03/2027; "
            f"Nguyên nhân khách quan: mưa lớn → {(LONG * 5).strip()}; Nguyên nhân chủ quan: (trống) → chậm; "
            "Động cơ trong sáng: Chưa rõ → Không",
        ),
        (
            (judged(TODAY, objective=LONG * 100),),
            "Ngày: 20/02/2027 → 01/03/2027; … xem Diễn biến",
        ),
        ((judged(EVALUATED.on, objective=LONG * 100),), "… xem Diễn biến"),
        (
            tuple(judged(TODAY, objective=f"{LONG}{n}", subjective=f"{LONG * 5}{n}") for n in range(MOST_OF_EACH)),
            f"; Nguyên nhân khách quan: mưa lớn → {LONG}0; … xem Diễn biến",
        ),
    ],
)
def test_what_corrections_change_is_told_field_by_field_in_one_message(
    library: Library, corrections: tuple[Happening, ...], says: str
) -> None:
    right = (Happening(0, CORRECTED, one.on, Who.OFFICE, one.details, corrects=7) for one in corrections)
    begun, done = happened("started", cases.DECIDED.on), happened("completed", EVALUATED.on, result="reached")
    before = (cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, begun, RISK, done, EVALUATED)
    case = case_of(*numbered(*before, *right))
    told = Held(happened=tuple(Happened(case.id, 8 + number) for number in range(len(corrections))))
    due = everything({case.id: SeenCase(case, Relation.OFFICE)}).reminders
    reply = ReminderScreens(library).reply(
        replace(told, reminders=due), {case.id: SeenCase(case, Relation.OWN)}, CALENDAR, TODAY, MEMBER
    )
    assert reply
    [message] = Renderer().messages(reply)
    assert len(message.call().params["text"]) < 4096
    lines = [line for line in plain(Renderer().html(reply)).splitlines() if "Đính chính số 7" in line]
    assert len(lines) == len(corrections)
    assert says in lines[0]
    assert not [line for line in lines if " …" in line.replace("… xem Diễn biến", "")]


def test_nothing_is_said_of_nothing(library: Library) -> None:
    assert ReminderScreens(library).reply(Held(), {}, CALENDAR, TODAY, MEMBER) is None
    gone = Held((Reminder(9, "answer:0", TODAY),), (Happened(9, 1),), (Moved(9, "answer:0", TODAY, TODAY, "x", NOW),))
    assert ReminderScreens(library).reply(gone, {}, CALENDAR, TODAY, MEMBER) is None


@pytest.mark.parametrize("news", [False, True])
@pytest.mark.parametrize("side", [Relation.OFFICE, Relation.OWN])
def test_under_a_sum_duties_are_recorded_as_done_and_own_cases_muted(
    library: Library, side: Relation, *, news: bool
) -> None:
    asked = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, PROTECTION))
    seen = {
        1: SeenCase(replace(asked, code="DL-2222"), side),
        2: SeenCase(replace(cases.waiting(), id=2, code="DL-3333"), side),
    }
    due = [Reminder(id, one.key, one.due) for id, it in seen.items() for one in deadlines(it.case.standing, CALENDAR)]
    held = Held(tuple(due), (Happened(1, 1),) if news else ())
    reply = ReminderScreens(library).reply(held, seen, CALENDAR, date(2026, 12, 1), MEMBER)
    assert reply
    [message] = Renderer().messages(reply)
    labels = [button.label for row in reply.keyboard for button in row]
    args = {button.label: (button.action, button.args) for row in reply.keyboard for button in row}
    done = "Đã xong: DL-2222, Triển khai biện pháp bảo vệ"
    own = ["Tắt nhắc DL-2222", "Tắt nhắc DL-3333"]
    if side is Relation.OFFICE:
        assert args[done] == (Action.CASE_RECORD, ("DL-2222", "protection_begun"))
        assert not set(own) & set(labels)
    else:
        assert done not in labels
        assert labels[-2:] == own
        assert args[own[0]] == (Action.CASE_MUTE, ("DL-2222", "1"))
    assert "Nhắc lại ngày mai" in labels
    assert message.call()


def test_who_is_waited_for_is_everybody_with_an_open_duty() -> None:
    asked = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, PROTECTION))
    assert waiting(asked) == "chờ người đề xuất và cơ quan giải quyết"
    assert waiting(cases.waiting()) == "chờ cơ quan giải quyết"
    assert next_words(asked, CALENDAR, TODAY) == "làm ngay (cơ quan giải quyết): Triển khai biện pháp bảo vệ"
    both = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, RISK))
    assert next_words(both, CALENDAR, TODAY).endswith("; chờ người đề xuất và cơ quan giải quyết")


@pytest.mark.parametrize(
    ("side", "address", "expected", "first"),
    [
        (Who.PROPOSER, "đồng chí", "chờ đồng chí và cơ quan giải quyết", "phải làm (đồng chí): Cán bộ báo cáo"),
        (
            Who.OFFICE,
            "anh/chị",
            "chờ người đề xuất và cơ quan của anh/chị",
            "làm ngay (cơ quan của anh/chị): Báo cáo",
        ),
    ],
)
def test_a_side_reads_of_itself_as_it_is_addressed_and_first_what_it_owes(
    library: Library, side: Who, address: str, expected: str, first: str
) -> None:
    both = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, RISK))
    names = named(side, address)
    assert waiting(both, names) == expected
    told = duties(owed(both.standing, side), library, names)[0]
    assert f"{told.call[0].lower()}{told.call[1:]} ({told.whose}): {told.label}".startswith(first)


@pytest.mark.parametrize(("clock", "why"), [("restarts", True), ("goes_on", False)])
def test_a_transfer_without_a_new_receipt_says_why_nothing_is_counted(
    library: Library, clock: str, *, why: bool
) -> None:
    gone = happened("transferred", date(2026, 12, 1), recipient="Tỉnh ủy", skips_level="no", clock=clock)
    case = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, gone))
    screens = CaseScreens(library)
    card = screens.card(SeenCase(case, Relation.OFFICE), CALENDAR, TODAY, (), MEMBER)
    told = screens.notice(case, case, CALENDAR, TODAY, MEMBER)
    for reply in (card, told):
        text = Renderer().html(reply)
        assert ("tính lại từ ngày cấp mới nhận được" in text) is why
        assert ("khi đó tính <b>30 ngày làm việc</b> từ ngày ấy (Điều 4 khoản 3)" in text) is why
    assert "30 ngày làm việc kể từ ngày nhận được" in Renderer().html(card)
    again = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, gone, replace(cases.RECEIVED, on=date(2026, 12, 3))))
    assert uncounted(again, library) == ()
    elsewhere = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, gone), where="lai-chau")
    assert uncounted(elsewhere, library) == ()


def test_the_card_offers_to_record_what_the_viewers_side_has_to_do(library: Library) -> None:
    case = case_of(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED, RISK))

    def done(side: Relation) -> dict[str, tuple[str, ...]]:
        reply = CaseScreens(library).card(SeenCase(case, side), CALENDAR, TODAY, (), MEMBER)
        every = [button for row in reply.keyboard for button in row]
        return {button.label: button.args for button in every if button.label.startswith("Đã xong")}

    assert list(done(Relation.OFFICE).values()) == [
        ("DL-7K3Q", "risk_reported"),
        ("DL-7K3Q", "risk_judged"),
    ]
    assert list(done(Relation.OWN).values()) == [("DL-7K3Q", "risk_told")]


@pytest.mark.parametrize(("side", "label"), [(Relation.OWN, "Đã có trả lời"), (Relation.OFFICE, "Đã trả lời")])
def test_a_reminder_of_an_answer_asks_whether_it_is_there(library: Library, side: Relation, label: str) -> None:
    seen = SeenCase(replace(cases.waiting(), id=1, office="vp" if side is Relation.OFFICE else None), side)
    due = tuple(Reminder(1, one.key, one.due) for one in deadlines(seen.case.standing, CALENDAR))
    reply = ReminderScreens(library).reply(Held(due), {1: seen}, CALENDAR, date(2026, 12, 22), MEMBER)
    assert reply
    pressed = {button.label: (button.action, button.args) for row in reply.keyboard for button in row}
    assert pressed[label] == (Action.CASE_EVENTS, (seen.case.code, "answers"))


def test_who_may_not_record_the_answer_is_not_asked_for_it(library: Library) -> None:
    seen = SeenCase(replace(cases.waiting(), id=1, office="vp"), Relation.OWN)
    due = tuple(Reminder(1, one.key, one.due) for one in deadlines(seen.case.standing, CALENDAR))
    reply = ReminderScreens(library).reply(Held(due), {1: seen}, CALENDAR, date(2026, 12, 22), MEMBER)
    assert reply
    labels = [button.label for row in reply.keyboard for button in row]
    assert labels[:2] == ["Mở hồ sơ", "Ghi sự kiện"]
