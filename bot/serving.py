"""A web application served beside the bot, on the same event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.faults import ListenError
from bot.settings import Listen

BACKLOG = 256
"""Connections that wait to be taken."""
STOP_SECONDS = 25
"""How long requests in hand may take at the end: long enough for a database that is slow to answer."""
KEEP_ALIVE_SECONDS = 75
"""Longer than a proxy or Telegram keeps an idle connection, so that they are the ones to close it."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the bot, which stops it when its own work is done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp, at: Listen) -> AsyncIterator[int]:
    """Serves the application during the block, and gives the port. Raises `ListenError`."""
    with _listening(at) as listening:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            lifespan="off",
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await serving


def _listening(at: Listen) -> socket.socket:
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    try:
        listening = socket.create_server((at.host, at.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ListenError(at.host, at.port, error.strerror or str(error)) from error
    # asyncio does this only for sockets that name their protocol; else each answer waits 40 ms for an ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
