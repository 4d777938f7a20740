import pytest
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.files import Files, KeptFile, named_in
from tests.clock import HandClock

EVERY_BYTE = bytes(range(256)) * 4096
FILE = KeptFile("f1", "Kế hoạch.docx", "application/x", "d" * 64, EVERY_BYTE, legible=False)


@pytest.fixture
def files(database: Database, clock: HandClock) -> Files:
    return Files(database, clock)


async def add(database: Database, files: Files, chat: int, file: KeptFile = FILE) -> None:
    async with database.transaction() as session:
        await files.add(session, chat, file)


async def test_a_file_comes_back_byte_for_byte(database: Database, files: Files) -> None:
    await add(database, files, 7)
    assert await files.get(7, "f1") == FILE


async def test_another_users_file_cannot_be_reached(database: Database, files: Files) -> None:
    await add(database, files, 7)
    assert await files.get(8, "f1") is None


async def test_an_id_is_used_once_in_a_chat(database: Database, files: Files) -> None:
    await add(database, files, 7)
    await add(database, files, 8)
    with pytest.raises(IntegrityError):
        await add(database, files, 7)


async def test_adding_stands_or_falls_with_its_transaction(database: Database, files: Files) -> None:
    async with database.reading() as session:
        await files.add(session, 7, FILE)
    assert await files.get(7, "f1") is None


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (None, []),
        ("f1", []),
        ({"id": "f1"}, []),
        ({"id": 1, "digest": "x"}, []),
        ({"id": "f1", "digest": "x"}, ["f1"]),
        ({"answers": {"a": [{"id": "f1", "digest": "x"}, {"id": "f2", "digest": "y"}]}, "pending": {}}, ["f1", "f2"]),
        ([{"pending": {"files": ({"id": "f3", "digest": "x"},)}}], ["f3"]),
    ],
)
def test_the_files_that_a_state_names(value: object, ids: list[str]) -> None:
    assert list(named_in(value)) == ids
