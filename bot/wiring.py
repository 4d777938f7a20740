"""The bot put together, once: what each part is given and what runs beside what."""

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.backoff import Backoff, sleep_unless
from bot.client import Client, seconds
from bot.commands import introduce, use_long_poll
from bot.courtesy import Courtesy
from bot.faults import BotFaultError, DatabaseAwayError, PortTakenError, TokenRefusedError
from bot.flood import FloodControl
from bot.health import Health, Standing, application
from bot.intake import Intake
from bot.memory import Memory
from bot.metrics import MeasuredAnswering, MeasuredBotApi, Metrics
from bot.opening import PARTS, completing, rewriter
from bot.pacing import Pace
from bot.polling import Poller
from bot.rendering import Renderer
from bot.sandbox.server import Sandbox
from bot.sender import Sender
from bot.serving import served
from bot.settings import Settings, Webhook
from bot.webhook import WebhookEndpoint, use_webhook
from bot.worker import Dialogues, Worker
from conversations.router import Router
from knowledge.opening import Knowledge
from storage.answers import Answers
from storage.clock import SystemClock
from storage.database import Database, DatabaseUnavailableError
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.profiles import Profiles
from storage.webhooks import Webhooks

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts that run side by side: Telegram -> poller -> worker -> sender -> Telegram.

    With a webhook there is no poller: Telegram comes by itself.
    """

    poller: Poller | None
    worker: Worker
    sender: Sender

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set, then finishes what is in hand. Raises `BotFaultError`."""
        try:
            async with asyncio.TaskGroup() as group:
                if self.poller:
                    group.create_task(self.poller.run(stop))
                for part in (self.worker, self.sender):
                    group.create_task(part.run(stop))
        except* BotFaultError as faults:
            raise _first(faults) from faults


async def serve(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """The whole bot: documents, dialogues and Telegram. Raises as `run` does."""
    writing = rewriter(settings)
    knowledge = Knowledge()
    answerer = knowledge.answerer(writing)
    metrics, standing = Metrics(SystemClock()), Standing(*PARTS)
    router = Router(MeasuredAnswering(answerer, metrics.answered), knowledge.library)
    async with completing(answerer, knowledge, settings, standing):
        await run(settings, router, metrics=metrics, standing=standing, ready=ready)


async def demonstrate(settings: Callable[..., Settings], port: int, ready: Callable[[str], None]) -> None:
    """The whole bot against a sandbox on loopback, with a database of its own: the sandbox forgets everything, too.

    `settings` makes settings with the given fields; `ready` is called with the address of the page.
    """
    with TemporaryDirectory(prefix="damlam-demo-") as folder:
        async with _sandbox(port) as sandbox:
            chosen = settings(
                telegram_token=sandbox.token,
                telegram_api_base=sandbox.base_url,
                database_url=f"sqlite+aiosqlite:///{folder}/damlam.db",
                webhook_url=None,
                listen=None,
            )
            await serve(chosen, lambda: ready(sandbox.base_url))


@asynccontextmanager
async def _sandbox(port: int) -> AsyncIterator[Sandbox]:
    try:
        async with Sandbox.running(port=port) as sandbox:
            yield sandbox
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(port) from error
        raise


async def run(
    settings: Settings,
    dialogues: Dialogues,
    *,
    renderer: Renderer | None = None,
    pace: Pace | None = None,
    flood: FloodControl | None = None,
    metrics: Metrics | None = None,
    standing: Standing | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """The bot, from start to SIGTERM or SIGINT. `ready` is called when it begins to take updates.

    Its HTTP server stands before Telegram is reached and until the last update in hand is done. Raises `BotFaultError`
    and `bot.settings.SettingsError`.
    """
    webhook = settings.webhook()
    metrics = metrics or Metrics(SystemClock())
    with _stop_signals() as stop:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(opened_database(settings))
            intake = Intake(_inbox(database), metrics)
            if settings.listening:
                health = Health(database, SystemClock(), metrics, standing or Standing())
                endpoint = WebhookEndpoint(webhook, intake, metrics) if webhook else None
                port = await stack.enter_async_context(served(application(health, endpoint), settings.listening))
                log.info("Listening on port %d", port, extra={"action": "start"})
            client = await stack.enter_async_context(connected(settings, stop, _transport(webhook, database)))
            if stop.is_set():
                return
            await introduce(client)
            log.info("The bot @%s runs", client.username, extra={"action": "start"})
            ready()
            runtime, courtesy = assemble(
                database,
                client,
                dialogues,
                renderer=renderer,
                pace=pace,
                flood=flood,
                metrics=metrics,
                intake=intake,
                polls=webhook is None,
            )
            try:
                await runtime.run(stop)
            finally:
                await courtesy.close()
    log.info("The bot has stopped", extra={"action": "stop"})


def _transport(webhook: Webhook | None, database: Database) -> Callable[[Client], Awaitable[None]]:
    """How to tell Telegram where updates go."""
    if webhook is None:
        return use_long_poll
    webhooks = Webhooks(database, SystemClock())
    return lambda client: use_webhook(client, database, webhooks, webhook)


def _inbox(database: Database) -> Inbox:
    return Inbox(database, SystemClock(), owner=socket.gethostname())


def assemble(
    database: Database,
    client: Client,
    dialogues: Dialogues,
    *,
    renderer: Renderer | None = None,
    pace: Pace | None = None,
    flood: FloodControl | None = None,
    metrics: Metrics | None = None,
    intake: Intake | None = None,
    polls: bool = True,
) -> tuple[Runtime, Courtesy]:
    """The parts of the bot, each given what it needs. `polls` is false where `intake` is given by a webhook."""
    clock = SystemClock()
    metrics = metrics or Metrics(clock)
    api = MeasuredBotApi(client, metrics)
    inbox = _inbox(database)
    outbox = Outbox(database, clock)
    profiles = Profiles(database, clock)
    courtesy = Courtesy(api)
    sender = Sender(api, outbox, profiles, clock=clock, pace=pace or Pace())
    worker = Worker(
        database,
        inbox,
        outbox,
        profiles,
        memory=Memory(profiles, Answers(database, clock)),
        dialogues=dialogues,
        renderer=renderer or Renderer(),
        courtesy=courtesy,
        queued=sender.wake,
        username=client.username,
        flood=flood,
        metrics=metrics,
    )
    intake = intake or Intake(inbox, metrics)
    intake.stored = worker.wake
    return Runtime(Poller(api, intake) if polls else None, worker, sender), courtesy


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
def _stop_signals() -> Iterator[asyncio.Event]:
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


def _first(faults: BaseExceptionGroup[BotFaultError]) -> BotFaultError:
    fault = faults.exceptions[0]
    return _first(fault) if isinstance(fault, BaseExceptionGroup) else fault
