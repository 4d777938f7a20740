"""Rows of a table: a cell at a time, or a whole row in one line with its cells parted by "|" or ";"."""

from collections.abc import Sequence
from datetime import date

from conversations.forms.choosing import read_choice
from conversations.forms.dates import read_date
from conversations.forms.money import read_money
from conversations.forms.numbers import read_number
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Column, Kind
from conversations.forms.texts import read_text, tidy

LONGEST_CELL = 1_000
MOST_ROWS = 40
"""Rows of one table: a row needs a button, and Telegram allows a hundred."""


def read_cell(column: Column, text: str, today: date) -> str | Problem:
    """A cell as answers keep it: the answer of the column's kind as a string."""
    match column.kind:
        case Kind.CHOICE:
            return read_choice(text, column.choices)
        case Kind.NUMBER:
            number = read_number(text, "")
            return number if isinstance(number, Problem) else f"{number['number']} {number['unit']}".strip()
        case Kind.MONEY:
            money = read_money(text)
            return money if isinstance(money, Problem) else str(money)
        case Kind.DATE:
            return read_date(text, today)
    return read_text(text, LONGEST_CELL)


def looks_like_rows(text: str, columns: Sequence[Column]) -> bool:
    """Whether every line has as many cells as the table has columns; a "|" is always meant to part cells."""
    lines = _lines(text)
    return "|" in text or (bool(lines) and all(len(_cells(line)) == len(columns) > 1 for line in lines))


def read_rows(columns: Sequence[Column], text: str, today: date) -> list[dict[str, str]] | Problem:
    """A row of every line. One line that is no row refuses all, so that nothing is kept by halves."""
    rows: list[dict[str, str]] = []
    lines = _lines(text)
    if not lines:
        return problem("empty")
    for number, line in enumerate(lines, 1):
        row = _row(columns, line, today)
        if isinstance(row, Problem):
            return problem("row_line", row.write, line=number, says=row.says) if len(lines) > 1 else row
        rows.append(row)
    return rows


def sample_row(columns: Sequence[Column]) -> str:
    """How a row of this table is written, from the examples of its columns."""
    return " | ".join(column.example or column.label for column in columns)


def _row(columns: Sequence[Column], line: str, today: date) -> dict[str, str] | Problem:
    cells = _cells(line)
    if len(cells) != len(columns):
        names = ", ".join(column.label for column in columns)
        return problem("row_cells", sample_row(columns), given=len(cells), needed=len(columns), columns=names)
    row: dict[str, str] = {}
    for column, written in zip(columns, cells, strict=True):
        if not written and not column.required:
            continue
        cell = read_cell(column, written, today) if written else problem("cell_required", column=column.label)
        if isinstance(cell, Problem):
            return problem("row_cell", cell.write or sample_row(columns), column=column.label, says=cell.says)
        row[column.key] = cell
    return row


def _lines(text: str) -> list[str]:
    return [line.strip() for line in tidy(text).split("\n") if line.strip()]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|" if "|" in line else ";")]
