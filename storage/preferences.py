"""When people wish to be reminded: a row for whoever chose something else than the defaults."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, Transaction
from storage.models import PreferencesRow
from storage.quiet_hours import Preferences
from storage.upsert import insert

USUAL = Preferences()
_CHOSEN = select(
    PreferencesRow.chat_id, PreferencesRow.at, PreferencesRow.until, PreferencesRow.every_day, PreferencesRow.daily
).where(PreferencesRow.chat_id.in_(bindparam("chats", expanding=True)))


class ChosenPreferences:
    """The preferences of all chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, chat_id: int) -> Preferences:
        """Those of one chat."""
        async with self._database.reading() as session:
            return (await self.of(session, [chat_id]))[chat_id]

    async def of(self, transaction: Transaction, chat_ids: Collection[int]) -> Mapping[int, Preferences]:
        """Those of several, by one statement."""
        rows = await transaction.execute(_CHOSEN, {"chats": sorted(chat_ids)})
        found = {row[0]: Preferences(*row[1:]) for row in rows}
        return {chat_id: found.get(chat_id, USUAL) for chat_id in chat_ids}

    async def choose(self, session: AsyncSession, chat_id: int, chosen: Preferences) -> None:
        """Keeps what somebody has chosen; the defaults need no row."""
        if chosen == USUAL:
            await session.execute(delete(PreferencesRow).where(PreferencesRow.chat_id == chat_id))
            return
        values = asdict(chosen)
        statement = insert(session, PreferencesRow).values(chat_id=chat_id, **values)
        await session.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=values))
