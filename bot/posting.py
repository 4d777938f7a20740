"""A message becomes a row of the outbox; a file that goes with it is stored beside the row, and named by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rendering import OutgoingMessage
from storage.attachments import Attachments
from storage.models import Priority
from storage.outbox import NewMessage, Outbox


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to a chat, not before a moment if one is named; `key` is of its reason, and unique."""

    key: str
    chat_id: int
    message: OutgoingMessage
    not_before: datetime | None = None


class Post:
    """Puts messages into the outbox."""

    def __init__(self, outbox: Outbox, attachments: Attachments) -> None:
        self._outbox = outbox
        self._attachments = attachments

    async def put(
        self,
        session: AsyncSession,
        key: str,
        chat_id: int,
        message: OutgoingMessage,
        *,
        priority: Priority = Priority.INTERACTIVE,
        not_before: datetime | None = None,
    ) -> None:
        """Queues a message in the transaction that is its reason; nothing when `key` was queued before."""
        await self.put_all(session, [Letter(key, chat_id, message, not_before)], priority=priority)

    async def put_all(
        self, session: AsyncSession, letters: Sequence[Letter], *, priority: Priority = Priority.INTERACTIVE
    ) -> None:
        """Queues several messages, in their order."""
        if not letters:
            return
        new = await self._outbox.add_all(session, [_row(letter) for letter in letters], priority)
        for letter in letters:
            file = letter.message.document
            if file and letter.key in new:
                await self._attachments.add(session, letter.key, letter.chat_id, file.name, file.content)


def _row(letter: Letter) -> NewMessage:
    call = letter.message.call()
    stored = {"document": {"stored": letter.key}} if letter.message.document else {}
    return NewMessage(letter.key, letter.chat_id, call.method, {**call.params, **stored}, letter.not_before)
