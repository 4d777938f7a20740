"""`damlam retry`: puts updates that were set aside back in line."""

import asyncio
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.faults import BotFaultError, DatabaseAwayError
from bot.preparing import prepare
from bot.settings import Settings
from storage.clock import SystemClock
from storage.database import Database
from storage.given_up import GivenUp

queues_app = typer.Typer()


class NothingChosenError(BotFaultError):
    """`damlam retry` was not told what to retry."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "Chọn một trong hai: damlam retry --id SỐ (xem số bằng damlam doctor) hoặc damlam retry --all."
        )


class NotSetAsideError(BotFaultError):
    """The update is not one that was set aside."""

    def __init__(self, update_id: int) -> None:
        super().__init__(f"Không có cập nhật số {update_id} nào đang bị gác lại: xem danh sách bằng damlam doctor.")


@queues_app.command()
def retry(
    update_id: Annotated[int | None, typer.Option("--id", help="Số của một cập nhật (xem bằng damlam doctor).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Mọi cập nhật đang bị gác lại.")] = False,
) -> None:
    """Xử lý lại cập nhật đã bị gác lại sau ba lần lỗi, như thể mới nhận; bot đang chạy sẽ tự làm tiếp."""
    if everything == (update_id is not None):
        raise NothingChosenError
    again = asyncio.run(_retry(prepare(), update_id))
    if update_id is not None and not again:
        raise NotSetAsideError(update_id)
    typer.echo(f"{len(again)} cập nhật chờ xử lý lại.")


async def _retry(settings: Settings, update_id: int | None) -> list[int]:
    database = Database.open(settings.database_url)
    try:
        return await GivenUp(database, SystemClock()).retry(update_id)
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseAwayError(database.address) from error
    finally:
        await database.close()
