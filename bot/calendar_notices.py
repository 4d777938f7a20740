"""A day entered into the calendar, with all that follows from it: deadlines that move, and people who are told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from storage.clock import Clock
from storage.database import Database
from storage.followers import followers
from storage.held import Held, Moved
from storage.models import Priority
from storage.outbox import Outbox
from storage.rescheduling import Move, Rescheduling
from storage.working_days import SpecialDay

MOVED = "moved:"
"""How the keys of notices begin."""


class CalendarNotices:
    """Enters days of a notice."""

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

    async def preview(self, special: SpecialDay) -> Sequence[Move]:
        """What entering the day would move."""
        calendar = await self._stores.calendar(special.day.year)
        async with self._database.reading() as session:
            return await self._rescheduling.moves(session, special, calendar)

    async def enter(self, special: SpecialDay, entered_by: str) -> Sequence[Move]:
        """Enters the day, moves what it moves and queues what people are told, all or nothing; what moved."""
        await self._stores.calendar(special.day.year)  # Seeds years that nobody has counted in yet.
        async with self._database.transaction() as session:
            calendar = await self._stores.calendar_held(session, special.day.year, alone=True)
            await self._stores.calendars.enter(session, [special], entered_by=entered_by)
            moves = await self._rescheduling.carry_out(session, special, calendar)
            by_chat = await _by_person(session, moves)
            telling = await self._hours.telling(session, by_chat, decision=False)
            letters: list[Letter] = []
            for chat_id, theirs in by_chat.items():
                when = telling[chat_id]
                if when.daily:
                    await self._holding.hold(session, chat_id, _held(special, theirs), when.daily)
                else:
                    letters += await self._letters(special, theirs, chat_id, when)
            await self._post.put_all(session, letters, priority=Priority.BULK)
        return moves

    async def _letters(self, special: SpecialDay, moves: Sequence[Move], chat_id: int, when: Telling) -> list[Letter]:
        entered = f"{special.day}:{self._clock.now().timestamp():.3f}"
        reply = moved_screen(special, moves, await self._memory.profile(chat_id))
        return [
            Letter(f"{MOVED}{entered}:{chat_id}:{part}", chat_id, message, when.at)
            for part, message in enumerate(self._renderer.messages(reply))
        ]


def _held(special: SpecialDay, moves: Sequence[Move]) -> Held:
    """What the one message of a person's day says of the moves."""
    return Held(moved=tuple(Moved(one.case_id, one.key, one.before, one.after, special.reason) for one in moves))


async def _by_person(session: AsyncSession, moves: Sequence[Move]) -> Mapping[int, Sequence[Move]]:
    """Whom a move concerns: whoever is reminded of the deadline."""
    concerned = await followers(session, {move.case_id for move in moves}, Role.CLERK)
    found: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        for chat_id in concerned[move.case_id].of(move.key):
            found[chat_id].append(move)
    return found
