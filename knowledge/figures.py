"""What a text states exactly: its numbers, dates, amounts and locators, in forms that two texts can be compared in.

"30 ngày làm việc", "ba mươi ngày làm việc" and "030 ngày làm việc" are one figure; "30 ngày" is another, since calendar
days are not working days.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.text import clean

Place = frozenset[tuple[str, str]]
"""A locator: its levels with their values, such as {("điều", "4"), ("khoản", "3")}."""

_DIGITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_AFTER_TENS = {**_DIGITS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_MEASURES = "ngày|tháng|năm|tuần|giờ|phút|quý|lần|phần trăm|nghìn|ngàn|triệu|tỷ|tỉ|đồng|người|cấp|bước|nhóm"
_COUNTED = "trường hợp|hình thức|điều kiện|nguyên tắc|tiêu chí"
_LEVELS = "điều|khoản|điểm|mục|chương|phần|tiết|đoạn|gạch đầu dòng|chú thích"
_LABELS = "năm|tháng|quý|số|khóa"


def _any_of(words: dict[str, int], but: str = "") -> str:
    return "|".join(word for word in words if word != but)


_DIGIT = _any_of(_DIGITS)
# "hai mươi năm" is twenty years: twenty-five is "hai mươi lăm".
_ONES = _any_of(_AFTER_TENS, but="năm")
_TENS = rf"(?:(?P<tens>{_DIGIT}) (?:mươi|chục)|(?P<ten>mười))(?: (?P<ones>{_ONES})\b)?"
_HUNDREDS = rf"(?P<hundreds>{_DIGIT}) trăm(?: (?:linh|lẻ) (?P<rest>{_any_of(_AFTER_TENS)})\b)?"
_SPELT = re.compile(
    rf"\b(?:{_HUNDREDS}(?: {_TENS.replace('<', '<h')})?|{_TENS}"
    rf"|(?P<measured>{_DIGIT})(?= (?:{_MEASURES})\b)|(?P<counted>{_any_of(_DIGITS, but='một')})(?= (?:{_COUNTED})\b)"
    rf"|(?<=điều )(?P<article>{_DIGIT})|(?<=khoản )(?P<clause>{_DIGIT}))\b",
    re.IGNORECASE,
)
_LONG_DATE = re.compile(r"(?i:\b(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})\b)")
_LONG_MONTH = re.compile(r"(?i:\btháng (\d{1,2}) năm (\d{4})\b)")
_PERCENT = re.compile(r"(?<=\d)(?:\s+%|\s+phần trăm\b)", re.IGNORECASE)
_LOCATOR = re.compile(
    rf"\b(?P<level>(?i:{_LEVELS}))(?i: số| thứ)? "
    r"(?P<value>\d+(?:\.\d+)*(?![\w%/-])|[IVXLC]+(?!\w)|(?<=(?i:điểm|tiết) )[A-ZĐa-zđ](?!\w))"
)
_JOINED = re.compile(r"\s*,?\s*(?:(?:của|thuộc|tại) )?\s*")
_NUMBER = re.compile(rf"(?:\b(?P<label>(?i:{_LABELS})) )?(?P<number>\d(?:[\w.,/%-]*[\w%])?)")
_UNIT = re.compile(r" (ngày làm việc|[^\W\d_]+)", re.IGNORECASE)
_MEASURE = re.compile(rf"(?:{_MEASURES})\b|ngày làm việc", re.IGNORECASE)
_LEADING_ZEROS = re.compile(r"(?<![\d.,])0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Figures:
    """The exact statements of a text.

    `places` are its locators, levels that stand together as one. `numbers` are (number, what it counts): the following
    unit ("ngày làm việc"), or the word before it and a colon ("năm:"), or "" for what stands for itself (dates,
    percentages, numbers of documents).
    """

    places: frozenset[Place]
    numbers: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> "Figures":
        """The figures in a text of any form."""
        found, rest = _places(_in_digits(clean(unicodedata.normalize("NFKC", text))))
        return cls(frozenset(found), frozenset(_numbers(rest)))

    def places_beyond(self, others: "list[Figures]") -> list[Place]:
        """The locators that are no part of a locator in `others`."""
        known = [place for other in others for place in other.places]
        return [place for place in self.places if not any(place <= other for other in known)]

    def numbers_beyond(self, others: "list[Figures]") -> list[tuple[str, str]]:
        """The numbers that none of `others` has of the same thing."""
        return [number for number in self.numbers if not any(number in other.numbers for other in others)]


def _in_digits(text: str) -> str:
    """The text with numbers in words, long dates and percentages written in figures."""
    text = _SPELT.sub(lambda match: str(_value(match)), text)
    text = _LONG_MONTH.sub(r"\1/\2", _LONG_DATE.sub(r"\1/\2/\3", text))
    return _PERCENT.sub("%", text)


def _value(spelt: re.Match[str]) -> int:
    words = {name: word.lower() for name, word in spelt.groupdict().items() if word}
    hundreds = 100 * _DIGITS.get(words.pop("hundreds", ""), 0)
    tens = sum(10 * _DIGITS[word] for name, word in words.items() if name in {"tens", "htens"})
    ten = 10 * len({"ten", "hten"} & words.keys())
    rest = sum(_AFTER_TENS[word] for name, word in words.items() if not name.endswith(("ten", "tens")))
    return hundreds + tens + ten + rest


def _places(text: str) -> tuple[list[Place], str]:
    """The locators in a text, and the text without them."""
    groups: list[dict[str, str]] = []
    end = -1
    for match in _LOCATOR.finditer(text):
        level = match["level"].lower()
        together = end >= 0 and _JOINED.fullmatch(text[end : match.start()])
        if not together or level in groups[-1]:
            groups.append({})
        groups[-1][level] = _without_zeros(match["value"])
        end = match.end()
    return [frozenset(group.items()) for group in groups], _LOCATOR.sub("\n", text)


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    for match in _NUMBER.finditer(text):
        number = _without_zeros(match["number"])
        unit = _UNIT.match(text, match.end())
        yield number, _counted(number, match["label"], unit[1].lower() if unit else "")


def _counted(number: str, label: str | None, unit: str) -> str:
    if not number.replace(".", "").replace(",", "").isdigit():
        return ""
    return f"{label.lower()}:" if label and not _MEASURE.fullmatch(unit) else unit


def _without_zeros(number: str) -> str:
    return _LEADING_ZEROS.sub("", number).casefold()
