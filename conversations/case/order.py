"""The days between which an event of a case may lie: not before what it rests on, not after what rests on it. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.case.wording import event_of, full_day, raised, short_day
from conversations.forms.checks import BEGINNING
from storage.cases import Case
from storage.history import Happening, RefusedError, derive, earliest


@dataclass(frozen=True, slots=True)
class Bound:
    """A day at which the possible days begin or end, and the event that sets it; None where none does."""

    day: date
    event: Happening | None = None


OF_ALL = "ngày ban hành Kết luận số 14-KL/TW"
"""What sets the first day where no event does."""


@dataclass(frozen=True, slots=True)
class Window:
    """The possible days, both bounds among them."""

    first: Bound
    last: Bound


def window(case: Case, happening: Happening, today: date) -> Window | None:
    """The days on which a happening, or the one that it corrects, may be; None where no day is possible."""
    before, following = _around(case, happening)
    kind = next((one.kind for one in case.standing.effective if one.number == happening.corrects), happening.kind)
    placed = replace(happening, number=happening.corrects or len(case.history) + 1, kind=kind, corrects=None)
    begin = earliest(case.rules, derive(case.rules, before, case.first_issue, today), kind)
    first = Bound(begin, _ground(case, before, kind, begin)) if begin else Bound(BEGINNING)
    ends = sorted({today, *(one.on for one in following)}, reverse=True)
    for day in (end for end in ends if end >= first.day):
        if _fails(case, [*before, replace(placed, on=day)], following, today) is None:
            later = replace(placed, on=day + timedelta(days=1))
            return Window(first, Bound(day, _fails(case, [*before, later], following, day + timedelta(days=1))))
    return None


def misplaced(case: Case, day: date, found: Window, today: date) -> str:
    """That a day is not possible, and which are: "... từ 12/10/2026 (“Nộp đề xuất”) đến 20/10/2026 (...)"."""
    first, last = found.first, found.last
    begin, end = _named(case, first.event, OF_ALL), _named(case, last.event, "hôm nay")
    why = "chưa đến" if day > today else f"trước {begin}" if day < first.day else f"sau {end}"
    days = (
        f"ngày {short_day(first.day)} ({begin})"
        if first.day == last.day
        else f"từ {short_day(first.day)} ({begin}) đến {short_day(last.day)} ({end})"
    )
    return f"{raised(full_day(day))} {why}. Ghi được {days}."


def _around(case: Case, happening: Happening) -> tuple[list[Happening], list[Happening]]:
    """What happened before a happening, as it stands now, and after it."""
    effective = [*case.standing.effective]
    if happening.corrects is None:
        return effective, []
    return (
        [one for one in effective if one.number < happening.corrects],
        [one for one in effective if one.number > happening.corrects],
    )


def _fails(case: Case, begun: list[Happening], following: list[Happening], today: date) -> Happening | None:
    """The first happening that is not allowed after what has begun, itself included; None where all are."""
    for count in range(len(following) + 1):
        history = [*begun, *following[:count]]
        try:
            derive(case.rules, history, case.first_issue, today)
        except RefusedError:
            return history[-1]
    return None


def _ground(case: Case, before: list[Happening], kind: str, day: date) -> Happening | None:
    """The last happening of a day that led to the state, or that must come before an event."""
    events = case.rules.lifecycle.events
    grounds = (one for one in reversed(before) if one.kind in events[kind].after or events[one.kind].to is not None)
    return next((one for one in grounds if one.on == day), None)


def _named(case: Case, happening: Happening | None, otherwise: str) -> str:
    return f"“{event_of(case, happening).label}”" if happening else otherwise
