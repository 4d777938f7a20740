"""`damlam`: the commands. Exit codes: 0 done, 1 it failed, 2 it was asked or set up wrongly."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from bot import wiring
from bot.cli_access import access_app
from bot.cli_calendar import calendar_app
from bot.cli_knowledge import knowledge_app
from bot.cli_members import members_app
from bot.cli_queues import queues_app
from bot.cli_refusals import STOPPED, refusal
from bot.cli_storage import storage_app
from bot.doctor import CHECKS
from bot.faults import BotFaultError
from bot.findings import examine
from bot.preparing import Json, prepare
from bot.settings import SettingsError
from conversations.access import Access
from conversations.inviting import ROLES
from conversations.membership import Role
from conversations.policy import Policy

app = typer.Typer(
    help="Dám Làm: trợ lý Telegram về quy định khuyến khích, bảo vệ cán bộ dám nghĩ, dám làm.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(knowledge_app)
app.add_typer(access_app)
app.add_typer(members_app)
app.add_typer(queues_app)
app.add_typer(storage_app)
app.add_typer(calendar_app)


def main() -> None:
    """Runs the command line. Faults end in one line each on stderr, wrong input in one more: where it is explained."""
    Access(Policy()).check(entries())
    try:
        sys.exit(app(prog_name="damlam", standalone_mode=False) or 0)
    except KeyboardInterrupt:
        sys.exit(130)
    except typer.Abort:
        sys.exit(_complain((STOPPED,), 1))
    except TyperException as error:
        sys.exit(_complain(refusal(error), error.exit_code))
    except SettingsError as error:
        sys.exit(_complain(error.faults, 2))
    except BotFaultError as error:
        sys.exit(_complain((str(error),), error.exit_code))


def entries() -> tuple[str, ...]:
    """Every command of the command line, as `conversations.access` names them."""
    return tuple(f"cli:{name}" for name in _names(typer.main.get_command(app)))


def _names(command: object, before: str = "") -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield before.strip()
        return
    for name, inner in command.commands.items():
        yield from _names(inner, f"{before} {name}")


def _complain(lines: tuple[str, ...], code: int) -> int:
    for line in lines:
        typer.echo(line, err=True)
    return code


@app.command()
def run() -> None:
    """Chạy bot với Telegram (cần DAMLAM_TELEGRAM_TOKEN)."""
    settings = prepare()
    settings.token()
    asyncio.run(wiring.serve(settings))


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Cổng trên 127.0.0.1 (0: cổng trống bất kỳ).")] = 8080,
) -> None:
    """Chạy thử toàn bộ bot không cần mã bot: máy chủ Bot API tại chỗ và trang nhắn tin như trên điện thoại."""

    def ready(address: str, codes: Mapping[Role, str]) -> None:
        typer.echo(f"Dám Làm đang chạy thử tại {address} (Ctrl+C để dừng).")
        typer.echo("Ai cũng có vai trò Cán bộ. Muốn thử vai trò khác, nhập vào khung chat:")
        for role, code in codes.items():
            typer.echo(f"  {ROLES[role]}: /start {code}")

    asyncio.run(wiring.demonstrate(prepare, port, ready))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Kiểm tra cài đặt: cơ sở dữ liệu, chỉ mục, bộ mã hóa, mã bot, phông chữ; nêu cách sửa."""
    findings = asyncio.run(examine(prepare(), CHECKS))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(finding.line())
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
