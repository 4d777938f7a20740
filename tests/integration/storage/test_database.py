import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database, DatabaseUnavailableError
from storage.models import UserRow
from tests.clock import HandClock

MIGRATE = (
    "import asyncio, sys; from storage.database import Database; asyncio.run(Database.open(sys.argv[1]).migrate())"
)


def user(chat_id: int, clock: HandClock) -> UserRow:
    now = clock.now()
    return UserRow(chat_id=chat_id, address="dong-chi", greeted=False, created_at=now, seen_at=now)


async def chats(database: Database) -> list[int]:
    async with database.reading() as session:
        return list((await session.scalars(text("SELECT chat_id FROM users ORDER BY chat_id"))).all())


async def test_a_transaction_commits_when_its_block_ends(database: Database, clock: HandClock) -> None:
    async with database.transaction() as session:
        session.add(user(1, clock))
    assert await chats(database) == [1]


async def test_a_transaction_that_raises_leaves_nothing(database: Database, clock: HandClock) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            session.add(user(1, clock))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await chats(database) == []


async def test_what_reading_writes_is_dropped(database: Database, clock: HandClock) -> None:
    async with database.reading() as session:
        session.add(user(1, clock))
        await session.flush()
    assert await chats(database) == []


async def test_reading_does_not_wait_for_a_writer_and_sees_what_is_committed(
    database: Database, clock: HandClock
) -> None:
    async with database.transaction() as session:
        session.add(user(1, clock))
        await session.flush()
        assert await chats(database) == []
    assert await chats(database) == [1]


async def test_a_cancelled_transaction_leaves_nothing_and_lets_the_next_one_in(
    database: Database, clock: HandClock
) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.transaction() as session:
            session.add(user(1, clock))
            await session.flush()
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as session:
        session.add(user(2, clock))
    assert await chats(database) == [2]


async def test_read_modify_write_by_many_at_once_loses_nothing(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE counter (n INTEGER)"))
        await session.execute(text("INSERT INTO counter VALUES (0)"))

    async def increment() -> None:
        async with database.transaction() as session:
            await database.lock(session, 7)
            n = (await session.execute(text("SELECT n FROM counter"))).scalar_one()
            await session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(increment() for _ in range(20)))
    async with database.reading() as session:
        assert (await session.execute(text("SELECT n FROM counter"))).scalar_one() == 20


async def test_several_processes_migrate_a_fresh_database_at_once(database_url: str) -> None:
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-c", MIGRATE, database_url, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(4)
    ]
    errors = [(await process.communicate())[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 4, errors
    database = Database.open(database_url)
    assert await chats(database) == []
    await database.close()


async def test_ping_answers(empty_database: Database) -> None:
    await empty_database.ping()


async def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    database = Database.open("postgresql+asyncpg://clerk:s3cret@127.0.0.1:1/damlam")
    with pytest.raises(DatabaseUnavailableError, match=r"clerk:\*\*\*@127\.0\.0\.1:1/damlam") as caught:
        await database.migrate()
    assert "s3cret" not in str(caught.value)
    await database.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "damlam.db"
    file.write_text("not a database, but long enough to be taken for a file with a header" * 20)
    database = Database.open(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(DatabaseUnavailableError, match=r"damlam\.db does not answer"):
        await database.ping()
    await database.close()
