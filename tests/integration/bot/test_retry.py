"""`damlam retry` on a database of each kind."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.worker import LEASE
from storage.clock import SystemClock
from storage.database import Database
from storage.given_up import GivenUp
from storage.inbox import MAX_ATTEMPTS, Inbox, NewUpdate


class Damlam:
    """Runs commands in this process; each has a loop of its own, so it runs in a thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    async def __call__(self, *arguments: str) -> tuple[int, str]:
        """Exit code, and all that was printed."""
        self._monkeypatch.setattr(sys, "argv", ["damlam", *arguments])
        code = await asyncio.to_thread(self._run)
        captured = self._capsys.readouterr()
        return code, (captured.out + captured.err).strip()

    def _run(self) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)


@pytest.fixture
def damlam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Damlam]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAMLAM_LOG_LEVEL", "ERROR")
    yield Damlam(monkeypatch, capsys)
    root.handlers[:] = handlers
    root.setLevel(level)


async def set_aside(database: Database, inbox: Inbox, *numbers: int) -> None:
    await inbox.store([NewUpdate(number, number, {}) for number in numbers])
    for _ in range(MAX_ATTEMPTS * len(numbers)):
        item = await inbox.claim(LEASE)
        assert item is not None
        async with database.transaction() as session:
            await inbox.release(session, item, "ValueError()")


async def test_one_or_all_of_what_was_set_aside(
    database: Database, database_url: str, damlam: Damlam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAMLAM_DATABASE_URL", database_url)
    inbox = Inbox(database, SystemClock(), "test")
    await set_aside(database, inbox, 1, 2, 3)
    for wrong in ([], ["--id", "1", "--all"]):
        code, said = await damlam("retry", *wrong)
        assert (code, said.startswith("Chọn một trong hai")) == (2, True)
    code, said = await damlam("retry", "--id", "99")
    assert (code, said.startswith("Không có cập nhật số 99")) == (1, True)
    assert await damlam("retry", "--id", "2") == (0, "1 cập nhật chờ xử lý lại.")
    assert (await inbox.pending(), await GivenUp(database, SystemClock()).count()) == (1, 2)
    assert await damlam("retry", "--all") == (0, "2 cập nhật chờ xử lý lại.")
    assert await damlam("retry", "--all") == (0, "0 cập nhật chờ xử lý lại.")
    assert await inbox.pending() == 3


async def test_a_database_that_is_away(damlam: Damlam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_DATABASE_URL", "postgresql+asyncpg://damlam:secret@127.0.0.1:1/x")
    code, said = await damlam("retry", "--all")
    assert code == 1
    assert said.startswith("Cơ sở dữ liệu postgresql+asyncpg://damlam:***@127.0.0.1:1/x không trả lời")
