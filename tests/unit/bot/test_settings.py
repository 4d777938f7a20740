from pathlib import Path

import pytest

from bot.settings import PREFIX, Listen, Settings, SettingsError, Webhook, load_settings
from conversations.policy import Policy

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_without_any_variable_the_defaults_of_the_architecture_hold() -> None:
    settings = load_settings()
    assert settings.telegram_api_base == "https://api.telegram.org"
    assert settings.database_url == "sqlite+aiosqlite:///var/damlam.db"
    assert settings.timezone == "Asia/Ho_Chi_Minh"
    assert settings.zone.key == "Asia/Ho_Chi_Minh"
    assert (settings.chroma_url, settings.embedding_model, settings.chat_model) == (None, None, None)
    assert (settings.webhook_url, settings.webhook_secret, settings.telegram_token) == (None, None, None)


def test_without_any_variable_questions_are_open_and_no_model_outside_is_asked() -> None:
    settings = load_settings()
    assert settings.policy == Policy(open_registration=True, answers_days=365, queue_days=30, audit_days=1825)
    assert settings.external_chat is False


def test_the_policy_is_what_the_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("OPEN_REGISTRATION", "false"),
        ("KEEP_DAYS", "90"),
        ("QUEUE_DAYS", "7"),
        ("AUDIT_DAYS", "548"),
    ):
        monkeypatch.setenv(PREFIX + name, value)
    assert load_settings().policy == Policy(open_registration=False, answers_days=90, queue_days=7, audit_days=548)
    assert load_settings().policy.audit_years == "1,5"


def test_the_database_lies_in_the_folder_for_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_VAR_DIR", "/srv/damlam")
    assert load_settings().database_url == "sqlite+aiosqlite:////srv/damlam/damlam.db"


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "DATABASE_URL", "CHROMA_URL", "WEBHOOK_URL", "TIMEZONE"):
        monkeypatch.setenv(PREFIX + name, "")
    assert load_settings() == Settings()


def test_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"DAMLAM_TELEGRAM_TOKEN={TOKEN}\nDAMLAM_TIMEZONE=Asia/Bangkok\nSOMETHING_ELSE=1\n", encoding="utf-8"
    )
    monkeypatch.setenv("DAMLAM_TIMEZONE", "Asia/Tokyo")
    settings = load_settings()
    assert settings.token() == TOKEN
    assert settings.timezone == "Asia/Tokyo"


def test_a_trailing_slash_of_an_address_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", "http://127.0.0.1:8080/")
    assert load_settings().telegram_api_base == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("TELEGRAM_TOKEN", "not-a-token", "@BotFather"),
        ("TELEGRAM_TOKEN", "123:", "@BotFather"),
        ("TELEGRAM_API_BASE", "api.telegram.org", "https://api.telegram.org"),
        ("DATABASE_URL", "var/damlam.db", "sqlite+aiosqlite"),
        ("DATABASE_URL", "mysql://root@localhost/x", "postgresql+asyncpg"),
        ("DATABASE_URL", "sqlite:///var/damlam.db", "sqlite+aiosqlite"),
        ("CHROMA_URL", "chroma", "Chroma"),
        ("WEBHOOK_URL", "http://bot.example.vn/hook", "https"),
        ("WEBHOOK_URL", "http://10.0.0.5/hook", "https"),
        ("WEBHOOK_URL", "http://127.0.0.1.example.vn/hook", "https"),
        ("WEBHOOK_URL", "https://bot.example.vn/hook?a=1", "https"),
        ("WEBHOOK_URL", "https://bot.example.vn/hook#a", "https"),
        ("WEBHOOK_URL", "https://me:secret@bot.example.vn/hook", "https"),
        ("WEBHOOK_URL", "https://bot.example.vn/{hook}", "https"),
        ("WEBHOOK_URL", "https://bot.example.vn/metrics", "/metrics"),
        ("WEBHOOK_URL", "https://bot.example.vn/healthz/", "/healthz"),
        ("LISTEN", "8081", "127.0.0.1:8081"),
        ("LISTEN", ":8081", "127.0.0.1:8081"),
        ("LISTEN", "127.0.0.1:65536", "127.0.0.1:8081"),
        ("LISTEN", "::1:8081", "127.0.0.1:8081"),
        ("WEBHOOK_SECRET", "có dấu", "1-256"),
        ("WEBHOOK_SECRET", "x" * 257, "1-256"),
        ("TIMEZONE", "Asia/Saigonn", "Asia/Ho_Chi_Minh"),
        ("TIMEZONE", "/etc/passwd", "Asia/Ho_Chi_Minh"),
        ("LOG_LEVEL", "chatty", "DEBUG"),
        ("OPEN_REGISTRATION", "có lẽ", "false"),
        ("EXTERNAL_CHAT", "2", "true"),
        ("KEEP_DAYS", "0", "số ngày"),
        ("QUEUE_DAYS", "6", "từ 7"),
        ("AUDIT_DAYS", "364", "từ 365"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable_and_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, takes: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    (fault,) = caught.value.faults
    assert fault.startswith(f"DAMLAM_{name} không hợp lệ: cần ")
    assert takes in fault
    assert "\n" not in fault


def test_every_fault_gets_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TIMEZONE", "Mars")
    monkeypatch.setenv("DAMLAM_CHROMA_URL", "chroma")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [fault.split()[0] for fault in caught.value.faults] == ["DAMLAM_CHROMA_URL", "DAMLAM_TIMEZONE"]


def test_a_missing_token_is_a_fault_only_for_who_needs_it() -> None:
    with pytest.raises(SettingsError, match="Thiếu DAMLAM_TELEGRAM_TOKEN"):
        load_settings().token()


@pytest.mark.parametrize("wrong", [False, True])
def test_secrets_are_in_no_repr_and_no_message(monkeypatch: pytest.MonkeyPatch, wrong: bool) -> None:
    token = "bad token!" if wrong else TOKEN
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", token)
    monkeypatch.setenv("DAMLAM_WEBHOOK_SECRET", "hook-secret")
    try:
        shown = repr(load_settings())
    except SettingsError as error:
        shown = f"{error} {error!r} {error.__cause__}"
    assert token not in shown
    assert "hook-secret" not in shown


def test_secrets_to_hide_include_the_password_of_the_database() -> None:
    settings = load_settings(
        telegram_token=TOKEN, webhook_secret="hook", database_url="postgresql+asyncpg://damlam:s3cret@db/damlam"
    )
    assert set(settings.secrets) == {TOKEN, "hook", "s3cret"}


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://bot.example.vn", "/"),
        ("https://bot.example.vn/", "/"),
        ("https://bot.example.vn:8443/dam-lam/telegram/", "/dam-lam/telegram"),
        ("http://127.0.0.1:8081/hook", "/hook"),
        ("http://localhost:8081/hook", "/hook"),
        ("http://[::1]:8081/hook", "/hook"),
    ],
)
def test_the_path_of_a_webhook_is_that_of_its_address(url: str, path: str) -> None:
    webhook = load_settings(webhook_url=url, webhook_secret="hook").webhook()
    assert webhook == Webhook(url.rstrip("/"), "hook")
    assert webhook.path == path
    assert "hook'" not in repr(webhook).replace(webhook.url, "")


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(SettingsError, match="Thiếu DAMLAM_WEBHOOK_SECRET: cần chuỗi bí mật"):
        load_settings(webhook_url="https://bot.example.vn/hook").webhook()
    assert load_settings(webhook_secret="hook").webhook() is None


@pytest.mark.parametrize(
    ("given", "listening"),
    [
        ({}, None),
        ({"webhook_url": "https://bot.example.vn/hook"}, Listen("127.0.0.1", 8081)),
        ({"listen": "0.0.0.0:9000"}, Listen("0.0.0.0", 9000)),  # noqa: S104 - what a container listens on
        ({"listen": "[::1]:0"}, Listen("::1", 0)),
        ({"listen": "localhost:80", "webhook_url": "https://bot.example.vn/hook"}, Listen("localhost", 80)),
    ],
)
def test_where_the_http_server_listens(given: dict[str, str], listening: Listen | None) -> None:
    assert load_settings(**given).listening == listening
