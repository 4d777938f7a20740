"""Days and longer times as Vietnamese write them, with or without accents, become spans of days.

No clock inside: who asks says what day it is. What could be two days is refused with both.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from conversations.forms.bare import bare
from conversations.forms.problems import Problem, problem
from conversations.forms.spans import Facing, Read, Span, When
from knowledge.text import fold

SAMPLE = "5/12/2026"
PAST_SAMPLE = "24/11/2025"
"""A day that has been on every day on which the bot runs."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
AHEAD = 30
"""A day without a year that lies so many days ahead at most is meant as that day, not as one of last year."""
RARE = 8
"""The years among which every day of the calendar is found at least once: a 29/2 may be so far from the next."""
EITHER_DAY = " hoặc "
"""Stands between the two days that a problem offers to write."""
WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


_WEEKDAY = {
    **{fold(name): index for index, name in enumerate(WEEKDAYS)},
    **{f"thu {number}": number - 2 for number in range(2, 8)},
    **{f"t{number}": number - 2 for number in range(2, 8)},
    **{"thu nam": 3, "cn": 6},
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_AWAY = {"truoc": -1, "nay": 0, "sau": 1, "toi": 1}
_WEEKDAYS = "|".join(sorted(_WEEKDAY, key=len, reverse=True))
_SEPARATOR = r"\s*[/.\-]\s*"
_OF_YEAR = r"(?:\s*[/\-,]\s*|\s+nam\s+|\s+)"


def read_date(text: str, today: date, facing: Facing = Facing.EITHER) -> str | Problem:
    """The one day that a text names, as answers keep it. `facing` decides a day without a year."""
    span = read_span(bare(text), facing.when(today))
    if isinstance(span, Problem):
        return span
    if span.begin != span.end:
        return problem("date_not_a_day", EITHER_DAY.join((told(span.begin), told(span.end))))
    return span.begin.isoformat()


def read_span(text: str, when: When) -> Read:
    """The days that a text names: a day, a week, a month, a quarter, a half year, a year."""
    folded = " ".join(fold(text).strip(" .,;").split())
    for pattern, build in _WAYS:
        match = pattern.fullmatch(folded)
        if match:
            return build(match, when)
    return problem("date", SAMPLE)


def told(day: date) -> str:
    """A day as users read it."""
    return f"{day.day}/{day.month}/{day.year}"


def add_months(day: date, months: int) -> date:
    """The same day so many months on, the last of the month where there is none."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _one(day: date) -> Span:
    return Span(day, day)


def _day(day: int, month: int, year: int) -> Read:
    fault = _calendar_fault(day, month, year)
    return fault or _one(date(year, month, day))


def _calendar_fault(day: int, month: int, year: int | None) -> Problem | None:
    """Why there is no such day; without a year, why there is none in any year."""
    if day == 0 or month == 0:
        return problem("date_day_zero", SAMPLE)
    if month > 12:
        return problem(
            "date_month", f"{month}/{day}/{year or 2026}" if day <= 12 and month <= 31 else SAMPLE, month=month
        )
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return problem("date_year", SAMPLE, year=year, first=FIRST_YEAR, last=LAST_YEAR)
    days = calendar.monthrange(year or 2000, month)[1]
    if day > days:
        of_year = f"/{year}" if year else ""
        return problem("date_day", f"{days}/{month}{of_year}", day=day, month=month, year=of_year, days=days)
    return None


def _yearless(text: str, build: Callable[[int], Read], when: When) -> Read:
    """The time in the year that can be meant, where only one can."""
    if when.has_been:
        return _that_has_been(build, when.today)
    if when.not_before:
        span = build(when.not_before.year)
        late = isinstance(span, Problem) or span.end >= when.not_before
        return span if late else build(when.not_before.year + 1)
    if when.not_after:
        span = build(when.not_after.year)
        early = isinstance(span, Problem) or span.begin <= when.not_after
        return span if early else build(when.not_after.year - 1)
    return _this_year(text, build, when.today)


def _that_has_been(build: Callable[[int], Read], today: date) -> Read:
    """The last such time that has been, of a 29/2 that of the last leap year; one a few days ahead is refused."""
    times = [build(year) for year in range(today.year + 1, today.year - RARE - 1, -1)]
    spans = [time for time in times if isinstance(time, Span)]
    near = next((one for one in spans if timedelta(0) < one.begin - today <= timedelta(AHEAD)), None)
    if near:
        return problem("date_ahead", date=told(near.begin))
    return next((one for one in spans if one.begin <= today), times[1])


def _this_year(text: str, build: Callable[[int], Read], today: date) -> Read:
    span = build(today.year)
    if isinstance(span, Problem) or span.end >= today:
        return span
    following = build(today.year + 1)
    either = EITHER_DAY.join(told(one.end) for one in (span, following) if isinstance(one, Span))
    return problem("date_no_year", either, given=text)


def _full_year(written: str) -> int:
    return 2000 + int(written) if len(written) == 2 else int(written)


def _iso(match: re.Match[str], _when: When) -> Read:
    year, month, day = map(int, match.groups())
    return _day(day, month, year)


def _dated(match: re.Match[str], _when: When) -> Read:
    return _on_weekday(_day(int(match["day"]), int(match["month"]), _full_year(match["year"])), match["weekday"])


def _on_weekday(span: Read, weekday: str | None) -> Read:
    """A day that is written with its weekday, where it is one."""
    if isinstance(span, Problem) or weekday is None or span.begin.weekday() == _WEEKDAY[weekday]:
        return span
    actual, claimed = WEEKDAYS[span.begin.weekday()], WEEKDAYS[_WEEKDAY[weekday]]
    return problem("date_weekday_differs", told(span.begin), date=told(span.begin), weekday=actual, given=claimed)


def _day_and_month(match: re.Match[str], when: When) -> Read:
    day, month = int(match["day"]), int(match["month"])
    fault = _calendar_fault(day, month, None)
    return fault or _on_weekday(
        _yearless(f"{day}/{month}", lambda year: _day(day, month, year), when), match["weekday"]
    )


def _day_of_near_month(match: re.Match[str], when: When) -> Read:
    month = add_months(when.today.replace(day=1), _AWAY[match["away"]])
    return _day(int(match["day"]), month.month, month.year)


def _weekday(match: re.Match[str], when: When) -> Read:
    monday = when.today - timedelta(days=when.today.weekday())
    day = monday + timedelta(days=_WEEKDAY[match["weekday"]])
    if match["away"]:
        return _one(day + timedelta(weeks=_AWAY[match["away"]]))
    first, second = _near_weekdays(day, when)
    return problem("date_weekday", EITHER_DAY.join((told(first), told(second))), given=WEEKDAYS[day.weekday()])


def _near_weekdays(day: date, when: When) -> tuple[date, date]:
    """The two days that a weekday without a week may be: the last two that have been, or the next two."""
    week = timedelta(weeks=1)
    if when.not_after:
        last = day if day <= when.not_after else day - week
        return last, last - week
    coming = day if day >= when.today else day + week
    return coming, coming + week


def _near(days: int) -> Callable[[re.Match[str], When], Read]:
    return lambda _match, when: _one(when.today + timedelta(days=days))


def _ago(match: re.Match[str], when: When) -> Read:
    return _one(when.today - timedelta(days=int(match["count"] or match["since"])))


def _days_ago(_match: re.Match[str], when: When) -> Read:
    """Two days ago or, as "hôm kìa", three: without accents nobody can tell."""
    either = EITHER_DAY.join(told(when.today - timedelta(days=days)) for days in (2, 3))
    return problem("date_loose", either, given="hôm kia")


def _from_now(match: re.Match[str], when: When) -> Read:
    count = int(match["count"])
    if count > 1000:
        return problem("date", SAMPLE)
    match match["unit"]:
        case "ngay":
            return _one(when.today + timedelta(days=count))
        case "tuan":
            return _one(when.today + timedelta(weeks=count))
        case "thang":
            return _one(add_months(when.today, count))
    return _one(add_months(when.today, 12 * min(count, 100)))


def _edge(match: re.Match[str], when: When) -> Read:
    span = read_span(match["rest"], when)
    if isinstance(span, Problem):
        return span
    if match["edge"] == "giua":
        middle = span.begin + (span.end - span.begin) // 2
        return problem("date_middle", told(middle))
    return _one(span.begin if match["edge"] == "dau" else span.end)


def _week(match: re.Match[str], when: When) -> Read:
    monday = when.today - timedelta(days=when.today.weekday()) + timedelta(weeks=_AWAY[match["away"]])
    return Span(monday, monday + timedelta(days=6))


def _months(first: int, count: int, year: int) -> Read:
    """So many months from a month of a year."""
    fault = _calendar_fault(1, first, year)
    if fault:
        return fault
    begin = date(year, first, 1)
    return Span(begin, add_months(begin, count) - timedelta(days=1))


def _month(match: re.Match[str], when: When) -> Read:
    month = int(match["month"])
    if match["year"]:
        return _months(month, 1, int(match["year"]))
    fault = _calendar_fault(1, month, None)
    return fault or _yearless(f"tháng {month}", lambda year: _months(month, 1, year), when)


def _near_month(match: re.Match[str], when: When) -> Read:
    begin = add_months(when.today.replace(day=1), _AWAY[match["away"]])
    return _months(begin.month, 1, begin.year)


def _quarter(match: re.Match[str], when: When) -> Read:
    written = match["quarter"]
    first = 3 * (_ROMAN.get(written) or int(written)) - 2
    if match["year"]:
        return _months(first, 3, int(match["year"]))
    return _yearless(f"quý {written.upper()}", lambda year: _months(first, 3, year), when)


def _near_quarter(match: re.Match[str], when: When) -> Read:
    quarter = (when.today.month - 1) // 3
    begin = add_months(date(when.today.year, 3 * quarter + 1, 1), 3 * _AWAY[match["away"]])
    return _months(begin.month, 3, begin.year)


def _half(match: re.Match[str], when: When) -> Read:
    year = match["year"] or str(when.today.year + _AWAY[match["away"] or "nay"])
    return _months(1 if match["half"] == "dau" else 7, 6, int(year))


def _year(match: re.Match[str], _when: When) -> Read:
    return _months(1, 12, int(match["year"]))


def _near_year(match: re.Match[str], when: When) -> Read:
    return _months(1, 12, when.today.year + _AWAY[match["away"]])


_DAY, _MONTH, _YEAR = r"(?P<day>[0-9]{1,2})", r"(?P<month>[0-9]{1,2})", r"(?P<year>[0-9]{4})"
_AWAYS = r"(?P<away>nay|sau|toi|truoc)"
_WEEKDAY_BEFORE = rf"(?:(?P<weekday>{_WEEKDAYS})(?:\s*,\s*|\s+))?(?:ngay\s+)?"

_WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], When], Read]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", _iso),
        (rf"{_WEEKDAY_BEFORE}{_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}(?P<year>[0-9]{{4}}|[0-9]{{2}})", _dated),
        (rf"{_WEEKDAY_BEFORE}{_DAY} thang {_MONTH}{_OF_YEAR}{_YEAR}", _dated),
        (rf"thang {_MONTH}(?:{_OF_YEAR}{_YEAR})?", _month),
        (rf"{_MONTH}{_SEPARATOR}{_YEAR}", _month),
        (rf"{_WEEKDAY_BEFORE}{_DAY}(?:{_SEPARATOR}| thang ){_MONTH}", _day_and_month),
        (rf"(?:ngay )?{_DAY} thang {_AWAYS}", _day_of_near_month),
        (rf"(?P<weekday>{_WEEKDAYS})(?: tuan {_AWAYS})?", _weekday),
        (r"hom nay|(?:sang|trua|chieu|toi) nay", _near(0)),
        (r"(?:ngay )?mai", _near(1)),
        (r"ngay (?:kia|mot)", _near(2)),
        (r"(?:(?:sang|trua|chieu|toi|dem) )?hom qua|(?:trua|chieu|toi|dem) qua", _near(-1)),
        (r"hom kia", _days_ago),
        (r"(?P<count>[0-9]{1,3}) (?:ngay|hom) truoc|cach day (?P<since>[0-9]{1,3}) (?:ngay|hom)", _ago),
        (r"(?P<count>[0-9]{1,4}) (?P<unit>ngay|tuan|thang|nam) (?:nua|sau|toi)", _from_now),
        (r"sau (?P<count>[0-9]{1,4}) (?P<unit>ngay|tuan|thang|nam)", _from_now),
        (rf"tuan {_AWAYS}", _week),
        (rf"thang {_AWAYS}", _near_month),
        (rf"quy (?P<quarter>[1-4]|i{{1,3}}|iv)(?:{_OF_YEAR}{_YEAR})?", _quarter),
        (rf"quy {_AWAYS}", _near_quarter),
        (rf"(?:6 thang|nua) (?P<half>dau|cuoi) nam (?:{_YEAR}|{_AWAYS})", _half),
        (rf"(?:nam )?{_YEAR}", _year),
        (rf"nam {_AWAYS}", _near_year),
        (r"(?P<edge>dau|giua|cuoi) (?P<rest>(?:tuan|thang|quy|nam) .+)", _edge),
    )
)
