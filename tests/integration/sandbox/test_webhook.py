"""Receiving updates by webhook."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox import Sandbox, SandboxUser
from bot.sandbox.waiting import Signal
from tests.integration.sandbox.calling import Api


class Receiver:
    """A bot's webhook: remembers what came and answers what it is told."""

    def __init__(self, url: str, signal: Signal) -> None:
        self.url = url
        self.posts: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.status: Callable[[dict[str, Any]], int] = lambda _update: 200
        self.hold = asyncio.Event()
        self.hold.set()
        self._signal = signal

    async def take(self, request: Request) -> Response:
        update = json.loads(await request.body())
        self.posts.append((dict(request.headers), update))
        self._signal.notify()
        await self.hold.wait()
        return Response(status_code=self.status(update))

    async def received(self, number: int) -> list[dict[str, Any]]:
        """The first posts, once there are so many."""
        assert await self._signal.wait_until(lambda: len(self.posts) >= number, 10), self.posts
        return [update for _headers, update in self.posts]


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    with socket.create_server(("127.0.0.1", 0)) as server_socket:
        receiver = Receiver(f"http://127.0.0.1:{server_socket.getsockname()[1]}/hook", Signal())
        app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
        serving = asyncio.create_task(server._serve([server_socket]))
        try:
            yield receiver
        finally:
            receiver.hold.set()
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await serving


@pytest.fixture
async def receiver(api: Api) -> AsyncIterator[Receiver]:
    await api.control("PUT", "/limits", webhook_retry_seconds=0.02)
    async with listening() as one:
        yield one
        await api.ok("deleteWebhook")


async def nothing_pending(sandbox: Sandbox) -> bool:
    return await sandbox.world.signal.wait_until(lambda: not sandbox.world.updates.pending(), 10)


async def test_an_update_is_posted_as_json_with_the_secret(
    api: Api, sandbox: Sandbox, an: SandboxUser, receiver: Receiver
) -> None:
    await api.ok("setWebhook", url=receiver.url, secret_token="Bi_mat-1")
    await an.send("xin chào")
    [update] = await receiver.received(1)
    headers = receiver.posts[0][0]
    assert update["message"]["text"] == "xin chào"
    assert headers["content-type"] == "application/json"
    assert headers["x-telegram-bot-api-secret-token"] == "Bi_mat-1"
    assert await nothing_pending(sandbox)


async def test_what_waited_before_the_webhook_is_delivered_unless_dropped(
    api: Api, an: SandboxUser, receiver: Receiver
) -> None:
    await an.send("cũ")
    await api.ok("setWebhook", url=receiver.url, drop_pending_updates=True)
    await an.send("mới")
    assert [update["message"]["text"] for update in await receiver.received(1)] == ["mới"]


async def test_a_refused_update_comes_again_with_the_same_id(
    api: Api, sandbox: Sandbox, an: SandboxUser, receiver: Receiver
) -> None:
    receiver.status = lambda _update: 500 if len(receiver.posts) < 3 else 204
    await api.ok("setWebhook", url=receiver.url)
    await an.send("một")
    await an.send("hai")
    updates = await receiver.received(4)
    assert [update["message"]["text"] for update in updates] == ["một", "một", "một", "hai"]
    assert len({update["update_id"] for update in updates[:3]}) == 1
    assert await nothing_pending(sandbox)
    info = await api.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["pending_update_count"] == 0


async def test_no_answer_in_time_is_delivered_again(
    api: Api, sandbox: Sandbox, an: SandboxUser, receiver: Receiver
) -> None:
    await api.control("PUT", "/limits", webhook_timeout_seconds=0.1)
    receiver.hold.clear()
    await api.ok("setWebhook", url=receiver.url)
    await an.send("một")
    first, second, *_ = await receiver.received(2)
    assert first == second
    assert (await api.ok("getWebhookInfo"))["last_error_message"] == "Read timeout expired"
    receiver.hold.set()
    assert await nothing_pending(sandbox)


async def test_one_chat_in_order_while_others_go_on(
    api: Api, sandbox: Sandbox, an: SandboxUser, receiver: Receiver
) -> None:
    binh = sandbox.user("Trần Thị Bình")
    await binh.send("/start")
    sandbox.world.updates.drop_all()
    receiver.status = lambda update: 500 if update["message"]["chat"]["id"] == an.id else 200
    await api.ok("setWebhook", url=receiver.url)
    for text in ("1", "2", "3"):
        await an.send(text)
        await binh.send(text)
    assert await sandbox.world.signal.wait_until(lambda: len(sandbox.world.updates.pending()) == 3, 10)
    taken = [update["message"] for _headers, update in receiver.posts]
    assert [message["text"] for message in taken if message["chat"]["id"] == binh.id] == ["1", "2", "3"]
    assert {message["text"] for message in taken if message["chat"]["id"] == an.id} == {"1"}
    receiver.status = lambda _update: 200
    assert await nothing_pending(sandbox)
    order = [
        update["message"]["text"] for _headers, update in receiver.posts if update["message"]["chat"]["id"] == an.id
    ]
    assert sorted(order) == order
    assert order[-2:] == ["2", "3"]


async def test_at_most_so_many_connections(api: Api, sandbox: Sandbox, receiver: Receiver) -> None:
    receiver.hold.clear()
    await api.ok("setWebhook", url=receiver.url, max_connections=2)
    for name in ("Một", "Hai", "Ba", "Bốn"):
        await sandbox.user(name).send("/start")
    await receiver.received(2)
    assert len(receiver.posts) == 2
    receiver.hold.set()
    assert len(await receiver.received(4)) == 4


async def test_nobody_listens(api: Api, sandbox: Sandbox, an: SandboxUser, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    await api.ok("setWebhook", url=f"http://127.0.0.1:{port}/hook")
    await an.send("một")
    webhook = sandbox.world.webhook
    assert await sandbox.world.signal.wait_until(lambda: webhook.last_error is not None, 10)
    info = await api.ok("getWebhookInfo")
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    await api.ok("setWebhook", url=receiver.url)
    assert [update["message"]["text"] for update in await receiver.received(1)] == ["một"]


async def test_the_info_of_no_webhook(api: Api) -> None:
    assert await api.ok("getWebhookInfo") == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
