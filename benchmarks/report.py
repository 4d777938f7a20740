"""The page of figures: tables in Markdown, written between markers so that the words around them stay."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

Cell = str | float | int | None


class PageError(Exception):
    """The page has no place for a section; the message says what to add."""


@dataclass(frozen=True, slots=True)
class Target:
    """A bound that a figure must keep, at least or at most."""

    bound: float
    at_least: bool = True

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"

    def is_met(self, value: float) -> bool:
        """True when the value keeps the bound."""
        return value >= self.bound if self.at_least else value <= self.bound

    def judged(self, value: float | None) -> str:
        """The figure and whether it keeps the bound; a dash where there is none."""
        if value is None:
            return written(None)
        return f"{written(value)} {'met' if self.is_met(value) else '**missed**'}"


def written(cell: Cell) -> str:
    """A cell of a table: shares and ratios with three decimals at most, a dash for what cannot be measured."""
    if cell is None:
        return "–"
    return f"{cell:.3f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A Markdown table; the first column holds names, the others figures."""
    ruled = ["---", *["---:"] * (len(header) - 1)]
    lines = [header, ruled, *([written(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def stamp(now: datetime | None = None) -> str:
    """When and on what a section was measured."""
    date = (now or datetime.now(UTC)).strftime("%Y-%m-%d")
    return f"Measured on {date}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}."


def filled(page: str, section: str, text: str) -> str:
    """The page with the text between the markers of the section. Raises PageError when it does not have them once."""
    begin, end = f"<!-- begin: {section} -->", f"<!-- end: {section} -->"
    between = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(end)})", re.DOTALL)
    changed, found = between.subn(lambda _: f"{text.strip()}\n", page)
    if found != 1:
        raise PageError(f"the page needs the lines {begin} and {end} once, in this order")
    return changed
