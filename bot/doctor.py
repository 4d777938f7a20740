"""A check of the set-up: each part tried for itself, with what to do where it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, TelegramError

from bot.administering import INVITE_ADMINISTRATOR, lacks_administrator
from bot.client import Client
from bot.faults import IndexNotReadyError
from bot.findings import Check, TroubleError
from bot.fonts import LISTING, NoFontconfigError, vietnamese_face, vietnamese_families
from bot.opening import EXTERNAL, dense
from bot.pdf import LibreOffice
from bot.settings import Settings, SettingsError
from bot.webhook import is_set
from conversations.documents.blocks import paragraph
from conversations.documents.formats import Side, Style, format_of
from conversations.documents.printing import NotPrinted
from conversations.documents.rendering import MIME, render
from conversations.events import Attachment
from conversations.membership import Role
from conversations.protection.papers import NAMINGS
from conversations.protection.questions import assessment_form, choices_of
from knowledge.encoder.build import packaged_folder, verify
from knowledge.library import Library
from knowledge.opening import Knowledge
from knowledge.protection import Regimes
from knowledge.protection_faults import faults
from storage.clock import SystemClock
from storage.database import Database, DatabaseUnavailableError, DatabaseUrlError, migrations
from storage.given_up import GivenUp
from storage.staffing import Staffing

SHOWN = 5
"""Updates that are named where some were set aside, and faults where some were found."""
WRITE_REGIMES = "sửa tệp trong knowledge/regimes/ theo docs/huong-dan/them-mot-tinh.md."


async def check_database(settings: Settings) -> str:
    """The database answers and its schema is this version's."""
    remedy = "kiểm tra máy chủ đang chạy và DAMLAM_DATABASE_URL đúng."
    try:
        database = Database.open(settings.database_url)
    except DatabaseUrlError as error:
        raise TroubleError("địa chỉ không dùng được", remedy) from error
    try:
        await database.ping()
        async with database.reading() as session:
            present, newest = await (await session.connection()).run_sync(_revisions)
    except (DatabaseUnavailableError, SQLAlchemyError) as error:
        raise TroubleError(f"{database.address} không trả lời", remedy) from error
    finally:
        await database.close()
    if present != newest:
        found = f"lược đồ {present or 'chưa có'}, cần {newest}"
        raise TroubleError(found, "chạy damlam run một lần: bot tự dựng và nâng cấp khi khởi động.")
    return f"{database.address}, lược đồ {present}"


def _revisions(connection: Connection) -> tuple[str | None, str | None]:
    """The schema's revision, and the newest one."""
    newest = ScriptDirectory.from_config(migrations(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), newest


async def check_set_aside(settings: Settings) -> str:
    """No update was given up after its last attempt; else which, when and why, but never what the user wrote."""
    database = Database.open(settings.database_url)
    given_up = GivenUp(database, SystemClock())
    try:
        number, latest = await given_up.count(), await given_up.latest(SHOWN)
    except (SQLAlchemyError, OSError) as trouble:
        raise TroubleError("chưa đọc được hàng đợi", "sửa mục Cơ sở dữ liệu trước.") from trouble
    finally:
        await database.close()
    if number:
        listed = "; ".join(
            f"số {one.update_id} lúc {one.set_aside_at.astimezone(settings.zone):%H:%M %d/%m/%Y}: {one.kind}"
            for one in latest
        )
        raise TroubleError(
            f"{number} cập nhật bị gác lại, mới nhất: {listed}",
            "xem nhật ký theo số này, sửa nguyên nhân, rồi chạy damlam retry --all (hoặc --id SỐ).",
        )
    return "không có cập nhật nào bị gác lại"


async def check_administrator(settings: Settings) -> str:
    """Whether somebody can invite others in the chat; without one the command line does it."""
    database = Database.open(settings.database_url)
    try:
        lacking = await lacks_administrator(database)
    except SQLAlchemyError as trouble:
        raise TroubleError("chưa đọc được vai trò", "sửa mục Cơ sở dữ liệu trước.") from trouble
    finally:
        await database.close()
    return f"chưa có ai; {INVITE_ADMINISTRATOR}" if lacking else "đã có"


async def check_offices(settings: Settings) -> str:
    """Whether every office that cases are with has a clerk who sees them."""
    database = Database.open(settings.database_url)
    try:
        offices = await Staffing(database, Role.CLERK).all()
    except SQLAlchemyError as trouble:
        raise TroubleError("chưa đọc được cơ quan", "sửa mục Cơ sở dữ liệu trước.") from trouble
    finally:
        await database.close()
    alone = [one for one in offices if one.is_unattended]
    if alone:
        told = "; ".join(f"{one.id} ({one.name}): {one.open_cases} hồ sơ đang mở" for one in alone[:SHOWN])
        raise TroubleError(
            f"{len(alone)} cơ quan không còn cán bộ tiếp nhận: {told}",
            f"chạy damlam invite --role clerk --office {alone[0].id} và gửi lời mời cho người thay.",
        )
    return f"{len(offices)} cơ quan, hồ sơ đang mở đều có cán bộ tiếp nhận"


async def check_token(settings: Settings) -> str:
    """Telegram knows the token."""
    async with _telegram(settings) as client:
        return f"@{client.username} tại {settings.telegram_api_base}"


@asynccontextmanager
async def _telegram(settings: Settings) -> AsyncIterator[Client]:
    """A client that Telegram has answered; what it raises, then or later, is a trouble of the token or the network."""
    if settings.telegram_token is None:
        raise TroubleError("chưa đặt DAMLAM_TELEGRAM_TOKEN", "lấy mã bot ở @BotFather; chưa có thì chạy damlam demo.")
    client = Client.at(settings.telegram_api_base, settings.token())
    try:
        await client.initialize()
        yield client
    except InvalidToken as error:
        raise TroubleError(
            "Telegram từ chối mã bot", "lấy lại mã ở @BotFather, đặt vào DAMLAM_TELEGRAM_TOKEN."
        ) from error
    except TelegramError as error:
        found = f"không tới được {settings.telegram_api_base}: {error}"
        raise TroubleError(found, "kiểm tra mạng, tường lửa và DAMLAM_TELEGRAM_API_BASE.") from error
    finally:
        await client.shutdown()


RECENT = timedelta(hours=1)
"""Telegram tries again within it: what waits after an older error has only just come."""


async def check_webhook(settings: Settings) -> str:
    """Telegram posts to the address of the settings, and nothing waits there because of a delivery that failed."""
    try:
        webhook = settings.webhook()
    except SettingsError as error:
        remedy = "đặt một chuỗi bí mật 1-256 ký tự A-Z, a-z, 0-9, _ và -."
        raise TroubleError("thiếu DAMLAM_WEBHOOK_SECRET", remedy) from error
    if webhook is None:
        return "không đặt; bot tự hỏi Telegram (long poll)"
    async with _telegram(settings) as client:
        info = await client.get_webhook_info()
    if not is_set(info, webhook):
        found = f"Telegram đang gửi tới {info.url or 'không đâu cả'}, cần {webhook.url}"
        raise TroubleError(found, "chạy damlam run để đặt lại; kiểm tra không có bot khác dùng cùng mã bot.")
    failed_at, waiting = info.last_error_date, info.pending_update_count
    if waiting and failed_at and datetime.now(UTC) - failed_at < RECENT:
        said = info.last_error_message
        found = f"lần gửi lỗi gần nhất {failed_at:%H:%M %d/%m/%Y} UTC: {said}; {waiting} cập nhật chờ"
        raise TroubleError(found, "kiểm tra bot đang chạy, máy chủ TLS chuyển tiếp tới DAMLAM_LISTEN, và chứng chỉ.")
    return f"{webhook.url}, {waiting} cập nhật đang chờ"


async def check_encoder(settings: Settings) -> str:
    """The packaged encoder is whole; a model of the administrator's own is taken at its word."""
    if settings.embedding_model:
        return f"{settings.embedding_model} (DAMLAM_EMBEDDING_MODEL)"
    folder = packaged_folder(settings.var_dir / "models")
    faults = await asyncio.to_thread(verify, folder)
    if faults:
        raise TroubleError(f"{folder}: {faults[0]}", "chạy damlam index để dựng lại.")
    return f"{folder}, đúng mã kiểm tra"


async def check_index(settings: Settings) -> str:
    """The index is of these documents and of the configured model, and a question finds its way through both."""
    try:
        await asyncio.to_thread(dense, Knowledge(), settings)
    except IndexNotReadyError as error:
        raise TroubleError(str(error), "chạy damlam index.") from error
    return "khớp kho văn bản và mô hình"


async def check_regimes(_: Settings) -> str:
    """The criteria of protection name what exists, quote word for word, and can each be met and not met."""
    library = await asyncio.to_thread(Library.load)
    form, papers = assessment_form(library.catalogue), frozenset(NAMINGS)
    try:
        found = faults(Regimes.load(library), choices_of(form), papers)
    except ValidationError as error:
        raise TroubleError(f"tệp không đúng mẫu: {error}", WRITE_REGIMES) from error
    if found:
        raise TroubleError(f"{len(found)} lỗi: {'; '.join(found[:SHOWN])}", WRITE_REGIMES)
    return f"{len(library.catalogue.documents)} văn bản, 8 điểm khác nhau"


async def check_chat_model(settings: Settings) -> str:
    """The chat model, where one is set, answers."""
    if settings.chat_model is None:
        return "không đặt; câu trả lời trích nguyên văn"
    from knowledge import rewriting  # noqa: PLC0415 - seconds that a bot without one should not pay

    try:
        model = await asyncio.to_thread(rewriting.chat_model, settings.chat_model)
        if not (settings.external_chat or rewriting.is_local(model)):
            raise TroubleError(f"{settings.chat_model} không được dùng", EXTERNAL)
        await rewriting.try_out(model)
    except rewriting.ChatModelError as error:
        # Only the error's kind: its words may hold a key.
        kind = error.kind if isinstance(error, rewriting.ProviderSetupError) else type(error).__name__
        found = f"{settings.chat_model} không trả lời ({kind})"
        raise TroubleError(found, "kiểm tra DAMLAM_CHAT_MODEL, khóa của nhà cung cấp và mạng.") from error
    return f"{settings.chat_model} trả lời"


async def check_fonts(_: Settings) -> str:
    """A font with Vietnamese letters is installed, for documents and pictures."""
    remedy = "cài gói fonts-liberation hoặc fonts-noto-core."
    try:
        families = await vietnamese_families()
    except NoFontconfigError as error:
        raise TroubleError(f"không có lệnh {LISTING}", f"cài gói fontconfig; {remedy}") from error
    suitable = sorted(family for family in families if family.startswith(("Liberation", "Noto Sans", "Noto Serif")))
    if not suitable:
        raise TroubleError("không có phông Liberation hay Noto có chữ Việt", remedy)
    return suitable[0]


async def check_pdf(_: Settings) -> str:
    """LibreOffice, where it is installed, prints a document in a font that has Vietnamese letters."""
    printer, layout = LibreOffice(), format_of(Side.STATE)
    printed = await printer.pdf(await asyncio.to_thread(_sample))
    if printed is NotPrinted.NOT_INSTALLED:
        return "không cài LibreOffice; bot gửi bản DOCX (cần PDF thì cài gói libreoffice-writer)"
    if isinstance(printed, NotPrinted):
        raise TroubleError(f"LibreOffice không in được ({printed})", "chạy thử soffice --headless --version.")
    face = await vietnamese_face(layout.font, layout.stand_ins)
    if face is None:
        raise TroubleError(f"không có phông thay {layout.font} có đủ chữ Việt", "cài gói fonts-croscore (Tinos).")
    return f"{printer.program}, phông {face}"


def _sample() -> Attachment:
    line = paragraph(Style.BODY, "Năng động, sáng tạo vì lợi ích chung")
    day = datetime.now(UTC).date()
    return Attachment("sample.docx", MIME, render([line], Side.STATE, preview=False, title="", made_on=day))


CHECKS = (
    Check("Cơ sở dữ liệu", check_database),
    Check("Hàng đợi", check_set_aside),
    Check("Người quản trị", check_administrator),
    Check("Cơ quan", check_offices),
    Check("Bộ mã hóa câu", check_encoder),
    Check("Chỉ mục", check_index),
    Check("Tiêu chí bảo vệ", check_regimes),
    Check("Mô hình trò chuyện", check_chat_model),
    Check("Mã bot Telegram", check_token),
    Check("Webhook", check_webhook),
    Check("Phông chữ", check_fonts),
    Check("Bản PDF", check_pdf),
)
