"""Finds the places and documents that a question names, in the store and out of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import fold, has_accents, tone_placed

_KINDS = (
    "nghị định|thông tư liên tịch|thông tư|bộ luật|luật|nghị quyết|quyết định|chỉ thị|kết luận|quy định|kế hoạch"
    "|hướng dẫn|công văn|pháp lệnh|quy chế|điều lệ|hiến pháp|tờ trình|báo cáo|thông báo"
)
_FOLDED_KINDS = fold(_KINDS)
_UNITS = (
    "nam|thang|quy(?! dinh)|tuan|ngay|gio|phut|lan|nguoi|buoc|loai|nhom|truong hop|noi dung|viec|van de|y"
    "|dieu kien|tieu chi|nguyen tac|cap|nganh|muc do|con so|trieu|ty|dong"
)
"""What a number counts: "quy định 30 ngày" names no document."""
_NUMBERED = re.compile(
    rf"\b(?:(?:{_FOLDED_KINDS})(?: so)? |(?:nd|nq|qd|tt|kl|ct|cv)(?: so)?[ .-]?)"
    rf"(\d+(?:[\w/.-]*\w)?)(?!\w)(?! ?%| (?:{_UNITS})\b)"
)
_ALWAYS_NUMBERED = re.compile(
    r"\b(?:nghi dinh|thong tu lien tich|thong tu|nghi quyet|phap lenh)(?: so)? (\d+(?:[\w/.-]*\w)?)(?!\w)(?! ?%)"
)
"""A kind that counts nothing: "nghị định 73 năm 2023"."""
_CHARTER = re.compile(
    r"\b(?:dieu|khoan|chuong|muc) (?:\d+|[ivx]+)(?: (?:cua|trong|theo))? (hien phap|dieu le dang|dieu le)\b"
)
"""An article of the Constitution or the Party's charter; their names alone are ordinary words of these documents."""
_ORDINARY = re.compile(
    r"\bhai phòng\b|\b(?:danh|dinh|tham|tri|don|bao) gia lai\b|\bnam dinh (?:ky|muc|huong)\b"
    r"|\bbao cao bang\b|\bthien ha noi\b|\bcao bang (?:bao|muc|nguoi)\b|\bda nang (?:dong|luc|suat|no)\b"
    r"|\blong an (?:toan|tam|ninh)\b|\bca mau (?:don|so|bieu|ke|to)\b"
    r"|\b(?:tu|theo doi|co|nhung|cac) dien bien\b|\bdien bien (?:tinh|phuc|tu|moi|xau|cua|su|vu|the)\b"
)
"""Words that read like a place: "danh gia lai" is "đánh giá lại" without accents, not Gia Lai."""
_ONE_TONE = str.maketrans("ãẵẫẽễĩõỗỡũữỹ", "ảẳẩẻểỉỏổởủửỷ")
"""Hỏi and ngã are often taken for one another: "Quãng Ngải"."""
CENTRAL = "central"
"""The jurisdiction of the documents that apply everywhere."""
_FEWEST_LEFT = 2
"""Words a text must keep when its names are taken out."""
_CODE = re.compile(
    r"(?<![\w/-])(\d{1,5}(?:/\d{4})?[-/](?:[a-z]{2,5}[-/])?[a-z]{2,6}(?:[-/][a-z]{2,5})?\d{0,2})(?![\w/-])"
)

_OUTSIDE = (_CODE, _NUMBERED, _ALWAYS_NUMBERED, _CHARTER)


@dataclass(frozen=True, slots=True)
class Named:
    """A document or place outside the store that a question names: as written, and the folded key to look for."""

    written: str
    key: str


class Gazetteer:
    """Names of jurisdictions, of documents in the store and of places outside it."""

    def __init__(
        self,
        jurisdictions: Mapping[str, Iterable[str]],
        documents: Mapping[str, Iterable[str]],
        other_places: Iterable[str],
        other_documents: Iterable[str],
    ) -> None:
        """Names by jurisdiction id and by document key, accented; then of places and documents outside the store."""
        self._jurisdictions = {key: [_Name(name) for name in names] for key, names in jurisdictions.items()}
        self._documents = {key: [_Name(name) for name in names] for key, names in documents.items()}
        self._places = [_Name(name) for name in other_places]
        self._laws = [_Name(name) for name in other_documents]
        names = [name for place, found in self._jurisdictions.items() if place != CENTRAL for name in found]
        self._place_names = sorted(names, key=lambda name: -len(name.folded))

    def jurisdictions(self, text: str) -> list[str]:
        """Ids of the jurisdictions named."""
        return [key for key, names in self._jurisdictions.items() if any(name.is_meant_in(text) for name in names)]

    def documents(self, text: str) -> list[str]:
        """Keys of the store's documents named."""
        return [key for key, names in self._documents.items() if any(name.stands_in(text) for name in names)]

    def other_places(self, text: str) -> list[str]:
        """Places outside the store, in their accented spelling; of names inside one another the longest."""
        return _outermost([name.name for name in self._places if name.is_meant_in(text)])

    def other_documents(self, text: str) -> list[Named]:
        """Documents outside the store: numbers and laws that no name of a stored document covers."""
        folded = fold(text)
        for names in self._documents.values():
            for name in sorted(names, key=lambda name: -len(name.folded)):
                folded = name.cut_from(folded)
        found = [match for pattern in _OUTSIDE for match in pattern.finditer(folded)]
        named = {match.group(1): Named(_written(text, match), match.group(1)) for match in found}
        named |= {law.folded: Named(law.name, law.folded) for law in self._laws if law.stands_in(text)}
        return [named[key] for key in _outermost(list(named))]

    def without_places(self, text: str) -> str:
        """A text of single-spaced words without the names of the store's places.

        Once a name has limited the documents it says nothing more; left in, it draws every provision whose wording
        carries the name. A text that is little more than a name comes back unchanged.
        """
        left = text
        for name in self._place_names:
            left = name.taken_out(left)
        return left if len(left.split()) >= _FEWEST_LEFT else text


def _outermost(names: list[str]) -> list[str]:
    """The names that stand in no longer one of them."""
    return [name for name in names if not any(name != longer and name in longer for longer in names)]


def _written(text: str, match: re.Match[str]) -> str:
    """The words of the user's text that a match in its folded form covers (folding keeps length)."""
    return text[match.start() : match.end()] if len(fold(text)) == len(text) else match.group(0)


class _Name:
    """One name, matched as whole words. Each syllable has the name's accents or none, as keyboards put in some."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folded = fold(name)
        self._syllables = _toned(name).split()
        self._pattern = re.compile(rf"(?<!\w){re.escape(self.folded)}(?!\w)")

    def stands_in(self, text: str) -> bool:
        return any(True for _ in self._spans(text))

    def is_meant_in(self, text: str) -> bool:
        """Also with wrong accents where each of two syllables or more begins with a capital ("Nghê An")."""
        return self.stands_in(text) or self._is_capital_in(text)

    def _is_capital_in(self, text: str) -> bool:
        folded = _folded(text)
        if len(self._syllables) < 2 or self.folded not in folded or text.isupper():
            return False
        return any(text[match.start() : match.end()].istitle() for match in self._pattern.finditer(folded))

    def taken_out(self, text: str) -> str:
        """The text without the name, single-spaced where it stood."""
        for start, end in reversed([*self._spans(text)]):
            text = " ".join(f"{text[:start]} {text[end:]}".split())
        return text

    def cut_from(self, folded: str) -> str:
        return self._pattern.sub(lambda found: " " * len(found.group(0)), folded)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        folded = _folded(text)
        if self.folded not in folded:
            return
        toned = _toned(text)
        ordinary = [match.span() for spelling in (toned, folded) for match in _ORDINARY.finditer(spelling)]
        for match in self._pattern.finditer(folded):
            start, end = match.span()
            if self._is_written(toned[start:end]) and not any(a < end and start < b for a, b in ordinary):
                yield start, end

    def _is_written(self, toned: str) -> bool:
        typed = toned.split()
        return len(typed) == len(self._syllables) and all(
            one == right or not has_accents(one) for one, right in zip(typed, self._syllables, strict=True)
        )


@lru_cache(maxsize=16)
def _folded(text: str) -> str:
    """The folded text, worked out once for the two hundred names that are looked for in it."""
    return fold(text)


def _toned(text: str) -> str:
    """As long as the text: lower-cased, tone marks on one place, hỏi for ngã."""
    return tone_placed(text).translate(_ONE_TONE)
