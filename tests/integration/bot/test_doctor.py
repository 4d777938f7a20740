"""Each check of the doctor against a real fault and a real health."""

from pathlib import Path

import pytest

from bot.doctor import (
    Check,
    Finding,
    TroubleError,
    check_chat_model,
    check_database,
    check_encoder,
    check_set_aside,
    examine,
)
from bot.settings import Settings, load_settings
from bot.worker import LEASE
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import MAX_ATTEMPTS, Inbox, NewUpdate


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return load_settings(database_url=database_url, var_dir=tmp_path / "var")


async def test_a_database_without_its_schema_and_with_it(settings: Settings) -> None:
    with pytest.raises(TroubleError, match="chưa có"):
        await check_database(settings)
    database = Database.open(settings.database_url)
    await database.migrate()
    await database.close()
    assert "lược đồ 0004" in await check_database(settings)


async def test_a_database_that_does_not_answer(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql+asyncpg://x:secret@127.0.0.1:1/x"})
    with pytest.raises(TroubleError) as caught:
        await check_database(away)
    assert "127.0.0.1:1" in caught.value.found
    assert "secret" not in caught.value.found


async def test_updates_that_were_set_aside_are_counted_with_their_error(settings: Settings, database: Database) -> None:
    assert "không có" in await check_set_aside(settings)
    inbox = Inbox(database, SystemClock(), "test")
    await inbox.store([NewUpdate(1, 1, {})])
    for _ in range(MAX_ATTEMPTS):
        await _fail(inbox, database)
    with pytest.raises(TroubleError, match="1 cập nhật bị gác lại, ví dụ: ValueError"):
        await check_set_aside(settings)


async def _fail(inbox: Inbox, database: Database) -> None:
    item = await inbox.claim(LEASE)
    assert item is not None
    async with database.transaction() as session:
        await inbox.release(session, item, "ValueError('x')")


async def test_an_encoder_that_is_not_whole(settings: Settings) -> None:
    with pytest.raises(TroubleError) as caught:
        await check_encoder(settings)
    assert "damlam index" in caught.value.remedy


async def test_a_chat_model_that_does_not_exist(settings: Settings) -> None:
    assert "không đặt" in await check_chat_model(settings)
    with pytest.raises(TroubleError, match="nonsense:model không trả lời"):
        await check_chat_model(settings.model_copy(update={"chat_model": "nonsense:model"}))


async def test_every_check_is_run_whatever_the_others_find(settings: Settings) -> None:
    async def bad(_: Settings) -> str:
        raise TroubleError("hỏng", "sửa đi.")

    async def good(_: Settings) -> str:
        return "tốt"

    findings = await examine(settings, [Check("Một", bad), Check("Hai", good)])
    assert findings == [Finding("Một", False, "hỏng", "sửa đi."), Finding("Hai", True, "tốt")]
    assert [finding.line() for finding in findings] == ["❌ Một: hỏng → sửa đi.", "✅ Hai: tốt"]
