"""What people have chosen of their reminders: a row for whoever chose something, read many at once."""

from datetime import time

from sqlalchemy import func, select

from storage.database import Database
from storage.models import PreferencesRow
from storage.preferences import ChosenPreferences
from storage.quiet_hours import Preferences

CHOSEN = Preferences(time(14), time(22), every_day=True, daily=True)


async def rows(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(PreferencesRow)) or 0


async def test_a_default_is_no_row(database: Database) -> None:
    preferences = ChosenPreferences(database)
    assert await preferences.get(1) == Preferences()
    async with database.transaction() as session:
        await preferences.choose(session, 1, CHOSEN)
        await preferences.choose(session, 2, Preferences(at=time(7)))
        await preferences.choose(session, 1, CHOSEN)
    assert await preferences.get(1) == CHOSEN
    assert await rows(database) == 2
    async with database.transaction() as session:
        await preferences.choose(session, 1, Preferences())
    assert await preferences.get(1) == Preferences()
    assert await rows(database) == 1


async def test_many_are_read_at_once(database: Database) -> None:
    preferences = ChosenPreferences(database)
    async with database.transaction() as session:
        for chat_id in range(0, 300, 3):
            await preferences.choose(session, chat_id, CHOSEN)
        found = await preferences.of(session, range(300))
        assert await preferences.of(session, []) == {}
    assert found == {chat_id: Preferences() if chat_id % 3 else CHOSEN for chat_id in range(300)}
