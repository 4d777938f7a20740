"""Lists of the command line as people read them: headings, columns, the office's own time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

GAP = "  "
NONE = "-"


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a row a line under headings, each column as wide as its widest cell; nothing but headings for no rows."""
    lines = [[*headings], *([cell or NONE for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    for line in lines:
        typer.echo(GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """The moment by the office's clock: 25/11/2026 10:00; "" for none."""
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M}" if at else ""


def in_json(at: datetime | None, zone: ZoneInfo) -> str | None:
    """The same as JSON has it: 2026-11-25T10:00:00+07:00."""
    return at.astimezone(zone).isoformat(timespec="seconds") if at else None


def person(chat_id: int | None, names: Mapping[int, str]) -> str:
    """A user with the name that is known of them; "" for nobody."""
    if chat_id is None:
        return ""
    return f"{chat_id} {names[chat_id]}" if chat_id in names else str(chat_id)
