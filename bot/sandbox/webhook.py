"""Delivering updates to a webhook: one chat in order, several chats at once, until each is taken."""

import asyncio
import logging
from functools import partial

import httpx

from bot.sandbox.updates import Pending
from bot.sandbox.world import Webhook, World

LONGEST_DELAY = 3600.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

logger = logging.getLogger(__name__)


class WebhookSender:
    """Posts what is pending while a webhook is set; whatever is not taken with 2xx is posted again, later and later."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._busy: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with httpx.AsyncClient() as client:
            try:
                while not self._world.signal.closed:
                    self._start(client)
                    await self._world.signal.wait_until(self._something_to_do, 3600)
            finally:
                tasks = list(self._busy.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _due(self) -> dict[int, Pending]:
        """The oldest update of each chat that nobody is delivering."""
        first: dict[int, Pending] = {}
        if self._world.webhook.url:
            for update in self._world.updates.pending():
                first.setdefault(update.chat_id, update)
        return {chat_id: update for chat_id, update in first.items() if chat_id not in self._busy}

    def _something_to_do(self) -> bool:
        return bool(self._due()) and len(self._busy) < self._world.webhook.max_connections

    def _start(self, client: httpx.AsyncClient) -> None:
        for chat_id, update in self._due().items():
            if len(self._busy) >= self._world.webhook.max_connections:
                return
            task = asyncio.create_task(self._deliver(client, self._world.webhook, update))
            self._busy[chat_id] = task
            task.add_done_callback(partial(self._release, chat_id))

    def _release(self, chat_id: int, _task: "asyncio.Task[None]") -> None:
        self._busy.pop(chat_id, None)
        self._world.signal.notify()

    async def _deliver(self, client: httpx.AsyncClient, webhook: Webhook, update: Pending) -> None:
        delay = self._world.flood.limits.webhook_retry_seconds
        while self._world.webhook is webhook:
            fault = await self._post(client, webhook, update)
            if fault is None:
                self._world.updates.remove(update.id)
                return
            webhook.last_error = (int(self._world.clock.now()), fault)
            self._world.signal.notify()
            logger.info("webhook refused an update: %s", fault, extra={"action": "webhook_retry"})
            await self._world.signal.wait_until(lambda: self._world.webhook is not webhook, delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _post(self, client: httpx.AsyncClient, webhook: Webhook, update: Pending) -> str | None:
        """Post once; returns what went wrong, in the words of `getWebhookInfo`, or None."""
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        limit = self._world.flood.limits.webhook_timeout_seconds
        try:
            async with asyncio.timeout(limit):
                response = await client.post(webhook.url, json=update.to_api(), headers=headers, timeout=limit)
        except (TimeoutError, httpx.TimeoutException):
            return "Read timeout expired"
        except httpx.ConnectError:
            return "Connection refused"
        except httpx.HTTPError:
            return "Connection closed"
        if response.is_success:
            return None
        return f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
