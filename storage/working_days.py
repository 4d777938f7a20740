"""Counting days as administrative practice does, and saying how: pure arithmetic on a calendar that is given.

Day 0 is the day of receipt (ngày tiếp nhận): "N ngày làm việc kể từ ngày nhận" is the N-th working day after it (Bộ
luật Dân sự 2015, Điều 147), due until the end of that day. A period in calendar days whose last day is a day off ends
with the next working day (Điều 148). This is a reading of the Code, not a quotation of the regulation that sets the
period: whoever shows a date shows how it was counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, as `date.weekday` numbers them (Bộ luật Lao động 2019 leaves it to notices to swap them)."""
LONGEST = 1_000
"""Days that may be counted: more is a slip of the finger."""

_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a calendar row makes of its day."""

    OFF = "off"
    """Nobody works (ngày nghỉ)."""
    WORKING = "working"
    """A day of the weekend that is worked (ngày làm bù), or a holiday of the seed that is not one after all."""


class Unit(StrEnum):
    """What is counted."""

    WORKING = "working"
    """Ngày làm việc."""
    CALENDAR = "calendar"
    """Ngày, every one."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says. `document` is the notice or the source it rests on."""

    day: date
    kind: DayKind
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """A day that was not counted. `reason` is None for an ordinary weekend."""

    day: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends, and how that was found.

    `skipped` are the days not counted after `received` up to `day`, in order; `made_up` the weekend days that were
    counted because a notice makes them working days. `unconfirmed` are the years whose official notice on days off has
    not been entered: a date in or across them may still move.
    """

    received: date
    days: int
    unit: Unit
    day: date
    skipped: tuple[Skip, ...]
    made_up: tuple[SpecialDay, ...]
    unconfirmed: tuple[int, ...]

    @property
    def weekends(self) -> int:
        """How many of the skipped days are ordinary weekend days."""
        return sum(skip.reason is None for skip in self.skipped)

    @property
    def holidays(self) -> tuple[Skip, ...]:
        """The skipped days that have a reason of their own."""
        return tuple(skip for skip in self.skipped if skip.reason is not None)


class PeriodError(ValueError):
    """A period that cannot be counted: of less than one day, or of more than `LONGEST`."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. `confirmed` are the years whose official notice was seen (đã có thông báo chính thức)."""

    special: Mapping[date, SpecialDay]
    confirmed: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether offices work on the day."""
        special = self.special.get(day)
        return special.kind is DayKind.WORKING if special else day.weekday() not in WEEKEND

    def due(self, received: date, days: int, unit: Unit = Unit.WORKING) -> Due:
        """The last day of a period of `days` from `received`, which is day 0.

        Raises `PeriodError`.
        """
        if not 1 <= days <= LONGEST:
            raise PeriodError(f"A period has 1 to {LONGEST} days, not {days}.")
        day = self._nth_working(received, days) if unit is Unit.WORKING else self._calendar_end(received, days)
        return Due(
            received,
            days,
            unit,
            day,
            skipped=self._skipped(received, day, days, unit),
            made_up=tuple(self._made_up(received, day)) if unit is Unit.WORKING else (),
            unconfirmed=tuple(year for year in range(received.year, day.year + 1) if year not in self.confirmed),
        )

    def without(self, after: date, until: date, reason: str) -> "Calendar":
        """The same calendar in which the days after `after` up to and with `until` do not count."""
        stopped = {day: SpecialDay(day, DayKind.OFF, reason) for day in days_between(after, until)}
        return replace(self, special={**self.special, **stopped})

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after `after` up to and with `until`; negative when `until` comes before."""
        if until < after:
            return -self.working_days(until, after)
        return sum(self.is_working(day) for day in days_between(after, until))

    def back(self, from_day: date, days: int) -> date:
        """The day that lies `days` working days before `from_day`: when to remind of it."""
        day = from_day
        for _ in range(days):
            day -= _DAY
            while not self.is_working(day):
                day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def _nth_working(self, received: date, days: int) -> date:
        day, left = received, days
        while left:
            day += _DAY
            left -= self.is_working(day)
        return day

    def _calendar_end(self, received: date, days: int) -> date:
        return self.on_or_after(received + days * _DAY)

    def _skipped(self, received: date, end: date, days: int, unit: Unit) -> tuple[Skip, ...]:
        """The days not counted: those off, or for calendar days those that put the end off."""
        first = received if unit is Unit.WORKING else received + (days - 1) * _DAY
        return tuple(self._skip(day) for day in days_between(first, end) if not self.is_working(day))

    def _skip(self, day: date) -> Skip:
        special = self.special.get(day)
        return Skip(day, special.reason if special else None)

    def _made_up(self, received: date, end: date) -> Iterator[SpecialDay]:
        for day in days_between(received, end):
            special = self.special.get(day)
            if special and special.kind is DayKind.WORKING and day.weekday() in WEEKEND:
                yield special


def days_between(after: date, until: date) -> Iterator[date]:
    """The days after `after` up to and with `until`."""
    day = after
    while day < until:
        day += _DAY
        yield day
