"""The two formats of documents (thể thức), read from one table of numbers; see `formats.yaml`."""

from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

TWIPS_PER_MM = 1440 / 25.4
"""Word counts in twentieths of a point."""
TWIPS_PER_POINT = 20

Length = Annotated[float, Field(ge=0)]
Size = Annotated[float, Field(gt=0)]


class Side(StrEnum):
    """Whose format a document follows."""

    STATE = "state"
    PARTY = "party"


class Style(StrEnum):
    """What a paragraph is. The value is the id of the style in Word and in the table of numbers."""

    NORMAL = "Normal"
    NATIONAL = "National"
    MOTTO = "Motto"
    PARENT = "Parent"
    ISSUER = "Issuer"
    STAR = "Star"
    NUMBER = "Number"
    PLACE_DATE = "PlaceDate"
    ABOUT = "About"
    PROPOSER = "Proposer"
    PROPOSER_NAME = "ProposerName"
    KIND = "Kind"
    SUBJECT = "Subject"
    SUBJECT_MARK = "SubjectMark"
    ADDRESSEE = "Addressee"
    BODY = "Body"
    BASIS = "Basis"
    LEAD = "Lead"
    CLOSING = "Closing"
    HEADING_1 = "Heading1"
    HEADING_2 = "Heading2"
    CELL_HEAD = "CellHead"
    CELL = "Cell"
    CELL_CENTER = "CellCenter"
    CELL_RIGHT = "CellRight"
    AFTER_TABLE = "AfterTable"
    BEFORE_FOOT = "BeforeFoot"
    AUTHORITY = "Authority"
    POST = "Post"
    NAME = "Name"
    RECIPIENTS_HEAD = "RecipientsHead"
    RECIPIENT = "Recipient"
    PAGE_NUMBER = "PageNumber"
    RULE = "Rule"
    NOTES = "Notes"
    NOTE = "Note"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(_Record):
    """The page and its margins, in millimetres; `header` and `footer` are their distances from the edge."""

    width: Size
    height: Size
    top: Length
    bottom: Length
    left: Length
    right: Length
    header: Length
    footer: Length

    @property
    def text_width(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right


class Line(_Record):
    """The distance of lines: a multiple, or points."""

    times: Size | None = None
    exactly: Size | None = None
    at_least: Size | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> "Line":
        if sum(value is not None for value in (self.times, self.exactly, self.at_least)) != 1:
            raise ValueError("line: give one of times, exactly, at_least")
        return self

    @property
    def rule(self) -> str:
        """The rule's name in Word."""
        return "auto" if self.times is not None else "exact" if self.exactly is not None else "atLeast"

    @property
    def value(self) -> int:
        """The distance as Word counts it: 240ths of a line, or twips."""
        if self.times is not None:
            return round(self.times * 240)
        return twips_of_points(self.exactly or self.at_least or 0)


class Look(_Record):
    """How a style looks. `rule` is the length of the rule under it, as a share of its words; `outline` a level."""

    size: Size
    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False
    align: Literal["left", "center", "right", "justify"]
    first: Length = 0
    before: Length = 0
    after: Length = 0
    line: Line = Line(times=1)
    keep_next: bool = False
    page_break: bool = False
    line_above: bool = False
    rule: Annotated[float, Field(gt=0, le=1)] | None = None
    outline: Literal[1, 2] | None = None


class HeaderLine(_Record):
    """A fixed line at the top right."""

    style: Style
    text: str


class Letterhead(_Record):
    """The top of a document. `widths` are its two columns; patterns hold {symbol}, {place} and {subject}."""

    widths: tuple[Size, Size]
    right: tuple[HeaderLine, ...]
    star: str
    number: str
    letter_number: str
    place_date: str
    about: str


class Subject(_Record):
    """The subject (trích yếu): words before it, and the mark under it."""

    prefix: str
    mark: str


class Listing(_Record):
    """How the items of a list end."""

    between: str
    last: str


class Basis(Listing):
    """The legal bases (căn cứ)."""

    prefix: str


class Recipients(Listing):
    """The list of recipients (nơi nhận): its head, and the item for the sender's own files."""

    head: str
    file: str


class Signing(_Record):
    """The signature. `collectives` are the beginnings of names of bodies that decide as a collective.

    `collective_has_deputies`: whether a deputy who signs for a collective also names the head that he signs for.
    """

    widths: tuple[Size, Size]
    on_behalf: str
    deputy: str
    collectives: tuple[str, ...]
    collective_has_deputies: bool


class Format(_Record):
    """One format.

    `source` says where its numbers come from; `stand_ins` are the fonts that a printer may take for `font`; `end` is
    the mark after the last word; `break_before` are the words before which a long name goes on in the next line.
    """

    source: str
    page: Page
    font: str
    stand_ins: tuple[str, ...]
    end: str
    letterhead: Letterhead
    subject: Subject
    break_before: tuple[str, ...]
    addressee: str
    basis: Basis
    signing: Signing
    recipients: Recipients
    styles: dict[Style, Look]

    @model_validator(mode="after")
    def _complete(self) -> "Format":
        missing = set(Style) - set(self.styles)
        if missing:
            raise ValueError(f"styles: {', '.join(sorted(missing))} missing")
        for widths in (self.letterhead.widths, self.signing.widths):
            if sum(widths) > self.page.text_width:
                raise ValueError(f"widths: {widths} are wider than the text, {self.page.text_width} mm")
        return self


@cache
def format_of(side: Side) -> Format:
    """The format of one side."""
    table = yaml.safe_load(resources.files(__package__).joinpath("formats.yaml").read_text(encoding="utf-8"))
    return Format.model_validate(table[side])


def twips(millimetres: float) -> int:
    """Millimetres as Word counts."""
    return round(millimetres * TWIPS_PER_MM)


def twips_of_points(points: float) -> int:
    """Points as Word counts."""
    return round(points * TWIPS_PER_POINT)
