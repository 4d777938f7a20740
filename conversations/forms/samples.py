"""The examples of a form, tried as if a user had sent them: an example that would be refused misleads."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from conversations.forms.problems import Problem
from conversations.forms.questions import Form, Kind, Question
from conversations.forms.reading import read
from conversations.forms.tables import read_cell

_DAY = date(2026, 1, 1)
"""A day on which relative dates are read; checks that depend on the day are left out, or examples would grow stale."""
_TIMELY = frozenset({"not-past", "not-future", "since-beginning"})
_EXPLAINED = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.FILES})


def refused_samples(form: Form) -> Iterator[str]:
    """A line for each example that the form itself would refuse."""
    for question in form.questions:
        yield from (f"{question.key}: {fault}" for fault in _refused(question))


def _refused(question: Question) -> Iterator[str]:
    if question.example and question.kind not in _EXPLAINED:
        checks = tuple(name for name in question.checks if name not in _TIMELY)
        answer = read(replace(question, checks=checks), question.example, _DAY)
        if isinstance(answer, Problem):
            yield f"example {question.example!r} would be refused: {answer.says}"
    for column in question.columns:
        if column.example:
            cell = read_cell(column, column.example, _DAY)
            if isinstance(cell, Problem):
                yield f"example {column.example!r} of column {column.key} would be refused: {cell.says}"
