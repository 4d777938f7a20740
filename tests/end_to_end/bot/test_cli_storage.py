"""`damlam backup` and `damlam restore`: what they say and do; for PostgreSQL what they say is run as it is said."""

import asyncio
import os
import shlex
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from tests.end_to_end.bot.test_cli import Damlam, clean
from tests.postgres import Postgres, server_programs

__all__ = ["clean"]
"""The fixture that takes away every setting but a test's own."""


@pytest.fixture
def damlam(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Damlam:
    return Damlam(monkeypatch, capsys)


async def store(url: str, *numbers: int) -> None:
    database = Database.open(url)
    await database.migrate()
    await Inbox(database, SystemClock(), "test").store([NewUpdate(number, 1, {}) for number in numbers])
    await database.close()


def stored(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        return [number for (number,) in connection.execute("SELECT update_id FROM inbox ORDER BY id")]


def test_there_and_back_again(damlam: Damlam, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/var/damlam.db"
    asyncio.run(store(url, 1, 2))
    code, out, err = damlam("backup", "bản sao.db")
    assert (code, err) == (0, "Đã sao lưu var/damlam.db và kiểm tra bản sao.\n")
    checked = subprocess.run(["sha256sum", "--check"], input=out, text=True, capture_output=True, check=False)
    assert checked.returncode == 0
    asyncio.run(store(url, 3))
    code, out, err = damlam("restore", "bản sao.db")
    assert (code, out) == (0, "")
    first, second, third = err.splitlines()
    assert first == "Đã khôi phục var/damlam.db từ bản sao.db."
    aside = Path(second.removeprefix("Dữ liệu trước đó được giữ tại ").removesuffix("."))
    assert "có thể lặp" in third
    assert stored(tmp_path / "var/damlam.db") == [1, 2]
    assert stored(aside) == [1, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("backup", "copy.db"), 2, "Không có cơ sở dữ liệu tại var/damlam.db: kiểm tra DAMLAM_DATABASE_URL."),
        (("restore", "taken"), 1, "Tệp taken không phải cơ sở dữ liệu toàn vẹn: hãy dùng bản sao khác."),
        (("restore", "absent"), 1, "Tệp absent không phải cơ sở dữ liệu toàn vẹn: hãy dùng bản sao khác."),
    ],
)
def test_faults_are_one_line(damlam: Damlam, tmp_path: Path, arguments: tuple[str, str], code: int, line: str) -> None:
    (tmp_path / "taken").write_text("x" * 5000)
    assert damlam(*arguments) == (code, "", line + "\n")


def test_a_taken_name_and_a_running_bot_are_told(damlam: Damlam, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/var/damlam.db"
    asyncio.run(store(url, 1))
    assert damlam("backup", "copy.db")[0] == 0
    taken = "Tệp copy.db đã có: chọn tên khác, hoặc thêm --force để ghi đè.\n"
    assert damlam("backup", "copy.db") == (2, "", taken)
    assert damlam("backup", "copy.db", "--force")[0] == 0
    with closing(sqlite3.connect(tmp_path / "var/damlam.db")) as bot:
        bot.execute("SELECT count(*) FROM inbox").fetchone()
        held = "Cơ sở dữ liệu var/damlam.db đang được dùng: hãy dừng bot rồi chạy lại.\n"
        assert damlam("restore", "copy.db") == (2, "", held)
    assert damlam("restore", "copy.db")[0] == 0


@pytest.mark.parametrize("arguments", [("backup", "no/such/folder/copy.db")])
def test_a_disk_that_refuses_is_told(damlam: Damlam, tmp_path: Path, arguments: tuple[str, str]) -> None:
    asyncio.run(store(f"sqlite+aiosqlite:///{tmp_path}/var/damlam.db", 1))
    code, out, err = damlam(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith("Không làm được, dữ liệu vẫn như cũ: ")
    assert err.count("\n") == 1


def run(line: str, password: str) -> None:
    """Runs a command line as a shell would."""
    environment = {**os.environ, "PATH": f"{server_programs()}:{os.environ['PATH']}", "PGPASSWORD": password}
    done = subprocess.run(shlex.split(line), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.postgres
def test_what_is_said_of_postgresql_does_it(
    damlam: Damlam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: Postgres
) -> None:
    url = asyncio.run(postgres.create()).replace("damlam@", "damlam:mat-khau@")
    monkeypatch.setenv("DAMLAM_DATABASE_URL", url)
    asyncio.run(store(url, 1, 2))
    said = {}
    for name in ("backup", "restore"):
        code, out, err = damlam(name, "bản sao.dump")
        assert (code, out) == (2, "")
        first, said[name], last = err.splitlines()
        assert first.startswith("Cơ sở dữ liệu là PostgreSQL, ")
        assert "~/.pgpass" in last
        assert "mat-khau" not in err
    run(said["backup"], "mat-khau")
    asyncio.run(store(url, 3))
    run(said["restore"], "mat-khau")
    asyncio.run(store(url, 4))

    async def found() -> list[int]:
        database = Database.open(url)
        try:
            async with database.reading() as session:
                result = await session.connection()
                return [row[0] for row in (await result.exec_driver_sql("SELECT update_id FROM inbox ORDER BY id"))]
        finally:
            await database.close()

    assert asyncio.run(found()) == [1, 2, 4]
    assert not (tmp_path / "var").exists()
