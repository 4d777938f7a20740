"""A day entered into the calendar, with all that follows from it: deadlines that move, and people who are told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.hours import QuietHours
from bot.memory import Memory, Stores
from bot.posting import Letter, Post
from bot.rendering import Renderer
from conversations.case.moving import moved_screen
from conversations.membership import Role
from storage.attachments import Attachments
from storage.clock import Clock
from storage.database import Database
from storage.followers import followers
from storage.models import Priority
from storage.outbox import Outbox
from storage.rescheduling import Move, Rescheduling
from storage.working_days import SpecialDay


class CalendarNotices:
    """Enters days of a notice."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._stores = Stores.of(database, clock, zone)
        self._memory = Memory(self._stores)
        self._rescheduling = Rescheduling(self._stores.cases, clock, zone)
        self._hours = QuietHours(clock, zone, self._stores.calendar)
        self._post = Post(Outbox(database, clock), Attachments(database, clock))
        self._renderer = Renderer(zone=zone)

    async def preview(self, special: SpecialDay) -> Sequence[Move]:
        """What entering the day would move."""
        calendar = await self._stores.calendar(special.day.year)
        async with self._database.reading() as session:
            return await self._rescheduling.moves(session, special, calendar)

    async def enter(self, special: SpecialDay, entered_by: str) -> Sequence[Move]:
        """Enters the day, moves what it moves and queues what people are told, all or nothing; what moved."""
        when = await self._hours.opening(0, decision=False)
        async with self._database.transaction() as session:
            calendar = await self._stores.calendar_held(session, special.day.year, alone=True)
            await self._stores.calendars.enter(session, [special], entered_by=entered_by)
            moves = await self._rescheduling.carry_out(session, special, calendar)
            by_chat = await _by_person(session, moves)
            entered = f"{special.day}:{self._clock.now().timestamp():.3f}"
            letters = [
                Letter(f"moved:{entered}:{chat_id}:{part}", chat_id, message, when)
                for chat_id, theirs in by_chat.items()
                for part, message in enumerate(
                    self._renderer.messages(moved_screen(special, theirs, await self._memory.profile(chat_id)))
                )
            ]
            await self._post.put_all(session, letters, priority=Priority.BULK)
        return moves


async def _by_person(session: AsyncSession, moves: Sequence[Move]) -> Mapping[int, Sequence[Move]]:
    """Whom a move concerns: whoever is reminded of the deadline."""
    concerned = await followers(session, {move.case_id for move in moves}, Role.CLERK)
    found: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        for chat_id in concerned[move.case_id].of(move.key):
            found[chat_id].append(move)
    return found
