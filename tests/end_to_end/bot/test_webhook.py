"""Updates that the sandbox posts to the bot: each is answered once and in order, whatever happens on the way."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.assembly import Options
from bot.client import Client
from bot.health import Health, Standing, application
from bot.intake import Intake
from bot.metrics import Metrics
from bot.pacing import Pace
from bot.sandbox.client import SandboxUser
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.serving import served
from bot.settings import Listen, Webhook
from bot.updates import ALLOWED_UPDATES
from bot.webhook import MAX_CONNECTIONS, SECRET_HEADER, WebhookEndpoint, use_webhook
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox
from storage.models import InboxRow
from storage.webhooks import Webhooks
from tests.end_to_end.bot.echo import Echo, renderer
from tests.running import running
from tests.waiting import until

CHECKOUT = Path(__file__).parents[3]
SECRET = "Bi_mat-1"
CHATS = 5
EACH = 6


@pytest.fixture
def limits() -> Limits:
    return Limits(chat_rate=0, total_rate=0, group_rate=0, webhook_retry_seconds=0.05)


class Hooked:
    """The running bot, and where it takes updates."""

    def __init__(self, sandbox: Sandbox, url: str, metrics: Metrics) -> None:
        self.sandbox = sandbox
        self.url = url
        self.metrics = metrics

    async def all_delivered(self) -> None:
        updates = self.sandbox.world.updates
        assert await self.sandbox.world.signal.wait_until(lambda: not updates.pending(), 20)

    def figure(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0


@pytest.fixture
async def hooked(sandbox: Sandbox, database: Database, pace: Pace) -> AsyncIterator[Hooked]:
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        metrics = Metrics(clock)
        intake = Intake(Inbox(database, clock, "test"), metrics)
        endpoint = WebhookEndpoint(Webhook("http://127.0.0.1/hook", SECRET), intake, metrics)
        app = application(Health(database, clock, metrics, Standing()), endpoint)
        port = await stack.enter_async_context(served(app, Listen("127.0.0.1", 0)))
        client = await stack.enter_async_context(Client.at(sandbox.base_url, sandbox.token))
        webhook = Webhook(f"http://127.0.0.1:{port}/hook", SECRET)
        await use_webhook(client, database, Webhooks(database, clock), webhook)
        options = Options(renderer=renderer(), pace=pace, metrics=metrics)
        async with running(database, client, Echo(), options, intake=intake, polls=False):
            yield Hooked(sandbox, webhook.url, metrics)


async def test_a_person_notices_nothing(sandbox: Sandbox, hooked: Hooked) -> None:
    user = sandbox.user()
    await user.send("/start")
    message = await user.one_message()
    await user.click("Lần nữa")
    assert (await user.edited(message)).text == "bấm again 1"
    assert await user.toast() == ""
    await user.send("câu hỏi")
    assert (await user.one_message()).text == "câu hỏi quang-ngai"
    await user.block()
    await hooked.all_delivered()
    assert hooked.figure("damlam_updates_total", transport="webhook", kind="message") == 2
    assert hooked.figure("damlam_updates_total", transport="webhook", kind="callback_query") == 1
    assert hooked.figure("damlam_updates_total", transport="webhook", kind="my_chat_member") == 1
    assert hooked.figure("damlam_part_seconds_count", part="dialogue") == 3
    assert not [call for call in sandbox.world.calls if call["method"] == "getUpdates"]


async def test_several_chats_at_once_each_in_order(sandbox: Sandbox, hooked: Hooked) -> None:
    users = [sandbox.user(f"Người {number}") for number in range(CHATS)]

    async def ask(user: SandboxUser) -> None:
        for number in range(EACH):
            await user.send(f"hỏi {number}")

    await asyncio.gather(*(ask(user) for user in users))
    for user in users:
        assert [message.text for message in await user.messages(EACH)] == [f"hỏi {n} ?" for n in range(EACH)]


async def test_the_same_update_again_is_taken_and_not_answered_again(
    sandbox: Sandbox, hooked: Hooked, database: Database
) -> None:
    user = sandbox.user()
    await user.send("một")
    assert (await user.one_message()).text == "một ?"
    async with database.reading() as session:
        update = (await session.scalars(select(InboxRow.payload))).one()
    async with httpx.AsyncClient() as telegram:
        for _ in range(3):
            headers = {SECRET_HEADER: SECRET}
            assert (await telegram.post(hooked.url, json=update, headers=headers)).status_code == 200
    await user.send("hai")
    assert (await user.one_message()).text == "hai ?"
    assert hooked.figure("damlam_updates_repeated_total", transport="webhook") == 3


async def test_telegram_loses_patience_with_a_slow_database(
    sandbox: Sandbox, hooked: Hooked, database: Database
) -> None:
    """Deliveries that nobody waited for end in the inbox, too: the same update twice or more, at once."""
    sandbox.world.set_limits(Limits(chat_rate=0, total_rate=0, webhook_timeout_seconds=0.1, webhook_retry_seconds=0.01))
    user = sandbox.user()
    async with database.transaction():
        await user.send("một")

        async def out_of_patience() -> bool:
            return sandbox.world.webhook.last_error is not None

        await until(out_of_patience)
    assert (await user.one_message()).text == "một ?"
    await hooked.all_delivered()
    await user.send("hai")
    assert (await user.one_message()).text == "hai ?"


async def test_a_body_that_breaks_off_costs_nothing(sandbox: Sandbox, hooked: Hooked) -> None:
    host, port = hooked.url.split("/")[2].split(":")
    _reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Type: application/json\r\n"
    writer.write(f'{head}Content-Length: 100\r\n\r\n{{"update_id": 7'.encode())
    await writer.drain()
    writer.close()

    async def counted() -> bool:
        return hooked.figure("damlam_webhook_refused_total", status="400") == 1

    await until(counted)
    user = sandbox.user()
    await user.send("một")
    assert (await user.one_message()).text == "một ?"


async def test_telegram_is_told_only_what_changed(sandbox: Sandbox, database: Database) -> None:
    def times_set() -> int:
        return len([call for call in sandbox.world.calls if call["method"] == "setWebhook"])

    webhooks = Webhooks(database, SystemClock())
    webhook = Webhook("http://127.0.0.1:1/hook", SECRET)
    async with Client.at(sandbox.base_url, sandbox.token) as client:
        await asyncio.gather(*(use_webhook(client, database, webhooks, webhook) for _ in range(4)))
        assert times_set() == 1
        params = next(call["params"] for call in sandbox.world.calls if call["method"] == "setWebhook")
        assert params["secret_token"] == SECRET
        assert json.loads(params["allowed_updates"]) == list(ALLOWED_UPDATES)
        assert (params["max_connections"], params["drop_pending_updates"]) == (str(MAX_CONNECTIONS), "false")
        await use_webhook(client, database, webhooks, Webhook(webhook.url, "Bi_mat-2"))
        assert (times_set(), sandbox.world.webhook.secret_token) == (2, "Bi_mat-2")
        await use_webhook(client, database, webhooks, Webhook("http://127.0.0.1:1/other", "Bi_mat-2"))
        assert (times_set(), sandbox.world.webhook.url) == (3, "http://127.0.0.1:1/other")
        await client.delete_webhook()
        await use_webhook(client, database, webhooks, Webhook("http://127.0.0.1:1/other", "Bi_mat-2"))
        assert (times_set(), sandbox.world.webhook.url) == (4, "http://127.0.0.1:1/other")
        await use_webhook(client, database, webhooks, Webhook("http://127.0.0.1:1/other", "Bi_mat-2"))
        assert times_set() == 4


@pytest.fixture
def port() -> int:
    """A free one."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number


def hook(port: int) -> dict[str, str]:
    """The settings of a webhook at the port."""
    return {
        "DAMLAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "DAMLAM_WEBHOOK_SECRET": SECRET,
        "DAMLAM_LISTEN": f"127.0.0.1:{port}",
    }


@asynccontextmanager
async def child(sandbox: Sandbox, folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process of its own; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.end_to_end.bot.echo"),
        cwd=CHECKOUT,
        env={
            **os.environ,
            **dict.fromkeys(hook(0), ""),
            "DAMLAM_TELEGRAM_TOKEN": sandbox.token,
            "DAMLAM_TELEGRAM_API_BASE": sandbox.base_url,
            "DAMLAM_VAR_DIR": str(folder),
            "DAMLAM_LOG_LEVEL": "WARNING",
            **settings,
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_with_long_poll_there_is_a_server_for_health_where_one_is_wanted(
    sandbox: Sandbox, tmp_path: Path, port: int
) -> None:
    user = sandbox.user()
    await user.send("một")
    async with (
        child(sandbox, tmp_path, DAMLAM_LISTEN=f"127.0.0.1:{port}"),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        assert (await user.one_message(30)).text == "một ?"
        assert (await http.get("/healthz")).text == "ok\n"
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()["parts"]) == (200, {"database": "ready"})
        assert 'damlam_updates_total{kind="message",transport="poll"} 1.0' in (await http.get("/metrics")).text
        assert (await http.post("/hook", json={"update_id": 1})).status_code == 404


async def test_updates_are_kept_while_telegram_cannot_be_reached(sandbox: Sandbox, tmp_path: Path, port: int) -> None:
    """A firewall that lets Telegram in and nobody out: what comes is stored, and answered when there is a way."""
    user = sandbox.user()
    await user.send("một")
    [waiting] = sandbox.world.updates.pending()
    away = {"DAMLAM_TELEGRAM_API_BASE": "http://127.0.0.1:1", **hook(port)}
    async with child(sandbox, tmp_path, **away), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as telegram:

        async def lives() -> bool:
            try:
                return (await telegram.get("/healthz")).status_code == 200
            except httpx.ConnectError:
                return False

        await until(lives)
        assert (await telegram.post("/hook", json=waiting.to_api(), headers={SECRET_HEADER: SECRET})).status_code == 200
    sandbox.world.updates.drop_all()
    async with child(sandbox, tmp_path):
        assert (await user.one_message(30)).text == "một ?"


async def test_killed_and_started_again_with_one_transport_and_the_other(
    sandbox: Sandbox, tmp_path: Path, port: int
) -> None:
    """What was written while nobody listened is answered, once and in order, whoever comes next."""
    users = [sandbox.user(f"Người {number}") for number in range(3)]
    asked = 0
    for transport in (hook(port), {}, hook(port)):
        await say(users, asked)
        asked += 1
        async with child(sandbox, tmp_path, **transport) as process:
            await heard(users, asked)
            await say(users, asked)
            asked += 1
            await heard(users, asked)
            assert sandbox.world.webhook.url == transport.get("DAMLAM_WEBHOOK_URL", "")
            await say(users, asked)
            asked += 1
            process.send_signal(signal.SIGKILL)
    async with child(sandbox, tmp_path) as process:
        await heard(users, asked)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
    doubled = 0
    for user in users:
        answers = [message.text for message in await user.transcript() if message.from_bot]
        assert list(dict.fromkeys(answers)) == [f"hỏi {number} ?" for number in range(asked)]
        doubled += len(answers) - asked
    assert doubled <= 3  # the message that was on the wire at each kill


async def say(users: list[SandboxUser], number: int) -> None:
    for user in users:
        await user.send(f"hỏi {number}")


async def heard(users: list[SandboxUser], number: int) -> None:
    """Waits until everybody has so many different answers."""

    async def enough() -> bool:
        chats = [{message.text for message in await user.transcript() if message.from_bot} for user in users]
        return all(len(answers) >= number for answers in chats)

    await until(enough, 60)
