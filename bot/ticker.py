"""The clock of the cases: finds what is due and queues the reminders, each in the transaction that marks it as told.

It runs under a lease of its own, not the sender's: finding what is due writes to the database, perhaps much early in
the morning, and must hold up nobody's answer. Nothing would be told twice without the lease, for a deadline that one
process takes is passed by by the others (`storage.deadlines`); but with one process that gathers, what is due to a
person at one time becomes one message.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.backoff import sleep_unless
from bot.reminders import Reminders
from conversations.membership import Role
from storage.clock import Clock
from storage.database import Database
from storage.deadlines import Deadlines, DueDeadline, Reminder
from storage.followers import followers
from storage.quiet_hours import Urgency
from storage.working_days import Calendar

BATCH = 100
"""Deadlines taken by one transaction: short enough for SQLite, where everybody else's writing waits meanwhile."""
LOOK_SECONDS = 60.0
"""How often it looks at least: another process may have recorded something."""
BREATH_SECONDS = 0.1
"""Between two batches, so that the bot's own writing goes first."""

log = logging.getLogger(__name__)


class Ticker:
    """Queues reminders when they are due, until told to stop."""

    def __init__(
        self,
        database: Database,
        deadlines: Deadlines,
        reminders: Reminders,
        calendar: Callable[[AsyncSession], Awaitable[Calendar]],
        clock: Clock,
    ) -> None:
        """`calendar` gives the days off as they stand until the transaction ends."""
        self._database = database
        self._deadlines = deadlines
        self._reminders = reminders
        self._calendar = calendar
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Looks when the next deadline is due. A database that is away is asked again at the next look."""
        while not stop.is_set():
            try:
                wait = await self._look_if_due()
            except (SQLAlchemyError, OSError) as error:
                log.warning("What is due cannot be found: %s", error, extra={"action": "tick"})
                wait = LOOK_SECONDS
            await sleep_unless(stop, min(max(wait, BREATH_SECONDS), LOOK_SECONDS))

    async def _look_if_due(self) -> float:
        """Seconds until the next look is worth it."""
        next_moment = await self._deadlines.next_moment()
        if next_moment is None:
            return LOOK_SECONDS
        wait = (next_moment - self._clock.now()).total_seconds()
        if wait <= 0:
            await self.look()
        return wait

    async def look(self) -> int:
        """Queues the reminders of a batch of what is due; how many deadlines there were to tell of."""
        async with self._database.transaction() as session:
            calendar = await self._calendar(session)
            due = await self._deadlines.take(session, calendar, BATCH)
            found = await _by_person(session, due)
            chosen = await self._reminders.chosen(session, {chat_id for chat_id, _ in found}) if found else {}
            for (chat_id, urgency), reminders in found.items():
                await self._reminders.now(session, chat_id, reminders, urgency, chosen[chat_id], calendar)
        if due:
            log.info("%d deadlines are told of", len(due), extra={"action": "tick"})
        return len(due)


async def _by_person(
    session: AsyncSession, due: Sequence[DueDeadline]
) -> Mapping[tuple[int, Urgency], Sequence[Reminder]]:
    """What each person is to be told of, and how soon."""
    concerned = await followers(session, {one.case_id for one in due}, Role.CLERK) if due else {}
    found: dict[tuple[int, Urgency], list[Reminder]] = defaultdict(list)
    for one in due:
        urgency = Urgency.NEWS if one.arisen else Urgency.STEP
        for chat_id in concerned[one.case_id].of(one.key):
            found[chat_id, urgency].append(one.reminder)
    return found
