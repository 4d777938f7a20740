"""Whether a stored value is an answer to a question: what reading makes is, garbage is not. Never raises."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from conversations.forms.questions import Choice, Column, Kind, Question


def fits(question: Question, answer: object) -> bool:
    """Whether the value has the shape of the question's kind and names only what the question has."""
    return _SHAPES[question.kind](question, answer)


def _is_text(answer: object, longest: int) -> bool:
    return isinstance(answer, str) and 0 < len(answer) <= longest


def _is_choice(answer: object, choices: tuple[Choice, ...]) -> bool:
    return any(choice.key == answer for choice in choices)


def _are_choices(question: Question, answer: object) -> bool:
    if not isinstance(answer, list) or not all(_is_choice(key, question.choices) for key in answer):
        return False
    return [choice.key for choice in question.choices if choice.key in answer] == answer


def _is_decimal(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _has_texts(value: object, names: set[str]) -> bool:
    return isinstance(value, Mapping) and set(value) == names and all(isinstance(one, str) for one in value.values())


def _is_number(_question: Question, answer: object) -> bool:
    return _has_texts(answer, {"number", "unit"}) and isinstance(answer, Mapping) and _is_decimal(answer["number"])


def _is_money(_question: Question, answer: object) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool) and answer >= 0


def _is_period(_question: Question, answer: object) -> bool:
    if not _has_texts(answer, {"begin", "end"}) or not isinstance(answer, Mapping):
        return False
    return _is_day(answer["begin"]) and _is_day(answer["end"]) and answer["begin"] <= answer["end"]


def _are(names: set[str]) -> Callable[[Question, object], bool]:
    """A list, not empty, of records with these names."""
    return lambda _question, answer: (
        isinstance(answer, list) and bool(answer) and all(_has_texts(one, names) for one in answer)
    )


def _are_rows(question: Question, answer: object) -> bool:
    return isinstance(answer, list) and bool(answer) and all(_is_row(question.columns, row) for row in answer)


def _is_row(columns: tuple[Column, ...], row: object) -> bool:
    if not isinstance(row, Mapping) or not set(row) <= {column.key for column in columns}:
        return False
    return all(_is_cell(column, row[column.key]) if column.key in row else not column.required for column in columns)


def _is_cell(column: Column, cell: object) -> bool:
    if not isinstance(cell, str) or not cell:
        return False
    match column.kind:
        case Kind.CHOICE:
            return _is_choice(cell, column.choices)
        case Kind.NUMBER:
            return _is_decimal(cell.split(" ", 1)[0])
        case Kind.MONEY:
            return cell.isascii() and cell.isdigit()
        case Kind.DATE:
            return _is_day(cell)
    return True


_SHAPES: Mapping[Kind, Callable[[Question, object], bool]] = {
    Kind.CHOICE: lambda question, answer: _is_choice(answer, question.choices),
    Kind.CHOICES: _are_choices,
    Kind.SHORT: lambda question, answer: _is_text(answer, question.longest),
    Kind.LONG: lambda question, answer: _is_text(answer, question.longest),
    Kind.NUMBER: _is_number,
    Kind.MONEY: _is_money,
    Kind.DATE: lambda _question, answer: _is_day(answer),
    Kind.PERIOD: _is_period,
    Kind.TABLE: _are_rows,
    Kind.FILES: _are({"id", "name", "mime", "size", "digest"}),
    Kind.PEOPLE: _are({"name", "post", "unit"}),
}
