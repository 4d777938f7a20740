"""The webhook over each database: stored before it is answered, once, and again when the database is back."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from starlette.applications import Starlette

from bot.intake import Intake
from bot.metrics import Metrics
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.serving import served
from bot.settings import Listen, Webhook
from bot.webhook import SECRET_HEADER, WebhookEndpoint
from storage.database import Database
from storage.inbox import Inbox
from storage.models import InboxRow
from tests.clock import HandClock
from tests.postgres import Postgres
from tests.waiting import until

SECRET = "Bi_mat-1"
Post = Callable[[dict[str, Any]], Awaitable[int]]


def update(number: int, chat: int = 1) -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "\x00 \ud800 à"}
    return {"update_id": number, "message": message}


@pytest.fixture
def app(database: Database, clock: HandClock) -> Starlette:
    metrics = Metrics(clock)
    intake = Intake(Inbox(database, clock, "test"), metrics)
    return Starlette(routes=[WebhookEndpoint(Webhook("http://127.0.0.1/hook", SECRET), intake, metrics).route])


@pytest.fixture
async def post(app: Starlette) -> AsyncIterator[Post]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as http:

        async def post_update(raw: dict[str, Any]) -> int:
            headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
            return (await http.post("/hook", content=json.dumps(raw), headers=headers)).status_code

        yield post_update


async def stored(database: Database) -> list[tuple[int, int | None]]:
    async with database.reading() as session:
        rows = await session.scalars(select(InboxRow).order_by(InboxRow.id))
        return [(row.update_id, row.chat_id) for row in rows]


async def test_each_update_is_stored_once_however_often_it_comes(database: Database, post: Post) -> None:
    assert await post(update(10)) == 200
    assert await asyncio.gather(*(post(update(11, chat=2)) for _ in range(8))) == [200] * 8
    assert await post(update(10)) == 200
    assert await post({"update_id": 12, "from_the_future": {}}) == 200
    assert await stored(database) == [(10, 1), (11, 2), (12, None)]
    async with database.reading() as session:
        payload = await session.scalar(select(InboxRow.payload).where(InboxRow.update_id == 10))
    assert payload == update(10)


async def test_a_database_that_does_not_take_it_is_asked_again_later(database: Database, post: Post) -> None:
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE inbox RENAME TO hidden"))
    assert [await post(update(10)), await post(update(10))] == [503, 503]
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE hidden RENAME TO inbox"))
    assert await post(update(10)) == 200
    assert await stored(database) == [(10, 1)]


@pytest.mark.postgres
class TestAServerThatGoesAway:
    @pytest.fixture
    async def database_url(self, postgres: Postgres) -> AsyncIterator[str]:
        url = await postgres.create()
        yield url
        await postgres.drop(url)

    async def test_telegram_delivers_again_until_it_is_back(
        self, database: Database, app: Starlette, postgres: Postgres
    ) -> None:
        limits = Limits(chat_rate=0, total_rate=0, webhook_retry_seconds=0.05)
        name = database.address.rpartition("/")[2]
        async with Sandbox.running(limits=limits) as sandbox, served(app, Listen("127.0.0.1", 0)) as port:
            world = sandbox.world
            user = sandbox.user()
            async with httpx.AsyncClient(base_url=f"{sandbox.base_url}/bot{sandbox.token}/") as api:
                hook = {"url": f"http://127.0.0.1:{port}/hook", "secret_token": SECRET}
                assert (await api.post("setWebhook", json=hook)).json()["ok"]
            await user.send("một")
            assert await world.signal.wait_until(lambda: not world.updates.pending(), 20)

            await postgres.shut(name)
            await user.send("hai")
            await user.send("ba")

            async def refused() -> bool:
                return world.webhook.last_error is not None and "503" in world.webhook.last_error[1]

            await until(refused)
            assert len(world.updates.pending()) == 2
            await postgres.let_in(name)
            assert await world.signal.wait_until(lambda: not world.updates.pending(), 30)
        async with database.reading() as session:
            texts = [row.payload["message"]["text"] for row in await session.scalars(select(InboxRow).order_by("id"))]
        assert texts == ["một", "hai", "ba"]
