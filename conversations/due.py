"""Due dates (tính hạn): the last day of a period, and how it was counted, as a screen."""

from dataclasses import dataclass
from datetime import date, timedelta

from conversations.events import Profile, Reply
from conversations.screens import screen
from storage.calendar import FIRST, LAST
from storage.working_days import Due, Unit

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS = {Unit.WORKING: "ngày làm việc", Unit.CALENDAR: "ngày"}


@dataclass(frozen=True, slots=True)
class Period:
    """What to count."""

    received: date
    days: int
    unit: Unit

    @property
    def farthest(self) -> date:
        """A day that the last day cannot lie after: more than half of any months are worked."""
        return self.received + timedelta(days=2 * self.days + 60)

    @property
    def countable(self) -> bool:
        """Whether there is a calendar for all of it."""
        return FIRST <= self.received.year <= LAST and self.farthest.year <= LAST


def due_screen(due: Due, profile: Profile, about: str = "") -> Reply:
    """The date in bold, what was left out and why, and that counting is a reading; of what it is, where given."""
    return screen(
        "due",
        profile,
        about=about,
        due=due,
        unit=UNITS[due.unit],
        weekday=WEEKDAYS[due.day.weekday()],
        received_weekday=WEEKDAYS[due.received.weekday()],
        calendar_days=due.unit is Unit.CALENDAR,
    )
