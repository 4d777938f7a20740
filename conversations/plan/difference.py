"""What two versions of a plan have different, question by question, as users read it. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from conversations.forms.questions import Answer, Answers, Form, Kind, Question
from conversations.forms.telling import label, lines

_NAME_CELLS: Mapping[Kind, str] = {Kind.PEOPLE: "name", Kind.FILES: "digest"}
"""By which field an item of a list is known again; a row of a table by its first cell."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer before and after; None where it was not there."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer is another: its short name and the pieces that differ."""

    question: str
    label: str
    pieces: tuple[Piece, ...]


def difference(form: Form, before: Answers, after: Answers) -> tuple[Change, ...]:
    """The questions, in the order of the form, whose answers are not the same, and what of them differs.

    Rows of a table are compared row by row, whatever their order; a long text paragraph by paragraph.
    """
    changes = (_change(question, before.get(question.key), after.get(question.key)) for question in form.questions)
    return tuple(change for change in changes if change.pieces)


def _change(question: Question, before: Answer | None, after: Answer | None) -> Change:
    pieces = () if before == after else tuple(_pieces(question, before, after))
    return Change(question.key, label(question), pieces)


def _pieces(question: Question, before: Answer | None, after: Answer | None) -> Iterator[Piece]:
    if question.kind in {Kind.TABLE, Kind.PEOPLE, Kind.FILES}:
        return _by_item(_items(question, before), _items(question, after))
    if question.kind is Kind.LONG:
        return _by_paragraph(_told(question, before), _told(question, after))
    return iter([Piece(_joined(question, before), _joined(question, after))])


def _by_item(before: Mapping[tuple[str, int], str], after: Mapping[tuple[str, int], str]) -> Iterator[Piece]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Piece(before.get(name), after.get(name))


def _by_paragraph(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for tag, start, end, to, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Piece("\n".join(before[start:end]) or None, "\n".join(after[to:until]) or None)


def _items(question: Question, answer: Answer | None) -> dict[tuple[str, int], str]:
    """The items of a list in words, by what each is known by and how often that stood before."""
    found: dict[tuple[str, int], str] = {}
    rows = answer if isinstance(answer, list) else []
    for row, told in zip(rows, _told(question, answer), strict=True):
        name = _name(question)(row)
        found[name, sum(name == other for other, _ in found)] = told
    return found


def _name(question: Question) -> Callable[[object], str]:
    cell = question.columns[0].key if question.kind is Kind.TABLE else _NAME_CELLS[question.kind]
    return lambda row: row.get(cell, "") if isinstance(row, dict) else ""


def _told(question: Question, answer: Answer | None) -> list[str]:
    return [] if answer is None else [line for line in lines(question, answer) if line.strip()]


def _joined(question: Question, answer: Answer | None) -> str | None:
    return "; ".join(_told(question, answer)) or None
