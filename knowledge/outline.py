"""The outline of a document: in which order its parts stand and by which words each part begins.

An outline is data of the catalogue. Adding a document means writing its outline, not code.
"""

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Region(StrEnum):
    """A part of a source file, in the order in which the file has them."""

    HEADER = "header"
    STAMP = "stamp"
    """A stamp of the body that received the paper; no part of the document."""
    PREAMBLE = "preamble"
    BODY = "body"
    CLOSING = "closing"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    COPY = "copy"
    """The block of whoever certified the copy (sao lục); no part of the document."""
    FOOTNOTES = "footnotes"


class LevelName(StrEnum):
    """A level of a document's body; `knowledge.levels` says how each is recognised and named."""

    CHAPTER = "chapter"
    ARTICLE = "article"
    CLAUSE = "clause"
    POINT = "point"
    DASH = "dash"
    SECTION = "section"
    """Kết luận: 1, 2, 3."""
    SUBSECTION = "subsection"
    """Kết luận: 2.1, 2.2."""
    PART = "part"
    """Kế hoạch, nghị quyết: I, II, III."""
    ITEM = "item"
    """A numbered clause of a part: II.3."""
    TASK = "task"
    """Chỉ thị: 1 to 12, with nothing above them."""


class Glued(BaseModel):
    """Words of another region that the conversion left at the end of a line of this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: Region
    starts: re.Pattern[str]


class RegionRule(BaseModel):
    """One region. `starts` matches the beginning of its first line; only the first region of a file has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: Region
    starts: re.Pattern[str] | None = None
    glued: Glued | None = None


class Outline(BaseModel):
    """The regions of a file, in order, and the levels of its body, outermost first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    regions: tuple[RegionRule, ...]
    levels: tuple[LevelName, ...]
