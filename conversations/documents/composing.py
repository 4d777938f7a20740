"""An outline and the answers become blocks: sections numbered, each answer set as its kind asks."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import cast

from conversations.documents.bases import basis_documents, basis_paragraphs
from conversations.documents.blocks import MISSING, Block, Grid, Paragraph, Row, paragraph
from conversations.documents.filled import CURRENCY, Filled, in_cell, inline
from conversations.documents.formats import Format, Style, twips
from conversations.documents.outlines import Bases, Given, Part, Quote, Section, Words
from conversations.forms.questions import Answer, Column, Kind, Question
from knowledge.library import Library

PEOPLE = (Column("name", "Họ và tên"), Column("post", "Chức vụ"), Column("unit", "Đơn vị"))
"""The columns of a list of people."""
NUMBER_HEAD = "TT"
NUMBER_WIDTH = 10
"""The head of the column of row numbers, and its width in millimetres."""
TICKED, UNTICKED = "Đã rà soát", "Chưa rà soát"
TICK_HEADS = ("Nội dung", "Kết quả tự rà soát")
TICK_WIDTHS = (5, 3)

_END = ".;:!?…”"
_BULLET = re.compile(r"^\s*[-–—•*+]\s+")
_LINES = re.compile(r"[\r\n\u2028\u2029]+")
_HEADINGS = (Style.HEADING_1, Style.HEADING_2)
_ALIGNED = {Kind.MONEY: Style.CELL_RIGHT, Kind.NUMBER: Style.CELL_RIGHT, Kind.DATE: Style.CELL_CENTER}


@dataclass(frozen=True)
class Composer:
    """Sets the parts of an outline."""

    filled: Filled
    layout: Format
    library: Library

    def compose(self, parts: Iterable[Part], level: int) -> list[Block]:
        """The parts that have something to say, in order; at level 0 sections count I, II, below it 1, 2."""
        blocks: list[Block] = []
        numbers = map(_NUMBERINGS[min(level, 1)], count(1))
        for part in parts:
            if self.filled.holds(getattr(part, "when", {}), getattr(part, "unless", None)):
                blocks += self._section(part, numbers, level) if isinstance(part, Section) else self._set(part)
        return blocks

    def _section(self, section: Section, numbers: Iterator[str], level: int) -> list[Block]:
        inside = self.compose(section.parts, level + 1)
        if not inside:
            return []
        number = next(numbers)
        heading = section.heading.upper() if level == 0 else section.heading
        return [paragraph(_HEADINGS[min(level, 1)], f"{number}. {heading}"), *inside]

    def _set(self, part: Words | Given | Quote | Bases) -> list[Block]:
        if isinstance(part, Words):
            hidden = part.optional and not self.filled.knows(part.text)
            return [] if hidden else [Paragraph(part.style, self.filled.words(part.text))]
        if isinstance(part, Quote):
            return self._quote(part)
        if isinstance(part, Bases):
            place = self.filled.answer("jurisdiction")
            documents = basis_documents(self.library.catalogue, str(place) if place else None)
            return [*basis_paragraphs(documents, self.layout.basis)]
        return self._given(part)

    def _quote(self, part: Quote) -> list[Block]:
        provision = self.library.get(part.quote)
        document = self.library.document_of(part.quote)
        lead = f"{part.lead} {lowered(provision.locator)} {document.short}: "
        words = provision.lead if part.opening else provision.text
        return [paragraph(Style.BODY, lead, f"“{_unnumbered(words)}”")]

    def _given(self, part: Given) -> list[Block]:
        question = self.filled.question(part.answer)
        answer = self.filled.answer(part.answer)
        if answer is None:
            lead = f"{part.lead.strip()} " if part.lead else ""
            return [paragraph(Style.BODY, lead, MISSING)] if self.filled.owed(part.answer) else []
        return _SETTINGS.get(question.kind, Composer._said)(self, part, question, answer)

    def _said(self, part: Given, question: Question, answer: Answer) -> list[Block]:
        said = inline(question, answer)
        return [paragraph(Style.BODY, ended(part.lead + said if part.lead else raised(said)))]

    def _long(self, part: Given, _: Question, answer: Answer) -> list[Block]:
        """A text of several paragraphs and dash lists, every bullet the dash that documents use."""
        lines = [_BULLET.sub("- ", line.strip()) for line in _LINES.split(str(answer)) if line.strip()]
        return [paragraph(Style.BODY, "" if place else part.lead, line) for place, line in enumerate(lines)]

    def _files(self, part: Given, _: Question, answer: Answer) -> list[Block]:
        return [*_lead(part), *_list([file["name"] for file in cast(list[dict[str, str]], answer)])]

    def _choices(self, part: Given, question: Question, answer: Answer) -> list[Block]:
        chosen = cast(list[str], answer)
        if part.ticks:
            rows = [(one.label, TICKED if one.key in chosen else UNTICKED) for one in question.choices]
            heads = [paragraph(Style.CELL_HEAD, head) for head in TICK_HEADS]
            cells = [(paragraph(Style.CELL, label), paragraph(Style.CELL_CENTER, said)) for label, said in rows]
            return [*_lead(part), self._grid(heads, cells, TICK_WIDTHS)]
        labels = [one.label for one in question.choices if one.key in chosen]
        if not labels:
            return [paragraph(Style.BODY, part.none)] if part.none else []
        return [*_lead(part), *_list(labels)]

    def _table(self, part: Given, question: Question, answer: Answer) -> list[Block]:
        columns = PEOPLE if question.kind is Kind.PEOPLE else question.columns
        heads = [paragraph(Style.CELL_HEAD, _head(column)) for column in columns]
        rows = cast(list[dict[str, str]], answer)
        cells = [tuple(_cell(column, row.get(column.key, "")) for column in columns) for row in rows]
        shares = tuple(part.widths.get(column.key, 1) for column in columns)
        return [*_lead(part), self._grid(heads, cells, shares)]

    def _grid(self, heads: list[Paragraph], rows: Iterable[tuple[Paragraph, ...]], shares: tuple[int, ...]) -> Grid:
        """A table as wide as the text, its rows numbered."""
        left = self.layout.page.text_width - NUMBER_WIDTH
        widths = (NUMBER_WIDTH, *(left * share / sum(shares) for share in shares))
        numbered = [(paragraph(Style.CELL_CENTER, str(number)), *row) for number, row in enumerate(rows, start=1)]
        head = (paragraph(Style.CELL_HEAD, NUMBER_HEAD), *heads)
        return Grid(tuple(map(twips, widths)), head, tuple(map(Row, numbered)))


def ended(text: str) -> str:
    """The text with a full stop, unless it has an end of its own."""
    text = text.rstrip()
    return text if text.endswith(tuple(_END)) else f"{text}."


def raised(text: str) -> str:
    """The text beginning with a capital."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """A locator within a sentence: "Điều 8 khoản 1" keeps its capital, "Mục 2" does not."""
    return text if text.startswith("Điều") else text[:1].lower() + text[1:]


def roman(number: int) -> str:
    """A number in Roman figures."""
    figures = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, figure in figures:
        while number >= value:
            written, number = written + figure, number - value
    return written


_NUMBERINGS: tuple[Callable[[int], str], ...] = (roman, str)


def _lead(part: Given) -> list[Block]:
    return [paragraph(Style.LEAD, part.lead)] if part.lead else []


def _list(items: list[str]) -> list[Block]:
    ends = [";"] * (len(items) - 1) + ["."]
    return [paragraph(Style.BODY, f"- {item}{end}") for item, end in zip(items, ends, strict=True)]


def _unnumbered(text: str) -> str:
    """A provision's words without the number that its place already tells."""
    return re.sub(r"^(?:\d+(?:\.\d+)*\.|[a-zđ]\))\s+", "", text)


def _head(column: Column) -> str:
    return f"{column.label} ({CURRENCY})" if column.kind is Kind.MONEY else column.label


def _cell(column: Column, value: str) -> Paragraph:
    style = _ALIGNED.get(column.kind, Style.CELL_CENTER if column.kind is Kind.CHOICE else Style.CELL)
    if not value:
        return paragraph(style, MISSING) if column.required else Paragraph(style, ())
    return paragraph(style, in_cell(column, value))


_SETTINGS: Mapping[Kind, Callable[[Composer, Given, Question, Answer], list[Block]]] = {
    Kind.LONG: Composer._long,
    Kind.TABLE: Composer._table,
    Kind.PEOPLE: Composer._table,
    Kind.CHOICES: Composer._choices,
    Kind.FILES: Composer._files,
}
"""How the answers of a kind are set; those of every other kind are one line."""
