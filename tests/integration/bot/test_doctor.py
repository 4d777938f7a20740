"""Each check of the doctor against a real fault and a real health."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import doctor
from bot.administering import Offer, invite, save_office
from bot.doctor import (
    check_administrator,
    check_chat_model,
    check_database,
    check_encoder,
    check_offices,
    check_regimes,
    check_set_aside,
    check_webhook,
)
from bot.findings import Check, Finding, TroubleError, examine
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Webhook
from bot.settings import Settings, load_settings
from bot.stores import Stores
from bot.updates import ALLOWED_UPDATES
from bot.worker import LEASE
from conversations.membership import Role
from storage.cases import NewCase
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import MAX_ATTEMPTS, Inbox, NewUpdate
from storage.invitations import Invitations, digest_of
from storage.roles import Office


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
    assert re.search(r"lược đồ \d{4}$", await check_database(settings))


async def test_a_database_that_does_not_answer(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql+asyncpg://x:secret@127.0.0.1:1/x"})
    with pytest.raises(TroubleError) as caught:
        await check_database(away)
    assert "127.0.0.1:1" in caught.value.found
    assert "secret" not in caught.value.found


async def test_updates_that_were_set_aside_are_named_without_what_the_user_wrote(
    settings: Settings, database: Database
) -> None:
    assert "không có" in await check_set_aside(settings)
    inbox = Inbox(database, SystemClock(), "test")
    await inbox.store([NewUpdate(4711, 1, {})])
    for _ in range(MAX_ATTEMPTS):
        await _fail(inbox, database)
    with pytest.raises(TroubleError, match=r"1 cập nhật bị gác lại, mới nhất: số 4711 lúc .*: ValueError") as caught:
        await check_set_aside(settings)
    assert "riêng tư" not in caught.value.found
    assert "damlam retry" in caught.value.remedy


async def test_a_queue_that_cannot_be_read_yet(settings: Settings) -> None:
    with pytest.raises(TroubleError, match="chưa đọc được"):
        await check_set_aside(settings)


async def _fail(inbox: Inbox, database: Database) -> None:
    item = await inbox.claim(LEASE)
    assert item is not None
    async with database.transaction() as session:
        await inbox.release(session, item, "ValueError('riêng tư')")


async def test_an_encoder_that_is_not_whole(settings: Settings) -> None:
    with pytest.raises(TroubleError) as caught:
        await check_encoder(settings)
    assert "damlam index" in caught.value.remedy


async def test_a_chat_model_that_does_not_exist(settings: Settings) -> None:
    assert "không đặt" in await check_chat_model(settings)
    with pytest.raises(TroubleError, match="nonsense:model không trả lời"):
        await check_chat_model(settings.model_copy(update={"chat_model": "nonsense:model"}))


async def test_a_chat_model_outside_needs_the_administrators_word(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://chat.example.vn/v1")
    with pytest.raises(TroubleError, match="không được dùng") as caught:
        await check_chat_model(settings.model_copy(update={"chat_model": "openai:gpt-4o-mini"}))
    assert "DAMLAM_EXTERNAL_CHAT=true" in caught.value.remedy


async def test_whether_there_is_an_administrator(settings: Settings) -> None:
    with pytest.raises(TroubleError, match="chưa đọc được"):
        await check_administrator(settings)
    database = Database.open(settings.database_url)
    await database.migrate()
    assert "damlam invite --role administrator" in await check_administrator(settings)
    code = await invite(database, Offer(Role.ADMINISTRATOR))
    assert "chưa có ai" in await check_administrator(settings)
    invitations = Invitations(database, SystemClock())
    found = await invitations.find(digest_of(code))
    assert found is not None
    async with database.transaction() as session:
        await invitations.redeem(session, found.id, 7)
    await database.close()
    assert await check_administrator(settings) == "đã có"


async def test_an_office_with_cases_that_nobody_sees_is_named(settings: Settings) -> None:
    with pytest.raises(TroubleError, match="chưa đọc được"):
        await check_offices(settings)
    database, clock = Database.open(settings.database_url), SystemClock()
    await database.migrate()
    await save_office(database, Office("vp", "Văn phòng Thị ủy", None))
    assert await check_offices(settings) == "1 cơ quan, hồ sơ đang mở đều có cán bộ tiếp nhận"
    async with database.transaction() as session:
        new = NewCase("Một cửa", "quang-ngai", "unregulated", (1,), office="vp")
        await Stores.of(database, clock).cases.create(session, new)
    with pytest.raises(TroubleError, match=r"vp \(Văn phòng Thị ủy\): 1 hồ sơ đang mở") as trouble:
        await check_offices(settings)
    assert "damlam invite --role clerk --office vp" in trouble.value.remedy
    code = await invite(database, Offer(Role.CLERK, "vp"))
    found = await Invitations(database, clock).find(digest_of(code))
    assert found is not None
    async with database.transaction() as session:
        await Invitations(database, clock).redeem(session, found.id, 7)
    await database.close()
    assert "đều có" in await check_offices(settings)


class TestTheWebhook:
    URL = "http://127.0.0.1:1/hook"

    @pytest.fixture
    async def sandbox(self) -> AsyncIterator[Sandbox]:
        """Tries each delivery once."""
        async with Sandbox.running(limits=Limits(webhook_retry_seconds=3600)) as running:
            yield running

    @pytest.fixture
    def hooked(self, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
        monkeypatch.chdir(tmp_path)
        return load_settings(
            telegram_token=sandbox.token,
            telegram_api_base=sandbox.base_url,
            webhook_url=self.URL,
            webhook_secret="Bi_mat-1",
            var_dir=tmp_path,
        )

    async def test_none_is_needed(self, hooked: Settings) -> None:
        assert "long poll" in await check_webhook(hooked.model_copy(update={"webhook_url": None}))

    async def test_a_secret_is_needed(self, hooked: Settings) -> None:
        with pytest.raises(TroubleError, match="DAMLAM_WEBHOOK_SECRET"):
            await check_webhook(hooked.model_copy(update={"webhook_secret": None}))

    async def test_it_is_not_set_or_somebody_elses(self, hooked: Settings, sandbox: Sandbox) -> None:
        with pytest.raises(TroubleError, match=r"không đâu cả, cần http://127.0.0.1:1/hook"):
            await check_webhook(hooked)
        sandbox.world.webhook = Webhook("https://other.example.vn/hook")
        with pytest.raises(TroubleError, match=r"đang gửi tới https://other.example.vn/hook") as caught:
            await check_webhook(hooked)
        assert "cùng mã bot" in caught.value.remedy

    async def test_it_is_set_and_deliveries_fail_or_not(self, hooked: Settings, sandbox: Sandbox) -> None:
        world = sandbox.world
        world.updates.allow(list(ALLOWED_UPDATES))
        world.webhook = Webhook(self.URL)
        assert await check_webhook(hooked) == f"{self.URL}, 0 cập nhật đang chờ"
        now = int(world.clock.now())
        world.webhook.last_error = (now - 60, "Wrong response from the webhook: 403 Forbidden")
        assert await check_webhook(hooked) == f"{self.URL}, 0 cập nhật đang chờ"
        world.updates.push("message", {}, 1)
        refused = "Connection refused"
        assert await world.signal.wait_until(lambda: refused in (world.webhook.last_error or ()), 10)
        with pytest.raises(TroubleError, match="Connection refused; 1 cập nhật chờ") as caught:
            await check_webhook(hooked)
        assert "DAMLAM_LISTEN" in caught.value.remedy
        world.webhook.last_error = (now - 7200, refused)
        assert await check_webhook(hooked) == f"{self.URL}, 1 cập nhật đang chờ"

    async def test_telegram_is_out_of_reach(self, hooked: Settings) -> None:
        with pytest.raises(TroubleError, match="không tới được"):
            await check_webhook(hooked.model_copy(update={"telegram_api_base": "http://127.0.0.1:1"}))


async def test_every_check_is_run_whatever_the_others_find(settings: Settings) -> None:
    async def bad(_: Settings) -> str:
        raise TroubleError("hỏng", "sửa đi.")

    async def good(_: Settings) -> str:
        return "tốt"

    findings = await examine(settings, [Check("Một", bad), Check("Hai", good)])
    assert findings == [Finding("Một", False, "hỏng", "sửa đi."), Finding("Hai", True, "tốt")]
    assert [finding.line() for finding in findings] == ["❌ Một: hỏng → sửa đi.", "✅ Hai: tốt"]


async def test_the_criteria_of_protection_are_sound(settings: Settings) -> None:
    assert await check_regimes(settings) == "5 văn bản, 8 điểm khác nhau"


async def test_a_fault_of_the_criteria_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "faults", lambda *_: ("quang-ngai: covered: no question 'weather'",))
    with pytest.raises(TroubleError, match="1 lỗi: quang-ngai: covered") as trouble:
        await check_regimes(settings)
    assert "them-mot-tinh.md" in trouble.value.remedy
