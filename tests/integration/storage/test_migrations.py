from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.database import Database, migrations
from storage.lifecycle import Who
from storage.models import Base, CaseRow, HappeningRow

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def columns(connection: Connection) -> dict[str, dict[str, str]]:
    """Type and nullability of each column as the database itself has it."""
    inspector = inspect(connection)
    return {
        table: {
            column["name"]: f"{column['type'].compile(connection.dialect)} {column['nullable']}"
            for column in inspector.get_columns(table)
        }
        for table in Base.metadata.tables
    }


def partial_indexes(connection: Connection) -> dict[str, str]:
    """The condition of each partial index, as the database has it."""
    inspector = inspect(connection)
    option = f"{connection.dialect.name}_where"
    return {
        str(index["name"]): str(index["dialect_options"][option]).strip("()")
        for table in ("inbox", "outbox")
        for index in inspector.get_indexes(table)
        if option in index.get("dialect_options", {})
    }


async def test_the_migrations_give_what_the_models_say(database: Database) -> None:
    async with database.transaction() as session:
        connection = await session.connection()
        assert await connection.run_sync(differences) == []
        migrated = await connection.run_sync(columns)
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
        assert migrated == await connection.run_sync(columns)


async def test_the_indexes_of_the_queues_hold_open_rows_or_done_ones(database: Database) -> None:
    async with database.reading() as session:
        connection = await session.connection()
        indexes = await connection.run_sync(partial_indexes)
    open_rows = ["ix_inbox_open_id", "ix_inbox_open_chat", "ix_outbox_open_due", "ix_outbox_open_chat"]
    done_rows = ["ix_inbox_done", "ix_outbox_done"]
    assert indexes == dict.fromkeys(open_rows, "done_at IS NULL") | dict.fromkeys(done_rows, "done_at IS NOT NULL")


async def test_down_to_nothing_and_up_again(database: Database) -> None:
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.run_sync(lambda at: command.downgrade(migrations(at), "base"))
        assert set(await connection.run_sync(lambda at: inspect(at).get_table_names())) == {"alembic_version"}
    await database.migrate()
    async with database.reading() as session:
        assert await (await session.connection()).run_sync(differences) == []


async def test_the_program_before_descriptions_is_not_gone_back_to_with_one(database: Database) -> None:
    """It could not read the case, nor any list with it."""
    case = CaseRow(
        id=1,
        code="DL-7K3Q",
        title="Tên hai",
        jurisdiction="quang-ngai",
        issue="unregulated",
        state="drafted",
        happenings=1,
        created_at=NOW,
        updated_at=NOW,
    )
    told = {"number": 1, "kind": "described", "on": NOW.date(), "who": Who.PROPOSER, "details": {"title": "Tên hai"}}
    async with database.transaction() as session:
        session.add(case)
        await session.flush()
        session.add(HappeningRow(case_id=1, void=False, recorded_at=NOW, **told))

    async def back() -> None:
        async with database.transaction() as session:
            connection = await session.connection()
            await connection.run_sync(lambda at: command.downgrade(migrations(at), "0012"))

    with pytest.raises(RuntimeError, match="1 entries describe a case anew"):
        await back()
    async with database.reading() as session:
        assert await (await session.connection()).run_sync(differences) == []


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    await database.migrate()
    async with database.reading() as session:
        assert await (await session.connection()).run_sync(differences) == []


async def test_the_history_has_one_head(database: Database) -> None:
    async with database.reading() as session:
        connection = await session.connection()
        heads = await connection.run_sync(lambda at: ScriptDirectory.from_config(migrations(at)).get_heads())
    assert len(heads) == 1
