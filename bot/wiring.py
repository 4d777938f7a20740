"""The bot put together, once: what is opened, in which order, and what is given to whom."""

import errno
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from tempfile import TemporaryDirectory

from bot.administering import INVITE_ADMINISTRATOR, Offer, invite, lacks_administrator, save_office
from bot.assembly import Options, assemble
from bot.client import Client
from bot.commands import introduce, use_long_poll
from bot.connecting import connected, opened_database, stop_signals
from bot.faults import PortTakenError
from bot.files import TelegramFiles
from bot.health import Health, Standing, application
from bot.intake import Intake
from bot.menus import renew_menus
from bot.metrics import MeasuredAnswering, Metrics
from bot.opening import PARTS, coach, completing, rewriter
from bot.pdf import LibreOffice
from bot.replica import named
from bot.sandbox.server import Sandbox
from bot.serving import served
from bot.settings import Settings, Webhook
from bot.webhook import WebhookEndpoint, use_webhook
from bot.worker import Dialogues
from conversations.case.reminding import ReminderScreens
from conversations.membership import Role
from conversations.opening import every_part
from conversations.plan.coaching import Coaching
from conversations.router import Router
from knowledge.opening import Knowledge
from knowledge.secrecy import marking
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox
from storage.roles import Office
from storage.webhooks import Webhooks

OFFICE = Office("van-phong", "Văn phòng Thị ủy (mẫu)", "quang-ngai")
"""The office of the demonstration, so that cases have somewhere to go."""
DEMONSTRATED = (Offer(Role.CLERK, OFFICE.id), Offer(Role.ADMINISTRATOR))
"""What the demonstration hands out invitations to."""

log = logging.getLogger(__name__)


async def serve(settings: Settings, ready: Callable[[], None] = lambda: None, least: Role = Role.STRANGER) -> None:
    """The whole bot: documents, dialogues and Telegram. Raises as `run` does.

    `least` is the role of whoever was not invited.
    """
    knowledge, metrics, standing = Knowledge(), Metrics(SystemClock()), Standing(*PARTS)
    answerer = knowledge.answerer(rewriter(settings))
    help_ = coach(settings)
    coaching = Coaching(help_, marking, knowledge.abbreviations) if help_ else None
    parts = every_part(knowledge.library, LibreOffice(), coaching)

    def dialogues(client: Client) -> Router:
        return Router(
            MeasuredAnswering(answerer, metrics.answered),
            knowledge.library,
            settings.policy,
            kinds=parts.kinds,
            dialogues=parts.dialogues,
            offering=parts.offering,
            files=TelegramFiles(client, marking),
        )

    async with completing(answerer, knowledge, settings, standing):
        options = Options(metrics=metrics, least=least, reminding=ReminderScreens(knowledge.library))
        await run(settings, dialogues, options, standing=standing, ready=ready)


async def demonstrate(
    settings: Callable[..., Settings],
    port: int,
    ready: Callable[[str, Mapping[Role, str]], None],
    least: Role = Role.OFFICIAL,
) -> None:
    """The whole bot against a sandbox on loopback, with a database of its own: the sandbox forgets everything, too.

    `settings` makes settings with the given fields; `ready` is called with the address of the page and with codes of
    invitations to the other roles. Everybody is `least`.
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
            async with opened_database(chosen) as database:
                await save_office(database, OFFICE)
                codes = {offer.role: await invite(database, offer) for offer in DEMONSTRATED}
            await serve(chosen, lambda: ready(sandbox.base_url, codes), least)


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
    dialogues: Callable[[Client], Dialogues],
    options: Options | None = None,
    *,
    standing: Standing | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """The bot, from start to SIGTERM or SIGINT. `ready` is called when it begins to take updates.

    Its HTTP server stands before Telegram is reached and until the last update in hand is done. Raises `BotFaultError`
    and `bot.settings.SettingsError`.
    """
    options = options or Options()
    webhook, clock = settings.webhook(), options.clock
    metrics = options.metrics or Metrics(clock)
    with stop_signals() as stop, named(settings.var_dir) as owner:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(opened_database(settings))
            intake = Intake(Inbox(database, clock, owner), metrics)
            if settings.listening:
                health = Health(database, clock, metrics, standing or Standing())
                endpoint = WebhookEndpoint(webhook, intake, metrics) if webhook else None
                port = await stack.enter_async_context(served(application(health, endpoint), settings.listening))
                log.info("Listening on port %d", port, extra={"action": "start"})
            client = await stack.enter_async_context(connected(settings, stop, _transport(webhook, database)))
            if stop.is_set():
                return
            await introduce(client, options.least, settings.policy)
            await renew_menus(database, clock, settings.policy)
            log.info("The bot @%s runs", client.username, extra={"action": "start"})
            if await lacks_administrator(database):
                log.warning("Nobody administers the bot: %s", INVITE_ADMINISTRATOR, extra={"action": "start"})
            ready()
            runtime = assemble(
                database,
                client,
                dialogues(client),
                settings,
                owner=owner,
                options=replace(options, metrics=metrics),
                intake=intake,
                polls=webhook is None,
            )
            await runtime.run(stop)
    log.info("The bot has stopped", extra={"action": "stop"})


def _transport(webhook: Webhook | None, database: Database) -> Callable[[Client], Awaitable[None]]:
    """How to tell Telegram where updates go."""
    if webhook is None:
        return use_long_poll
    webhooks = Webhooks(database, SystemClock())
    return lambda client: use_webhook(client, database, webhooks, webhook)
