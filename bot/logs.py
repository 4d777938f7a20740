"""Logging: one line an event, with what the code was doing, and no secret in any of them."""

import logging
import re
import sys
from typing import TextIO

HIDDEN = "***"
NOISY = (
    "httpx",
    "httpcore",
    "alembic",
    "bm25s",
    "telegram",
    "aiosqlite",
    "asyncio",
    "chromadb",
    "sentence_transformers",
    "urllib3",
    "openai",
    "httpx2",
    "httpcore2",
    "langsmith",
    "uvicorn",
)
"""Libraries whose ordinary logging says nothing to an administrator; httpx even logs addresses with the token,
and openai, when it debugs, whole questions."""

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")


class SafeFormatter(logging.Formatter):
    """Formats a record with its `action` and hides bot tokens and `secrets` wherever they stand.

    It works on the finished text, so a token inside an argument, an exception or a traceback is hidden too.
    """

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        known = sorted(filter(None, secrets), key=len, reverse=True)
        self._secrets = re.compile("|".join([*map(re.escape, known), _TOKEN.pattern]))

    def format(self, record: logging.LogRecord) -> str:
        """The line, ending in `action=...` when the call carried one."""
        line = super().format(record)
        action = getattr(record, "action", None)
        return self._secrets.sub(HIDDEN, f"{line} action={action}" if action else line)


def set_up_logging(level: str, secrets: tuple[str, ...], stream: TextIO | None = None) -> None:
    """Sends the log to `stream` (stderr), replacing earlier handlers of the root logger."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(SafeFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
