"""Files on their way to users: stored with the outbox row that sends them, and gone once that row is settled."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import AttachmentRow, OutboxRow


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """A file to send."""

    name: str
    content: bytes


class Attachments:
    """The files of messages that are not settled yet, by the key of their outbox row."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(self, session: AsyncSession, key: str, chat_id: int, name: str, content: bytes) -> None:
        """Store the file of the outbox row `key` in the transaction that adds the row."""
        now = self._clock.now()
        session.add(AttachmentRow(key=key, chat_id=chat_id, name=name, content=content, created_at=now))
        await session.flush()

    async def get(self, key: str) -> StoredAttachment | None:
        """The file of an outbox row; None once the row is settled or the user's data was erased."""
        async with self._database.reading() as session:
            row = await session.get(AttachmentRow, key)
        return None if row is None else StoredAttachment(row.name, row.content)

    async def drop(self, key: str) -> None:
        """The row is settled: the file is needed no more."""
        async with self._database.transaction() as session:
            await session.execute(delete(AttachmentRow).where(AttachmentRow.key == key))

    async def sweep(self) -> int:
        """Drop the files of rows that were settled just before a crash, or are gone. How many."""
        open_keys = select(OutboxRow.key).where(OutboxRow.done_at.is_(None))
        settled = delete(AttachmentRow).where(AttachmentRow.key.not_in(open_keys)).returning(AttachmentRow.key)
        async with self._database.transaction() as session:
            return len((await session.scalars(settled)).all())
