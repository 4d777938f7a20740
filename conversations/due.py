"""Due dates (tính hạn): the last day of a period, and how it was counted, as a screen."""

from conversations.events import Profile, Reply
from conversations.screens import screen
from storage.working_days import Due, Unit

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNITS = {Unit.WORKING: "ngày làm việc", Unit.CALENDAR: "ngày"}


def due_screen(due: Due, profile: Profile) -> Reply:
    """The date in bold, what was left out and why, and that counting is a reading."""
    return screen(
        "due",
        profile,
        due=due,
        unit=UNITS[due.unit],
        weekday=WEEKDAYS[due.day.weekday()],
        received_weekday=WEEKDAYS[due.received.weekday()],
        calendar_days=due.unit is Unit.CALENDAR,
    )
