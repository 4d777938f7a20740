import io
import logging
from collections.abc import Iterator

import httpx
import pytest

from bot.logs import set_up_logging

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging("DEBUG", (TOKEN, "mật-khẩu"), stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_carries_what_the_code_was_doing(log: io.StringIO) -> None:
    logging.getLogger("bot.x").info("stored %d updates", 3, extra={"action": "poll"})
    assert log.getvalue().endswith("INFO bot.x: stored 3 updates action=poll\n")


def test_the_token_is_hidden_in_messages_arguments_and_tracebacks(log: io.StringIO) -> None:
    logger = logging.getLogger("bot.x")
    logger.warning("GET %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        raise ValueError(f"cannot reach /bot{TOKEN}/getMe with mật-khẩu")
    except ValueError:
        logger.exception("failed")
    assert TOKEN not in log.getvalue()
    assert "mật-khẩu" not in log.getvalue()
    assert "/bot***/getMe" in log.getvalue()


def test_a_token_that_is_not_the_configured_one_is_hidden_too(log: io.StringIO) -> None:
    logging.getLogger("bot.x").warning("bot987654321:BBEabcdefghijklmnopqrstuvwxyz0123456/getMe")
    assert "BBEabc" not in log.getvalue()


async def test_the_http_client_does_not_log_addresses_with_the_token(log: io.StringIO) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"ok": True}))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get(f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert TOKEN not in log.getvalue()
    assert "getMe" not in log.getvalue()
