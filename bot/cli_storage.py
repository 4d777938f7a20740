"""The commands that keep the data safe: `backup`, `restore`. Thin: the work is in `storage.backup`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.faults import BotFaultError
from bot.preparing import prepare, progress_bar
from bot.settings import Settings
from storage import backup as copies

storage_app = typer.Typer()

REMINDER = "Mật khẩu không nằm trong lệnh: đặt trong ~/.pgpass hoặc PGPASSWORD."


class BackupFailedError(BotFaultError):
    """A copy was not made or not put back."""


class NotAskedRightError(BackupFailedError):
    """It was not even tried: the line says what to change or to run instead."""

    exit_code = 2


@storage_app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp bản sao.")],
    force: Annotated[bool, typer.Option("--force", help="Ghi đè tệp đã có.")] = False,
) -> None:
    """Sao lưu cơ sở dữ liệu SQLite trong khi bot vẫn chạy; với PostgreSQL thì chỉ ra lệnh cần chạy."""
    settings = prepare()
    database = _sqlite(settings, "bản sao chưa được tạo", copies.dump_command(settings.database_url, file))
    with _plainly(), _shown("Sao lưu") as progress:
        made = copies.back_up(database, file, progress, overwrite=force)
    typer.echo(f"Đã sao lưu {database} và kiểm tra bản sao.", err=True)
    typer.echo(f"{made.sha256}  {made.path}")


@storage_app.command()
def restore(file: Annotated[Path, typer.Argument(metavar="TỆP", help="Bản sao do damlam backup tạo.")]) -> None:
    """Khôi phục cơ sở dữ liệu SQLite từ bản sao khi bot đã dừng; dữ liệu cũ được giữ lại trong một tệp bên cạnh."""
    settings = prepare()
    database = _sqlite(settings, "dữ liệu chưa được khôi phục", copies.load_command(settings.database_url, file))
    with _plainly(), _shown("Khôi phục") as progress:
        aside = copies.restore(file, database, datetime.now(settings.zone), progress)
    typer.echo(f"Đã khôi phục {database} từ {file}.", err=True)
    if aside:
        typer.echo(f"Dữ liệu trước đó được giữ tại {aside}.", err=True)
    typer.echo("Tin nhắn chưa gửi vào lúc sao lưu sẽ được gửi khi bot chạy lại, có thể lặp tin đã gửi.", err=True)


def _sqlite(settings: Settings, undone: str, command: str) -> Path:
    """The database's file. With PostgreSQL nothing is done: raises with the command to run instead."""
    database = copies.sqlite_file(settings.database_url)
    if database is None:
        raise NotAskedRightError(f"Cơ sở dữ liệu là PostgreSQL, {undone}. Hãy chạy:\n{command}\n{REMINDER}")
    return database


@contextmanager
def _shown(what: str) -> Iterator[Callable[[int, int], None]]:
    with progress_bar() as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _plainly() -> Iterator[None]:
    """Faults of copying, each in the line that the administrator reads."""
    try:
        yield
    except copies.DatabaseAbsentError as error:
        raise NotAskedRightError(f"Không có cơ sở dữ liệu tại {error}: kiểm tra DAMLAM_DATABASE_URL.") from error
    except copies.DatabaseDamagedError as error:
        raise BackupFailedError(
            f"Cơ sở dữ liệu {error} bị hỏng: hãy dừng bot và khôi phục bản sao gần nhất."
        ) from error
    except copies.CopyExistsError as error:
        raise NotAskedRightError(f"Tệp {error} đã có: chọn tên khác, hoặc thêm --force để ghi đè.") from error
    except copies.DatabaseInUseError as error:
        raise NotAskedRightError(f"Cơ sở dữ liệu {error} đang được dùng: hãy dừng bot rồi chạy lại.") from error
    except copies.CopyUnusableError as error:
        raise BackupFailedError(f"Tệp {error} không phải cơ sở dữ liệu toàn vẹn: hãy dùng bản sao khác.") from error
    except copies.RevisionUnknownError as error:
        shown = error.revision or "không có"
        raise BackupFailedError(
            f"Lược đồ của bản sao ({shown}) không thuộc phiên bản này: hãy cài phiên bản damlam đã tạo bản sao."
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise BackupFailedError(f"Không làm được, dữ liệu vẫn như cũ: {error}") from error
