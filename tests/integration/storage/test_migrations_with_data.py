"""Migrations over a filled database: nothing that people entrusted to the bot changes on the way up or down.

Each revision of the schema is tried from its own rows, made from what the database says of its columns, so that a new
migration is tested without a line here.
"""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database import MIGRATIONS, Database, migrations
from tests.integration.storage.samples import ROWS, Rows, content, fill, shared

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
"""Newest first."""


async def at(database: Database, *steps: str) -> Rows:
    """Migrate to each of `steps` in turn and return what the database then holds; "fill" puts rows in."""

    def take(connection: Connection) -> Rows:
        for step in steps:
            if step == "fill":
                fill(connection)
            else:
                name, _, revision = step.partition(" ")
                {"up": command.upgrade, "down": command.downgrade}[name](migrations(connection), revision)
        return content(connection)

    async with database.transaction() as session:
        return await (await session.connection()).run_sync(take)


def shape(rows: Rows) -> dict[str, list[set[str]]]:
    """The columns of each row."""
    return {name: [set(row) for row in of_table] for name, of_table in rows.items()}


@pytest.mark.parametrize("revision", REVISIONS)
async def test_rows_of_a_revision_live_on_at_the_head_and_come_back(empty_database: Database, revision: str) -> None:
    before = await at(empty_database, f"up {revision}", "fill")
    assert before
    assert all(len(rows) == ROWS for rows in before.values())
    newest = await at(empty_database, "up head")
    then, now = shared(before, newest)
    assert now == then
    back = await at(empty_database, f"down {revision}")
    assert shape(back) == shape(before)
    assert shared(back, newest) == (then, now)


async def test_rows_of_the_head_survive_every_step_down_and_up_again(empty_database: Database) -> None:
    newest = await at(empty_database, "up head", "fill")
    for revision in REVISIONS:
        older = await at(empty_database, f"down {revision}")
        then, now = shared(newest, older)
        assert now == then
        assert all(len(rows) == ROWS for rows in older.values())
    await at(empty_database, "down base")
    assert not any((await at(empty_database, "up head")).values())


async def test_a_start_of_the_bot_brings_the_first_schema_with_its_rows_up_to_date(empty_database: Database) -> None:
    before = await at(empty_database, f"up {REVISIONS[-1]}", "fill")
    await empty_database.migrate()
    then, now = shared(before, await at(empty_database))
    assert now == then
