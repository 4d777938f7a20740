"""A small calculator for the formulas of a workbook, so that tests need not believe the values stored beside them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import ge, gt, le, lt
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Value = int | float | str | None
_TOKEN = re.compile(
    r"""\s*(?:"(?P<text>(?:[^"]|"")*)"|(?P<place>(?:'[^']+'!)?\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?)"""
    r"""|(?P<name>[A-Z]+)(?=\()|(?P<number>\d+)|(?P<sign>[-+&(),]))"""
)
_SIGNS: Mapping[str, Callable[[float, float], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}


class Calculator:
    """Works out cells of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    def value(self, sheet: str, place: str) -> Value:
        """What a cell comes to: a number, words, or None for an empty one. Days are their ordinal numbers."""
        found = self._book[sheet][place].value
        if isinstance(found, str) and found.startswith("=") and self._book[sheet][place].data_type == "f":
            return _Reading(self, self._book[sheet], found[1:]).whole()
        return found.toordinal() if isinstance(found, date | datetime) else found

    def values(self, sheet: str, span: str) -> list[Value]:
        """What the cells of a column come to."""
        cells = self._book[sheet][span]
        return [self.value(sheet, cell.coordinate) for row in cells for cell in row]


class _Reading:
    """Reads one formula from left to right; the three operators bind alike, which is enough here."""

    def __init__(self, calculator: Calculator, sheet: Worksheet, formula: str) -> None:
        self._calculator = calculator
        self._sheet = sheet
        self._tokens = [*_TOKEN.finditer(formula)]
        assert "".join(match[0] for match in self._tokens) == formula
        self._at = 0

    def whole(self) -> Value:
        value = self._expression()
        assert self._at == len(self._tokens)
        return value

    def _expression(self) -> Any:  # noqa: ANN401 - what a cell holds
        value = self._term()
        while self._sign() in {"+", "-", "&"}:
            sign = self._next()["sign"]
            other = self._term()
            value = f"{value}{other}" if sign == "&" else value + (other if sign == "+" else -other)
        return value

    def _term(self) -> Any:  # noqa: ANN401 - what a cell holds
        token = self._next()
        if token["text"] is not None:
            return token["text"].replace('""', '"')
        if token["number"]:
            return int(token["number"])
        if token["place"]:
            return self._place(token["place"])
        assert token["name"], token
        return _FUNCTIONS[token["name"]](*self._arguments())

    def _arguments(self) -> list[Any]:
        assert self._next()["sign"] == "("
        found = [self._expression()]
        while self._next()["sign"] == ",":
            found.append(self._expression())
        assert self._tokens[self._at - 1]["sign"] == ")"
        return found

    def _place(self, place: str) -> Value:
        sheet, _, cell = place.replace("$", "").rpartition("!")
        name = sheet.strip("'") or self._sheet.title
        return self._calculator.values(name, cell) if ":" in cell else self._calculator.value(name, cell)

    def _sign(self) -> str | None:
        return self._tokens[self._at]["sign"] if self._at < len(self._tokens) else None

    def _next(self) -> re.Match[str]:
        self._at += 1
        return self._tokens[self._at - 1]


def _meets(value: Value, criterion: str) -> bool:
    for sign, compare in _SIGNS.items():
        if criterion.startswith(sign):
            return isinstance(value, int | float) and compare(value, float(criterion.removeprefix(sign)))
    return str(value or "").casefold() == criterion.casefold()


def _matching(*pairs: Any) -> list[int]:  # noqa: ANN401 - spans and criteria in turn
    spans, criteria = pairs[::2], pairs[1::2]
    assert len({len(span) for span in spans}) == 1
    return [
        number
        for number in range(len(spans[0]))
        if all(_meets(span[number], criterion) for span, criterion in zip(spans, criteria, strict=True))
    ]


def _mean(span: list[Any], *pairs: Any) -> float | None:  # noqa: ANN401 - as above
    numbers = [span[number] for number in _matching(*pairs) if span[number] is not None]
    return sum(numbers) / len(numbers) if numbers else None


def _day(year: int, month: int, day: int) -> int:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, day).toordinal()


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "COUNTIF": lambda *pairs: len(_matching(*pairs)),
    "COUNTIFS": lambda *pairs: len(_matching(*pairs)),
    "COUNT": lambda span: sum(isinstance(value, int | float) for value in span),
    "SUM": lambda span: sum(value or 0 for value in span),
    "AVERAGEIFS": _mean,
    "IFERROR": lambda value, otherwise: otherwise if value is None else value,
    "DATE": _day,
}
