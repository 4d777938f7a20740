"""Long polling: an update is in the inbox before the next poll's offset tells Telegram that it arrived.

The first poll has no offset. Telegram then gives everything that it has not been told of, and what is in the inbox
already is known by its number. An offset worked out from the inbox would confirm all numbers below it, and among those
may be one that a webhook never got through: a webhook delivers each chat in order, but not all chats.

Of all processes that share the database one polls (`bot.election`): Telegram lets a token have one poll at a time.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.backoff import Backoff
from bot.client import seconds
from bot.faults import SecondPollerError, TokenRefusedError
from bot.intake import Intake
from bot.metrics import Transport
from bot.updates import ALLOWED_UPDATES

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
    """Moves updates from Telegram into the inbox."""

    def __init__(self, client: Updates, intake: Intake, permit: Permit) -> None:
        self._client = client
        self._intake = intake
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

    async def _step(self, offset: int | None) -> int | None:
        raws = await self._client.updates(offset, POLL_SECONDS, ALLOWED_UPDATES)
        if not raws:
            return offset
        new = await self._intake.take(raws, Transport.POLL)
        log.info("Stored %d of %d updates", new, len(raws), extra={"action": "poll"})
        return max(int(raw["update_id"]) for raw in raws) + 1
