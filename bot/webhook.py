"""The webhook: an update that Telegram posts is in the inbox before it is answered with 200."""

import asyncio
import hashlib
import hmac
import json
import logging
import math
from hmac import compare_digest
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest

from bot.faults import WebhookRefusedError
from bot.intake import Intake
from bot.metrics import Metrics, Transport
from bot.settings import Webhook
from bot.updates import ALLOWED_UPDATES
from storage.database import Database
from storage.webhooks import Webhooks

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY = 2**20
"""Bytes of a body that are read; an update has a few thousand."""
READ_SECONDS = 15.0
"""How long a body may take to arrive."""
STORE_SECONDS = 20.0
"""How long the database may take: Telegram waits for a minute, and then delivers again anyway."""
MAX_UPDATE_ID = 2**53
"""What `bot.updates` reads, too; the database holds more."""
MAX_CONNECTIONS = 40
"""Deliveries at once that Telegram is asked for; its own default."""

log = logging.getLogger(__name__)


class _Refused(Exception):
    """A request that is not taken; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class WebhookEndpoint:
    """Takes what Telegram posts, and nothing from anybody else.

    200 means that the update survives the death of the process, whether it is new or came before. Anything else makes
    Telegram deliver it again later: 503 while the database does not answer.
    """

    def __init__(self, webhook: Webhook, intake: Intake, metrics: Metrics) -> None:
        self._webhook = webhook
        self._intake = intake
        self._metrics = metrics

    @property
    def route(self) -> Route:
        """The endpoint at the path of its address."""
        return Route(self._webhook.path, self.take, methods=["POST"], name="telegram")

    async def take(self, request: Request) -> Response:
        """Answers one request."""
        try:
            update = await self._read(request)
            await self._store(update)
        except _Refused as refused:
            self._metrics.refused_post(refused.status)
            return Response(status_code=refused.status)
        return Response()

    async def _read(self, request: Request) -> dict[str, Any]:
        """The update. Nothing of the body is read before the secret was seen to be right."""
        given = request.headers.get(SECRET_HEADER, "")
        if not compare_digest(given.encode(), self._webhook.secret.encode()):
            raise _Refused(403)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise _Refused(415)
        return parse(await _body(request))

    async def _store(self, update: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                await self._intake.take([update], Transport.WEBHOOK)
        except (SQLAlchemyError, OSError) as error:
            log.warning("An update could not be stored: %s", error, extra={"action": "webhook"})
            raise _Refused(503) from error


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise _Refused(413)
    except TimeoutError as error:
        raise _Refused(408) from error
    except ClientDisconnect as error:
        raise _Refused(400) from error
    return bytes(body)


def parse(body: bytes) -> dict[str, Any]:
    """The update in a body. Raises when it is none, or is no JSON that a database takes."""
    try:
        update = json.loads(body, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise _Refused(400) from error
    if not isinstance(update, dict) or not _is_update_id(update.get("update_id")):
        raise _Refused(400)
    return update


def _finite(written: str) -> float:
    """A number; `NaN`, `Infinity` and what is too large for a float are Python's alone."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return number


def _is_update_id(value: object) -> bool:
    return type(value) is int and 0 < value <= MAX_UPDATE_ID


async def use_webhook(bot: Bot, database: Database, webhooks: Webhooks, webhook: Webhook) -> None:
    """Tells Telegram where to post updates, if it does not know; what waits there is kept.

    Replicas that start at once take turns, so that the first one sets it and the others find it set. Raises
    `WebhookRefusedError`.
    """
    digest = hmac.digest(bot.token.encode(), webhook.secret.encode(), hashlib.sha256).hex()
    async with database.transaction() as session:
        known = await webhooks.secret_digest(session, bot.id)
        if known == digest and is_set(await bot.get_webhook_info(), webhook):
            return
        try:
            await bot.set_webhook(
                webhook.url,
                secret_token=webhook.secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MAX_CONNECTIONS,
                drop_pending_updates=False,
            )
        except BadRequest as error:
            raise WebhookRefusedError(webhook.url, str(error)) from error
        await webhooks.keep(session, bot.id, digest)
    log.info("The webhook was set to %s", webhook.url, extra={"action": "webhook"})


def is_set(info: WebhookInfo, webhook: Webhook) -> bool:
    """Whether Telegram posts to the address all that the bot reads; the secret it does not tell."""
    return (
        info.url == webhook.url
        and set(info.allowed_updates) == set(ALLOWED_UPDATES)
        and info.max_connections == MAX_CONNECTIONS
    )
