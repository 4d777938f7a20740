"""Copies of a database that is written to all the while, put back, and what happens when either is cut off."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import backup as copies
from storage.backup import back_up, restore, revisions
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox, NewUpdate

CHECKOUT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
ROWS = 40
"""Rows in one transaction of the writer: a copy that is no view of one moment shows a part of them."""


def ignored(done: int, total: int) -> None:
    """A progress that nobody watches."""


def address(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def rows(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        return [number for (number,) in connection.execute("SELECT update_id FROM inbox ORDER BY update_id")]


async def store(file: Path, *numbers: int) -> None:
    database = Database.open(address(file))
    await database.migrate()
    updates = [NewUpdate(number, 1, {"text": "ạ" * 300}) for number in numbers]
    await Inbox(database, SystemClock(), "test").store(updates)
    await database.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a database with a thousand rows."""
    found = tmp_path / "damlam.db"
    asyncio.run(store(found, *range(1000)))
    return found


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_copy_is_one_private_file_with_everything(file: Path) -> None:
    told: list[tuple[int, int]] = []
    before = file.read_bytes()
    made = back_up(file, file.with_name("copy.db"), lambda done, total: told.append((done, total)))
    assert rows(made.path) == list(range(1000))
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert names(file.parent) == {"damlam.db", "copy.db"}
    assert file.read_bytes() == before
    assert told[-1][0] == told[-1][1] > 0
    assert told == sorted(told)


def test_the_sum_is_what_sha256sum_says(file: Path) -> None:
    made = back_up(file, file.with_name("copy.db"), ignored)
    line = f"{made.sha256}  {made.path}\n"
    done = subprocess.run(["sha256sum", "--check"], input=line, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def writer(file: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that commits transactions of `ROWS` rows as fast as it can, and says how many are committed."""
    code = (
        "import asyncio, sys\n"
        "from storage.clock import SystemClock\n"
        "from storage.database import Database\n"
        "from storage.inbox import Inbox, NewUpdate\n"
        "async def main():\n"
        "    inbox = Inbox(Database.open(sys.argv[1]), SystemClock(), 'writer')\n"
        f"    for start in range(1000, 10**9, {ROWS}):\n"
        f"        await inbox.store([NewUpdate(n, 1, {{'text': 'x' * 2000}}) for n in range(start, start + {ROWS})])\n"
        "        print(start, flush=True)\n"
        "asyncio.run(main())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, address(file)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_copy_made_under_writes_is_the_database_of_one_moment(
    file: Path, writer: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert writer.stdout is not None
    monkeypatch.setattr(copies, "STEP_PAGES", 20)

    def let_it_write(done: int, total: int) -> None:
        assert writer.stdout is not None
        assert writer.stdout.readline(), "the writer stands still or has died"

    made = back_up(file, file.with_name("copy.db"), let_it_write)
    copied = rows(made.path)
    assert copied == list(range(len(copied)))
    assert (len(copied) - 1000) % ROWS == 0
    assert len(copied) < len(rows(file))
    assert writer.poll() is None


def test_a_copy_is_put_back_and_the_bot_goes_on(file: Path) -> None:
    copy = back_up(file, file.with_name("copy.db"), ignored).path
    asyncio.run(store(file, 5000))
    aside = restore(copy, file, NOW, ignored)
    assert aside == file.with_name("damlam.db.20261125-073000.old")
    assert rows(file) == list(range(1000))
    assert rows(aside) == [*range(1000), 5000]
    assert aside.stat().st_mode & 0o777 == 0o600
    asyncio.run(store(file, 6000))
    assert rows(file) == [*range(1000), 6000]
    assert rows(copy) == list(range(1000))


def test_a_copy_is_put_where_no_database_was(file: Path, tmp_path: Path) -> None:
    copy = back_up(file, file.with_name("copy.db"), ignored).path
    new = tmp_path / "deep" / "new.db"
    assert restore(copy, new, NOW, ignored) is None
    assert rows(new) == list(range(1000))
    assert names(new.parent) == {"new.db"}
    assert new.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", ["header", "page"])
def test_a_broken_database_is_kept_and_replaced(file: Path, harm: str) -> None:
    copy = back_up(file, file.with_name("copy.db"), ignored).path
    broken = bytearray(file.read_bytes())
    at = 0 if harm == "header" else len(broken) // 2
    broken[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(broken)
    with pytest.raises((copies.DatabaseDamagedError, sqlite3.DatabaseError)):
        back_up(file, file.with_name("second.db"), ignored)
    aside = restore(copy, file, NOW, ignored)
    assert aside is not None
    assert aside.read_bytes()[at : at + 4096] == b"\xff" * 4096
    assert rows(file) == list(range(1000))
    assert "second.db" not in names(file.parent)


async def test_nothing_is_put_back_while_the_bot_holds_the_database(tmp_path: Path) -> None:
    file = tmp_path / "damlam.db"
    await store(file, 1, 2)
    copy = (await asyncio.to_thread(back_up, file, tmp_path / "copy.db", ignored)).path
    database = Database.open(address(file))
    await database.ping()
    with pytest.raises(copies.DatabaseInUseError):
        await asyncio.to_thread(restore, copy, file, NOW, ignored)
    await Inbox(database, SystemClock(), "test").store([NewUpdate(3, 1, {})])
    await database.close()
    assert rows(file) == [1, 2, 3]
    assert names(tmp_path) == {"damlam.db", "copy.db"}


def test_a_copy_of_another_version_is_refused(file: Path) -> None:
    copy = back_up(file, file.with_name("copy.db"), ignored).path
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(copies.RevisionUnknownError) as refused:
        restore(copy, file, NOW, ignored)
    assert refused.value.revision == "9999"
    assert names(file.parent) == {"damlam.db", "copy.db"}


def test_some_other_database_is_refused(file: Path) -> None:
    other = file.with_name("other.db")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(copies.RevisionUnknownError) as refused:
        restore(other, file, NOW, ignored)
    assert refused.value.revision is None


@pytest.mark.parametrize("content", [None, b"", b"PGDMP not SQLite" * 100])
def test_what_is_no_copy_is_refused(file: Path, content: bytes | None) -> None:
    copy = file.with_name("copy.db")
    if content is not None:
        copy.write_bytes(content)
    with pytest.raises(copies.BackupError):
        restore(copy, file, NOW, ignored)
    assert rows(file) == list(range(1000))


def test_a_torn_copy_is_refused(file: Path) -> None:
    copy = back_up(file, file.with_name("copy.db"), ignored).path
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    with pytest.raises(copies.CopyUnusableError):
        restore(copy, file, NOW, ignored)
    assert rows(file) == list(range(1000))


def test_a_name_that_is_taken_is_left_alone_unless_told_otherwise(file: Path) -> None:
    target = file.with_name("copy.db")
    target.write_text("precious")
    with pytest.raises(copies.CopyExistsError):
        back_up(file, target, ignored)
    assert target.read_text() == "precious"
    assert rows(back_up(file, target, ignored, overwrite=True).path) == list(range(1000))
    assert names(file.parent) == {"damlam.db", "copy.db"}


def test_a_name_taken_while_the_copy_is_made_is_left_alone(file: Path) -> None:
    target = file.with_name("copy.db")
    with pytest.raises(copies.CopyExistsError):
        back_up(file, target, lambda done, total: target.write_text("precious") and None)
    assert target.read_text() == "precious"


def test_no_database_is_made_by_asking_for_its_copy(tmp_path: Path) -> None:
    with pytest.raises(copies.DatabaseAbsentError):
        back_up(tmp_path / "damlam.db", tmp_path / "copy.db", ignored)
    assert names(tmp_path) == set()


KILLED = (
    "import os, signal, sys\n"
    "from datetime import UTC, datetime\n"
    "from pathlib import Path\n"
    "from storage import backup as copies\n"
    "copies.STEP_PAGES = 10\n"
    "def die(done, total):\n"
    "    if done > total // 2:\n"
    "        os.kill(os.getpid(), signal.SIGKILL)\n"
)


def killed(code: str, *files: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED + code, *files], cwd=CHECKOUT, check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("former", [None, "precious"])
def test_killed_while_copying_leaves_nothing_under_the_name(file: Path, former: str | None) -> None:
    target = file.with_name("copy.db")
    if former:
        target.write_text(former)
    killed("copies.back_up(Path(sys.argv[1]), Path(sys.argv[2]), die, overwrite=True)", file, target)
    assert (target.read_text() if target.exists() else None) == former
    assert rows(back_up(file, target, ignored, overwrite=True).path) == list(range(1000))


def test_killed_while_putting_back_leaves_the_former_content(file: Path) -> None:
    copy = back_up(file, file.with_name("copy.db"), ignored).path
    asyncio.run(store(file, *range(5000, 6000)))
    killed("copies.restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC), die)", copy, file)
    assert rows(file) == [*range(1000), *range(5000, 6000)]
    restore(copy, file, NOW, ignored)
    assert rows(file) == list(range(1000))


def test_an_interrupted_copy_takes_its_part_away(file: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(file, file.with_name("copy.db"), interrupt)
    assert names(file.parent) == {"damlam.db"}


def test_every_revision_is_known() -> None:
    written = {path.name.partition("_")[0] for path in (CHECKOUT / "storage/migrations/versions").glob("[0-9]*.py")}
    assert revisions() == written
