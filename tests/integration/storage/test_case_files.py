"""Files of cases, on both databases: they leave their sender for the case, and a migration moves existing ones."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, insert, select

from conversations.case.filing import FIELD, written
from storage.backup import back_up, restore
from storage.case_files import CaseFiles
from storage.cases import Cases, NewCase
from storage.database import Database, migrations
from storage.drafts import Drafts
from storage.files import Files, KeptFile
from tests.clock import HandClock

BA, CHI = 2, 3
ANSWER = KeptFile("f1", "tb-215.pdf", "application/pdf", "d" * 64, b"%PDF van ban", legible=True)
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
FILED = {"number": "215-TB/TU", FIELD: written([{"id": "f1", "name": "tb-215.pdf"}])}


async def case(database: Database, clock: HandClock) -> int:
    cases = Cases(database, clock, ZoneInfo("Asia/Ho_Chi_Minh"))
    async with database.transaction() as session:
        code = await cases.create(session, NewCase("Một cửa", "quang-ngai", "unregulated", (1,)))
        return await cases.id_of(session, code)


async def take(database: Database, case_id: int, number: int = 1, *ids: str) -> None:
    async with database.transaction() as session:
        await CaseFiles(database).take(session, case_id, number, BA, ids or ("f1",))


@pytest.fixture
async def files(database: Database, clock: HandClock) -> Files:
    found = Files(database, clock)
    async with database.transaction() as session:
        await found.add(session, BA, ANSWER)
    return found


async def test_a_file_leaves_its_sender_for_the_case(database: Database, clock: HandClock, files: Files) -> None:
    mine, other = await case(database, clock), await case(database, clock)
    await take(database, mine)
    assert await files.get(BA, "f1") is None
    its = CaseFiles(database)
    assert await its.get(mine, ["f1", "f2"]) == (ANSWER,)
    assert await its.get(other, ["f1"]) == ()


async def test_a_file_that_is_named_twice_is_kept_once(database: Database, clock: HandClock, files: Files) -> None:
    its = await case(database, clock)
    await take(database, its, 1, "f1", "f1")
    await take(database, its, 2)
    assert await CaseFiles(database).get(its, ["f1", "f1"]) == (ANSWER,)


async def test_nobody_elses_file_is_taken(database: Database, clock: HandClock, files: Files) -> None:
    its = await case(database, clock)
    async with database.transaction() as session:
        await CaseFiles(database).take(session, its, 1, CHI, ["f1"])
    assert await CaseFiles(database).get(its, ["f1"]) == ()
    assert await files.get(BA, "f1") == ANSWER


async def test_a_file_that_a_draft_names_as_well_stays_with_its_sender(
    database: Database, clock: HandClock, files: Files
) -> None:
    its = await case(database, clock)
    state = {"answers": {"x": [{"id": "f1", "digest": "d"}]}}
    async with database.transaction() as session:
        await Drafts(database, clock).save(session, BA, "d1", form="plan", title="x", state=state, revision=1)
    await take(database, its)
    assert await files.get(BA, "f1") == ANSWER
    assert await CaseFiles(database).get(its, ["f1"]) == (ANSWER,)


async def test_what_is_not_recorded_takes_no_file(database: Database, clock: HandClock, files: Files) -> None:
    its = await case(database, clock)
    async with database.reading() as session:
        await CaseFiles(database).take(session, its, 1, BA, ["f1"])
    assert await CaseFiles(database).get(its, ["f1"]) == ()
    assert await files.get(BA, "f1") == ANSWER


async def test_a_copy_of_the_database_has_them(tmp_path: Path, clock: HandClock) -> None:
    kept = tmp_path / "damlam.db"
    database = Database.open(f"sqlite+aiosqlite:///{kept}")
    await database.migrate()
    async with database.transaction() as session:
        await Files(database, clock).add(session, BA, ANSWER)
    its = await case(database, clock)
    await take(database, its)
    await database.close()
    copy = back_up(kept, tmp_path / "copy.db", lambda done, total: None)
    restore(copy.path, tmp_path / "new.db", NOW, lambda done, total: None)
    again = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    assert await CaseFiles(again).get(its, ["f1"]) == (ANSWER,)
    await again.close()


OLD: Mapping[str, list[dict[str, Any]]] = {
    "cases": [
        {
            **{"id": 1, "code": "DL-2345", "title": "Một cửa", "jurisdiction": "quang-ngai", "issue": "unregulated"},
            **{"state": "returned", "happenings": 4, "created_at": NOW, "updated_at": NOW},
        }
    ],
    "case_happenings": [
        {"number": 1, "kind": "submitted", "details": {"recipient": 'Tờ "file"'}, "actor": 1},
        {"number": 2, "kind": "returned", "details": FILED, "actor": BA},
        {"number": 3, "kind": "corrected", "details": FILED | {"number": "216"}, "corrects": 2, "actor": CHI},
        {"number": 4, "kind": "corrected", "details": {FIELD: written([{"id": "f2", "name": "gone.pdf"}])}},
    ],
    "drafts": [
        {
            **{"chat_id": BA, "id": "d1", "form": "plan", "title": "x", "revision": 1, "created_at": NOW},
            **{"state": {"answers": {"x": [{"id": "f3", "digest": "d"}]}}, "updated_at": NOW},
        }
    ],
}
"""A case of the schema before, whose written answer its recorder holds; a correction of a colleague names it too."""
HAPPENED = {"case_id": 1, "who": "office", "happened_on": date(2026, 11, 24), "void": False, "recorded_at": NOW}
STORED = {"mime": "application/pdf", "legible": True, "size": 1, "digest": "d", "created_at": NOW}


def fill(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for name, rows in OLD.items():
        common = {column.name: None for column in tables.tables[name].columns if column.nullable}
        about = HAPPENED if name == "case_happenings" else {}
        connection.execute(insert(tables.tables[name]), [common | about | row for row in rows])
    files = [
        {"chat_id": chat, "id": id, "name": f"{id}.pdf", "content": f"{chat} {id}".encode()} | STORED
        for chat, id in ((BA, "f1"), (9, "f1"), (BA, "f3"), (BA, "other"))
    ]
    connection.execute(insert(tables.tables["files"]), files)


def held(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Whose each file is, with its content."""
    tables = MetaData()
    tables.reflect(connection)
    files = tables.tables["files"]
    found: dict[str, list[tuple[object, ...]]] = {
        "files": [
            (row.chat_id, row.id, bytes(row.content))
            for row in connection.execute(select(files).order_by(files.c.chat_id, files.c.id))
        ]
    }
    if "case_files" in tables.tables:
        rows = connection.execute(select(tables.tables["case_files"]))
        found["case_files"] = [(row.case_id, row.number, row.id, row.name, bytes(row.content)) for row in rows]
    return found


async def test_the_migration_moves_what_entries_name_and_gives_it_back_on_the_way_down(
    empty_database: Database,
) -> None:
    others = [(BA, "f3", b"2 f3"), (BA, "other", b"2 other"), (9, "f1", b"9 f1")]

    def there_and_back(connection: Connection) -> None:
        command.upgrade(migrations(connection), "0009")
        fill(connection)
        before = held(connection)
        command.upgrade(migrations(connection), "0010")
        assert held(connection) == {"files": others, "case_files": [(1, 2, "f1", "f1.pdf", b"2 f1")]}
        command.downgrade(migrations(connection), "0009")
        assert held(connection) == before

    async with empty_database.transaction() as session:
        await (await session.connection()).run_sync(there_and_back)
