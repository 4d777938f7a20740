"""A bot in a process of its own, which a test may kill."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.server import Sandbox

CHECKOUT = Path(__file__).parents[3]


@asynccontextmanager
async def child(module: str, sandbox: Sandbox, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot of a module run as a program, with its data in the folder; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        cwd=CHECKOUT,
        env={
            **os.environ,
            "DAMLAM_TELEGRAM_TOKEN": sandbox.token,
            "DAMLAM_TELEGRAM_API_BASE": sandbox.base_url,
            "DAMLAM_VAR_DIR": str(folder),
            "DAMLAM_LOG_LEVEL": "WARNING",
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
