"""Taking the next row costs what is open, not what exists: SQLite's plans go through the partial indexes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Select, text

from storage.database import Database
from storage.inbox import next_free
from storage.outbox import Priority, due, next_moment
from tests.clock import HandClock

NOW = HandClock().now()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/damlam.db")
    await database.migrate()
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("statement", "indexes"),
    [
        (next_free(NOW), {"ix_inbox_open_id", "ix_inbox_open_chat"}),
        (due(Priority.BULK, NOW, 10), {"ix_outbox_open_due", "ix_outbox_open_chat"}),
        (next_moment(Priority.BULK, NOW), {"ix_outbox_open_due", "ix_outbox_open_chat"}),
    ],
    ids=["inbox.claim", "outbox.claim", "outbox.next_due"],
)
async def test_the_plan_uses_the_indexes_over_open_rows(
    database: Database, statement: Select[object], indexes: set[str]
) -> None:
    async with database.reading() as session:
        connection = (await session.connection()).sync_connection
        assert connection is not None
        written = statement.compile(connection, compile_kwargs={"literal_binds": True})
        steps = [str(row[-1]) for row in await session.execute(text(f"EXPLAIN QUERY PLAN {written}"))]
    assert {index for index in indexes if any(index in step for step in steps)} == indexes
    assert not [step for step in steps if "TEMP B-TREE" in step or ("SCAN" in step and "USING" not in step)]
