"""Further validations that a question may name: what its kind accepts is still refused here, with what to write."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from conversations.forms.dates import told
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Answer, Kind, Question
from conversations.forms.spans import Facing
from knowledge.text import fold

_DOCUMENT_NUMBER = re.compile(r"\b[0-9]{1,5}\s*(?:/[0-9]{4})?\s*[/-]\s*[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ARTICLE = re.compile(r"\b(?:dieu|khoan|diem|muc|phan|chuong|phu luc)\s+[0-9a-z]")
_FIGURE = re.compile(r"\d")
BEGINNING = date(2021, 9, 22)
"""The day of the Conclusion on which all cases rest (kl-14): nothing of a case happened before."""
_TEXTS = frozenset({Kind.SHORT, Kind.LONG})
_AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY})
_DAYS = frozenset({Kind.DATE, Kind.PERIOD})


@dataclass(frozen=True, slots=True)
class Check:
    """A validation: the kinds it is for, and what it finds in an answer of them.

    `today` is None where the answer is judged without a day (an example, a stored answer): a check that needs one then
    finds nothing. `facing` is where the days lie that it lets pass.
    """

    kinds: frozenset[Kind]
    find: Callable[[Any, date | None], Problem | None]
    facing: Facing = Facing.EITHER


def first_problem(question: Question, answer: Answer, today: date | None) -> Problem | None:
    """What the first check that refuses the answer says, with the question's own example."""
    found = (CHECKS[name].find(answer, today) for name in question.checks)
    return next((fault for fault in found if fault), None)


def facing(question: Question) -> Facing:
    """Where the days lie that the question asks for."""
    sides = (CHECKS[name].facing for name in question.checks)
    return next((side for side in sides if side is not Facing.EITHER), Facing.EITHER)


def _names_rule(text: str, _today: date | None) -> Problem | None:
    folded = fold(text)
    return None if _DOCUMENT_NUMBER.search(folded) and _ARTICLE.search(folded) else problem("names_rule")


def _has_number(text: str, _today: date | None) -> Problem | None:
    return None if _FIGURE.search(text) else problem("has_number")


def _amount(answer: int | Mapping[str, str]) -> Decimal:
    return Decimal(answer) if isinstance(answer, int) else Decimal(answer["number"])


def _positive(answer: int | Mapping[str, str], _today: date | None) -> Problem | None:
    return None if _amount(answer) > 0 else problem("not_positive")


def _whole(answer: Mapping[str, str], _today: date | None) -> Problem | None:
    return None if _amount(answer) % 1 == 0 else problem("not_whole")


def _percent(answer: Mapping[str, str], _today: date | None) -> Problem | None:
    fits = answer["unit"] == "%" and 0 <= _amount(answer) <= 100
    return None if fits else problem("not_percent", "12,5%")


def _last(answer: str | Mapping[str, str]) -> date:
    return date.fromisoformat(answer if isinstance(answer, str) else answer["end"])


def _not_past(answer: str | Mapping[str, str], today: date | None) -> Problem | None:
    day = _last(answer)
    return problem("date_past", date=told(day)) if today and day < today else None


def _not_future(answer: str, today: date | None) -> Problem | None:
    day = _last(answer)
    return problem("date_future", date=told(day)) if today and day > today else None


def _since_beginning(answer: str, _today: date | None) -> Problem | None:
    day = _last(answer)
    return problem("date_before_all", date=told(day), first=told(BEGINNING)) if day < BEGINNING else None


CHECKS: Mapping[str, Check] = {
    "names-rule": Check(_TEXTS, _names_rule),
    "has-number": Check(_TEXTS, _has_number),
    "positive": Check(_AMOUNTS, _positive),
    "whole": Check(frozenset({Kind.NUMBER}), _whole),
    "percent": Check(frozenset({Kind.NUMBER}), _percent),
    "not-past": Check(_DAYS, _not_past, Facing.FUTURE),
    "not-future": Check(frozenset({Kind.DATE}), _not_future, Facing.PAST),
    "since-beginning": Check(frozenset({Kind.DATE}), _since_beginning, Facing.PAST),
}
"""The checks by the name that a form gives them."""
HAPPENED = ("not-future", "since-beginning")
"""What the day of something that happened must be."""
