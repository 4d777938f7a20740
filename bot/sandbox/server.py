"""The sandbox as a running server on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.app import create_app
from bot.sandbox.client import SandboxUser
from bot.sandbox.flood import Limits
from bot.sandbox.world import DEFAULT_TOKEN, World

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 3
# Longer than any client keeps an idle connection: whoever closes second breaks a request that is on its way.
KEEP_ALIVE_SECONDS = 75


class Connections:
    """The open connections by the caller's address, so that a fault can cut one off without an answer."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """An HTTP protocol for uvicorn that registers its connections here."""
        connections = self._open

        class Registered(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client:
                    connections[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                super().connection_lost(exc)
                if self.client:
                    connections.pop(self.client, None)

        return Registered

    def drop(self, request: Request) -> None:
        """Close the connection of a request at once."""
        client = request.scope.get("client")
        transport = self._open.get(tuple(client)) if client else None
        if transport:
            transport.abort()


class Sandbox:
    """A running sandbox: a local Bot API server, its people and its chat page.

    `base_url` is for `DAMLAM_TELEGRAM_API_BASE`; for python-telegram-bot take `bot_url` and `file_url`. Everything is
    in memory and gone when it stops.
    """

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.base_url = f"http://{LOOPBACK}:{port}"
        self._users: list[SandboxUser] = []

    @property
    def token(self) -> str:
        """The bot's token here."""
        return self.world.token

    @property
    def bot_url(self) -> str:
        """`base_url` of python-telegram-bot's `Bot`."""
        return f"{self.base_url}/bot"

    @property
    def file_url(self) -> str:
        """`base_file_url` of python-telegram-bot's `Bot`."""
        return f"{self.base_url}/file/bot"

    def user(self, name: str = "Nguyễn Văn An") -> SandboxUser:
        """A new person with a phone; closed with the sandbox."""
        added = self.world.add_user(name)
        user = SandboxUser(self.base_url, added.id, added.name)
        self._users.append(user)
        return user

    @classmethod
    @asynccontextmanager
    async def running(
        cls, *, token: str = DEFAULT_TOKEN, limits: Limits | None = None, port: int = 0
    ) -> AsyncIterator["Sandbox"]:
        """Start on loopback (port 0: any free one), stop at the end of the block.

        Flood limits are Telegram's unless `limits` says otherwise; `Limits.generous()` has none.
        """
        world = World(token, limits=limits)
        connections = Connections()
        with socket.create_server((LOOPBACK, port)) as listening:
            # asyncio does this only for sockets that name their protocol; else each answer waits 40 ms for an ACK.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server = _server(world, connections)
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                await _started(server, serving)
                sandbox = cls(world, listening.getsockname()[1])
                try:
                    yield sandbox
                finally:
                    for user in sandbox._users:
                        await user.close()
            finally:
                world.signal.close()
                server.should_exit = True
                with suppress(asyncio.CancelledError):
                    await serving


def _server(world: World, connections: Connections) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(world, connections.drop),
        http=connections.protocol(),
        log_config=None,
        access_log=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = uvicorn.Server(config)
    server.capture_signals = _leave_signals_alone  # type: ignore[method-assign]
    return server


@contextmanager
def _leave_signals_alone() -> Iterator[None]:
    """Whoever runs the sandbox decides what Ctrl+C does."""
    yield


async def _started(server: uvicorn.Server, serving: "asyncio.Task[None]") -> None:
    while not server.started:
        if serving.done():
            await serving
            msg = "the sandbox did not start"
            raise RuntimeError(msg)
        await asyncio.sleep(0.01)
