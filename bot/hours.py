"""When somebody may be written to unasked (giờ yên lặng): reminders on working days, news of a case on any day."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.clock import Clock
from storage.reminding import morning
from storage.working_days import Calendar

OPEN, CLOSED = time(7, 30), time(20, 0)
"""Nobody is reminded before or after, nor told of what was recorded."""
DECISIONS_UNTIL = time(21, 0)
"""A decision is told until later."""
SETTLE = timedelta(minutes=1)
"""How long a reminder waits for others to the same person, to be one message with them."""
_DAY = timedelta(days=1)


class QuietHours:
    """The hours of the office's zone."""

    def __init__(self, clock: Clock, zone: ZoneInfo, calendar: Callable[[], Awaitable[Calendar]]) -> None:
        self._clock = clock
        self._zone = zone
        self._calendar = calendar

    async def opening(self, chat_id: int, *, decision: bool) -> datetime | None:
        """When the chat may be told of something that was recorded; None for at once. The same for every chat."""
        del chat_id
        now = self._clock.now()
        local = now.astimezone(self._zone)
        if local.time() < OPEN:
            return morning(local.date(), self._zone, OPEN)
        if local.time() >= (DECISIONS_UNTIL if decision else CLOSED):
            return morning(local.date() + _DAY, self._zone, OPEN)
        return None

    def reminding(self, calendar: Calendar) -> datetime:
        """When what is due now may be told: soon, in quiet hours with the reminders of the next working morning."""
        now = self._clock.now()
        local = now.astimezone(self._zone)
        if calendar.is_working(local.date()) and OPEN <= local.time() < CLOSED:
            return now + SETTLE
        early = local.time() < OPEN
        day = calendar.on_or_after(local.date() if early else local.date() + _DAY)
        return morning(day, self._zone) + SETTLE

    async def tomorrow(self) -> datetime:
        """With the reminders of the next working day."""
        calendar = await self._calendar()
        today = self._clock.now().astimezone(self._zone).date()
        return morning(calendar.on_or_after(today + _DAY), self._zone) + SETTLE
