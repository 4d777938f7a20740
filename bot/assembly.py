"""The parts that run side by side, each given what it needs."""

import asyncio
from dataclasses import dataclass, field

from bot.client import Client
from bot.courtesy import Courtesy
from bot.crew import IDLE_SECONDS
from bot.election import LENGTH, Elected, Part
from bot.faults import BotFaultError
from bot.flood import FloodControl
from bot.holding import Holding
from bot.hours import QuietHours
from bot.housekeeping import Housekeeper, periods
from bot.intake import Intake
from bot.memory import Memory
from bot.metrics import MeasuredBotApi, Metrics
from bot.notices import Notices
from bot.pacing import Pace
from bot.polling import Poller
from bot.posting import Post
from bot.reminders import Reminders
from bot.rendering import Renderer
from bot.replanning import Replanner
from bot.sender import Sender
from bot.settings import Settings
from bot.stores import Stores
from bot.ticker import Ticker
from bot.unhurried import unhurried
from bot.worker import Dialogues, Worker
from conversations.case.reminding import ReminderScreens
from conversations.membership import Role
from storage.attachments import Attachments
from storage.clock import Clock, SystemClock
from storage.database import Database
from storage.deadlines import Deadlines
from storage.inbox import Inbox
from storage.leases import Lease
from storage.outbox import Outbox
from storage.replanning import Replanning
from storage.retention import Chores, Retention
from storage.roles import Roles

BESIDE_OTHERS = 0.2
"""How often an idle queue of PostgreSQL is looked at: another replica may have added rows. Seconds."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """Telegram -> poller -> worker -> sender -> Telegram, and the nightly chores.

    With a webhook there is no poller: Telegram comes by itself.
    """

    parts: tuple[Part, ...]
    courtesy: Courtesy

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set, then finishes what is in hand. Raises `BotFaultError`."""
        try:
            async with asyncio.TaskGroup() as group:
                for part in self.parts:
                    group.create_task(part.run(stop))
        except* BotFaultError as faults:
            raise _first(faults) from faults
        finally:
            await self.courtesy.close()


@dataclass(frozen=True, slots=True)
class Options:
    """What the running bot takes as it is, and a test or a benchmark may set. `least` is everybody's role at least.

    Without `reminding` nobody is reminded of anything; without `quiet` what is recorded is told at any hour.
    """

    renderer: Renderer | None = None
    pace: Pace | None = None
    flood: FloodControl | None = None
    metrics: Metrics | None = None
    least: Role = Role.STRANGER
    reminding: ReminderScreens | None = None
    clock: Clock = field(default_factory=SystemClock)
    quiet: bool = True


def assemble(
    database: Database,
    client: Client,
    dialogues: Dialogues,
    settings: Settings,
    *,
    owner: str,
    options: Options | None = None,
    intake: Intake | None = None,
    polls: bool = True,
) -> Runtime:
    """The parts of the bot. `owner` names this process (`bot.replica.named`).

    `polls` is false where `intake` is given by a webhook.
    """
    options = options or Options()
    clock = options.clock
    metrics = options.metrics or Metrics(clock)
    idle = IDLE_SECONDS if database.is_sqlite else BESIDE_OTHERS
    sending, polling, ticking = (Lease(database, clock, task, owner, LENGTH) for task in ("sender", "poller", "ticker"))
    stores, attachments = Stores.of(database, clock, settings.zone), Attachments(database, clock)
    inbox, outbox = Inbox(database, clock, owner), Outbox(database, clock)
    api = MeasuredBotApi(client, metrics)
    courtesy = Courtesy(api)
    memory = Memory(stores, options.least)
    renderer = options.renderer or Renderer(username=client.username, zone=settings.zone)
    hours = QuietHours(clock, settings.zone, stores.calendar, stores.preferences)
    deadlines = Deadlines(database, clock, settings.zone)
    holding, screens = Holding(outbox), options.reminding
    reminders = (
        Reminders(database, holding, memory, deadlines, screens, renderer, hours, metrics.dropped) if screens else None
    )
    sender = Sender(
        api,
        outbox,
        stores.profiles,
        attachments=attachments,
        clock=clock,
        pace=options.pace or Pace(),
        permit=sending,
        current=(
            *((reminders,) if reminders else ()),
            *(unhurried(database, outbox, hours, memory) if options.quiet else ()),
        ),
        idle=idle,
    )
    post, digest = Post(outbox, attachments), holding if reminders else None
    worker = Worker(
        database,
        inbox,
        post,
        stores.profiles,
        memory=memory,
        dialogues=dialogues,
        renderer=renderer,
        notices=Notices(post, memory, Roles(database), renderer, hours if options.quiet else None, digest),
        reminders=reminders,
        courtesy=courtesy,
        queued=sender.wake,
        username=client.username,
        flood=options.flood,
        metrics=metrics,
        idle=idle,
    )
    intake = intake or Intake(inbox, metrics)
    intake.stored = worker.wake
    intake.less_crowded = sender.less_crowded
    keeper = Housekeeper(Retention(database), Chores(database, clock), clock, settings.zone, periods(settings))
    poller = (Elected(Poller(api, intake, polling), polling),) if polls else ()
    ticker = (
        (Elected(Ticker(database, deadlines, reminders, stores.calendar_held, clock), ticking),) if reminders else ()
    )
    replanner = Replanner(database, stores, Replanning(stores.cases, clock, settings.zone), Chores(database, clock))
    return Runtime((*poller, worker, Elected(sender, sending), *ticker, keeper, replanner), courtesy)


def _first(faults: BaseExceptionGroup[BotFaultError]) -> BotFaultError:
    fault = faults.exceptions[0]
    return _first(fault) if isinstance(fault, BaseExceptionGroup) else fault
