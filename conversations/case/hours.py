"""When the user is reminded (giờ nhắc việc): one screen, redrawn in place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from conversations.actions import Action
from conversations.events import Button, Outcome, Press, Profile, Reply
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import rows, screen
from storage.quiet_hours import Preferences

CHOSEN = "✅ "
ON, OFF = "1", "0"
"""Stand in the button of a switch."""
TIMES = (time(7), time(8), time(9), time(11), time(14), time(16))
"""When in the day somebody may wish to be reminded."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice between two ways: the field of `Preferences` holds `on`, or what nobody chose."""

    label: str
    field: str
    on: object

    def is_on(self, chosen: Preferences) -> bool:
        """Whether it is on."""
        return bool(getattr(chosen, self.field) == self.on)

    def turned(self, chosen: Preferences, *, on: bool) -> Preferences:
        """The preferences with it one way or the other."""
        changed: dict[str, Any] = {self.field: self.on if on else getattr(Preferences(), self.field)}
        return replace(chosen, **changed)


SWITCHES: Mapping[str, Switch] = {
    "daily": Switch("Gộp thành một tin mỗi ngày", "daily", True),
    "every-day": Switch("Nhắc cả ngày nghỉ", "every_day", True),
    "late": Switch("Nhận đến 22:00", "until", time(22)),
}
"""By what their buttons carry."""


class ReminderHours:
    """Shows and changes when the user is reminded. Keeps nothing: what a press changes is in the outcome."""

    def __init__(self) -> None:
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {Action.REMIND_HOURS: self.show, Action.REMIND_CHOOSE: self.choose}

    async def show(self, _press: Press, profile: Profile, records: Records) -> Outcome:
        """The screen as a new message."""
        return Outcome((_screen(await records.preferences(), profile),))

    async def choose(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Chooses a time or turns a switch; a button that no longer fits redraws the screen as things are.

        A button says what is to be, so that pressing it twice is pressing it once.
        """
        before = await records.preferences()
        chosen = _chosen(before, press.args)
        return Outcome((_screen(chosen, profile, redraw=True),), preferences=chosen if chosen != before else None)


def _chosen(before: Preferences, wanted: tuple[str, ...]) -> Preferences:
    times = {(_written(at),): at for at in TIMES}
    if wanted in times:
        return replace(before, at=times[wanted])
    match wanted:
        case (what, way) if what in SWITCHES and way in {ON, OFF}:
            return SWITCHES[what].turned(before, on=way == ON)
    return before


def _screen(chosen: Preferences, profile: Profile, *, redraw: bool = False) -> Reply:
    times = [_button(f"{at:%H:%M}", (_written(at),), chosen=at == chosen.at) for at in TIMES]
    switches = [
        _button(switch.label, (what, OFF if switch.is_on(chosen) else ON), chosen=switch.is_on(chosen))
        for what, switch in SWITCHES.items()
    ]
    return screen("reminder_hours", profile, (*rows(times, 3), *rows(switches, 1)), redraw=redraw, chosen=chosen)


def _button(label: str, wanted: tuple[str, ...], *, chosen: bool) -> Button:
    return Button(f"{CHOSEN if chosen else ''}{label}", Action.REMIND_CHOOSE, wanted)


def _written(at: time) -> str:
    """A time as a button carries it."""
    return f"{at:%H%M}"
