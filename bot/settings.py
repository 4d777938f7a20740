"""What the administrator sets: `DAMLAM_*` in the environment or in `.env`, validated in one place."""

import ipaddress
import re
import zoneinfo
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, TypeAdapter, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from conversations.policy import Policy

PREFIX = "DAMLAM_"
DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")

OWN_PATHS = LIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
"""What the bot's HTTP server answers beside the webhook, which therefore may not lie there."""
WEBHOOK_LISTEN = "127.0.0.1:8081"
"""Where it listens when there is a webhook and `DAMLAM_LISTEN` does not say."""

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LISTEN = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5})")
_WEBHOOK_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_HTTP_URL = TypeAdapter(AnyHttpUrl)


class SettingsError(Exception):
    """The settings cannot be used. `faults` has one line for each, in Vietnamese, naming the variable."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("not a bot token")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("not a webhook secret")
    return value


def _address(value: str) -> str:
    """An http(s) address without a trailing slash."""
    _HTTP_URL.validate_python(value)
    return value.rstrip("/")


def _webhook(value: str) -> str:
    """An address that Telegram can post to; plain http only on this machine, where a test's server is."""
    parts = urlsplit(value)
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise ValueError("not https")
    if parts.query or parts.fragment or parts.username or not _WEBHOOK_PATH.fullmatch(parts.path):
        raise ValueError("more than host and path")
    if parts.path in OWN_PATHS:
        raise ValueError("a path of the bot's own")
    return value


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(value: str) -> str:
    found = _LISTEN.fullmatch(value)
    if found is None or int(found["port"]) > 65535:
        raise ValueError("not host:port")
    return value


def _database(value: str) -> str:
    try:
        driver = make_url(value).drivername
    except ArgumentError as error:
        raise ValueError("not a database address") from error
    if driver not in DRIVERS:
        raise ValueError("unknown driver")
    return value


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError("unknown zone")
    return value


Token = Annotated[SecretStr, AfterValidator(_token)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
Address = Annotated[str, AfterValidator(_address)]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram posts updates, and the secret that it sends with each."""

    url: str
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        """The path of the address."""
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class Listen:
    """An address of this machine to listen on; port 0 is any free one."""

    host: str
    port: int


class Settings(BaseSettings):
    """The settings of one process.

    An empty variable counts as not set. The description of a field is what the variable takes, as the administrator
    reads it when the value is wrong.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: Token | None = Field(
        None, description="mã bot do @BotFather cấp, dạng 123456789:AAE... (số, dấu hai chấm, chữ và số)"
    )
    telegram_api_base: Address = Field(
        "https://api.telegram.org", description="địa chỉ máy chủ Bot API, dạng https://api.telegram.org"
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "",
        validate_default=False,
        description="địa chỉ cơ sở dữ liệu, dạng sqlite+aiosqlite:///var/damlam.db hoặc "
        "postgresql+asyncpg://người_dùng:mật_khẩu@máy/tên",
    )
    chroma_url: Address | None = Field(
        None, description="địa chỉ máy chủ Chroma, dạng http://127.0.0.1:8000; để trống thì chạy trong tiến trình"
    )
    embedding_model: str | None = Field(
        None, description="tên hoặc đường dẫn mô hình sentence-transformers; để trống thì dùng mô hình đi kèm"
    )
    chat_model: str | None = Field(
        None, description="mô hình trò chuyện theo LangChain, dạng openai:gpt-4o-mini; để trống thì không dùng"
    )
    external_chat: bool = Field(
        False,
        description="true hoặc false: cho phép gửi câu hỏi (đã che số giấy tờ, số điện thoại) tới mô hình trò chuyện "
        "ngoài máy chủ này",
    )
    open_registration: bool = Field(True, description="true (ai cũng hỏi được) hoặc false (chỉ người được mời)")
    keep_days: int = Field(365, ge=1, le=36500, description="số ngày giữ câu hỏi, câu trả lời và đánh giá, từ 1")
    queue_days: int = Field(30, ge=7, le=3650, description="số ngày giữ tin nhắn đã xử lý, từ 7")
    audit_days: int = Field(1825, ge=365, le=36500, description="số ngày giữ nhật ký thao tác, từ 365")
    webhook_url: Annotated[Address, AfterValidator(_webhook)] | None = Field(
        None,
        description="địa chỉ nhận cập nhật từ Telegram, dạng https://bot.example.vn/telegram (http chỉ dùng được với "
        "127.0.0.1; không dùng các đường dẫn /healthz, /readyz, /metrics); để trống thì bot tự hỏi (long poll)",
    )
    webhook_secret: WebhookSecret | None = Field(
        None, description="chuỗi bí mật 1-256 ký tự A-Z, a-z, 0-9, _ và - (cần có khi đặt DAMLAM_WEBHOOK_URL)"
    )
    listen: Annotated[str, AfterValidator(_listen)] | None = Field(
        None,
        description="máy:cổng để nghe webhook, kiểm tra sức khỏe và số liệu, dạng 127.0.0.1:8081; để trống thì chỉ "
        f"nghe khi có webhook, ở {WEBHOOK_LISTEN}",
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "Asia/Ho_Chi_Minh", description="tên múi giờ IANA, dạng Asia/Ho_Chi_Minh"
    )
    var_dir: Path = Field(Path("var"), description="thư mục chứa dữ liệu của bot, dạng var")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="một trong DEBUG, INFO, WARNING, ERROR"
    )

    @model_validator(mode="before")
    @classmethod
    def _database_in_var(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Without an address of its own the database is a file in the folder for data."""
        folder = values.get("var_dir") or "var"
        return {"database_url": f"sqlite+aiosqlite:///{folder}/damlam.db"} | values

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone that dates are shown in."""
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def policy(self) -> Policy:
        """What of the settings the dialogues tell or act on."""
        return Policy(self.open_registration, self.keep_days, self.queue_days, self.audit_days)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written to a log."""
        held = (self.telegram_token, self.webhook_secret)
        password = make_url(self.database_url).password
        return (*(secret.get_secret_value() for secret in held if secret), *([str(password)] if password else []))

    def token(self) -> str:
        """The bot token. Raises `SettingsError` when none is set."""
        if self.telegram_token is None:
            raise SettingsError((_missing("telegram_token"),))
        return self.telegram_token.get_secret_value()

    def webhook(self) -> Webhook | None:
        """Where Telegram posts updates; None for long poll. Raises `SettingsError` when its secret is missing."""
        if self.webhook_url is None:
            return None
        if self.webhook_secret is None:
            raise SettingsError((_missing("webhook_secret"),))
        return Webhook(self.webhook_url, self.webhook_secret.get_secret_value())

    @property
    def listening(self) -> Listen | None:
        """Where the bot's HTTP server listens; None for no server."""
        chosen = self.listen or (WEBHOOK_LISTEN if self.webhook_url else None)
        if chosen is None:
            return None
        host, _, port = chosen.rpartition(":")
        return Listen(host.strip("[]"), int(port))


def load_settings(**overrides: object) -> Settings:
    """Reads the environment and `.env`. Raises `SettingsError` with one line for each fault.

    `overrides` are fields of `Settings` that the caller decides (the demonstration's token and addresses).
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        names = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors())
        raise SettingsError(tuple(_wrong(name) for name in names)) from error


def _wrong(field: str) -> str:
    return f"{PREFIX}{field.upper()} không hợp lệ: cần {Settings.model_fields[field].description}."


def _missing(field: str) -> str:
    return f"Thiếu {PREFIX}{field.upper()}: cần {Settings.model_fields[field].description}."
