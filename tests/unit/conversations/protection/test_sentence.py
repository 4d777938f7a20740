"""Free sentences: what is told is filled in, and nothing wrongly."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from conversations.forms.questions import Form
from conversations.protection.sentence import about_a_case, told_in
from knowledge.text import has_accents

SETS = ("sentences.yaml", "sentences_unseen.yaml", "sentences_last.yaml")
SENTENCES: list[dict[str, Any]] = [
    one for name in SETS for one in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]


def test_there_are_forty_and_both_spellings() -> None:
    assert len(SENTENCES) >= 100
    assert sum(not has_accents(one["says"]) for one in SENTENCES) >= 15


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one["says"][:40])
def test_nothing_is_filled_in_wrongly(sentence: dict[str, Any]) -> None:
    found = told_in(sentence["says"])
    assert {fact: value for fact, value in found.items() if sentence["told"].get(fact) != value} == {}


def test_most_of_what_is_told_is_filled_in() -> None:
    told = sum(len(one["told"]) for one in SENTENCES)
    filled = sum(len(told_in(one["says"])) for one in SENTENCES)
    assert filled >= 0.9 * told


def test_what_is_filled_in_answers_the_form(form: Form) -> None:
    choices = {question.key: {choice.key for choice in question.choices} for question in form.questions}
    for sentence in SENTENCES:
        assert all(value in choices[fact] for fact, value in told_in(sentence["says"]).items())
        assert all(value in choices[fact] for fact, value in sentence["told"].items())


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Hồ sơ của tôi có được bảo vệ không?", True),
        ("ho so cua toi co duoc bao ve khong", True),
        ("Tôi cho làm thí điểm rồi bị thanh tra", True),
        ("làm sai mà không tư lợi thì có bị xử lý không", True),
        ("Quảng Ngãi phải trả lời trong bao nhiêu ngày?", False),
        ("Kết luận 14 nói gì về thí điểm?", False),
        ("", False),
    ],
)
def test_an_assessment_is_offered_where_a_case_is_spoken_of(question: str, offered: bool) -> None:
    assert about_a_case(question) is offered


def test_what_contradicts_itself_is_asked() -> None:
    assert told_in("Tôi làm đúng kế hoạch. Thật ra tôi làm vượt kế hoạch.") == {}
