"""What every command begins with."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.logs import set_up_logging
from bot.settings import Settings, load_settings

Json = Annotated[bool, typer.Option("--json", help="Chỉ in JSON ra đầu ra chuẩn.")]


def prepare(**overrides: object) -> Settings:
    """The settings, and a log that follows them. Raises `bot.settings.SettingsError`."""
    settings = load_settings(**overrides)
    set_up_logging(settings.log_level, settings.secrets)
    return settings


def progress_bar() -> Progress:
    """A bar on stderr; on what is no terminal it stays silent."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
