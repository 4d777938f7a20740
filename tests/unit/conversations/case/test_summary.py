"""What a case says in a few words."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bot.splitting import plain
from conversations.access import Relation
from conversations.case.entries import history
from conversations.case.presenting import CaseScreens
from conversations.case.summary import following, skipped_days
from conversations.cases import SeenCase
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import Who, lifecycle
from storage.working_days import Calendar, DayKind, SpecialDay, Unit
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR, happened, numbered
from tests.unit.conversations.case.lives import case_in, reaching
from tests.unit.conversations.case.people import MEMBER, RENDERER

MARCH = date(2027, 3, 1)


def calendar(*off: tuple[date, str]) -> Calendar:
    return Calendar({day: SpecialDay(day, DayKind.OFF, reason) for day, reason in off}, frozenset({2026}))


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        ([(2, "nghỉ bù")], ("06/03 nghỉ bù",)),
        ([(2, "nghỉ bù"), (6, "nghỉ bù")], ("06/03 nghỉ bù", "10/03 nghỉ bù")),
        ([(2, "nghỉ bù"), (5, "nghỉ bù")], ("06/03-09/03 nghỉ bù",)),
        ([(5, "lễ"), (6, "bù"), (7, "lễ")], ("09/03 lễ", "10/03 bù", "11/03 lễ")),
    ],
    ids=["one", "a counted day between", "a weekend between", "another reason between"],
)
def test_days_off_of_one_reason_are_a_span_only_while_no_day_between_was_counted(
    off: Sequence[tuple[int, str]], expected: tuple[str, ...]
) -> None:
    wednesday = date(2026, 3, 4)
    days = calendar(*((wednesday + timedelta(days=after), reason) for after, reason in off))
    assert skipped_days(days.due(wednesday, 21, Unit.WORKING))[1:] == expected


def card(made: Case, library: Library, whose: Relation = Relation.OWN) -> str:
    """The card of a case as it reads on 01/03/2027."""
    return plain(RENDERER.html(CaseScreens(library).card(SeenCase(made, whose), CALENDAR, MARCH, (), MEMBER)))


@pytest.mark.parametrize("state", [name for name, state in lifecycle().states.items() if not state.end])
def test_a_card_says_who_is_waited_for_and_what_for(state: str) -> None:
    made, rule = case_in(state), lifecycle().states[state]
    assert rule.following
    who = {Who.PROPOSER: "người đề xuất", Who.OFFICE: "cơ quan giải quyết"}[rule.waits_for or Who.OFFICE]
    assert following(made).startswith(f"chờ {who} {rule.following}")


def test_whoever_has_something_else_to_do_is_named_beside(library: Library) -> None:
    assert "Tiếp theo: chờ đồng chí thực hiện, báo cáo quá trình; cơ quan giải quyết làm việc nêu trên." in card(
        cases.troubled(), library
    )


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (cases.answered(), "Trả lời: trong hạn (ngày làm việc thứ 28/30); hạn thứ Tư 06/01/2027."),
        (cases.answered(date(2027, 1, 20)), "Trả lời: quá hạn 10 ngày làm việc; hạn thứ Tư 06/01/2027."),
        (cases.waiting(), None),
        (cases.case(*numbered(cases.SUBMITTED, cases.RECEIVED, cases.DECIDED), where="hai-phong"), None),
    ],
    ids=["in time", "late", "still awaited", "no period"],
)
def test_a_card_says_whether_the_answer_came_in_time(made: Case, says: str | None, library: Library) -> None:
    shown = card(made, library)
    assert says in shown if says else "Trả lời: " not in shown


def test_what_a_body_above_has_to_do_is_not_the_offices(library: Library) -> None:
    told = happened("risk_reported", date(2027, 2, 23), recipient="Tỉnh ủy")
    made = cases.case(*numbered(*cases.troubled().standing.effective, told), issue="unsuitable")
    shown = card(made, library, Relation.OFFICE)
    assert "(việc của cấp trên; cơ quan của đồng chí ghi kết quả): Cấp trên trực tiếp chỉ đạo thẩm tra" in shown


def test_a_period_that_stands_still_says_how_much_of_it_was_used(library: Library) -> None:
    assert "tạm dừng từ 08/12/2026, đã tính 10/30 ngày làm việc; chưa tính được hạn." in card(cases.paused(), library)


def test_long_words_cut_off_nothing_short() -> None:
    told = {"objective": "mưa lớn " * 40, "subjective": "chậm " * 40, "common_good": "unclear"}
    judged = happened("evaluated", date(2027, 2, 20), right_policy="yes", pure_motive="yes", **told)
    [*_, entry] = history(cases.case(*numbered(*reaching("completed"), judged)))
    assert entry.brief.endswith("Thực hiện đúng chủ trương: Đúng; Động cơ trong sáng: Có; Vì lợi ích chung: Chưa rõ")


def test_of_many_duties_the_first_is_told_with_its_words_and_the_others_by_their_provisions(library: Library) -> None:
    shown = card(cases.troubled(), library)
    assert 'Điều 8 khoản 3: "đầy đủ, trung thực, kịp thời"; văn bản không ấn định số ngày.' in shown
    assert "Báo cáo rủi ro, sai sót với cấp trên trực tiếp, từ 20/02/2027 (Điều 6 khoản 2 điểm c).\n" in shown
    assert "\nCác việc trên: văn bản không ấn định số ngày.\n" in shown
