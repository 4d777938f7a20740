"""Answers as a user gives them: what is typed for a stored answer, and which buttons are tapped for a choice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from conversations.forms.questions import Answer, Choice, Column, Kind, Question

DONE, SKIP, NONE = "Xong", "Bỏ qua", "Không có mục nào"
COLLECTED = {Kind.CHOICES, Kind.LONG, Kind.TABLE, Kind.PEOPLE, Kind.FILES}
"""Kinds whose answer is complete only when the user says so."""
LONGEST_MESSAGE = 3_500
"""Characters of one message; a longer answer is sent as several, as people do before Telegram cuts it for them."""


def messages_for(question: Question, answer: Answer) -> list[str]:
    """The messages that a user types for an answer; none for kinds that are tapped or sent."""
    typed = _TYPED.get(question.kind)
    return _packed(typed(question, answer)) if typed else []


def labels_for(question: Question, answer: Answer) -> list[str]:
    """The labels of the choices that a user taps for an answer."""
    if question.kind not in {Kind.CHOICE, Kind.CHOICES}:
        return []
    return [_label(question.choices, key) for key in ([answer] if isinstance(answer, str) else answer)]


def _packed(pieces: Sequence[str]) -> list[str]:
    """The pieces a line each, in as few messages as hold them."""
    messages: list[str] = []
    for piece in pieces:
        if messages and len(messages[-1]) + len(piece) < LONGEST_MESSAGE:
            messages[-1] += f"\n{piece}"
        else:
            messages.append(piece)
    return messages


def _day(stored: str) -> str:
    return f"{date.fromisoformat(stored):%d/%m/%Y}"


def _money(stored: str | int) -> str:
    return f"{int(stored):,} đồng".replace(",", ".")


def _number(stored: str) -> str:
    number, _, unit = stored.partition(" ")
    return f"{number.replace('.', ',')} {unit}".strip()


def _row(columns: Sequence[Column], row: Mapping[str, str]) -> str:
    return " | ".join(_cell(column, row.get(column.key, "")) for column in columns)


def _cell(column: Column, stored: str) -> str:
    assert not set(stored) & set("|\n"), f"{stored!r} cannot stand in a row"
    match column.kind:
        case _ if not stored:
            return ""
        case Kind.CHOICE:
            return _label(column.choices, stored)
        case Kind.DATE:
            return _day(stored)
        case Kind.MONEY:
            return _money(stored)
        case Kind.NUMBER:
            return _number(stored)
    return stored


def _label(choices: Sequence[Choice], key: str) -> str:
    return next(choice.label for choice in choices if choice.key == key)


_TYPED: Mapping[Kind, Callable[[Question, Any], list[str]]] = {
    Kind.SHORT: lambda _question, text: [text],
    Kind.LONG: lambda _question, text: text.split("\n"),
    Kind.NUMBER: lambda _question, number: [_number(f"{number['number']} {number['unit']}")],
    Kind.MONEY: lambda _question, amount: [_money(amount)],
    Kind.DATE: lambda _question, day: [_day(day)],
    Kind.PERIOD: lambda _question, days: [f"từ {_day(days['begin'])} đến {_day(days['end'])}"],
    Kind.TABLE: lambda question, rows: [_row(question.columns, row) for row in rows],
    Kind.PEOPLE: lambda _question, people: [f"{one['name']}, {one['post']}, {one['unit']}" for one in people],
}
