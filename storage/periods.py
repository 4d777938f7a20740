"""What is awaited in a case: the periods that are counted, and what has to be done at once."""

from dataclasses import dataclass
from datetime import date

from storage.lifecycle import ClockRule, DutyRule
from storage.working_days import Calendar, Due

PAUSED = "tạm dừng trong lúc chuẩn bị lại"
"""The reason of the days that a period stands still."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count; `end` is None while it lasts."""

    begin: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that runs, or ran. `days` is the whole of it, `extended_on` the day it was made longer."""

    rule: ClockRule
    start: date
    days: int
    extended_on: date | None = None
    stopped_on: date | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def running(self) -> bool:
        """Whether somebody still has to answer."""
        return self.stopped_on is None

    @property
    def paused(self) -> bool:
        """Whether it stands still now."""
        return bool(self.pauses) and self.pauses[-1].end is None

    def due(self, calendar: Calendar) -> Due | None:
        """The last day; None while the clock stands still, because nobody knows yet."""
        return None if self.paused else self.counted(calendar).due(self.start, self.days)

    def counted(self, calendar: Calendar) -> Calendar:
        """The calendar without the days that it stood still; a pause that lasts takes nothing away yet."""
        for pause in self.pauses:
            calendar = calendar.without(pause.begin, pause.end or pause.begin, PAUSED)
        return calendar


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to be done at once (nghĩa vụ phải làm ngay), since `since`.

    `left_on` is the day on which the case ended without it: nothing is recorded any more, so that nobody can meet it.
    """

    rule: DutyRule
    since: date
    done_on: date | None = None
    left_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to meet it."""
        return self.done_on is None and self.left_on is None
