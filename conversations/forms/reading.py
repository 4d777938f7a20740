"""What a user typed becomes an answer, or a problem that says how to mend it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from conversations.forms.checks import facing, first_problem
from conversations.forms.choosing import read_choice, read_choices
from conversations.forms.dates import EITHER_DAY, read_date, told
from conversations.forms.money import read_money
from conversations.forms.numbers import SAMPLE as NUMBER_SAMPLE
from conversations.forms.numbers import read_number
from conversations.forms.people import read_people
from conversations.forms.periods import read_period
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Answer, Kind, Question
from conversations.forms.spans import Facing
from conversations.forms.tables import read_rows
from conversations.forms.texts import read_text, tidy

Reader = Callable[[Question, str, date], Answer | Problem]


def read(question: Question, text: str, today: date) -> Answer | Problem:
    """The answer that a text gives to a question. Of a question that collects, the answer that this text alone gives.

    A problem without a sample of its own carries the question's example.
    """
    answer = _READERS[question.kind](question, tidy(text), today)
    fault = answer if isinstance(answer, Problem) else first_problem(question, answer, today)
    if fault and question.kind is Kind.DATE:
        fault = replace(fault, write=_days_to_write(fault.write, question, today))
    return answer if fault is None else mended(fault, question)


def mended(fault: Problem, question: Question) -> Problem:
    """The problem with something to write: its own sample, else the question's example where that is one."""
    if fault.write or question.kind in _EXPLAINED:
        return fault
    return replace(fault, write=question.example)


def _days_to_write(offered: str, question: Question, today: date) -> str:
    """Those of the days offered that the question would take; where there is none its example, today or a day to come.

    Nobody is told to write what is refused then.
    """
    days = [day for day in offered.split(EITHER_DAY) if day and not isinstance(_day(question, day, today), Problem)]
    if days or (question.example and not isinstance(_day(question, question.example, today), Problem)):
        return EITHER_DAY.join(days)
    return told(today if facing(question) is Facing.PAST else today + timedelta(days=10))


def _day(question: Question, text: str, today: date) -> str | Problem:
    day = read_date(text, today, facing(question))
    return day if isinstance(day, Problem) else first_problem(question, day, today) or day


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
    Kind.DATE: lambda question, text, today: read_date(text, today, facing(question)),
    Kind.PERIOD: lambda _question, text, today: read_period(text, today),
    Kind.TABLE: lambda question, text, today: read_rows(question.columns, text, today),
    Kind.FILES: lambda _question, _text, _today: problem("files_only"),
    Kind.PEOPLE: lambda _question, text, _today: read_people(text),
}
