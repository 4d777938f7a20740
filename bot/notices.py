"""Who is told what happened in a case: everybody whose case it is and the office's clerks, in the transaction of it."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.memory import Memory, Occurrence
from bot.posting import Post
from bot.rendering import Renderer
from conversations.membership import Role
from conversations.screens import addressed
from storage.models import Priority
from storage.roles import Roles


class Hours(Protocol):
    """Who knows when somebody may be written to (giờ yên lặng)."""

    async def opening(self, chat_id: int, *, decision: bool) -> datetime | None:
        """The moment from which the chat may be told, None for at once; of a decision until later in the evening."""


class AnyHour:
    """Whoever is concerned is told at once, at any hour."""

    async def opening(self, chat_id: int, *, decision: bool) -> datetime | None:
        """At once."""
        del chat_id, decision
        return None


class Notices:
    """Tells people of what happened in their cases; each of them once, whoever recorded it not at all."""

    def __init__(
        self, post: Post, memory: Memory, roles: Roles, renderer: Renderer, hours: Hours | None = None
    ) -> None:
        self._post = post
        self._memory = memory
        self._roles = roles
        self._renderer = renderer
        self._hours = hours or AnyHour()

    async def concerned(self, occurrence: Occurrence) -> tuple[int, ...]:
        """The chats that are told: the case's people and its office's clerks but for who recorded it."""
        case = occurrence.case
        clerks = await self._roles.of_office(case.office, Role.CLERK) if case.office else ()
        return tuple(sorted({*case.people, *clerks} - {occurrence.actor}))

    async def tell(self, session: AsyncSession, occurrence: Occurrence) -> None:
        """Queues the notices of something that was recorded, in the transaction that records it."""
        for chat_id in await self.concerned(occurrence):
            reply = addressed(occurrence.notice, await self._memory.profile(chat_id))
            when = await self._hours.opening(chat_id, decision=occurrence.decision)
            for part, message in enumerate(self._renderer.messages(reply)):
                key = f"case:{occurrence.case.id}:{occurrence.name}:{chat_id}" + (f":{part}" if part else "")
                await self._post.put(session, key, chat_id, message, priority=Priority.BULK, not_before=when)
