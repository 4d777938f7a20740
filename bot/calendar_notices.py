"""A change of the calendar, with all that follows from it: deadlines that move, and people who are told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.holding import Holding
from bot.hours import QuietHours
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


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is told of moves: of their own cases, or as a clerk of those of an `office`, in messages apart."""

    chat_id: int
    office: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a change came to: the deadlines that moved, and the chats for which word of that waits."""

    moves: Sequence[Move]
    told: frozenset[int]


class CalendarNotices:
    """Enters days of a notice and takes entries out again.

    Word waits for everybody who follows a case that moves. Whether they still see it is asked when the word is sent
    (`bot.sight`), by who sends it and so knows the role of whoever was not invited. Word that waits says what the moves
    until then come to.
    """

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

    async def make(self, change: CalendarChange, made_by: str) -> Made:
        """Changes the days, moves what they move and queues what people are told, all or nothing.

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
            told = await self._tell(session, change, moves)
        return Made(moves, told)

    async def _tell(self, session: AsyncSession, change: CalendarChange, moves: Sequence[Move]) -> frozenset[int]:
        told = await self._concerned(session, moves)
        telling = await self._hours.telling(session, {whom.chat_id for whom in told}, decision=False)
        letters: list[Letter] = []
        for whom, theirs in told.items():
            later = telling[whom.chat_id].daily or telling[whom.chat_id].at
            if later:
                await self._holding.hold(session, whom.chat_id, self._held(change, theirs), later)
            else:
                letters += await self._letters(change, theirs, whom)
        await self._post.put_all(session, letters, priority=Priority.BULK)
        return frozenset(telling)

    async def _concerned(self, session: AsyncSession, moves: Sequence[Move]) -> Mapping[Whom, Sequence[Move]]:
        """Whom a move concerns: whoever is reminded of the deadline."""
        concerned = await followers(session, {move.case_id for move in moves}, Role.CLERK)
        found: dict[Whom, list[Move]] = defaultdict(list)
        for move in moves:
            its = concerned[move.case_id]
            for chat_id in its.of(move.key):
                found[Whom(chat_id, "" if chat_id in its.people else its.office)].append(move)
        return found

    async def _letters(self, change: CalendarChange, moves: Sequence[Move], whom: Whom) -> list[Letter]:
        entered = f"{change.days[0].day}:{self._clock.now().timestamp():.3f}"
        reply = moved_screen(change, moves, await self._memory.profile(whom.chat_id))
        return [
            Letter(f"{MOVED}{entered}:{whom.chat_id}:{whom.office}:{part}", whom.chat_id, message)
            for part, message in enumerate(self._renderer.messages(reply))
        ]

    def _held(self, change: CalendarChange, moves: Sequence[Move]) -> Held:
        """What the message that a person gets later says of the moves, with what else moves until then."""
        why, now = f"{change.reason}, {change.document}", self._clock.now()
        return Held(moved=tuple(Moved(one.case_id, one.key, one.before, one.after, why, now) for one in moves))
