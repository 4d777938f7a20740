"""What came from a chat before, while the inbox still keeps it (`storage.retention`)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from storage.database import Database
from storage.models import InboxRow

LATELY = 50
"""Updates of a chat among which one is looked for that may have come twice: a user presses twice in a row."""


class Earlier:
    """The updates of one chat at a time; nobody else's can be reached."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def payload(self, chat_id: int, update_id: int) -> Mapping[str, object] | None:
        """An update of the chat as it came in; None when it is gone or another chat's."""
        its = select(InboxRow.payload).where(InboxRow.update_id == update_id, InboxRow.chat_id == chat_id)
        async with self._database.reading() as session:
            return await session.scalar(its)

    async def before(self, chat_id: int, update_id: int) -> Sequence[Mapping[str, object]]:
        """The last updates of the chat that came before one, the latest first."""
        this = select(InboxRow.id).where(InboxRow.update_id == update_id).scalar_subquery()
        its = select(InboxRow.payload).where(InboxRow.chat_id == chat_id, InboxRow.id < this)
        async with self._database.reading() as session:
            return (await session.scalars(its.order_by(InboxRow.id.desc()).limit(LATELY))).all()


async def latest(database: Database, chat_ids: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """The last update of each of the chats that have one in the inbox, for whoever runs the bot."""
    last = select(func.max(InboxRow.id)).where(InboxRow.chat_id.in_(chat_ids)).group_by(InboxRow.chat_id)
    its = select(InboxRow.chat_id, InboxRow.payload).where(InboxRow.id.in_(last))
    async with database.reading() as session:
        return {chat_id: payload for chat_id, payload in await session.execute(its) if chat_id is not None}
