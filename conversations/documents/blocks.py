"""What a document consists of, ready to be set: paragraphs, rules, pairs of columns, tables. The template draws these.

Lengths are twips. Each block carries its `shape`, by which the template tells it from the others.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from conversations.documents.formats import Style

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[\t\n\r\u0085\u2028\u2029]+")
REPLACEMENT = "\ufffd"

UNKNOWN = "[cần bổ sung]"
"""What stands where the user has not told something."""


class Face(StrEnum):
    """How a run differs from its paragraph. The value is the id of the character style in Word."""

    PLAIN = ""
    BOLD = "Bold"
    ITALIC = "Italic"
    UNKNOWN = "Unknown"
    """What must still be filled in; a preview shows it highlighted."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one face. What XML cannot hold is shown as �, and a break of the line is a space."""

    text: str
    face: Face = Face.PLAIN

    def __post_init__(self) -> None:
        text = _BREAKS.sub(" ", _FORBIDDEN.sub(REPLACEMENT, self.text))
        object.__setattr__(self, "text", text)


MISSING = Run(UNKNOWN, Face.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    shape: ClassVar[str] = "paragraph"
    style: Style
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the column, `inset` from both of its sides."""

    shape: ClassVar[str] = "rule"
    style: ClassVar[Style] = Style.RULE
    runs: ClassVar[tuple[Run, ...]] = ()
    inset: int


Line = Paragraph | Rule


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns side by side without borders, kept on one page: `rows` of a left and a right cell."""

    shape: ClassVar[str] = "pair"
    widths: tuple[int, int]
    rows: tuple[tuple[tuple[Line, ...], tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A short one is kept on one page; a long one may break, lest it be cut."""

    cells: tuple[Paragraph, ...]

    LONGEST_TOGETHER: ClassVar[int] = 600

    @property
    def together(self) -> bool:
        """Whether the row is to stay on one page."""
        return all(len(cell.text) <= self.LONGEST_TOGETHER for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with borders; its head is repeated on every page. One of few short rows is kept on one page."""

    shape: ClassVar[str] = "grid"
    widths: tuple[int, ...]
    head: tuple[Paragraph, ...]
    rows: tuple[Row, ...]

    MOST_TOGETHER: ClassVar[int] = 5

    @property
    def together(self) -> bool:
        """Whether the table is to stay on one page."""
        return len(self.rows) <= self.MOST_TOGETHER and all(row.together for row in self.rows)


Block = Paragraph | Rule | Pair | Grid


def paragraph(style: Style, *runs: Run | str) -> Paragraph:
    """A paragraph of runs and plain words."""
    return Paragraph(style, tuple(Run(run) if isinstance(run, str) else run for run in runs))


def words(blocks: Iterable[Block]) -> str:
    """Everything that the blocks say, a paragraph a line."""
    return "\n".join(line.text for block in blocks for line in _paragraphs(block))


def _paragraphs(block: Block) -> Iterable[Paragraph]:
    if isinstance(block, Paragraph):
        yield block
    elif isinstance(block, Pair):
        yield from (line for row in block.rows for cell in row for line in cell if isinstance(line, Paragraph))
    elif isinstance(block, Grid):
        yield from block.head
        yield from (cell for row in block.rows for cell in row.cells)
