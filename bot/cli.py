"""`damlam`: the commands. Exit codes: 0 done, 1 it failed, 2 it was asked or set up wrongly."""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from bot.doctor import CHECKS, examine
from bot.faults import BotFaultError
from bot.logs import set_up_logging
from bot.settings import Settings, SettingsError, load_settings

app = typer.Typer(
    help="Dám Làm: trợ lý Telegram về quy định khuyến khích, bảo vệ cán bộ dám nghĩ, dám làm.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Chỉ in JSON ra đầu ra chuẩn.")]


def main() -> None:
    """Runs the command line. Faults end in one line each on stderr."""
    try:
        app()
    except SettingsError as error:
        sys.exit(_complain(error.faults, 2))
    except BotFaultError as error:
        sys.exit(_complain((str(error),), error.exit_code))


def prepare(**overrides: object) -> Settings:
    """The settings, and a log that follows them. Raises `SettingsError`."""
    settings = load_settings(**overrides)
    set_up_logging(settings.log_level, settings.secrets)
    return settings


def _complain(lines: tuple[str, ...], code: int) -> int:
    for line in lines:
        typer.echo(line, err=True)
    return code


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
