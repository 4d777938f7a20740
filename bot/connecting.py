"""What the bot needs before it can run: the database brought up to date, Telegram within reach, a way to be stopped."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.backoff import Backoff, sleep_unless
from bot.client import Client, seconds
from bot.faults import DatabaseAwayError, TokenRefusedError
from bot.settings import Settings
from storage.database import Database, DatabaseUnavailableError

log = logging.getLogger(__name__)


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, brought up to date. Raises `DatabaseAwayError` when it does not answer."""
    database = Database.open(settings.database_url)
    try:
        await database.migrate()
        yield database
    except DatabaseUnavailableError as error:
        raise DatabaseAwayError(database.address) from error
    finally:
        await database.close()


@asynccontextmanager
async def connected(
    settings: Settings, stop: asyncio.Event, transport: Callable[[Client], Awaitable[None]]
) -> AsyncIterator[Client]:
    """A client that Telegram has answered and that `transport` has told where updates go.

    Waits for a network that is away. Raises `TokenRefusedError` and what `transport` raises of the kind.
    """
    client = Client.at(settings.telegram_api_base, settings.token())

    async def connect() -> None:
        await client.initialize()
        await transport(client)

    try:
        await _patiently(connect, stop)
        yield client
    finally:
        await client.shutdown()


async def _patiently(step: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    backoff = Backoff()
    while not stop.is_set():
        try:
            await step()
            return
        except InvalidToken as error:
            raise TokenRefusedError from error
        except TelegramError as error:
            wait = seconds(error) if isinstance(error, RetryAfter) else backoff.failed()
            log.warning("Telegram cannot be reached, again in %.1f s: %s", wait, error, extra={"action": "start"})
            await sleep_unless(stop, wait)


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set; a second signal ends the process as it always does."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def ask_to_stop() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask_to_stop)
    try:
        yield stop
    finally:
        ask_to_stop()
