"""A form with its answers, as documents read it: which questions apply, and each answer in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import cast

from conversations.documents.blocks import MISSING, Run
from conversations.documents.outlines import When
from conversations.forms.numbers import shown
from conversations.forms.questions import Answer, Answers, Choice, Column, Form, Kind, Question
from conversations.forms.route import asked

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
CURRENCY = "đồng"


@dataclass(frozen=True)
class Filled:
    """The answers of a form.

    `facts` are words that the program adds to them, by key. `phrases` are texts with `{key}` of their own that an
    outline names by their key.
    """

    form: Form
    answers: Answers
    phrases: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    def question(self, key: str) -> Question:
        """The question with this key; KeyError when the form has none."""
        return self._questions[key]

    def has(self, key: str) -> bool:
        """Whether the form has this question."""
        return key in self._questions

    def answer(self, key: str) -> Answer | None:
        """The answer, when the question applies and was answered. Only an empty choice of several is an answer."""
        given = self.answers.get(key)
        empty = not given and given != 0 and self.question(key).kind is not Kind.CHOICES
        return None if empty or not self.applies(key) else given

    def applies(self, key: str) -> bool:
        """Whether the form asks this question, given the other answers. KeyError when the form has none."""
        return self.question(key) in self._asked

    def owed(self, key: str) -> bool:
        """Whether the question should have been answered and was not."""
        return self.applies(key) and self.question(key).required and self.answer(key) is None

    def holds(self, when: When, unless: When | None = None) -> bool:
        """Whether the conditions of an outline hold, and not those of `unless`, where there are any."""
        if unless and self.holds(unless):
            return False
        return all(self._chosen(key) & set(keys) if keys else not self._chosen(key) for key, keys in when.items())

    def within(self, answers: Answers, facts: Mapping[str, str]) -> "Filled":
        """The same with some answers and facts of its own."""
        return replace(self, answers={**self.answers, **answers}, facts={**self.facts, **facts})

    def words(self, text: str) -> tuple[Run, ...]:
        """A text with its `{key}` filled in; what is not known says so."""
        whole = _PLACEHOLDER.sub(lambda match: self.phrases.get(match[1], match[0]), text)
        pieces = _PLACEHOLDER.split(whole)
        runs = (self._value(piece) if place % 2 else Run(piece) for place, piece in enumerate(pieces))
        return tuple(run for run in runs if run.text)

    def knows(self, text: str) -> bool:
        """Whether every `{key}` of a text is known."""
        return MISSING not in self.words(text)

    def _value(self, key: str) -> Run:
        if key in self.facts:
            return Run(self.facts[key]) if self.facts[key] else MISSING
        given = self.answer(key)
        return MISSING if given is None else Run(inline(self.question(key), given))

    def _chosen(self, key: str) -> set[str]:
        """The keys by which a question of choices was answered."""
        given = self.answers.get(key)
        return set(cast(list[str], given)) if isinstance(given, list) else {given} if isinstance(given, str) else set()

    @cached_property
    def _asked(self) -> tuple[Question, ...]:
        place = self.answers.get("jurisdiction")
        return asked(self.form, self.answers, place if isinstance(place, str) else None)

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.form.questions}


def inline(question: Question, answer: Answer) -> str:
    """An answer as words within a line."""
    if isinstance(answer, int):
        return f"{grouped(answer)} {CURRENCY}"
    if isinstance(answer, dict):
        return _period(answer) if question.kind is Kind.PERIOD else _quantity(answer)
    if isinstance(answer, list):
        return ", ".join(label(question.choices, str(key)) for key in answer)
    if question.kind is Kind.DATE:
        return day(answer)
    return label(question.choices, answer) if question.kind is Kind.CHOICE else answer


def in_cell(column: Column, value: str) -> str:
    """A cell of a table in words."""
    if column.kind is Kind.CHOICE:
        return label(column.choices, value)
    if column.kind is Kind.DATE:
        return day(value)
    if column.kind is Kind.MONEY:
        return grouped(int(value))
    return decimal(value) if column.kind is Kind.NUMBER else value


def label(choices: tuple[Choice, ...], key: str) -> str:
    """The words of a choice; KeyError when there is none."""
    return {choice.key: choice.label for choice in choices}[key]


def day(iso: str) -> str:
    """A date as documents write it: days under 10 and the first two months with a leading 0 (05/3/2027, 12/02/2027)."""
    when = date.fromisoformat(iso)
    month = f"{when.month:02}" if when.month <= 2 else str(when.month)
    return f"{when.day:02}/{month}/{when.year}"


def grouped(number: int) -> str:
    """A whole number with points between thousands."""
    return shown(str(number))


def decimal(number: str) -> str:
    """A number with a decimal comma and points between thousands; anything else as it is."""
    return shown(number) if _DECIMAL.fullmatch(number) else number


def _period(answer: Mapping[str, str]) -> str:
    return f"từ ngày {day(answer['begin'])} đến ngày {day(answer['end'])}"


def _quantity(answer: Mapping[str, str]) -> str:
    return f"{decimal(answer['number'])} {answer['unit']}".strip()
