"""Rows for every table of any revision of the schema, made from what the database says of its own columns.

A column that takes no value of its type, but only certain ones, is named in `VALUES`: the one place to add to when a
migration brings such a column.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, MetaData, Table, insert, select, types

ROWS = 3
"""In each table: one with every column filled, one with nothing but what must be there, and one more."""
BARE = 1
"""Which row has nothing but what must be there."""

VALUES: Mapping[str, tuple[Any, ...]] = {
    "inbox.state": ("new", "done", "failed"),
    "outbox.state": ("pending", "sent", "failed"),
    "outbox.priority": (0, 1, 0),
    "users.address": ("dong-chi", "anh-chi", "dong-chi"),
    "users.jurisdiction": ("quang-ngai", None, "other"),
    "answers.status": ("answered", "refused", "answered"),
}
"""`table.column` -> its value in each of the rows, where any value of the column's type would not do."""

TEXT = "Đồng chí <b>hỏi</b> & {{ 7 * 7 }} về Điều 4 khoản 3 'ạ' 🇻🇳"
START = datetime(2026, 2, 28, 16, 59, 59, 123456, tzinfo=UTC)

Rows = dict[str, list[dict[str, Any]]]


def _text(column: Column[Any], number: int) -> str:
    longest = getattr(column.type, "length", None) or 1000
    return f"{number} {column.name} {TEXT}"[:longest]


def _moment(column: Column[Any], number: int) -> datetime:
    moment = START + timedelta(days=number)
    return moment if getattr(column.type, "timezone", False) else moment.replace(tzinfo=None)


MAKERS: tuple[tuple[type[types.TypeEngine[Any]], Callable[[Column[Any], int], Any]], ...] = (
    (types.Boolean, lambda column, number: number % 2 == 0),
    (types.Integer, lambda column, number: number + 1),
    (types.Numeric, lambda column, number: number + 0.5),
    (types.DateTime, _moment),
    (types.Time, lambda column, number: time(7 + number, 30)),
    (types.Date, lambda column, number: date(2026, 2, 28) + timedelta(days=number)),
    (types.JSON, lambda column, number: {"số": number, "text": TEXT, "sâu": [{"x": None}]}),
    (types.LargeBinary, lambda column, number: bytes([number, 0, 255, 10])),
    (types.String, _text),
)
"""How to make a value of each type; the first that fits."""


def reflected(connection: Connection) -> MetaData:
    """The tables as the database has them, but for Alembic's own."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name != "alembic_version")
    return metadata


def fill(connection: Connection) -> None:
    """Put `ROWS` rows into every table; a foreign key leads to the row of the same number."""
    filled: Rows = {}
    for table in reflected(connection).sorted_tables:
        filled[table.name] = [_row(table, number, filled) for number in range(ROWS)]
        connection.execute(insert(table), filled[table.name])


def _row(table: Table, number: int, filled: Rows) -> dict[str, Any]:
    row = {column.name: _value(table, column, number) for column in table.columns}
    for constraint in table.foreign_key_constraints:
        row |= _led(constraint, number, filled, row)
    return row


def _value(table: Table, column: Column[Any], number: int) -> Any:  # noqa: ANN401 - of the column's type
    name = f"{table.name}.{column.name}"
    if name in VALUES:
        return VALUES[name][number]
    if column.nullable and number == BARE:
        return None
    for kind, make in MAKERS:
        if isinstance(column.type, kind):
            return make(column, number)
    raise NotImplementedError(f"no way to make a {column.type!r} for {name}: add one to MAKERS")


def _led(constraint: ForeignKeyConstraint, number: int, filled: Rows, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a foreign key; one that leads to nothing (in the bare row, or to its own table) stays empty."""
    target = constraint.referred_table.name
    led = {}
    for element in constraint.elements:
        column = element.parent
        if target in filled:
            led[column.name] = filled[target][number][element.column.name]
        elif column.nullable:
            led[column.name] = None
        else:
            led[column.name] = row[element.column.name]
    return led if number != BARE or not all(element.parent.nullable for element in constraint.elements) else {}


def content(connection: Connection) -> Rows:
    """Everything in the database, each table in the order of its primary key."""
    return {
        table.name: [
            dict(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        ]
        for table in reflected(connection).sorted_tables
    }


def shared(first: Rows, second: Rows) -> tuple[Rows, Rows]:
    """What both have: of the tables that are in both, the columns that are in both."""

    def of(rows: Rows, other: Rows) -> Rows:
        return {
            name: [{column: row[column] for column in row if column in other[name][0]} for row in rows[name]]
            for name in rows
            if other.get(name)
        }

    return of(first, second), of(second, first)
