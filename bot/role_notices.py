"""Whoever loses a role is told what they can still do, and the commands of the role go from their menu."""

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.hours import QuietHours
from bot.memory import Memory
from bot.posting import Letter, Post
from bot.rendering import Renderer
from bot.stores import Stores
from conversations.inviting import ROLES
from conversations.membership import Role
from conversations.policy import Policy
from conversations.screens import screen
from storage.attachments import Attachments
from storage.clock import Clock
from storage.database import Database
from storage.models import Priority
from storage.outbox import Outbox
from storage.roles import Member, Roles

TAKEN, MENU = "role:", "menu:"
"""How the keys of the notice and of the change of the menu begin."""


class RoleNotices:
    """Takes roles away and queues what follows from that, all or nothing; whoever runs the bot sends it."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo, policy: Policy) -> None:
        self._database = database
        self._clock = clock
        self._policy = policy
        stores = Stores.of(database, clock, zone)
        self._stores = stores
        self._memory = Memory(stores)
        self._hours = QuietHours(clock, zone, stores.calendar, stores.preferences)
        self._outbox = Outbox(database, clock)
        self._post = Post(self._outbox, Attachments(database, clock))
        self._renderer = Renderer(zone=zone)

    async def take(self, chat_id: int) -> Member | None:
        """Takes a user's role away, with all that follows from it; what they were, None when they have no role."""
        await self._stores.calendar()  # Seeds years that nobody has counted in yet: a transaction of its own.
        offices = {one.id: one.name for one in await self._stores.offices.all()}
        async with self._database.transaction() as session:
            member = await Roles(self._database).remove(session, chat_id)
            if member:
                await self._stores.audit.add(session, None, "role-taken", str(chat_id))
                await self._tell(session, member, offices.get(member.office or "", member.office))
        return member

    async def _tell(self, session: AsyncSession, member: Member, office: str | None) -> None:
        """Queues the notice for when they may be written to, and the change of the menu for now."""
        chat_id, at = member.chat_id, f"{self._clock.now().timestamp():.3f}"
        profile = (await self._memory.profiles(session, [chat_id]))[chat_id]
        reply = screen(
            "role_taken",
            profile,
            role=ROLES[Role(member.role)],
            office=office,
            open=self._policy.open_registration,
        )
        chosen = (await self._hours.chosen(session, [chat_id]))[chat_id]
        when = self._hours.opening(chosen, await self._hours.calendar(), decision=False)
        letters = [
            Letter(f"{TAKEN}{at}:{chat_id}:{part}", chat_id, message, when)
            for part, message in enumerate(self._renderer.messages(reply))
        ]
        scope = {"type": "chat", "chat_id": chat_id}
        await self._outbox.add(
            session, f"{MENU}{at}:{chat_id}", chat_id, "deleteMyCommands", {"scope": scope}, priority=Priority.BULK
        )
        await self._post.put_all(session, letters, priority=Priority.BULK)
