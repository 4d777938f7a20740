"""Answers in words."""

import pytest

from conversations.documents.blocks import MISSING, Run
from conversations.documents.filled import Filled, day, decimal, grouped, in_cell, inline
from conversations.forms.questions import Answer, Choice, Column, Kind, Question
from conversations.plan.questions import plan_form
from tests.unit.conversations.documents.plans import PLAN

CHOICES = (Choice("low", "Thấp"), Choice("high", "Cao"))


def filled(**answers: Answer) -> Filled:
    return Filled(plan_form(), answers)


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        (Kind.SHORT, "Phú Bình", "Phú Bình"),
        (Kind.CHOICE, "low", "Thấp"),
        (Kind.CHOICES, ["low", "high"], "Thấp, Cao"),
        (Kind.NUMBER, {"number": "1234.5", "unit": "ngày"}, "1.234,5 ngày"),
        (Kind.NUMBER, {"number": "7", "unit": ""}, "7"),
        (Kind.MONEY, 63_500_000, "63.500.000 đồng"),
        (Kind.MONEY, 0, "0 đồng"),
        (Kind.DATE, "2027-03-05", "05/3/2027"),
        (Kind.PERIOD, {"begin": "2027-02-01", "end": "2027-12-31"}, "từ ngày 01/02/2027 đến ngày 31/12/2027"),
    ],
)
def test_an_answer_within_a_line(kind: Kind, answer: Answer, said: str) -> None:
    assert inline(Question("x", "", kind, choices=CHOICES), answer) == said


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Kind.SHORT, "2026-01-01", "2026-01-01"),
        (Kind.CHOICE, "high", "Cao"),
        (Kind.MONEY, "18500000", "18.500.000"),
        (Kind.NUMBER, "0.05", "0,05"),
        (Kind.DATE, "2027-01-15", "15/01/2027"),
    ],
)
def test_a_cell(kind: Kind, value: str, said: str) -> None:
    assert in_cell(Column("x", "", kind, choices=CHOICES), value) == said


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2027-01-09", "09/01/2027"),
        ("2027-02-28", "28/02/2027"),
        ("2027-03-01", "01/3/2027"),
        ("2027-12-10", "10/12/2027"),
    ],
)
def test_leading_zeros_of_days_and_of_the_first_two_months(iso: str, written: str) -> None:
    assert day(iso) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0", "0"),
        ("-0.5", "-0,5"),
        ("-1234", "-1.234"),
        ("1000000.25", "1.000.000,25"),
        ("khoảng 10", "khoảng 10"),
        ("1,5", "1,5"),
    ],
)
def test_numbers(number: str, written: str) -> None:
    assert decimal(number) == written


def test_thousands() -> None:
    assert grouped(1_240) == "1.240"


def test_a_question_that_is_not_asked_has_no_answer() -> None:
    asked = filled(request="pilot", pilot_limits="Tại một xã")
    assert asked.answer("pilot_limits") == "Tại một xã"
    assert filled(request="carry_out", pilot_limits="Tại một xã").answer("pilot_limits") is None
    assert not filled(pilot_limits="Tại một xã").applies("pilot_limits")


@pytest.mark.parametrize(("place", "applies"), [("quang-ngai", True), ("hai-phong", False), (None, False)])
def test_a_question_of_one_place(place: str | None, applies: bool) -> None:
    assert filled(**({"jurisdiction": place} if place else {})).applies("legality_quang_ngai") is applies


@pytest.mark.parametrize("empty", ["", []])
def test_an_empty_answer_is_none_but_an_empty_choice_of_several_is_one(empty: Answer) -> None:
    assert filled(need=empty).answer("need") is None
    assert filled(levels=[]).answer("levels") == []
    assert filled(total=0).answer("total") == 0


def test_what_is_owed() -> None:
    nothing = filled()
    assert nothing.owed("need")
    assert not nothing.owed("total"), "optional"
    assert not nothing.owed("pilot_limits"), "not asked"
    assert not filled(need="Cần").owed("need")


def test_conditions_hold_by_choice_or_by_its_absence() -> None:
    assert filled(levels=["many_sectors"]).holds({"levels": ("many_levels", "many_sectors")})
    assert not filled(levels=["many_sectors"]).holds({"levels": ("many_levels",), "request": ("pilot",)})
    assert filled().holds({"request": ()})
    assert not filled(request="pilot").holds({"request": ()})


def test_conditions_do_not_hold_where_all_that_is_excepted_holds() -> None:
    excepted = {"request": ("pilot",), "levels": ("many_sectors",)}
    assert filled().holds({}, excepted)
    assert filled(request="pilot").holds({}, excepted)
    assert not filled(request="pilot", levels=["many_sectors"]).holds({}, excepted)
    assert not filled().holds({"request": ("pilot",)}, excepted)
    assert filled().holds({}, {})


def test_words_with_answers_facts_and_phrases() -> None:
    one = Filled(plan_form(), PLAN, {"who": "{proposer_name} và {other}"}, {"other": "người khác"})
    assert one.words("Gửi {who}: {total}.") == (
        Run("Gửi "), Run("Trần Thị Lan"), Run(" và "), Run("người khác"), Run(": "), Run("45.000.000 đồng"), Run("."),
    )  # fmt: skip


def test_what_is_not_known_says_so() -> None:
    one = filled().within({}, {"fact": ""})
    assert one.words("Tại {place}") == (Run("Tại "), MISSING)
    assert one.words("{fact}") == (MISSING,)
    assert not one.knows("{place}")


def test_a_users_words_are_not_read_as_places_to_fill_in() -> None:
    one = filled(title="{need} và {proposer}", need="bí mật")
    assert one.words("{title}") == (Run("{need} và {proposer}"),)


def test_a_key_that_the_form_lacks_is_a_fault_of_the_outline() -> None:
    with pytest.raises(KeyError):
        filled().words("{nonsense}")
