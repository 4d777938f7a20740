"""What is special about SQLite, and which addresses are taken; everything both databases share is tested on both."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database, DatabaseUrlError


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/var/deep/damlam.db")
    await database.migrate()
    yield database
    await database.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "cannot be read"),
        ("damlam.db", "cannot be read"),
        ("sqlite:///damlam.db", "of no kind that works here"),
        ("postgresql://u:s3cret@host/damlam", "of no kind that works here"),
        ("postgres://u:s3cret@host/damlam", "of no kind that works here"),
        ("mysql+aiomysql://u:s3cret@host/damlam", "of no kind that works here"),
        ("postgresql+asyncpg://u:s3cret@host", "names no database"),
        ("sqlite+aiosqlite://", "names no database"),
        ("sqlite+aiosqlite:///:memory:", "would forget"),
        ("sqlite+aiosqlite:///file:x?mode=memory&uri=true", "would forget"),
        ("postgresql+asyncpg://u:s3cret@host:port/damlam", "cannot be read"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_what_can(url: str, says: str) -> None:
    with pytest.raises(DatabaseUrlError, match=says) as caught:
        Database.open(url)
    assert "Give sqlite+aiosqlite:///" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_the_address_is_shown_without_its_password() -> None:
    assert (
        Database.open("postgresql+asyncpg://u:s3cret@host/damlam").address == "postgresql+asyncpg://u:***@host/damlam"
    )


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
async def test_every_connection_is_set_up(database: Database, pragma: str, value: object) -> None:
    async with database.reading() as first, database.reading() as second, database.transaction() as third:
        for session in (first, second, third):
            assert (await session.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_a_transaction_inside_a_transaction_is_refused_at_once(database: Database) -> None:
    async def nest() -> None:
        async with database.transaction(), database.transaction():
            pass

    with pytest.raises(RuntimeError, match="pass the outer session on"):
        await nest()
    async with database.transaction() as session:
        assert (await session.execute(text("SELECT 1"))).scalar_one() == 1


async def test_writers_take_turns_in_the_order_they_came(database: Database) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.transaction():
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(write(number) for number in range(10)))
    assert order == list(range(10))


async def test_a_write_transaction_keeps_other_writers_out_even_while_it_only_reads(
    database: Database, tmp_path: Path
) -> None:
    impatient = sqlite3.connect(tmp_path / "var/deep/damlam.db", timeout=0, isolation_level=None)
    with closing(impatient):
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
            impatient.execute("BEGIN IMMEDIATE")
            impatient.rollback()
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                impatient.execute("BEGIN IMMEDIATE")
