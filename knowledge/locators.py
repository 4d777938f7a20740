"""Reads the locators people type ("Điều 6 khoản 1", "mục 2.4", "đ4 k3", "mục IV.3") and finds the provision."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.text import fold

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chuong", re.compile(r"\bchuong ([ivx]+|\d{1,2})\b")),
    ("dieu", re.compile(r"\bdieu (?:so |thu )?(\d{1,3})\b")),
    ("muc", re.compile(r"\b(?:muc|phan|tieu muc|chuong muc) (?:so |thu )?([ivx]+|\d{1,2})(?=[\s.,;:?)]|$)")),
    ("khoan", re.compile(r"\bkhoan (?:so |thu )?(\d{1,2})\b")),
    (
        "diem",
        re.compile(
            r"(?<!thi )(?<!dia )(?<!thoi )(?<!quan )(?<!trong )\bdiem (dd|[a-h]|[a-z](?=,? (?:khoan|dieu|muc)\b)"
            r"|(?<=\d diem )[a-z]|(?<=\d, diem )[a-z])"
            r"(?=[\s,.;:?)]|$)"
        ),
    ),
    ("gach", re.compile(r"\bgach (?:dau dong )?(?:so |thu )?(\d{1,2}|nhat|hai|ba|tu|nam)\b")),
    ("doan", re.compile(r"\bdoan (?:so |thu )?(\d{1,2}|nhat|hai|ba|tu|nam)\b")),
    ("chu-thich", re.compile(r"\bchu thich (?:so |thu )?(\d)\b")),
)
_DOTTED_SECTION = re.compile(
    r"\b(?:muc|phan|tiet|diem|khoan) ((?:[ivx]+|\d{1,2})\.\d{1,2})(?:\.(\d{1,2}))?\b"
    r"|(?<![\d.,/])(?<!ngay )(2\.[1-5]|3\.[12])(?![\d.,/]| ?%| ?(?:ty|trieu|nghin|dong|nam|thang|ngay|gio|lan|m|km)\b)"
    r"|(?<![\w.])((?:iv|vi{0,3}|i{1,3})\.\d{1,2})(?![\w.]\w)"
)
_DOTTED_ARTICLE = re.compile(r"\bdieu (\d{1,2})\.(\d{1,2})\b")
_NUMBER_WORDS = {"nhat": "1", "hai": "2", "ba": "3", "tu": "4", "nam": "5"}
_ORDINAL_LEVELS = ("gach", "doan")


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a document as typed: the levels named, outermost first, such as (("dieu", "6"), ("khoan", "1"))."""

    levels: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        names = {"dieu": "Điều", "khoan": "khoản", "diem": "điểm", "muc": "mục", "gach": "gạch đầu dòng"}
        names |= {"doan": "đoạn", "chuong": "Chương", "chu-thich": "chú thích"}
        return " ".join(f"{names[level]} {_as_printed(level, value)}" for level, value in self.levels)


def _as_printed(level: str, value: str) -> str:
    if level in {"muc", "chuong"}:
        return value.upper()
    return "đ" if value == "dd" else value


_ENGLISH = {
    "article": "điều",
    "clause": "khoản",
    "paragraph": "đoạn",
    "point": "điểm",
    "section": "mục",
    "item": "mục",
    "part": "phần",
    "chapter": "chương",
    "footnote": "chú thích",
}


def read_english_locator(text: str) -> Locator | None:
    """The locator in an English question ("Article 4, clause 3"), or None."""
    for english, vietnamese in _ENGLISH.items():
        text = re.sub(rf"\b{english}\b", vietnamese, text, flags=re.IGNORECASE)
    return read_locator(text)


def read_locator(words_text: str) -> Locator | None:
    """The locator in a question, or None. The text must have its abbreviations written out."""
    text = _DOTTED_ARTICLE.sub(r"dieu \1 khoan \2", fold_keeping_dd(words_text))
    dotted = _DOTTED_SECTION.search(text)
    levels = [("muc", dotted.group(1) or dotted.group(3) or dotted.group(4))] if dotted else []
    if dotted:
        text = text[: dotted.start()] + " " + text[dotted.end() :]
        levels += [("doan", dotted.group(2))] if dotted.group(2) else []
    for level, pattern in _LEVELS:
        values = [_NUMBER_WORDS.get(value, value) for value in pattern.findall(text)]
        if values and not (level == "muc" and dotted):
            levels.append((level, ".".join(_outermost_first(values)) if level == "muc" else values[0]))
    return Locator(tuple(levels)) if levels and levels[0][0] not in _ORDINAL_LEVELS else None


def _outermost_first(sections: list[str]) -> list[str]:
    """Section numbers with the Roman one first: "mục 3 phần II" is II.3."""
    return sorted(dict.fromkeys(sections), key=lambda value: value not in _ROMAN)[:2]


def fold_keeping_dd(text: str) -> str:
    """Folded text in which "điểm đ" stays apart from "điểm d", as "diem dd"."""
    return fold(re.sub(r"(điểm|diem)\s+đ(?!\w)", "diem dd", text.lower()))


def resolve(locator: Locator, ids: Iterable[str], documents: Sequence[str]) -> list[str]:
    """Ids among `ids` that the locator names, in the documents given (in their order); empty when there is none."""
    known = list(ids)
    return [found for document in documents for found in _in_document(locator, known, document)]


def _in_document(locator: Locator, ids: Sequence[str], document: str) -> list[str]:
    wanted = _path(locator)
    exact = [id_ for id_ in ids if any(id_ == f"{document}/{path}" for path in wanted)]
    if exact:
        return exact[:1]
    inner = [id_ for id_ in ids if id_.startswith(f"{document}/") and any(id_.endswith(f"/{path}") for path in wanted)]
    outer = locator.levels[0][0]
    return inner if outer in {"khoan", "diem"} and len(inner) == 1 else []


def _as_numbered(level: str, value: str) -> str:
    """The number as ids have it: chapters are Roman."""
    roman = next((roman for roman, number in _ROMAN.items() if str(number) == value), value)
    return roman if level == "chuong" else value


def _path(locator: Locator) -> list[str]:
    """The id paths a locator may mean: documents number their sections in different ways."""
    levels = dict(locator.levels)
    if "dieu" in levels or "chuong" in levels or "chu-thich" in levels:
        return ["/".join(f"{level}-{_as_numbered(level, value)}" for level, value in locator.levels if level != "muc")]
    section = levels.get("muc", "")
    tail = [f"{level}-{value}" for level, value in locator.levels if level in _ORDINAL_LEVELS]
    inner = levels.get("khoan") or levels.get("diem")
    dotted = section.split(".")
    nested = [*dotted, inner] if inner else dotted
    forms = [[f"muc-{section}", *tail], [*nested, *tail]]
    if not section and inner:
        forms = [[f"khoan-{inner}"], [inner, *tail]]
    return ["/".join(form) for form in forms]
