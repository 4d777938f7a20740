"""Taking the next row costs what is open, not what exists: SQLite's plans go through the partial indexes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement

from storage import backlog, inbox, outbox
from storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/damlam.db")
    await database.migrate()
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("statement", "indexes", "sorts"),
    [
        (inbox.CLAIM, {"ix_inbox_open_id", "ix_inbox_open_chat"}, 0),
        # The few rows that each priority gave are sorted by their priority.
        (outbox.CLAIM, {"ix_outbox_open_due", "ix_outbox_open_chat"}, 1),
        (backlog.INBOX, {"ix_inbox_open_chat"}, 0),
        (backlog.OUTBOX, {"ix_outbox_open_chat"}, 0),
    ],
    ids=["inbox.claim", "outbox.claim", "backlog.inbox", "backlog.outbox"],
)
async def test_the_plan_uses_the_indexes_over_open_rows(
    database: Database, statement: ClauseElement, indexes: set[str], sorts: int
) -> None:
    async with database.reading() as session:
        connection = await session.connection()
        written = str(statement.compile(dialect=connection.dialect))
        unknown = (None,) * written.count("?")
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}", unknown)
        steps = [str(row[-1]) for row in plan]
    assert {index for index in indexes if any(index in step for step in steps)} == indexes
    assert len([step for step in steps if "TEMP B-TREE" in step]) == sorts
    assert not [step for step in steps if step in {"SCAN inbox", "SCAN outbox"}]
