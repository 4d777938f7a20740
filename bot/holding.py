"""Messages that wait in the outbox as what they are about (`storage.held`), one a person and moment."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from storage.held import Held
from storage.models import Priority
from storage.outbox import Outbox

PREFIX = "remind:"
"""How the keys of such messages begin."""


class Holding:
    """Lets things wait for their moment, joined with what waits already."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def hold(self, session: AsyncSession, chat_id: int, about: Held, at: datetime) -> None:
        """One message for all that goes out to a user by a moment; each thing is in it once.

        Where somebody else adds to it at the same moment it may become two; nothing is lost.
        """

        def joined(params: Mapping[str, object]) -> Mapping[str, object]:
            return Held.read(params).joined(about).written()

        for turn in count():
            if await self._outbox.extend(session, PREFIX, chat_id, at, joined):
                return
            row = (f"{PREFIX}{chat_id}:{at:%Y%m%dT%H%M%S}:{turn}", chat_id, "sendMessage", about.written())
            if await self._outbox.add(session, *row, priority=Priority.BULK, not_before=at):
                return

    async def plan_anew(
        self, session: AsyncSession, chat_id: int, after: datetime, until: Callable[[datetime], datetime]
    ) -> None:
        """Another moment for all that waits for one after `after`."""
        await self._outbox.plan_anew(session, PREFIX, chat_id, after, until)
