"""When somebody is reminded of a deadline: days found by counting working days, moments in the office's own hours.

A reminder belongs to a day. What was missed during an outage is told as one: the last step that has come, never each of
them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from storage.working_days import Calendar

BEFORE = (10, 5, 3, 1)
"""Working days before the last day on which it is told of."""
AT = time(8, 0)
"""When in the morning somebody is reminded who chose no other time; what becomes known later is of the next step."""
GATHERED = time(6, 0)
"""When in the morning the reminders of a day are gathered, before anybody's time: each waits for its person's."""
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Step:
    """A day to tell of a deadline. `left` are the working days left then, negative when it is past."""

    day: date
    left: int


def steps(calendar: Calendar, due: date) -> Iterator[Step]:
    """The days to tell of a deadline, in order: 10, 5, 3, 1 working days before, the day itself, the working day after,
    then a week after the last day and every week on (the next working day where that is a day off). Without end."""
    for days in BEFORE:
        yield Step(calendar.back(due, days), days)
    yield Step(due, 0)
    told = calendar.due(due, 1).day
    yield Step(told, -1)
    for week in count(1):
        day = calendar.on_or_after(due + week * _WEEK)
        if day > told:
            told = day
            yield Step(day, -calendar.working_days(due, day))


def next_step(calendar: Calendar, due: date, after: date) -> Step:
    """The first step that comes after a day."""
    return next(step for step in steps(calendar, due) if step.day > after)


def last_step(calendar: Calendar, due: date, after: date, today: date) -> Step | None:
    """The step to tell of today: the last one that has come since `after`; None when none has."""
    come: Step | None = None
    for step in steps(calendar, due):
        if step.day > today:
            return come
        if step.day > after:
            come = step
    return come


def is_told_of(calendar: Calendar, due: date, day: date) -> bool:
    """Whether the day is one to tell of the deadline on."""
    return last_step(calendar, due, day - _DAY, day) is not None


def next_nudge(calendar: Calendar, after: date, *, at_once: bool = True) -> date:
    """When a duty is told of again: an immediate one the next working day, another a week later."""
    return calendar.due(after, 1).day if at_once else calendar.on_or_after(after + _WEEK)


def morning(day: date, zone: ZoneInfo, at: time = GATHERED) -> datetime:
    """A time of a day where the offices are, in UTC."""
    return datetime.combine(day, at, zone).astimezone(UTC)
