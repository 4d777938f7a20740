"""Long polling: an update is in the inbox before the next poll's offset tells Telegram that it arrived.

Of all processes that share the database one polls (`bot.election`): Telegram lets a token have one poll at a time.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.backoff import Backoff
from bot.client import seconds
from bot.faults import SecondPollerError, TokenRefusedError
from bot.updates import ALLOWED_UPDATES, chat_of
from storage.inbox import Inbox, NewUpdate

POLL_SECONDS = 30
"""How long Telegram may hold a poll open when there is nothing to tell."""

log = logging.getLogger(__name__)


class Updates(Protocol):
    """Who polls; `bot.client.Client` in the running bot."""

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """The updates from `offset` on, confirming those before it."""


class Permit(Protocol):
    """Who says whether this process is the one that polls; `storage.leases.Lease` in the running bot."""

    @property
    def is_held(self) -> bool:
        """Whether it is now, as far as this process knows."""


class Poller:
    """Moves updates from Telegram into the inbox; `stored` is called whenever some were new."""

    def __init__(self, client: Updates, inbox: Inbox, stored: Callable[[], None], permit: Permit) -> None:
        self._client = client
        self._inbox = inbox
        self._stored = stored
        self._permit = permit

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until `stop` is set or another process polls instead; network and database faults are waited out.

        Raises `SecondPollerError` and `TokenRefusedError`.
        """
        polling = asyncio.create_task(self._poll())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        polling.cancel()
        try:
            await polling
        except asyncio.CancelledError:
            log.info("Polling has stopped", extra={"action": "poll"})

    async def _poll(self) -> None:
        backoff = Backoff()
        offset: int | None = None
        while True:
            try:
                if offset is None:
                    offset = await self._resume()
                offset = await self._step(offset)
                backoff.worked()
            except Conflict as error:
                if not self._permit.is_held:
                    return
                raise SecondPollerError from error
            except InvalidToken as error:
                raise TokenRefusedError from error
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
            except (NetworkError, TelegramError, SQLAlchemyError, OSError) as error:
                wait = backoff.failed()
                log.warning("Polling failed, again in %.1f s: %s", wait, error, extra={"action": "poll"})
                await asyncio.sleep(wait)

    async def _resume(self) -> int | None:
        """The offset to go on from after a restart."""
        last = await self._inbox.last_update_id()
        return None if last is None else last + 1

    async def _step(self, offset: int | None) -> int | None:
        raws = await self._client.updates(offset, POLL_SECONDS, ALLOWED_UPDATES)
        if not raws:
            return offset
        updates = [NewUpdate(raw["update_id"], chat_of(raw), raw) for raw in raws]
        new = await self._inbox.store(updates)
        log.info("Stored %d of %d updates", new, len(raws), extra={"action": "poll"})
        self._stored()
        return max(update.update_id for update in updates) + 1
