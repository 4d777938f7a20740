"""Provisions (đơn vị trích dẫn): the smallest things the bot may cite, and the tree they stand in."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a provision is in its document."""

    DOCUMENT = "document"
    """The root of a document's tree; never cited."""
    HEADER = "header"
    """Header block: issuer, number, place and date, title (phần đầu văn bản)."""
    PREAMBLE = "preamble"
    """Grounds and opening paragraphs (căn cứ, lời mở đầu)."""
    CHAPTER = "chapter"
    """Chương."""
    ARTICLE = "article"
    """Điều."""
    SECTION = "section"
    """Mục, phần (I, II, 2, 2.4) of a document without articles."""
    CLAUSE = "clause"
    """Khoản."""
    POINT = "point"
    """Điểm."""
    DASH = "dash"
    """Gạch đầu dòng, numbered by order because the text gives it no letter."""
    PARAGRAPH = "paragraph"
    """Đoạn, numbered by order inside a section that has several."""
    CLOSING = "closing"
    """Closing sentence about effect and dissemination."""
    RECIPIENTS = "recipients"
    """Nơi nhận."""
    SIGNATURE = "signature"
    """Signature block (chữ ký)."""
    FOOTNOTE = "footnote"
    """Chú thích."""


class Anchor(StrEnum):
    """Whether the place that a provision hangs from is certain."""

    CERTAIN = "certain"
    UNCERTAIN = "uncertain"
    """A footnote whose mark was lost in the file (domain.md, Lâm Đồng l.74-80)."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision, with everything that its citation shows.

    `text` is verbatim: the words of the file, descendants included, Markdown marks and list bullets that the
    conversion added left out, the halves of a sentence broken by a page joined by one space, one paragraph a line.
    `lead` is the part of `text` before the first child (all of it for a leaf).
    `lines` are the 1-based numbers of the lines of the source file it was taken from.
    """

    id: str
    document: str
    kind: Kind
    locator: str
    heading: str | None
    text: str
    lead: str
    parent: str | None
    children: tuple[str, ...]
    lines: tuple[int, ...]
    anchor: Anchor = Anchor.CERTAIN
