"""The rows of a table as they are entered: cell by cell, whole, opened again, taken out.

Pending of a table is the row in hand: `cells` by column key, `column` the key of the cell that is asked (None while a
row is open and no cell of it is chosen) and, for a row that is being changed, its `row` number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from conversations.forms.entered import Entered, Held
from conversations.forms.moves import Back, Chosen, Done, DropRow, EditCell, EditRow, Keep, Move, Remove, Skip, Typed
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Column, Kind, Question
from conversations.forms.tables import MOST_ROWS, looks_like_rows, read_cell, read_rows

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Hand:
    """The row in hand. `fresh`: nothing of a new row has been entered."""

    columns: tuple[Column, ...]
    cells: Mapping[str, str] = field(default_factory=dict)
    at: str | None = None
    row: int | None = None

    @classmethod
    def of(cls, question: Question, pending: Mapping[str, Any]) -> "Hand":
        """The row that is pending, else a new one at its first cell."""
        first = question.columns[0].key
        if not pending:
            return cls(question.columns, at=first)
        return cls(question.columns, dict(pending["cells"]), pending["column"], pending.get("row"))

    @property
    def fresh(self) -> bool:
        """Whether nothing of a new row has been entered."""
        return self.row is None and not self.cells

    @property
    def column(self) -> Column | None:
        """The column of the cell that is asked."""
        return next((column for column in self.columns if column.key == self.at), None)

    @property
    def following(self) -> Column | None:
        """The column after the one that is asked."""
        return self._beside(1)

    @property
    def before(self) -> Column | None:
        """The column before the one that is asked."""
        return self._beside(-1)

    def pending(self) -> dict[str, Any]:
        """The row as a state keeps it: nothing of a fresh one."""
        if self.fresh and self.column == self.columns[0]:
            return {}
        kept: dict[str, Any] = {"cells": dict(self.cells), "column": self.at}
        return kept if self.row is None else {**kept, "row": self.row}

    def _beside(self, by: int) -> Column | None:
        keys = [column.key for column in self.columns]
        index = keys.index(self.at) + by if self.at in keys else -1
        return self.columns[index] if 0 <= index < len(keys) else None


def enter_row(question: Question, held: Held, move: Move, today: date) -> Entered | Problem | None:
    """What a move makes of a table; None for a move that means nothing to the row in hand."""
    entering = _MOVES.get(type(move))
    return entering(Hand.of(question, held.pending), held.items, move, today) if entering else None


def _typed(hand: Hand, rows: Rows, move: Typed, today: date) -> Entered | Problem:
    column = hand.column
    if column is None or (hand.fresh and looks_like_rows(move.text, hand.columns)):
        return _whole(hand, rows, move.text, today)
    cell = read_cell(column, move.text, today)
    if isinstance(cell, Problem):
        return cell if cell.write or column.kind is Kind.CHOICE else replace(cell, write=column.example)
    return _cell(hand, rows, cell)


def _whole(hand: Hand, rows: Rows, text: str, today: date) -> Entered | Problem:
    """Whole rows: new ones, or the one that takes the place of the open row."""
    read = read_rows(hand.columns, text, today)
    if isinstance(read, Problem):
        return read
    if hand.row is None:
        return _within_limit([*rows, *read])
    return _within_limit([*rows[: hand.row], *read, *rows[hand.row + 1 :]])


def _cell(hand: Hand, rows: Rows, cell: str) -> Entered | Problem:
    return _next(replace(hand, cells={**hand.cells, str(hand.at): cell}), rows)


def _next(hand: Hand, rows: Rows) -> Entered | Problem:
    """After a cell: the next one; after the last, or the one that was changed, the rows with this one in it."""
    if hand.row is not None:
        return Entered([*rows[: hand.row], _ordered(hand), *rows[hand.row + 1 :]])
    if hand.following:
        return _in_hand(replace(hand, at=hand.following.key), rows)
    return _within_limit([*rows, _ordered(hand)])


def _chosen(hand: Hand, rows: Rows, move: Chosen, _today: date) -> Entered | Problem | None:
    known = hand.column is not None and any(choice.key == move.key for choice in hand.column.choices)
    return _cell(hand, rows, move.key) if known else None


def _edit_row(hand: Hand, rows: Rows, move: EditRow, _today: date) -> Entered | None:
    return _in_hand(Hand(hand.columns, rows[move.index], None, move.index), rows) if move.index < len(rows) else None


def _edit_cell(hand: Hand, rows: Rows, move: EditCell, _today: date) -> Entered | None:
    known = hand.row is not None and any(column.key == move.column for column in hand.columns)
    return _in_hand(replace(hand, at=move.column), rows) if known else None


def _remove(hand: Hand, rows: Rows, move: Remove, _today: date) -> Entered | None:
    if move.index >= len(rows):
        return None
    rest = [row for position, row in enumerate(rows) if position != move.index]
    return Entered(rest or None, hand.pending() if hand.row is None else {})


def _drop(hand: Hand, rows: Rows, _move: DropRow, _today: date) -> Entered | None:
    return None if hand.fresh else Entered(rows or None)


def _back(hand: Hand, rows: Rows, _move: Back, _today: date) -> Entered | None:
    """To the cell before, or from a cell of an open row to the row; None where it leads to the question before."""
    if hand.row is not None:
        return _in_hand(replace(hand, at=None), rows) if hand.column else Entered(rows)
    return _in_hand(replace(hand, at=hand.before.key), rows) if hand.before else None


def _keep(hand: Hand, rows: Rows, _move: Keep, _today: date) -> Entered | Problem | None:
    if hand.row is not None:
        return Entered(rows)
    return _next(hand, rows) if hand.at in hand.cells else None


def _skip(hand: Hand, rows: Rows, _move: Skip, _today: date) -> Entered | Problem | None:
    """Leaves a cell empty; None where it is the whole question that is put off."""
    column = hand.column
    if hand.fresh or column is None:
        return None
    if column.required:
        return problem("cell_required", column=column.label)
    return _next(replace(hand, cells=_without(hand.cells, column.key)), rows)


def _done(hand: Hand, rows: Rows, _move: Done, _today: date) -> Entered | Problem:
    if hand.row is None and not hand.fresh:
        missing = next((column for column in hand.columns if column.required and column.key not in hand.cells), None)
        if missing:
            return problem("row_open", column=missing.label)
        added = _within_limit([*rows, _ordered(hand)])
        return added if isinstance(added, Problem) else replace(added, complete=True)
    return Entered(rows, complete=True) if rows else problem("nothing_yet")


def _within_limit(rows: Rows) -> Entered | Problem:
    return Entered(rows) if len(rows) <= MOST_ROWS else problem("rows_too_many", count=len(rows), most=MOST_ROWS)


def _in_hand(hand: Hand, rows: Rows) -> Entered:
    return Entered(rows or None, hand.pending())


def _ordered(hand: Hand) -> dict[str, str]:
    """The cells in the order of the columns."""
    return {column.key: hand.cells[column.key] for column in hand.columns if column.key in hand.cells}


def _without(cells: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if name != key}


def sound(question: Question, pending: Mapping[str, Any]) -> bool:
    """Whether what is pending is a row that `Hand.pending` may have written."""
    keys = {column.key for column in question.columns}
    cells, column, row = pending.get("cells"), pending.get("column"), pending.get("row", 0)
    if not isinstance(cells, Mapping) or not isinstance(row, int) or row < 0 or isinstance(row, bool):
        return False
    opened = column is None and "row" in pending
    named = set(cells) <= keys and all(isinstance(cell, str) for cell in cells.values())
    return named and (opened or column in keys)


_MOVES: Mapping[type, Callable[[Hand, Rows, Any, date], Entered | Problem | None]] = {
    Typed: _typed,
    Chosen: _chosen,
    EditRow: _edit_row,
    EditCell: _edit_cell,
    Remove: _remove,
    DropRow: _drop,
    Back: _back,
    Keep: _keep,
    Skip: _skip,
    Done: _done,
}
"""What each move does to the row in hand; None where the move concerns the whole question."""
