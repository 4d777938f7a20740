"""When somebody may be written to unasked (giờ yên lặng): now, in the zone of the offices, by what they have chosen."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.clock import Clock
from storage.database import Transaction
from storage.preferences import ChosenPreferences
from storage.quiet_hours import Preferences, Urgency, moment, tomorrow
from storage.reminding import morning
from storage.working_days import Calendar

SETTLE = timedelta(minutes=1)
"""How long a reminder waits for others to the same person, to be one message with them."""


@dataclass(frozen=True, slots=True)
class Telling:
    """When somebody is told of something: not before a moment, or in the one message of their day.

    `daily` is when that message goes out, None for whoever wishes none.
    """

    at: datetime | None = None
    daily: datetime | None = None


AT_ONCE = Telling()


class QuietHours:
    """Knows what everybody has chosen, and what that means now."""

    def __init__(
        self,
        clock: Clock,
        zone: ZoneInfo,
        calendar: Callable[[], Awaitable[Calendar]],
        preferences: ChosenPreferences,
    ) -> None:
        self._clock = clock
        self._zone = zone
        self._preferences = preferences
        self.calendar = calendar

    async def chosen(self, transaction: Transaction, chat_ids: Collection[int]) -> Mapping[int, Preferences]:
        """What the chats have chosen, by one statement."""
        return await self._preferences.of(transaction, chat_ids)

    async def chosen_by(self, chat_id: int) -> Preferences:
        """What one chat has chosen."""
        return await self._preferences.get(chat_id)

    async def telling(
        self, transaction: Transaction, chat_ids: Collection[int], *, decision: bool
    ) -> Mapping[int, Telling]:
        """When each of the chats is told of something that was recorded, or that a deadline moved."""
        chosen, calendar = await self.chosen(transaction, chat_ids), await self.calendar()
        return {chat_id: self._telling(one, calendar, decision=decision) for chat_id, one in chosen.items()}

    def _telling(self, chosen: Preferences, calendar: Calendar, *, decision: bool) -> Telling:
        if chosen.daily and not decision:
            return Telling(daily=moment(chosen, calendar, self._zone, self._clock.now(), Urgency.EVENT))
        return Telling(self.opening(chosen, calendar, decision=decision))

    def opening(self, chosen: Preferences, calendar: Calendar, *, decision: bool) -> datetime | None:
        """When somebody may be told of something in a message of its own; None for at once."""
        now, urgency = self._clock.now(), Urgency.DECISION if decision else Urgency.EVENT
        found = moment(replace(chosen, daily=False), calendar, self._zone, now, urgency)
        return None if found == now else found

    def reminding(self, chosen: Preferences, calendar: Calendar, urgency: Urgency) -> datetime:
        """When somebody is told of what is due now: at their time of the day, or soon."""
        return moment(chosen, calendar, self._zone, self._clock.now() + SETTLE, urgency)

    def tomorrow(self, chosen: Preferences, calendar: Calendar) -> datetime:
        """With their reminders of the next day that suits."""
        return tomorrow(chosen, calendar, self._zone, self._clock.now())

    @property
    def soon(self) -> datetime:
        """Until when what waits is as good as on its way."""
        return self._clock.now() + SETTLE

    def instead(self, chosen: Preferences, calendar: Calendar, planned: datetime) -> datetime:
        """When to tell of what was planned for a moment, now that the person has chosen anew: on that day if it can."""
        midnight = morning(self._day(planned), self._zone, time())
        return moment(chosen, calendar, self._zone, max(self.soon, midnight), Urgency.STEP)

    def put_off(self, chosen: Preferences, calendar: Calendar, planned: datetime) -> datetime | None:
        """When to tell of what was planned for a moment and is to be sent now; None for now.

        What comes into quiet hours waits for the end of them. What was left over from an earlier day waits a little for
        what is due today, to be one message with it.
        """
        now = self._clock.now()
        if chosen.is_quiet(calendar, self._zone, now):
            return moment(chosen, calendar, self._zone, now, Urgency.STEP)
        left_over = self._day(planned) < self._day(now)
        return self.reminding(chosen, calendar, Urgency.STEP) if left_over else None

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()
