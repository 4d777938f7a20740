"""A provider of chat models on loopback that speaks OpenAI's protocol, well or badly."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Answering = Callable[["ChatProvider"], Awaitable[Response]]


class ChatProvider:
    """Answers each request as `answering` says. `requests` are the bodies it got, `keys` the keys that came along."""

    def __init__(self) -> None:
        self.answering: Answering = saying("")
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.stopping = asyncio.Event()
        self.base_url = ""

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator["ChatProvider"]:
        """A provider at `base_url`, stopped with the block."""
        provider = cls()
        app = Starlette(routes=[Route("/v1/chat/completions", provider._complete, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            provider.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
            serving = asyncio.create_task(server.serve([listening]))
            try:
                yield provider
            finally:
                provider.stopping.set()
                server.should_exit = True
                await serving

    async def _complete(self, request: Request) -> Response:
        self.requests.append(await request.json())
        self.keys.append(request.headers["authorization"])
        response = await self.answering(self)
        # The client keeps its pool beyond one test's loop; no connection may wait in it.
        response.headers["connection"] = "close"
        return response


def saying(text: object) -> Answering:
    """A completion with this content."""
    return giving(
        completion([{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}])
    )


def completion(choices: object) -> dict[str, object]:
    """A completion with these choices."""
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}


def giving(body: object, status: int = 200) -> Answering:
    """A JSON body."""

    async def give(_: ChatProvider) -> Response:
        return JSONResponse(body, status)

    return give


def sending(content: bytes, media_type: str = "application/json") -> Answering:
    """These bytes."""

    async def send(_: ChatProvider) -> Response:
        return Response(content, media_type=media_type)

    return send


async def hanging(provider: ChatProvider) -> Response:
    """No answer while the provider runs."""
    await provider.stopping.wait()
    return Response()


async def dropping(_: ChatProvider) -> Response:
    """The beginning of an answer, then the connection is cut."""
    return Cut()


class Cut(Response):
    """Announces more than it sends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"500")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id":', "more_body": True})
        raise ConnectionAbortedError
