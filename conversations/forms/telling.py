"""Answers as users read them: in full, line by line, or short."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from conversations.forms.dates import told
from conversations.forms.numbers import shown
from conversations.forms.questions import Answer, Choice, Column, Kind, Question
from conversations.forms.texts import counted

MISSING = "[cần bổ sung]"
"""Stands where a required answer is missing."""
LEFT_OUT = "(để trống)"
"""Stands where an answer is missing that need not be there."""
STAYS_AS_IT_IS = "(giữ như đã ghi)"
"""Stands where an answer is missing and what was recorded stays."""
NONE_CHOSEN = "Không có mục nào"
SHORT = 70
"""Characters of an answer in a list."""

_BYTES = ("B", "KB", "MB")


def lines(question: Question, answer: Answer) -> list[str]:
    """The answer, a line for each of its pieces."""
    return _TOLD[question.kind](question, answer)


def short(question: Question, answer: Answer) -> str:
    """The answer in one short line."""
    joint = " " if question.kind is Kind.LONG else "; "
    return cut(joint.join(lines(question, answer)))


def cut(text: str, length: int = SHORT) -> str:
    """The beginning of a text up to a word's end, marked where it goes on."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0].rstrip(' ,;:.')} …"


def label(question: Question) -> str:
    """The question's short name."""
    return question.label or cut(question.text.split("?")[0].rstrip("."), 40)


def row_line(columns: Sequence[Column], row: Mapping[str, str]) -> str:
    """A row in one line, empty cells as a dash."""
    return " | ".join(cell(column, row[column.key]) if column.key in row else "–" for column in columns)


def cell(column: Column, stored: str) -> str:
    """A cell as users read it."""
    match column.kind:
        case Kind.CHOICE:
            return _label(column.choices, stored)
        case Kind.NUMBER:
            number, _, unit = stored.partition(" ")
            return _with_unit(number, unit)
        case Kind.MONEY:
            return _money(int(stored))
        case Kind.DATE:
            return _day(stored)
    return stored


def size(count: int) -> str:
    """A size in bytes as users read it: "1,5 MB"."""
    value, unit = float(count), 0
    while value >= 1024 and unit < len(_BYTES) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f}".removesuffix(".0").replace(".", ",") + f" {_BYTES[unit]}"


def _label(choices: Sequence[Choice], key: str) -> str:
    return next((choice.label for choice in choices if choice.key == key), key)


def _with_unit(number: str, unit: str) -> str:
    joint = "" if unit in {"", "%", "‰"} else " "
    return f"{shown(number)}{joint}{unit}"


def _money(amount: int) -> str:
    return f"{counted(amount)} đồng"


def _day(stored: str) -> str:
    return told(date.fromisoformat(stored))


_TOLD: Mapping[Kind, Callable[[Question, Any], list[str]]] = {
    Kind.CHOICE: lambda question, key: [_label(question.choices, key)],
    Kind.CHOICES: lambda question, keys: [_label(question.choices, key) for key in keys] or [NONE_CHOSEN],
    Kind.SHORT: lambda _question, text: [text],
    Kind.LONG: lambda _question, text: [line for line in text.split("\n") if line.strip()],
    Kind.NUMBER: lambda _question, number: [_with_unit(number["number"], number["unit"])],
    Kind.MONEY: lambda _question, amount: [_money(amount)],
    Kind.DATE: lambda _question, day: [_day(day)],
    Kind.PERIOD: lambda _question, days: [f"từ {_day(days['begin'])} đến {_day(days['end'])}"],
    Kind.TABLE: lambda question, rows: [row_line(question.columns, row) for row in rows],
    Kind.FILES: lambda _question, files: [f"{file['name']} ({size(int(file['size']))})" for file in files],
    Kind.PEOPLE: lambda _question, people: [f"{one['name']}, {one['post']}, {one['unit']}" for one in people],
}
