"""Who is told what happened in a case: everybody whose case it is and the office's clerks, in the transaction of it."""

from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.holding import Holding
from bot.hours import AT_ONCE, Telling
from bot.memory import Memory, Occurrence
from bot.posting import Letter, Post
from bot.rendering import Renderer
from bot.sight import Sight
from conversations.membership import Role
from conversations.screens import addressed
from storage.database import Transaction
from storage.held import Happened, Held
from storage.models import Priority
from storage.roles import Roles

RECORDED, DECIDED = "case:", "decision:"
"""How the keys of notices begin."""


class Hours(Protocol):
    """Who knows when people may be written to (giờ yên lặng); `bot.hours.QuietHours` in the running bot."""

    async def telling(
        self, transaction: Transaction, chat_ids: Collection[int], *, decision: bool
    ) -> Mapping[int, Telling]:
        """When each of the chats is told of something that was recorded."""


class Notices:
    """Tells people of what happened in the cases that they see; each of them once, whoever recorded it not at all.

    Whoever wishes one message a day reads it there, but for decisions.
    """

    def __init__(
        self,
        post: Post,
        memory: Memory,
        roles: Roles,
        renderer: Renderer,
        hours: Hours | None = None,
        holding: Holding | None = None,
    ) -> None:
        """Without `hours` everybody is told at once; without `holding` nobody is told in one message a day."""
        self._post = post
        self._memory = memory
        self._sight = Sight(memory)
        self._roles = roles
        self._renderer = renderer
        self._hours = hours
        self._holding = holding

    async def concerned(self, occurrence: Occurrence) -> tuple[int, ...]:
        """The chats concerned: the case's people and its office's clerks but for who recorded it."""
        case = occurrence.case
        clerks = await self._roles.of_office(case.office, Role.CLERK) if case.office else ()
        return tuple(sorted({*case.people, *clerks} - {occurrence.actor}))

    async def tell(self, session: AsyncSession, occurrence: Occurrence) -> None:
        """Queues the notices of something that was recorded, in the transaction that records it."""
        chats = await self._sight.among(session, occurrence.case, await self.concerned(occurrence))
        case, number, letters = occurrence.case, occurrence.number, list[Letter]()
        for chat_id, when in (await self._when(session, chats, occurrence)).items():
            if when.daily and self._holding and number is not None:
                about = Held(happened=(Happened(case.id, number),))
                await self._holding.hold(session, chat_id, about, when.daily)
            else:
                letters += await self._letters(occurrence, chat_id, when)
        await self._post.put_all(session, letters, priority=Priority.BULK)

    async def _when(
        self, session: AsyncSession, chats: Collection[int], occurrence: Occurrence
    ) -> Mapping[int, Telling]:
        if not self._hours:
            return dict.fromkeys(chats, AT_ONCE)
        return await self._hours.telling(session, chats, decision=occurrence.decision)

    async def _letters(self, occurrence: Occurrence, chat_id: int, when: Telling) -> list[Letter]:
        case, reply = occurrence.case, addressed(occurrence.notice, await self._memory.profile(chat_id))
        prefix = DECIDED if occurrence.decision else RECORDED
        key = f"{prefix}{case.id}:{occurrence.name}:{chat_id}"
        return [
            Letter(key + (f":{part}" if part else ""), chat_id, message, when.at)
            for part, message in enumerate(self._renderer.messages(reply))
        ]
