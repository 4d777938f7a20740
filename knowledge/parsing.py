"""From a source file to provisions: structure found by text pattern, words kept as printed."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from knowledge.body import BodyBuilder
from knowledge.catalogue import Document
from knowledge.nodes import Node, Paragraph
from knowledge.outline import Region
from knowledge.provisions import Anchor, Kind, Provision
from knowledge.regions import ParseError, Part, parts_of, source_lines

__all__ = ["Line", "ParseError", "ParsedDocument", "Role", "parse"]

FOOTNOTE_MARK = "\ufffd"
"""What the conversion left of a footnote's mark."""


class Role(StrEnum):
    """What a line, or a part of a line, of a source file is."""

    PROVISION = "provision"
    HEADING = "heading"
    METADATA = "metadata"
    """Header and signature: the words from which the catalogue was written."""
    STAMP = "stamp"
    COPY = "copy"
    SEPARATOR = "separator"
    BLANK = "blank"


_BLOCKS = {
    Region.HEADER: (Kind.HEADER, "phan-dau", "phần đầu"),
    Region.PREAMBLE: (Kind.PREAMBLE, "mo-dau", "phần mở đầu"),
    Region.CLOSING: (Kind.CLOSING, "ket", "phần kết"),
    Region.RECIPIENTS: (Kind.RECIPIENTS, "noi-nhan", "nơi nhận"),
    Region.SIGNATURE: (Kind.SIGNATURE, "chu-ky", "chữ ký"),
}

_ROLES = {
    Region.HEADER: Role.METADATA,
    Region.SIGNATURE: Role.METADATA,
    Region.STAMP: Role.STAMP,
    Region.COPY: Role.COPY,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source file, or a part of it where a stamp and a ground share one.

    `text` is what it says without Markdown marks; `provision` the id of the provision whose own words it holds.
    """

    number: int
    role: Role
    text: str
    provision: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as provisions, its root first and then in the order of the file.

    `lines` accounts for every line of the file; `joins` are the pairs of lines that one broken sentence was put
    together from.
    """

    document: str
    provisions: tuple[Provision, ...]
    lines: tuple[Line, ...]
    joins: tuple[tuple[int, int], ...]


def parse(document: Document, raw: str) -> ParsedDocument:
    """The provisions of `raw`, the text of the document's file.

    Raises ParseError when the text does not have the structure that the document's outline describes.
    """
    parts = parts_of(document.key, document.outline, raw)
    root = Node(document.key, Kind.DOCUMENT, "toàn văn")
    builder = BodyBuilder(document.key, document.outline.levels, root)
    for region, members in _by_region(parts).items():
        if region is Region.BODY:
            builder.read(members)
        elif region is Region.FOOTNOTES:
            root.children.extend(_footnotes(document.key, members))
        elif region in _BLOCKS:
            root.children.append(_block(document.key, region, members))
    root.settle()
    provisions = tuple(root.provisions(document.key, None))
    _check(document.key, provisions)
    return ParsedDocument(document.key, provisions, _lines(root, parts, raw), tuple(builder.joins))


def _by_region(parts: list[Part]) -> dict[Region, list[Part]]:
    """The words of each region, in the order of the file; a stamp in the middle of a region does not divide it."""
    regions: dict[Region, list[Part]] = {}
    for part in parts:
        if not part.separator:
            regions.setdefault(part.region, []).append(part)
    return regions


def _block(document: str, region: Region, parts: list[Part]) -> Node:
    """Header, preamble and the like. Only a preamble of full paragraphs is split, not a list of grounds."""
    kind, slug, locator = _BLOCKS[region]
    listed = any(part.text.startswith("- ") for part in parts)
    paragraphs = [Paragraph(part.text, [part.line]) for part in parts]
    whole = listed or kind is not Kind.PREAMBLE
    return Node(f"{document}/{slug}", kind, locator, whole=whole, paragraphs=paragraphs)


def _footnotes(document: str, parts: list[Part]) -> list[Node]:
    """Footnotes, numbered by order. One without a mark hangs from the number before it: 2, 2b, 2c.

    Their marks in the text are lost, so that what each belongs to is uncertain.
    """
    notes: list[Node] = []
    number, unmarked = 0, 0
    for part in parts:
        marked = part.text.startswith(FOOTNOTE_MARK)
        number, unmarked = (number + 1, 0) if marked else (number, unmarked + 1)
        key = f"{number}" if marked else f"{number}{chr(ord('a') + unmarked)}"
        locator = f"chú thích {number}" + (f", đoạn {unmarked + 1}" if unmarked else "")
        note = Node(f"{document}/chu-thich-{key}", Kind.FOOTNOTE, locator, whole=True, anchor=Anchor.UNCERTAIN)
        note.paragraphs = [Paragraph(part.text.removeprefix(FOOTNOTE_MARK).strip(), [part.line])]
        notes.append(note)
    return notes


def _check(document: str, provisions: tuple[Provision, ...]) -> None:
    repeated = [identity for identity, count in Counter(p.id for p in provisions).items() if count > 1]
    if repeated:
        raise ParseError(document, None, f"two provisions have the id {repeated[0]!r}")
    for provision in provisions:
        if not provision.text:
            line = provision.lines[0] if provision.lines else None
            raise ParseError(document, line, f"{provision.id!r} has no words")


def _lines(root: Node, parts: list[Part], raw: str) -> tuple[Line, ...]:
    owners = root.owners()
    by_number: dict[int, list[Line]] = {}
    for part in parts:
        by_number.setdefault(part.line, []).append(_line(part, owners))
    numbers = range(1, len(source_lines(raw)) + 1)
    return tuple(line for number in numbers for line in by_number.get(number, [Line(number, Role.BLANK, "")]))


def _line(part: Part, owners: dict[int, tuple[str, bool]]) -> Line:
    if part.separator:
        return Line(part.line, Role.SEPARATOR, part.text)
    if part.region in (Region.STAMP, Region.COPY):
        return Line(part.line, _ROLES[part.region], part.text)
    owner, is_heading = owners[part.line]
    role = _ROLES.get(part.region, Role.HEADING if is_heading else Role.PROVISION)
    return Line(part.line, role, part.text, owner)
