"""A change of the calendar: the days that one notice enters together, or entries that are taken out again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from storage import calendar_seed
from storage.working_days import WEEKEND, Calendar, DayKind, SpecialDay

NAMES = {DayKind.OFF: "nghỉ", DayKind.WORKING: "làm việc"}
"""What a day is, as users read it."""


class ChangeError(ValueError):
    """A change that says nothing, names a day twice, or has several reasons."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A day of the table. `seeded` says that nobody entered it by hand."""

    special: SpecialDay
    seeded: bool


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that changes: what it is from now on and why, and what the table says of it then (None: nothing).

    `was` is what an entry that is taken out said, None for a day that is entered.
    """

    now: SpecialDay
    kept: SpecialDay | None
    was: SpecialDay | None = None

    @property
    def day(self) -> date:
        """Which day."""
        return self.now.day


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """Days that change together, in their order, for one reason and by one document."""

    days: tuple[ChangedDay, ...]

    @classmethod
    def entering(cls, *days: SpecialDay) -> Self:
        """Days of a notice, each in place of what stood there. Raises `ChangeError`."""
        return cls._of(ChangedDay(one, one) for one in days)

    @classmethod
    def removing(cls, entries: Iterable[Entry], reason: str, document: str) -> Self:
        """Entries taken out again. Raises `ChangeError`.

        What somebody entered gives way to what the seed says of the day; an entry of the seed, to the day's weekday.
        """
        return cls._of(_removed(one, reason, document) for one in entries)

    @classmethod
    def _of(cls, days: Iterable[ChangedDay]) -> Self:
        every = tuple(sorted(days, key=lambda one: one.day))
        if not every or len({one.day for one in every}) < len(every):
            raise ChangeError("A change names at least one day, and each once.")
        if len({(one.now.reason, one.now.document) for one in every}) > 1:
            raise ChangeError("A change has one reason and rests on one document.")
        return cls(every)

    @property
    def reason(self) -> str:
        """Why, as users read it."""
        return self.days[0].now.reason

    @property
    def document(self) -> str:
        """What it rests on."""
        return self.days[0].now.document

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it concerns."""
        return tuple(sorted({one.day.year for one in self.days}))

    def applied(self, calendar: Calendar) -> Calendar:
        """The calendar after it."""
        named = {one.day: one.kept for one in self.days}
        special = {day: one for day, one in {**calendar.special, **named}.items() if one is not None}
        return replace(calendar, special=special)

    def idle(self, calendar: Calendar) -> tuple[SpecialDay, ...]:
        """The days that are entered as what they are in the calendar without it."""
        entered = [one.now for one in self.days if one.was is None]
        return tuple(one for one in entered if one == calendar.special.get(one.day, _ordinary(one)))

    def reworded(self, calendar: Calendar) -> tuple[SpecialDay, ...]:
        """What the calendar says now of the days that only get another reason or document."""
        present = [(one.now, calendar.special.get(one.day)) for one in self.days if one.was is None]
        return tuple(was for now, was in present if was and was != now and was.kind is now.kind)

    def holds(self, calendar: Calendar) -> bool:
        """Whether what it takes out still stands in the calendar."""
        return all(one.was is None or calendar.special.get(one.day) == one.was for one in self.days)

    def within(self, after: date, until: date) -> SpecialDay | None:
        """Why a period from the day after `after` to `until` moves: the first of the days in it, the others named."""
        days = [one.now for one in self.days if after < one.day <= until]
        return replace(days[0], reason="; ".join([self.reason, *map(_told, days[1:])])) if days else None


def _removed(entry: Entry, reason: str, document: str) -> ChangedDay:
    day = entry.special.day
    kept = None if entry.seeded else calendar_seed.special_days(day.year).get(day)
    now = SpecialDay(day, kept.kind if kept else _by_weekday(day), reason, document)
    return ChangedDay(now, kept, entry.special)


def _by_weekday(day: date) -> DayKind:
    return DayKind.OFF if day.weekday() in WEEKEND else DayKind.WORKING


def _ordinary(special: SpecialDay) -> SpecialDay:
    """The same where the weekday says nothing else."""
    return replace(special, kind=_by_weekday(special.day))


def _told(special: SpecialDay) -> str:
    return f"{special.day:%d/%m/%Y} là ngày {NAMES[special.kind]}"


def missing(days: Sequence[date], entries: Iterable[Entry]) -> tuple[date, ...]:
    """The days that have no entry."""
    entered = {one.special.day for one in entries}
    return tuple(day for day in days if day not in entered)
