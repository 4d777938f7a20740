"""A change of the calendar, with all that follows from it: deadlines that move, and people who are told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.holding import Holding
from bot.hours import QuietHours, Telling
from bot.memory import Memory
from bot.posting import Letter, Post
from bot.rendering import Renderer
from bot.stores import Stores
from conversations.case.moving import moved_screen
from conversations.membership import Role
from storage.attachments import Attachments
from storage.calendar_changes import CalendarChange, Entry
from storage.clock import Clock
from storage.database import Database
from storage.followers import followers
from storage.held import Held, Moved
from storage.models import Priority
from storage.outbox import Outbox
from storage.rescheduling import Move, Rescheduling

MOVED = "moved:"
"""How the keys of notices begin."""
ENTERED, REMOVED = "calendar-entered", "calendar-removed"
"""What the audit calls it."""


class StaleChangeError(RuntimeError):
    """Somebody else has changed a day meanwhile: look again."""


class CalendarNotices:
    """Enters days of a notice and takes entries out again."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._stores = Stores.of(database, clock, zone)
        self._memory = Memory(self._stores)
        self._rescheduling = Rescheduling(self._stores.cases, clock, zone)
        self._hours = QuietHours(clock, zone, self._stores.calendar, self._stores.preferences)
        outbox = Outbox(database, clock)
        self._post = Post(outbox, Attachments(database, clock))
        self._holding = Holding(outbox)
        self._renderer = Renderer(zone=zone)

    async def entries(self, days: Sequence[date]) -> tuple[Entry, ...]:
        """What the calendar says of those of the days that it names. Raises `storage.calendar.YearError`."""
        await self._stores.calendar(*(day.year for day in days))
        async with self._database.reading() as session:
            return await self._stores.calendars.entries(session, days)

    async def preview(self, change: CalendarChange) -> Sequence[Move]:
        """What the change would move. Raises `storage.calendar.YearError`."""
        calendar = await self._stores.calendar(*change.years)
        async with self._database.reading() as session:
            return await self._rescheduling.moves(session, change, calendar)

    async def make(self, change: CalendarChange, made_by: str) -> Sequence[Move]:
        """Changes the days, moves what they move and queues what people are told, all or nothing; what moved.

        Raises `storage.calendar.YearError`, and `StaleChangeError` where an entry to take out is not there any more.
        """
        await self._stores.calendar(*change.years)  # Seeds years that nobody has counted in yet.
        async with self._database.transaction() as session:
            calendar = await self._stores.calendar_held(session, *change.years, alone=True)
            if not change.holds(calendar):
                raise StaleChangeError(change.days[0].day)
            await self._stores.calendars.apply(session, change, entered_by=made_by)
            for one in change.days:
                action, became = (REMOVED, "") if one.was else (ENTERED, f" {one.now.kind}")
                await self._stores.audit.add(session, None, action, f"{one.day}{became}")
            moves = await self._rescheduling.carry_out(session, change, calendar)
            await self._tell(session, change, moves)
        return moves

    async def _tell(self, session: AsyncSession, change: CalendarChange, moves: Sequence[Move]) -> None:
        by_chat = await _by_person(session, moves)
        telling = await self._hours.telling(session, by_chat, decision=False)
        letters: list[Letter] = []
        for chat_id, theirs in by_chat.items():
            when = telling[chat_id]
            if when.daily:
                await self._holding.hold(session, chat_id, _held(change, theirs), when.daily)
            else:
                letters += await self._letters(change, theirs, chat_id, when)
        await self._post.put_all(session, letters, priority=Priority.BULK)

    async def _letters(
        self, change: CalendarChange, moves: Sequence[Move], chat_id: int, when: Telling
    ) -> list[Letter]:
        entered = f"{change.days[0].day}:{self._clock.now().timestamp():.3f}"
        reply = moved_screen(change, moves, await self._memory.profile(chat_id))
        return [
            Letter(f"{MOVED}{entered}:{chat_id}:{part}", chat_id, message, when.at)
            for part, message in enumerate(self._renderer.messages(reply))
        ]


def _held(change: CalendarChange, moves: Sequence[Move]) -> Held:
    """What the one message of a person's day says of the moves."""
    return Held(moved=tuple(Moved(one.case_id, one.key, one.before, one.after, change.reason) for one in moves))


async def _by_person(session: AsyncSession, moves: Sequence[Move]) -> Mapping[int, Sequence[Move]]:
    """Whom a move concerns: whoever is reminded of the deadline."""
    concerned = await followers(session, {move.case_id for move in moves}, Role.CLERK)
    found: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        for chat_id in concerned[move.case_id].of(move.key):
            found[chat_id].append(move)
    return found
