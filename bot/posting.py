"""A message becomes a row of the outbox; a file that goes with it is stored beside the row, and named by it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rendering import OutgoingMessage
from storage.attachments import Attachments
from storage.models import Priority
from storage.outbox import Outbox


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
        """Queues a message in the transaction that is its reason; nothing when `key` was queued before.

        It is not sent before the moment `not_before`.
        """
        call = message.call()
        file = message.document
        params = {**call.params, "document": {"stored": key}} if file else call.params
        new = await self._outbox.add(
            session, key, chat_id, call.method, params, priority=priority, not_before=not_before
        )
        if new and file:
            await self._attachments.add(session, key, chat_id, file.name, file.content)
