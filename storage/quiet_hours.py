"""When somebody may be written to unasked (giờ yên lặng), by what they have chosen: pure arithmetic on a calendar.

Every function takes the present moment and gives one that is never earlier, nor within the person's quiet hours, nor
later than the first that suits.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from storage.reminding import AT, morning
from storage.working_days import Calendar

OPENS, UNTIL = time(7, 30), time(20, 0)
"""Nobody who chose nothing else is written to before or after."""
DECISIONS_UNTIL = time(21, 0)
"""A decision is told until then on any day, whatever was chosen."""
_DAY = timedelta(days=1)


class Urgency(StrEnum):
    """How soon something is told."""

    STEP = "step"
    """At the person's time of the day: how much is left of a deadline, a duty that is still open."""
    NEWS = "news"
    """At once within the person's hours, else with their next reminders: a duty that arose."""
    EVENT = "event"
    """At once within the person's hours, else when these begin: what was recorded in a case, a deadline that moved."""
    DECISION = "decision"
    """At once until late in the evening, on any day."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person has chosen; whoever chose nothing has the defaults.

    They are reminded at `at`, and told nothing from `until` to the next morning nor, without `every_day`, on days off.
    With `daily` what is due, recorded and moved comes in one message a day, but for decisions.
    """

    at: time = AT
    until: time = UNTIL
    every_day: bool = False
    daily: bool = False

    @property
    def opens(self) -> time:
        """When they may first be written to: earlier than others where they wish to be reminded so early."""
        return min(self.at, OPENS)

    def suits(self, calendar: Calendar, day: date) -> bool:
        """Whether they may be written to on the day."""
        return self.every_day or calendar.is_working(day)

    def is_quiet(self, calendar: Calendar, zone: ZoneInfo, now: datetime) -> bool:
        """Whether they may not be written to now, but of a decision."""
        local = now.astimezone(zone)
        return not (self.suits(calendar, local.date()) and self.opens <= local.time() < self.until)


def moment(chosen: Preferences, calendar: Calendar, zone: ZoneInfo, now: datetime, urgency: Urgency) -> datetime:
    """When the person is told of something that is known now: now, or the next moment that suits them."""
    local = now.astimezone(zone)
    if _at_once(chosen, calendar, zone, local, urgency):
        return now
    begins = chosen.at if _in_turn(chosen, urgency) else chosen.opens
    day = local.date() if local.time() <= begins else local.date() + _DAY
    while not (urgency is Urgency.DECISION or chosen.suits(calendar, day)):
        day += _DAY
    return morning(day, zone, begins)


def tomorrow(chosen: Preferences, calendar: Calendar, zone: ZoneInfo, now: datetime) -> datetime:
    """When the person is reminded next after today."""
    midnight = morning(now.astimezone(zone).date() + _DAY, zone, time())
    return moment(chosen, calendar, zone, midnight, Urgency.STEP)


def _in_turn(chosen: Preferences, urgency: Urgency) -> bool:
    """Whether it goes with the person's reminders unless it goes at once."""
    return urgency in {Urgency.STEP, Urgency.NEWS} or (chosen.daily and urgency is Urgency.EVENT)


def _at_once(chosen: Preferences, calendar: Calendar, zone: ZoneInfo, local: datetime, urgency: Urgency) -> bool:
    if urgency is Urgency.DECISION and chosen.opens <= local.time() < DECISIONS_UNTIL:
        return True
    if chosen.is_quiet(calendar, zone, local):
        return False
    if urgency is Urgency.STEP:
        return local.time() >= chosen.at
    return urgency is Urgency.DECISION or not chosen.daily
