"""The bot put together, once: what each part is given and what runs beside what."""

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.backoff import Backoff, sleep_unless
from bot.client import Client, seconds
from bot.commands import introduce, use_long_poll
from bot.courtesy import Courtesy
from bot.faults import BotFaultError, DatabaseAwayError, NotSupportedError, PortTakenError, TokenRefusedError
from bot.memory import Memory
from bot.opening import completing, rewriter
from bot.pacing import Pace
from bot.pdf import LibreOffice
from bot.polling import Poller
from bot.posting import Post
from bot.rendering import Renderer
from bot.sandbox.server import Sandbox
from bot.sender import Sender
from bot.settings import Settings
from bot.worker import Dialogues, Worker
from conversations.clock import today_in_vietnam
from conversations.plan.opening import plan_parts
from conversations.router import Router
from knowledge.opening import Knowledge
from storage.answers import Answers
from storage.attachments import Attachments
from storage.clock import SystemClock
from storage.database import Database, DatabaseUnavailableError
from storage.drafts import Drafts
from storage.files import Files
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.profiles import Profiles

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts that run side by side: Telegram -> poller -> worker -> sender -> Telegram."""

    poller: Poller
    worker: Worker
    sender: Sender

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set, then finishes what is in hand. Raises `BotFaultError`."""
        try:
            async with asyncio.TaskGroup() as group:
                for part in (self.poller, self.worker, self.sender):
                    group.create_task(part.run(stop))
        except* BotFaultError as faults:
            raise _first(faults) from faults


async def serve(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """The whole bot: documents, dialogues and Telegram. Raises as `run` does."""
    writing = rewriter(settings)
    knowledge = Knowledge()
    answerer = knowledge.answerer(writing)
    async with completing(answerer, knowledge, settings):
        plan = plan_parts(knowledge.library, LibreOffice(), today_in_vietnam)
        dialogues = Router(answerer, knowledge.library, kinds=[plan.kind], dialogues=plan.dialogues)
        await run(settings, dialogues, ready=ready)


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
    ready: Callable[[], None] = lambda: None,
) -> None:
    """The bot, from start to SIGTERM or SIGINT. `ready` is called when it begins to poll.

    Raises `BotFaultError` and `bot.settings.SettingsError`.
    """
    if settings.webhook_url:
        raise NotSupportedError("DAMLAM_WEBHOOK_URL: bản này chỉ nhận cập nhật bằng long poll; hãy để trống biến này.")
    with _stop_signals() as stop:
        async with opened_database(settings) as database, connected(settings, stop) as client:
            if stop.is_set():
                return
            await introduce(client)
            log.info("The bot @%s runs", client.username, extra={"action": "start"})
            ready()
            runtime, courtesy = assemble(database, client, dialogues, renderer=renderer, pace=pace)
            try:
                await runtime.run(stop)
            finally:
                await courtesy.close()
    log.info("The bot has stopped", extra={"action": "stop"})


def assemble(
    database: Database,
    client: Client,
    dialogues: Dialogues,
    *,
    renderer: Renderer | None = None,
    pace: Pace | None = None,
) -> tuple[Runtime, Courtesy]:
    """The parts of the bot, each given what it needs."""
    clock = SystemClock()
    inbox = Inbox(database, clock, owner=socket.gethostname())
    outbox = Outbox(database, clock)
    profiles = Profiles(database, clock)
    attachments = Attachments(database, clock)
    courtesy = Courtesy(client)
    sender = Sender(client, outbox, profiles, attachments=attachments, clock=clock, pace=pace or Pace())
    worker = Worker(
        database,
        inbox,
        Post(outbox, attachments),
        profiles,
        memory=Memory(profiles, Answers(database, clock), Drafts(database, clock), Files(database, clock)),
        dialogues=dialogues,
        renderer=renderer or Renderer(),
        courtesy=courtesy,
        queued=sender.wake,
        username=client.username,
    )
    return Runtime(Poller(client, inbox, stored=worker.wake), worker, sender), courtesy


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
async def connected(settings: Settings, stop: asyncio.Event) -> AsyncIterator[Client]:
    """A client that Telegram has answered; waits for a network that is away. Raises `TokenRefusedError`."""
    client = Client.at(settings.telegram_api_base, settings.token())

    async def connect() -> None:
        await client.initialize()
        await use_long_poll(client)

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
