"""How far the periods of a case have come on a day: the facts under every picture and file of it, found once."""

from dataclasses import dataclass
from datetime import date

from storage.cases import Case
from storage.periods import Clock
from storage.working_days import Calendar, Due


@dataclass(frozen=True, slots=True)
class Progress:
    """A period on a day. `until` is the day it was answered, or the present one while nobody has.

    `used` are the working days that counted from its start up to `until`. `due` is None while it stands still.
    """

    clock: Clock
    until: date
    used: int
    due: Due | None

    @property
    def late(self) -> bool:
        """Whether the last day has passed: it lasts until its end, so that on the day itself nothing is late."""
        return self.due is not None and self.until > self.due.day

    @property
    def left(self) -> int:
        """The working days left, the last one included; below zero the working days since."""
        return self.clock.days - self.used


def progress(clock: Clock, calendar: Calendar, today: date) -> Progress:
    """How far a period has come; for one that stands still, when it stopped counting."""
    until = clock.stopped_on or (clock.pauses[-1].begin if clock.paused else today)
    return Progress(clock, until, clock.counted(calendar).working_days(clock.start, until), clock.due(calendar))


def every_progress(case: Case, calendar: Calendar, today: date) -> tuple[Progress, ...]:
    """The periods of a case, in the order in which they began."""
    return tuple(progress(clock, calendar, today) for clock in case.standing.clocks)
