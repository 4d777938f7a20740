"""What a user typed becomes an answer, or a problem that says how to mend it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from conversations.forms.checks import first_problem
from conversations.forms.choosing import read_choice, read_choices
from conversations.forms.dates import read_date
from conversations.forms.money import read_money
from conversations.forms.numbers import SAMPLE as NUMBER_SAMPLE
from conversations.forms.numbers import read_number
from conversations.forms.people import read_people
from conversations.forms.periods import read_period
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Answer, Kind, Question
from conversations.forms.tables import read_rows
from conversations.forms.texts import read_text, tidy

Reader = Callable[[Question, str, date], Answer | Problem]


def read(question: Question, text: str, today: date) -> Answer | Problem:
    """The answer that a text gives to a question. Of a question that collects, the answer that this text alone gives.

    A problem without a sample of its own carries the question's example.
    """
    answer = _READERS[question.kind](question, tidy(text), today)
    fault = answer if isinstance(answer, Problem) else first_problem(question, answer, today)
    return answer if fault is None else mended(fault, question)


def mended(fault: Problem, question: Question) -> Problem:
    """The problem with something to write: its own sample, else the question's example where that is one."""
    if fault.write or question.kind in _EXPLAINED:
        return fault
    return replace(fault, write=question.example)


def _number(question: Question, text: str, _today: date) -> Answer | Problem:
    number = read_number(text, question.unit)
    missing = not isinstance(number, Problem) and not number["unit"]
    return problem("number_unit", question.example or NUMBER_SAMPLE) if missing else number


_EXPLAINED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.FILES})
"""Kinds whose example explains the question, instead of being something to write."""

_READERS: Mapping[Kind, Reader] = {
    Kind.CHOICE: lambda question, text, _today: read_choice(text, question.choices),
    Kind.CHOICES: lambda question, text, _today: read_choices(text, question.choices),
    Kind.SHORT: lambda question, text, _today: read_text(text, question.longest),
    Kind.LONG: lambda question, text, _today: read_text(text, question.longest),
    Kind.NUMBER: _number,
    Kind.MONEY: lambda _question, text, _today: read_money(text),
    Kind.DATE: lambda _question, text, today: read_date(text, today),
    Kind.PERIOD: lambda _question, text, today: read_period(text, today),
    Kind.TABLE: lambda question, text, today: read_rows(question.columns, text, today),
    Kind.FILES: lambda _question, _text, _today: problem("files_only"),
    Kind.PEOPLE: lambda _question, text, _today: read_people(text),
}
