"""The sandbox as a web application: Bot API, files, control API and the chat page."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.calls import BotApi
from bot.sandbox.control import Control
from bot.sandbox.errors import ApiError, ControlError
from bot.sandbox.webhook import WebhookSender
from bot.sandbox.world import World

STATIC = Path(__file__).parent / "static"
LOOPBACK_NAMES = ["127.0.0.1", "localhost"]

_HEADERS = {
    b"content-security-policy": b"default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-cache",
}


class SafeHeaders:
    """Adds to every answer the headers that keep a browser from running what people sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        await self._app(scope, receive, send_safely)


def create_app(
    world: World, drop: Callable[[Request], None] = lambda _request: None, hosts: list[str] | None = None
) -> Starlette:
    """The application over a world; `drop` cuts a request's connection, `hosts` are the names it answers to."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sender = asyncio.create_task(WebhookSender(world).run())
        yield
        world.signal.close()
        sender.cancel()
        with suppress(asyncio.CancelledError):
            await sender

    api = BotApi(world, drop)
    methods = ["GET", "POST"]

    async def call(request: Request) -> Response:
        return await api(request)

    async def sent_file(request: Request) -> Response:
        return _sent_file(world, request)

    routes = [
        Route("/bot{token}/{method}", call, methods=methods),
        Route("/file/bot{token}/{path:path}", sent_file),
        Mount("/control", routes=Control(world).routes()),
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts or LOOPBACK_NAMES),
            Middleware(SafeHeaders),
        ],
        exception_handlers={ControlError: _control_error},
    )


async def _page(_request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


def _sent_file(world: World, request: Request) -> Response:
    if request.path_params["token"] != world.token:
        return _refusal(ApiError(401, "Unauthorized"))
    path = request.path_params["path"]
    stored = next((file for file in world.files.values() if file.path == path), None)
    if stored is None:
        return _refusal(ApiError(404, "Not Found"))
    return Response(stored.content, media_type="application/octet-stream")


def _refusal(error: ApiError) -> Response:
    return JSONResponse(error.envelope(), error.code)


async def _control_error(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, ControlError) else 500
    return JSONResponse({"error": str(error)}, status)
