"""What the target of a draft would make of a period: shown to whoever asks for it, and called what it is."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from conversations.actions import Action
from conversations.case.dialogue import seen_first, stale
from conversations.case.scribe import Scribe
from conversations.case.wording import full_day
from conversations.cases import SeenCase
from conversations.due import UNITS, Period
from conversations.events import Button, Keyboard, Outcome, Press, Profile, Reply
from conversations.forms.opened import number
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen
from storage.periods import Clock
from storage.target import sooner, target
from storage.working_days import LONGEST, Calendar, Due, Unit

LABEL = "Mục tiêu theo dự thảo Lâm Đồng"
LEAST = 2
"""Days of a period that can be made shorter."""


def of_period(due: Due) -> Keyboard:
    """Asks for the target of any period that was counted."""
    args = (due.received.isoformat(), str(due.days), due.unit.value)
    return ((Button(LABEL, Action.TARGET, args),),) if due.days >= LEAST else ()


def of_case(seen: SeenCase, which: int, today: date, due: Due) -> Keyboard:
    """Asks for the target of a clock of a case, while there is time left."""
    button = Button(LABEL, Action.CASE_TARGET, (seen.case.code, str(which)))
    return ((button,),) if due.days >= LEAST and today <= due.day else ()


class Targets:
    """Handles the buttons that ask for it."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {
            Action.TARGET: self.period,
            Action.CASE_TARGET: partial(seen_first, self.case),
        }

    async def period(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The target of a period that was counted with `/tinhhan`."""
        period = _period(press.args)
        if period is None:
            return stale(profile)
        calendar = await records.calendar(period.received.year, period.farthest.year)
        due = calendar.due(period.received, period.days, period.unit)
        return Outcome((self._screen(due, calendar, profile),))

    async def case(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """The target of a clock of a case as it runs now."""
        calendar = await records.calendar()
        clocks = seen.case.standing.clocks
        clock = clocks[number(press)] if 0 <= number(press) < len(clocks) else None
        due = _running(clock, calendar) if clock else None
        if clock is None or due is None:
            return Outcome((await self._scribe.card(seen, profile, records),))
        return Outcome((self._screen(due, clock.counted(calendar), profile, seen),))

    def _screen(self, due: Due, calendar: Calendar, profile: Profile, seen: SeenCase | None = None) -> Reply:
        every = [
            {"percent": one.percent, "days": f"{one.days}".replace(".", ","), "day": full_day(one.due.day)}
            | {"whole": one.due.days if one.due.days != one.days else None}
            for one in sooner(due, calendar)
        ]
        return screen(
            "due_target",
            profile,
            ((self._scribe.screens.open_button(seen.case, "← Hồ sơ"),),) if seen else (),
            code=seen.case.code if seen else None,
            every=every,
            unit=UNITS[due.unit],
            due=full_day(due.day),
            passage=self._scribe.screens.passage(target().provision, profile),
        )


def _running(clock: Clock, calendar: Calendar) -> Due | None:
    return clock.due(calendar) if clock.running else None


def _period(args: tuple[str, ...]) -> Period | None:
    """What a button carries; None for one that was not made here."""
    try:
        received, days, unit = args
        found = Period(date.fromisoformat(received), int(days), Unit(unit))
    except ValueError:
        return None
    return found if LEAST <= found.days <= LONGEST and found.countable else None
