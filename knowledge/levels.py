"""How each level of a document's body is recognised, numbered, named and cited."""

import re
from dataclasses import dataclass

from knowledge.outline import LevelName
from knowledge.provisions import Kind

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters of điểm in the order in which documents use them."""

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True, slots=True)
class Level:
    """One level.

    `pattern` matches a whole line: group `label` is what is printed before the words (left out of the provision's own
    text), `key` its number or letter (absent for dashes, which are numbered by order), `rest` the words.
    `slug` and `locator` take the key. `joiner` stands between the parent's locator and this one.
    """

    kind: Kind
    pattern: re.Pattern[str]
    slug: str
    locator: str
    joiner: str = " "
    rooted: bool = False
    """Its id and its locator start from the document, not from the parent (Điều under Chương, 2.4 under 2)."""
    through: bool = False
    """Its numbers run through the document instead of starting anew in each parent."""
    titled: bool = False
    """Its first words are always a heading; elsewhere they are one only when no end mark closes them."""


def _numbered(label: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{label})(?:\s+(?P<rest>.*))?")


_NUMBER = _numbered(r"(?P<key>[0-9]{1,3})\.")

LEVELS: dict[LevelName, Level] = {
    LevelName.CHAPTER: Level(
        Kind.CHAPTER, _numbered(r"(?:CHƯƠNG|Chương) (?P<key>[IVXL]+)"), "chuong-{}", "Chương {}", titled=True
    ),
    LevelName.ARTICLE: Level(
        Kind.ARTICLE,
        _numbered(r"Điều (?P<key>[0-9]{1,3})\."),
        "dieu-{}",
        "Điều {}",
        rooted=True,
        through=True,
        titled=True,
    ),
    LevelName.CLAUSE: Level(Kind.CLAUSE, _NUMBER, "khoan-{}", "khoản {}"),
    LevelName.POINT: Level(
        Kind.POINT, re.compile(rf"(?:- )?(?P<label>(?P<key>[{LETTERS}])\))\s+(?P<rest>.*)"), "diem-{}", "điểm {}"
    ),
    LevelName.DASH: Level(
        Kind.DASH, re.compile(r"(?P<label>-)\s+(?P<rest>.*)"), "gach-{}", "gạch đầu dòng {}", joiner=", "
    ),
    LevelName.SECTION: Level(Kind.SECTION, _NUMBER, "muc-{}", "mục {}"),
    LevelName.SUBSECTION: Level(
        Kind.SECTION, _numbered(r"(?P<key>[0-9]{1,3}\.[0-9]{1,3})\."), "muc-{}", "mục {}", rooted=True
    ),
    LevelName.PART: Level(Kind.SECTION, _numbered(r"(?P<key>[IVXL]+)\."), "{}", "mục {}", titled=True),
    LevelName.ITEM: Level(Kind.CLAUSE, _NUMBER, "{}", "khoản {}"),
    LevelName.TASK: Level(Kind.SECTION, _NUMBER, "{}", "mục {}"),
}


def ordinal(key: str) -> int:
    """The place of a label among its siblings, from 1: "3" and "2.3" give 3, "đ" gives 5, "IV" gives 4."""
    last = key.rpartition(".")[2]
    if last.isdecimal():
        return int(last)
    if last in LETTERS:
        return LETTERS.index(last) + 1
    values = [_ROMAN[character] for character in last.upper()]
    return sum(-v if v < following else v for v, following in zip(values, [*values[1:], 0], strict=True))


def unaccented_key(key: str) -> str:
    """The key as it stands in an id: "đ" is "dd", Roman numbers are in small letters."""
    return "dd" if key == "đ" else key.lower()
