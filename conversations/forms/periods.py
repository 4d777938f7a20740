"""Periods: "từ 1/1/2027 đến 30/6/2027", "quý 1/2027", "6 tháng từ 1/1/2027" become a first and a last day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from conversations.forms.dates import add_months, read_span, told
from conversations.forms.problems import Problem, problem
from conversations.forms.spans import Read, Span, When
from knowledge.text import fold

SAMPLE = "từ 1/1/2027 đến 30/6/2027"
SAMPLE_LASTING = "6 tháng từ 1/1/2027"

_LASTS = r"(?P<count>[0-9]{1,3}) (?P<unit>ngay|tuan|thang|quy|nam)"
_LASTING = (
    re.compile(rf"(?:trong )?(?:vong )?{_LASTS},? (?:ke tu|tinh tu|bat dau tu|tu)(?: ngay)? (?P<begin>.+)"),
    re.compile(rf"(?:ke tu|tu)(?: ngay)? (?P<begin>.+?),? trong (?:vong )?{_LASTS}"),
)
_ONLY_LASTING = re.compile(rf"(?:trong )?(?:vong )?{_LASTS}")
_WORKING_DAYS = re.compile(r"ngay lam viec")
_PARTED = tuple(
    re.compile(rf"(?:tu )?(?:ngay )?(?P<begin>.+?){between}(?:ngay )?(?P<end>.+)")
    for between in (r" (?:den het|den) ", r"\s*(?:[–—→]|->)\s*", r" - ", r"(?<=/[0-9]{4})-", r" toi ")
)
_BARE = re.compile(r"[0-9]{1,2}")
_HAS_YEAR = re.compile(r"[0-9]{4}")


def read_period(text: str, today: date) -> dict[str, str] | Problem:
    """The period that a text names, as answers keep it."""
    span = _period(" ".join(fold(text).strip(" .,;").split()), today)
    if isinstance(span, Problem):
        return span
    if span.end < span.begin:
        return problem("period_reversed", SAMPLE, begin=told(span.begin), end=told(span.end))
    return {"begin": span.begin.isoformat(), "end": span.end.isoformat()}


def _period(folded: str, today: date) -> Read:
    if _WORKING_DAYS.search(folded):
        return problem("period_working_days", SAMPLE)
    for pattern in _LASTING:
        match = pattern.fullmatch(folded)
        if match:
            return _lasting(match, today)
    if _ONLY_LASTING.fullmatch(folded):
        return problem("period_no_begin", SAMPLE_LASTING)
    ranges = list(_ranges(folded, today))
    if ranges:
        return next((span for span in ranges if isinstance(span, Span)), ranges[0])
    return _whole(folded, today)


def _lasting(match: re.Match[str], today: date) -> Read:
    begin = read_span(match["begin"], When(today))
    if isinstance(begin, Problem):
        return begin
    count = int(match["count"])
    if count == 0:
        return problem("period", SAMPLE_LASTING)
    return Span(begin.begin, _last_day(begin.begin, count, match["unit"]))


def _last_day(begin: date, count: int, unit: str) -> date:
    """The last day of a time that lasts so long. A month that lacks the day ends the time with its own last day."""
    if unit in {"ngay", "tuan"}:
        return begin + timedelta(days=count * (7 if unit == "tuan" else 1) - 1)
    following = add_months(begin, count * {"thang": 1, "quy": 3, "nam": 12}[unit])
    return following - timedelta(days=1) if following.day == begin.day else following


def _ranges(folded: str, today: date) -> Iterator[Read]:
    for pattern in _PARTED:
        match = pattern.fullmatch(folded)
        if match:
            yield _between(match["begin"], match["end"], today)


def _between(begin: str, end: str, today: date) -> Read:
    """The days from one time to another; the side that has a year settles the year of the other."""
    if _HAS_YEAR.search(end) or _BARE.fullmatch(begin):
        last = read_span(end, When(today))
        if isinstance(last, Problem):
            return last
        first = read_span(_completed(begin, last), When(today, not_after=last.end))
    else:
        first = read_span(begin, When(today))
        if isinstance(first, Problem):
            return first
        last = read_span(end, When(today, not_before=first.begin))
    if isinstance(first, Problem) or isinstance(last, Problem):
        return first if isinstance(first, Problem) else last
    return Span(first.begin, last.end)


def _completed(begin: str, last: Span) -> str:
    """A bare "5" of "từ 5 đến 10/12/2026" is a day of that month; of "từ 3 đến 6/2027" a month of that year."""
    if not _BARE.fullmatch(begin):
        return begin
    one_day = last.begin == last.end
    return f"{begin}/{last.end.month}/{last.end.year}" if one_day else f"thang {begin}/{last.end.year}"


def _whole(folded: str, today: date) -> Read:
    span = read_span(folded, When(today))
    if isinstance(span, Problem):
        return problem("period", SAMPLE) if span.code == "date" else span
    if span.begin == span.end:
        return problem("period_no_end", f"từ {told(span.begin)} đến {told(span.begin + timedelta(days=90))}")
    return span
