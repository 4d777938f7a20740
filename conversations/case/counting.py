"""`/tinhhan`: the last day of any period, counted before the user's eyes, with a picture of its months."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from conversations.case.month import months
from conversations.case.target import of_period
from conversations.due import Period, due_screen
from conversations.events import Outcome, Profile, Reply
from conversations.forms.dates import read_date
from conversations.forms.problems import Problem
from conversations.forms.spans import Facing
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen
from knowledge.text import fold
from storage.calendar import FIRST, LAST
from storage.working_days import LONGEST, Unit

_ASKING, _KIND = r"(?:tinh han[\s:,]+)?", r"(?:\s+(?P<unit>lam viec|lich))?"
TYPED = re.compile(rf"{_ASKING}(?P<day>.+?)[\s,;]+(?P<count>\d{{1,9}})(?:\s*ngay)?{_KIND}", re.DOTALL)
"""A day, how many, and of which kind; without accents."""
FROM = re.compile(rf"{_ASKING}(?P<count>\d{{1,9}})\s*ngay{_KIND}[\s,]+(?:ke\s+|tinh\s+)?tu\s+(?P<day>.+)", re.DOTALL)
"""The same the other way round: "30 ngày làm việc kể từ 23/11/2026"."""

AHEAD = "date_ahead"
"""The problem of a day without a year that is still to come: counting may begin with it, too."""
LONGEST_TYPED = 60
"""Characters of a text without the command that may be a day and a number of days."""
NO_DAY = frozenset({"date", "date_not_a_day", "date_middle"})
"""What is said of a text that names no single day (`conversations.forms.problems`)."""


def _matched(folded: str) -> re.Match[str] | None:
    return FROM.fullmatch(folded) or TYPED.fullmatch(folded)


class Counting:
    """Counts; nothing of it is kept."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self.commands: Mapping[str, OnCommand] = {"tinhhan": self.count}
        self.presses: Mapping[str, OnPress] = {}

    async def count(self, argument: str, profile: Profile, records: Records) -> Outcome:
        """The last day, how it was found, and the months; how to ask where that was not understood."""
        period = self._read(argument)
        if isinstance(period, str):
            return Outcome((self._explained(period, profile),))
        calendar = await records.calendar(period.received.year, period.farthest.year)
        due = calendar.due(period.received, period.days, period.unit)
        picture = await asyncio.to_thread(months, due)
        return Outcome((replace(due_screen(due, profile), keyboard=of_period(due), attachment=picture),))

    def reads(self, text: str) -> bool:
        """Whether a text without the command is a day and a number of days: a day that there is not is one, too."""
        match = _matched(fold(text).strip()) if len(text) <= LONGEST_TYPED else None
        day = self._day(match["day"]) if match else None
        return day is not None and not (isinstance(day, Problem) and day.code in NO_DAY)

    async def read(self, text: str, profile: Profile, records: Records) -> Outcome:
        """As the command would count it."""
        return await self.count(text, profile, records)

    def _day(self, typed: str) -> str | Problem:
        """The day of receipt; one without a year has been, unless it lies a few days ahead."""
        day = read_date(typed, self._today(), Facing.PAST)
        ahead = isinstance(day, Problem) and day.code == AHEAD
        return read_date(typed, self._today(), Facing.FUTURE) if ahead else day

    def _read(self, argument: str) -> Period | str:
        """What is to be counted, or why that is not clear ("" when nothing was given)."""
        typed = fold(argument).strip()
        if not typed:
            return ""
        match = _matched(typed)
        if match is None:
            return "Cần ngày nhận và số ngày."
        received = self._day(match["day"])
        if isinstance(received, Problem):
            return received.says
        day, days = date.fromisoformat(received), int(match["count"])
        if not 1 <= days <= LONGEST:
            return f"Số ngày phải từ 1 đến {LONGEST:,}.".replace(",", ".")
        period = Period(day, days, Unit.CALENDAR if match["unit"] == "lich" else Unit.WORKING)
        if not period.countable:
            return f"Lịch ngày nghỉ chỉ có từ năm {FIRST} đến năm {LAST}."
        return period

    def _explained(self, says: str, profile: Profile) -> Reply:
        return screen("counting", profile, says=says, example=self._today().strftime("%d/%m/%Y"))
