"""Reminders in the outbox: queued as what they are about, and put into words when their turn comes.

So a reminder says what is true when it is sent, one that holds no more is not sent at all, and what becomes due for a
person while an earlier reminder still waits is told in the same message. Whoever wishes one message a day has what
happened in their cases in it, too.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.holding import PREFIX, Holding
from bot.hours import QuietHours
from bot.memory import Memory
from bot.rendering import Call, Renderer
from conversations.case.reminding import ReminderScreens
from conversations.cases import SeenCase
from storage.database import Database
from storage.deadlines import Deadlines, Reminder, renumbered
from storage.held import Held, all_in_all
from storage.outbox import Outgoing
from storage.quiet_hours import Preferences, Urgency
from storage.reminding import is_told_of
from storage.working_days import Calendar


class Reminders:
    """Queues reminders and puts them into words (`bot.sender.Current`)."""

    prefix = PREFIX

    def __init__(
        self,
        database: Database,
        holding: Holding,
        memory: Memory,
        deadlines: Deadlines,
        screens: ReminderScreens,
        renderer: Renderer,
        hours: QuietHours,
        dropped: Callable[[int], None],
    ) -> None:
        """`dropped` is told how many things were not true any more."""
        self._database = database
        self._holding = holding
        self._memory = memory
        self._deadlines = deadlines
        self._screens = screens
        self._renderer = renderer
        self._hours = hours
        self._dropped = dropped

    async def chosen(self, session: AsyncSession, chat_ids: Collection[int]) -> Mapping[int, Preferences]:
        """When the chats wish to be reminded, by one statement."""
        return await self._hours.chosen(session, chat_ids)

    async def now(
        self,
        session: AsyncSession,
        chat_id: int,
        reminders: Sequence[Reminder],
        urgency: Urgency,
        chosen: Preferences,
        calendar: Calendar,
    ) -> None:
        """Tells a user of what is due, when they wish to be told."""
        at = self._hours.reminding(chosen, calendar, urgency)
        await self._holding.hold(session, chat_id, Held(tuple(reminders)), at)

    async def tomorrow(self, session: AsyncSession, chat_id: int, reminders: Sequence[Reminder]) -> None:
        """Tells a user again on the next day that suits them, once however often that is asked for."""
        chosen = (await self._hours.chosen(session, [chat_id]))[chat_id]
        at = self._hours.tomorrow(chosen, await self._hours.calendar())
        await self._holding.hold(session, chat_id, Held(tuple(reminders)), at)

    async def plan_anew(self, session: AsyncSession, chat_id: int, chosen: Preferences) -> None:
        """Brings what waits for a user in line with what they have just chosen."""
        calendar = await self._hours.calendar()
        await self._holding.plan_anew(
            session, chat_id, self._hours.soon, lambda planned: self._hours.instead(chosen, calendar, planned)
        )

    async def call(self, message: Outgoing) -> Call | None:
        """The message as things are now: what still holds, of the cases that the user sees.

        Reminders of a case that the user has muted are left out. In quiet hours nothing is said: it waits, joined with
        what waits already.
        """
        meant, calendar = Held.read(message.params), await self._memory.calendar()
        chosen = await self._hours.chosen_by(message.chat_id)
        later = self._hours.put_off(chosen, calendar, message.not_before)
        if later:
            async with self._database.transaction() as session:
                await self._holding.hold(session, message.chat_id, meant, later)
            return None
        profile = await self._memory.profile(message.chat_id)
        seen = await self._memory.records(message.chat_id, profile).seen(meant.cases)
        told = await self._true(meant, seen, calendar)
        self._dropped(len(meant.every) - len(told.every))
        reply = self._screens.reply(told, seen, calendar, self._memory.today, profile)
        return self._renderer.messages(reply)[0].call() if reply else None

    async def _true(self, meant: Held, seen: Mapping[int, SeenCase], calendar: Calendar) -> Held:
        """What still holds: a deadline that is open and where it was, an entry of a case that the user sees.

        A deadline that has moved is told of all the same where today is one of its days, and of several moves what they
        come to.
        """
        watched = [id for id, one in seen.items() if not one.muted]
        open_now = await self._deadlines.of(watched)
        due = {(one.case_id, one.key): one.due for one in open_now}
        today = self._memory.today

        def told(one: Reminder) -> bool:
            key = (one.case_id, one.key)
            now = due.get(key)
            return key in due and (now == one.due or (now is not None and is_told_of(calendar, now, today)))

        return Held(
            tuple(filter(told, renumbered(meant.reminders, open_now))),
            tuple(one for one in meant.happened if one.case_id in seen),
            all_in_all(meant.moved, due),
        )
