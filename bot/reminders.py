"""Reminders in the outbox: queued as what they are about, and put into words when their turn comes.

So a reminder says what is true when it is sent, one that holds no more is not sent at all, and what becomes due for a
person while an earlier reminder still waits is told in the same message.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.hours import QuietHours
from bot.memory import Memory
from bot.rendering import Call, Renderer
from conversations.case.reminding import ReminderScreens
from storage.deadlines import Deadlines, Reminder
from storage.models import Priority
from storage.outbox import Outbox, Outgoing
from storage.working_days import Calendar

HELD = "reminders"
"""The parameter of an outbox row that holds what it is about."""


class Reminders:
    """Queues reminders and puts them into words (`bot.sender.Current`)."""

    prefix = "remind:"

    def __init__(
        self,
        outbox: Outbox,
        memory: Memory,
        deadlines: Deadlines,
        screens: ReminderScreens,
        renderer: Renderer,
        hours: QuietHours,
        dropped: Callable[[int], None],
    ) -> None:
        """`dropped` is told how many reminders were not true any more."""
        self._outbox = outbox
        self._memory = memory
        self._deadlines = deadlines
        self._screens = screens
        self._renderer = renderer
        self._hours = hours
        self._dropped = dropped

    async def now(self, session: AsyncSession, chat_id: int, reminders: Sequence[Reminder], calendar: Calendar) -> None:
        """Tells a user of what is due, outside of quiet hours."""
        await self._queue(session, chat_id, reminders, self._hours.reminding(calendar))

    async def tomorrow(self, session: AsyncSession, chat_id: int, reminders: Sequence[Reminder]) -> None:
        """Tells a user again on the next working day, once however often that is asked for."""
        await self._queue(session, chat_id, reminders, await self._hours.tomorrow())

    async def _queue(self, session: AsyncSession, chat_id: int, reminders: Sequence[Reminder], at: datetime) -> None:
        """One message for all that goes out to a user by a moment; each deadline is in it once."""

        def joined(params: Mapping[str, object]) -> Mapping[str, object]:
            return {HELD: _written({*_read(params), *reminders})}

        if await self._outbox.extend(session, self.prefix, chat_id, at, joined):
            return
        first = min(reminders, key=lambda one: (one.case_id, one.key))
        key = f"{self.prefix}{chat_id}:{at:%Y%m%dT%H%M%S}:{first.case_id}:{first.key}"
        held = {HELD: _written(reminders)}
        await self._outbox.add(session, key, chat_id, "sendMessage", held, priority=Priority.BULK, not_before=at)

    async def call(self, message: Outgoing) -> Call | None:
        """The message as things are now: for what still holds, of the cases that the user sees and has not muted."""
        meant = _read(message.params)
        profile = await self._memory.profile(message.chat_id)
        holding = await self._deadlines.holding(meant)
        seen = await self._memory.records(message.chat_id, profile).watched(holding)
        told = [one for one in holding if one.case_id in seen]
        self._dropped(len(meant) - len(told))
        today, calendar = self._memory.today, await self._memory.calendar()
        reply = self._screens.reply(told, seen, calendar, today, profile)
        return self._renderer.messages(reply)[0].call() if reply else None


def _written(reminders: Sequence[Reminder] | set[Reminder]) -> list[list[object]]:
    ordered = sorted(reminders, key=lambda one: (one.case_id, one.key, one.due or date.max))
    return [[one.case_id, one.key, one.due.isoformat() if one.due else None] for one in ordered]


def _read(params: Mapping[str, object]) -> list[Reminder]:
    held = params.get(HELD)
    if not isinstance(held, list):
        return []
    return [Reminder(case_id, key, date.fromisoformat(due) if due else None) for case_id, key, due in held]
