"""Validations beyond the kind of a question."""

from dataclasses import replace

import pytest

from conversations.forms.checks import CHECKS, first_problem
from conversations.forms.questions import Answer, Kind, Question
from tests.unit.conversations.forms.samples import TODAY


@pytest.mark.parametrize(
    ("check", "answer", "code"),
    [
        ("names-rule", "Quyết định số 12/2020/QĐ-UBND, Điều 5 khoản 2, UBND tỉnh", None),
        ("names-rule", "quyet dinh 12/2020/qd-ubnd dieu 5", None),
        ("names-rule", "Kết luận số 14-KL/TW, mục 2.3", None),
        ("names-rule", "Nghị định 73/2023/NĐ-CP", "names_rule"),
        ("names-rule", "Điều 5 của quyết định cũ", "names_rule"),
        ("has-number", "Giảm 30% thời gian", None),
        ("has-number", "Giảm nhiều thời gian", "has_number"),
        ("positive", 1, None),
        ("positive", 0, "not_positive"),
        ("positive", {"number": "-0.5", "unit": "%"}, "not_positive"),
        ("whole", {"number": "30", "unit": "người"}, None),
        ("whole", {"number": "30.5", "unit": "người"}, "not_whole"),
        ("percent", {"number": "100", "unit": "%"}, None),
        ("percent", {"number": "100.1", "unit": "%"}, "not_percent"),
        ("percent", {"number": "50", "unit": "hộ"}, "not_percent"),
        ("not-past", "2026-11-25", None),
        ("not-past", "2026-11-24", "date_past"),
        ("not-past", {"begin": "2026-01-01", "end": "2026-11-25"}, None),
        ("not-past", {"begin": "2026-01-01", "end": "2026-11-24"}, "date_past"),
        ("not-future", "2026-11-25", None),
        ("not-future", "2026-11-26", "date_future"),
    ],
)
def test_a_check(check: str, answer: Answer, code: str | None) -> None:
    found = first_problem(Question("k", "Câu?", Kind.SHORT, checks=(check,)), answer, TODAY)
    assert (found and found.code) == code
    assert found is None or found.says


@pytest.mark.parametrize("check", ["not-past", "not-future"])
def test_without_a_day_what_depends_on_it_finds_nothing(check: str) -> None:
    asked = Question("k", "Câu?", Kind.DATE, checks=(check,))
    assert first_problem(asked, "1999-01-01", None) is None
    assert first_problem(replace(asked, checks=tuple(CHECKS)[5:]), "2199-01-01", None) is None
