"""Numbers of people (identity cards, telephones) are hidden in what goes to a chat model.

The mask stays in what comes back: a summary speaks of provisions and has no use for such a number, and a number that
stands in no provision would fail its checks anyway. Numbers of documents, provisions, dates and amounts stay.
"""

import re

from knowledge.text import clean, fold

HIDDEN = "(số đã che)"

_APART = r"[ .()-]{0,2}"
_NUMBER = re.compile(rf"(?<![\d/])\+?\(?\d(?:{_APART}\d){{8,}}(?![\d/])")
"""Nine digits and more, however grouped, that are no part of a document's number (12/2020/QĐ-UBND)."""
_DATES = re.compile(r"\d{1,2}[.-]\d{1,2}[.-]\d{4}(?:[ -]+\d{1,2}[.-]\d{1,2}[.-]\d{4})*")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:[ -]+(?:19|20)\d\d)+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([. ])\d{3})(?:\1\d{3})*")
_MONEY = re.compile(r"\s*(?:dong|d|vnd|trieu|ty|ti|usd|nghin|ngan|m2|ha|nguoi|ho)\b")
_PERSONS = re.compile(
    r"(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh|dien thoai|dt|sdt|zalo|goi|lien he|tel)\W*(?:\w+\W+){0,2}$"
)
"""What stands before a number that is a person's."""


def masked(text: str) -> str:
    """The text, cleaned, without numbers of identity cards and telephones."""
    readable = clean(text)
    return _NUMBER.sub(lambda match: HIDDEN if _is_personal(readable, match) else match[0], readable)


def _is_personal(text: str, match: re.Match[str]) -> bool:
    number = match[0]
    if _DATES.fullmatch(number) or _PERIOD.fullmatch(number):
        return False
    if _PERSONS.search(fold(text[: match.start()])):
        return True
    return not (_MONEY.match(fold(text[match.end() :])) or _is_amount(number))


def _is_amount(number: str) -> bool:
    """Whether it is grouped by thousands with points, as amounts are: no identity card and no telephone begins so."""
    thousands = _THOUSANDS.fullmatch(number)
    return thousands is not None and thousands[1] == "."
