"""Nobody is pushed what they may not open: who sees what a notice is about, when it is queued and when it is sent."""

from collections.abc import Awaitable, Callable, Collection

from bot.memory import Memory
from conversations.access import Relation, relation, sees
from conversations.membership import Role
from storage.cases import Case
from storage.database import Transaction
from storage.outbox import Outgoing

Sees = Callable[[Outgoing], Awaitable[bool]]
"""Whether whoever a notice goes to may (still) see what it is about."""


class Sight:
    """Decides by roles as they are (`conversations.access`)."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def among(self, transaction: Transaction, case: Case, chat_ids: Collection[int]) -> tuple[int, ...]:
        """Those of the chats that see a case."""
        profiles = await self._memory.profiles(transaction, chat_ids)
        return tuple(
            chat_id
            for chat_id in chat_ids
            if sees(
                profiles[chat_id].role,
                relation(profiles[chat_id], own=chat_id in case.people, office=case.office),
            )
        )

    async def of_case(self, message: Outgoing) -> bool:
        """Of a notice whose key names its case behind the prefix."""
        case_id = int(message.key.split(":")[1])
        profile = await self._memory.profile(message.chat_id)
        return bool(await self._memory.records(message.chat_id, profile).seen([case_id]))

    async def of_moves(self, message: Outgoing) -> bool:
        """Of a notice whose key ends with the office whose cases it is about, "" for the user's own, and its part."""
        office = message.key.partition("@")[0].split(":")[-2]
        profile = await self._memory.profile(message.chat_id)
        if not office:
            return sees(profile.role, Relation.OWN)
        return profile.role is Role.CLERK and profile.office == office
