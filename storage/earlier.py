"""What came from a chat before, while the inbox still keeps it (`storage.retention`)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

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
