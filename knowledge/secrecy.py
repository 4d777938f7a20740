"""Markings of official secrets (dấu chỉ độ mật): Mật, Tối mật, Tuyệt mật as a stamp, not as words of a sentence.

A marking stands apart from the text: alone on its line or in its column, in brackets, behind "Độ mật:", beside the
document's number or the title of the state, or cut off by a dash, bar or colon. The same words inside a sentence are an
ordinary question, whatever their case. Syllables with other accents (mất, mặt, mắt) are other words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import unaccented


class Marking(StrEnum):
    """The degree of secrecy that a text is marked with."""

    SECRET = "mat"  # noqa: S105 - a degree of secrecy
    TOP_SECRET = "toi-mat"  # noqa: S105 - a degree of secrecy
    MOST_SECRET = "tuyet-mat"  # noqa: S105 - a degree of secrecy


class _Case(StrEnum):
    UPPER = "MẬT"
    TITLE = "Mật"
    LOWER = "mật"


@dataclass(frozen=True, slots=True)
class _Degree:
    """A degree as it is written somewhere. `accented` says whether it carries its accents."""

    marking: Marking
    case: _Case
    accented: bool

    @property
    def is_plain(self) -> bool:
        """Whether it can be no other word: "MAT" is also "MẶT" without its accents."""
        return self.accented or self.marking is not Marking.SECRET

    @property
    def is_stamped(self) -> bool:
        """Whether it is written in capitals and can be no other word."""
        return self.case is _Case.UPPER and self.is_plain

    @property
    def is_written_out(self) -> bool:
        """Whether it is written as a marking is in brackets and behind a number: not all small."""
        return self.case is _Case.UPPER or (self.case is _Case.TITLE and self.is_plain)

    @property
    def stands_alone(self) -> bool:
        """Whether nothing else on the line makes it a marking. Unaccented, "toi mat" is also "tôi mất"."""
        match self.marking:
            case Marking.MOST_SECRET:
                return True
            case Marking.TOP_SECRET:
                return self.accented or self.case is _Case.UPPER
        return self.case is _Case.UPPER or (self.accented and self.case is _Case.TITLE)


_SPELLINGS = {
    "TUYETMAT": Marking.MOST_SECRET,
    "TUYÊTMAT": Marking.MOST_SECRET,
    "TUYỆTMAT": Marking.MOST_SECRET,
    "TUYETMẬT": Marking.MOST_SECRET,
    "TUYÊTMẬT": Marking.MOST_SECRET,
    "TUYỆTMẬT": Marking.MOST_SECRET,
    "TOIMAT": Marking.TOP_SECRET,
    "TỐIMAT": Marking.TOP_SECRET,
    "TOIMẬT": Marking.TOP_SECRET,
    "TÔIMẬT": Marking.TOP_SECRET,
    "TỐIMẬT": Marking.TOP_SECRET,
    "MAT": Marking.SECRET,
    "MẬT": Marking.SECRET,
}

_DEGREE = r"(?<![^\W_])(?P<degree>(?:(?:tuyet|toi)[\s._-]{0,3})?mat)(?![^\W_])"
_DASHES = "\u2010-\u2015-"
_KINDS = "tai lieu|van ban|ho so|bao cao|cong van|ke hoach|phuong an|de an|to trinh|quyet dinh"
_URGENCY = "hoa toc|thuong khan|khan|hen gio"
_STATE = "cong hoa xa hoi|dang cong san"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A place where a degree is a marking, as a pattern over text without accents, and how it must be written there."""

    pattern: re.Pattern[str]
    holds: Callable[[_Degree], bool]

    def marking(self, line: str) -> Marking | None:
        """The marking in such a place of the line."""
        degrees = (_degree(line, match) for match in self.pattern.finditer(unaccented(line)))
        return next((degree.marking for degree in degrees if degree and self.holds(degree)), None)


def _rule(pattern: str, holds: Callable[[_Degree], bool]) -> _Rule:
    return _Rule(re.compile(pattern), holds)


_OF_A_COLUMN = (
    _rule(rf"(?i:^[\W_]*{_DEGREE}[\W_]*$)", lambda degree: degree.stands_alone),
    _rule(rf"(?i:^[\W_]*(?:{_URGENCY})[\W_]+{_DEGREE}[\W_]*$)", lambda degree: degree.is_stamped),
    _rule(rf"(?i:^[\W_]*{_DEGREE}[\W_]+(?:{_URGENCY})[\W_]*$)", lambda degree: degree.is_stamped),
    _rule(rf"(?i:^[\W_]*(?:{_KINDS})\s+{_DEGREE}[\W_]*$)", lambda degree: degree.is_stamped),
)
"""Where nothing else stands on the line or in the column but urgency or the kind of document."""
_OF_A_LINE = (
    # "Độ mật: Mật", unless a sentence goes on in small letters.
    _rule(rf"(?i:\bdo\s+mat\s*[:={_DASHES}]\s*[\"'“‘(\[]?{_DEGREE})(?!\W{{0,3}}[a-z])", lambda degree: True),
    _rule(rf"(?i:[(\[{{<«【]\s*(?:do\s+)?{_DEGREE}\s*[)\]}}>»】])", lambda degree: degree.is_written_out),
    # "Số: 12/BC-UBND - Mật", "Số: 12/MẬT-UBND", "MẬT Số: 12", "MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    _rule(rf"(?i:^\W*so\b\s*[:.]?\s*\d\S*[\s,;({_DASHES}]+{_DEGREE}\W*$)", lambda degree: degree.is_written_out),
    _rule(rf"(?i:\d\s?[/-](?:[\w-]{{1,20}}[/-])?{_DEGREE}(?=[\s/-]|$))", lambda degree: degree.is_stamped),
    _rule(rf"(?i:{_DEGREE}[\W_]+so\s*[:.]?\s*\d)", lambda degree: degree.is_stamped),
    _rule(rf"(?i:{_DEGREE}[\W_]+(?:{_STATE})\b)", lambda degree: degree.is_stamped),
    # "TUYỆT MẬT: phương án ...", "Tối mật: Phương án ...", "Báo cáo - TUYỆT MẬT"
    _rule(rf"(?i:^[\s\"'“*#]*{_DEGREE}\s*[.:;,!|/\\*#•{_DASHES}])", lambda degree: degree.is_stamped),
    _rule(rf"(?i:^[\s\"'“*#]*{_DEGREE}\s*:)\s*[A-Z0-9]", lambda degree: degree.is_written_out),
    _rule(rf"(?i:[:;|/\\*#•{_DASHES}]\s*{_DEGREE}[\s.!*#\"'”]*$)", lambda degree: degree.is_stamped),
)
"""Where a degree is set off from what else the line says."""
_NAMED = re.compile(rf"(?i:(?:^|[,;/(.:]\s*|\b(?:va|hay|hoac)\s+|(?=tuyet|toi)){_DEGREE})")
"""Degrees as a sentence lists them; "mật" alone is also a part of other words (bí mật, độ mật)."""
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)]|[^\W\d_][.)]|[-–—•*+])\s")
_CLOSED = re.compile(r"[-–—•*+]\s*$")
_SPACED_OUT = re.compile(r"(?<![^\W_])(?:[^\W\d_][ \t._-]{1,3}){2,}[^\W\d_](?![^\W_])")
_COLUMNS = re.compile(r"\t+| {2,}|[|¦]")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

_OF_A_NAME = (
    _rule(rf"(?i:{_DEGREE})", lambda degree: degree.is_stamped and degree.marking is not Marking.SECRET),
    _rule(
        rf"(?i:^\W*{_DEGREE})\s*[_.(\d{_DASHES}](?!(?i:do|khau|ma|vu|thu)(?![^\W_]))", lambda degree: degree.is_stamped
    ),
    _rule(rf"(?i:(?<!bi)(?<!bao)(?<!co)(?<!giai)[_{_DASHES}]\s*{_DEGREE}\W*$)", lambda degree: degree.is_stamped),
    _rule(rf"(?i:^\W*{_DEGREE}\W*$)", lambda degree: degree.is_plain),
)
_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,5})+$")


def marking(text: str) -> Marking | None:
    """The marking that a text, typed or taken from a document, bears; None for a text without one."""
    return next((found for line in _lines(text) if (found := _of_line(line))), None)


def marking_of_name(name: str) -> Marking | None:
    """The marking that the name of a file bears, in which `_` and `-` stand between the words."""
    stem = _ENDING.sub("", name)
    in_name = (rule.marking(line) for line in _lines(stem) for rule in _OF_A_NAME)
    return next((found for found in in_name if found), None) or marking(stem)


def _lines(text: str) -> Iterator[str]:
    """The lines that may hold a degree, as they are read: spaced letters joined, invisible characters left out."""
    readable = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    for line in "".join(char for char in readable if not unicodedata.combining(char)).splitlines():
        if "mat" in re.sub(r"[\W_]", "", unaccented(line)).lower():
            yield _SPACED_OUT.sub(lambda run: re.sub(r"[ \t._-]", "", run[0]), line)


def _of_line(line: str) -> Marking | None:
    if len({degree.marking for match in _NAMED.finditer(unaccented(line)) if (degree := _degree(line, match))}) > 1:
        return None  # it compares the degrees
    columns = [part for part in (line, *_COLUMNS.split(line)) if "?" not in part and not _is_item(part)]
    found = (rule.marking(column) for column in columns for rule in _OF_A_COLUMN)
    apart = (rule.marking(line) for rule in _OF_A_LINE)
    return next((one for one in found if one), None) or next((one for one in apart if one), None)


def _is_item(column: str) -> bool:
    """Whether it is an item of a list ("1. Mật"), and not a stamp between dashes ("- MẬT -")."""
    return bool(_LIST_MARK.match(column)) and not _CLOSED.search(column)


def _degree(line: str, match: re.Match[str]) -> _Degree | None:
    """What a pattern has found in the line without accents, as it is written in the line itself."""
    letters = re.sub(r"[\W\d_]", "", line[match.start("degree") : match.end("degree")])
    spelling = letters.upper()
    if spelling not in _SPELLINGS:
        return None
    case = _Case.UPPER if letters == spelling else _Case.TITLE if letters[0].isupper() else _Case.LOWER
    return _Degree(_SPELLINGS[spelling], case, spelling.endswith("MẬT"))
