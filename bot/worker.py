"""From the inbox through the dialogues to the outbox: what an update leads to is committed with it, or not at all."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.commands import menu
from bot.courtesy import Courtesy
from bot.crew import IDLE_SECONDS, Crew, insist
from bot.flood import FloodControl, Verdict
from bot.memory import Memory, Occurrence
from bot.metrics import Metrics, Part
from bot.notices import Notices
from bot.posting import Letter, Post
from bot.records import ChatRecords
from bot.reminders import Reminders
from bot.rendering import OutgoingMessage, Renderer
from bot.together import Together
from bot.updates import Incoming, read
from conversations.events import Event, Outcome, Profile, Reply
from storage.cases import CaseConflictError
from storage.clock import SystemClock
from storage.database import Database, is_away
from storage.inbox import Inbox, Item, LeaseLostError
from storage.profiles import Profiles

SIDE_BY_SIDE = 8
"""Chats handled at once."""
LEASE = timedelta(seconds=6)
"""How long after its last sign of life a dead worker's updates are free."""
RENEW_EVERY = 2.0
"""Seconds after which a worker says that it still works on what it holds; three times within the lease."""
LONGEST = 60.0
"""Seconds that an event may take; after that it counts as failed."""

QUICKER = 3
"""How often others may be quicker in the same case before that counts as a failure."""

ERROR = Reply("error")
FLOOD = Reply("flood")

log = logging.getLogger(__name__)


class Dialogues(Protocol):
    """Who knows what to say; `conversations.router.Router` in the running bot."""

    async def handle(self, event: Event, profile: Profile, records: ChatRecords) -> Outcome:
        """What one event of a chat changes."""


@dataclass(frozen=True, slots=True)
class _Job:
    """An update in hand, with what is known of its chat."""

    item: Item
    verdict: Verdict
    profile: Profile


@dataclass(frozen=True, slots=True)
class _Step:
    """What an update leads to."""

    item: Item
    messages: Sequence[OutgoingMessage]
    outcome: Outcome | None = None

    def letters(self, prefix: str = "") -> Sequence[Letter]:
        """The messages, named by the update; to nobody where it belongs to no chat."""
        item = self.item
        if item.chat_id is None:
            return ()
        return [
            Letter(f"{item.update_id}:{prefix}{number}", item.chat_id, message)
            for number, message in enumerate(self.messages)
        ]


class NotTogetherError(RuntimeError):
    """Steps of several chats could not be committed together: one of them is at fault."""


class KillsError(RuntimeError):
    """The process died over the update again and again; it is not touched any more."""


class Worker:
    """Handles each update of the inbox once, in order within a chat and several chats at a time.

    An update that fails is tried again (`storage.inbox.MAX_ATTEMPTS` times in all) and then set aside, and the user is
    told; the chat goes on with the next one. While the database is away updates wait, and no attempt is counted.
    """

    def __init__(
        self,
        database: Database,
        inbox: Inbox,
        post: Post,
        profiles: Profiles,
        *,
        memory: Memory,
        dialogues: Dialogues,
        renderer: Renderer,
        courtesy: Courtesy,
        queued: Callable[[], None],
        username: str | None = None,
        notices: Notices | None = None,
        reminders: Reminders | None = None,
        flood: FloodControl | None = None,
        metrics: Metrics | None = None,
        retry_after: float = 1.0,
        idle: float = IDLE_SECONDS,
    ) -> None:
        """`queued` is called when there is something to send; a failed update waits `retry_after` seconds.

        `notices` tells others of what a user records, `reminders` the user of what was put off; without them nobody
        is told. An idle worker looks at the inbox
        every `idle` seconds, besides being woken.
        """
        self._database = database
        self._inbox = inbox
        self._post = post
        self._profiles = profiles
        self._memory = memory
        self._dialogues = dialogues
        self._renderer = renderer
        self._courtesy = courtesy
        self._queued = queued
        self._username = username
        self._notices = notices
        self._reminders = reminders
        self._flood = flood or FloodControl()
        self._metrics = metrics or Metrics(SystemClock())
        self._retry_after = retry_after
        self._in_hand: dict[int, Item] = {}
        self._commits: Together[_Step, None] = Together(self._write)
        self._crew = Crew(SIDE_BY_SIDE, self._claim, self._settle, idle)

    def wake(self) -> None:
        """Something was added to the inbox."""
        self._crew.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Handles updates until `stop` is set, then finishes those in hand."""
        again = await insist(self._inbox.recover, "recover")
        if again:
            log.info("%d updates are handled again after a restart", again, extra={"action": "recover"})
        renewing = asyncio.create_task(self._renew())
        try:
            await self._crew.run(stop)
        finally:
            renewing.cancel()

    async def _renew(self) -> None:
        """Keeps what takes longer than a lease."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            items = list(self._in_hand.values())
            try:
                if items:
                    await self._inbox.renew(items, LEASE)
            except (SQLAlchemyError, OSError) as error:
                log.warning("Leases cannot be renewed: %s", error, extra={"action": "renew"})

    async def _claim(self, room: int) -> Sequence[_Job]:
        async with self._database.plain_transaction() as transaction:
            items = await self._inbox.take(transaction, room, LEASE)
            jobs = await self._jobs(transaction, items) if items else ()
        self._in_hand |= {item.id: item for item in items}
        return jobs

    async def _jobs(self, transaction: AsyncConnection, items: Sequence[Item]) -> Sequence[_Job]:
        """What has to be known of each update: nobody else changes it while this worker holds the chat."""
        verdicts = await self._flood.judge(transaction, self._inbox, items)
        chats = {item.chat_id for item in items if item.chat_id is not None}
        known = await self._memory.profiles(transaction, chats)
        return [
            _Job(item, verdicts[item.id], Profile() if item.chat_id is None else known[item.chat_id]) for item in items
        ]

    async def _settle(self, job: _Job) -> None:
        """Handles one update; whatever goes wrong with it concerns this update alone."""
        try:
            await self._attempt(job)
        except LeaseLostError as error:
            log.warning("%s", error, extra={"action": "handle"})
        finally:
            self._in_hand.pop(job.item.id, None)

    async def _attempt(self, job: _Job) -> None:
        item = job.item
        try:
            await self._handle(job)
        except LeaseLostError:
            raise
        except Exception as error:
            away = is_away(error)
            said = "Update %d waits for the database" if away else "Update %d failed"
            log.warning(said, item.update_id, exc_info=not away, extra={"action": "handle"})
            if not away:
                self._metrics.failed()
            await asyncio.sleep(self._retry_after)
            give_back = self._put_back if away else self._release
            await insist(partial(give_back, item, error), "give_back")
            self._queued()
            self.wake()

    async def _handle(self, job: _Job) -> None:
        item = job.item
        if item.kills:
            raise KillsError
        if not item.is_again:
            self._metrics.waited(item.received_at)
        incoming = read(item.payload, self._username)
        if incoming and incoming.callback_id:
            self._courtesy.acknowledge(incoming.callback_id)
        if incoming and incoming.event:
            await self._answer(job, incoming, incoming.event)
        elif incoming and incoming.reachable is not None:
            await self._note_reachable(item, incoming.reachable)
        else:
            await self._finish(item)

    async def _answer(self, job: _Job, incoming: Incoming, event: Event) -> None:
        match job.verdict:
            case Verdict.HANDLE:
                await self._converse(job, incoming, event)
            case Verdict.TELL:
                await self._finish(job.item, self._renderer.messages(FLOOD))
            case Verdict.DROP:
                log.warning("Chat %d sends too much", incoming.chat_id, extra={"action": "drop"})
                await self._finish(job.item)

    async def _note_reachable(self, item: Item, reachable: bool) -> None:
        """The user blocked the bot or took that back. A crash between the two steps repeats both."""
        if not reachable and item.chat_id is not None:
            await self._profiles.mark_unreachable(item.chat_id)
        await self._finish(item, outcome=Outcome() if reachable else None)

    async def _converse(self, job: _Job, incoming: Incoming, event: Event) -> None:
        """Handles an event; one that somebody else was quicker than is handled again, as things are then."""
        for _ in range(QUICKER):
            try:
                await self._handled(job, incoming, event)
            except CaseConflictError as error:
                log.info("Handled again: %s", error, extra={"action": "handle"})
            else:
                return
        await self._handled(job, incoming, event)

    async def _handled(self, job: _Job, incoming: Incoming, event: Event) -> None:
        chat_id = incoming.chat_id
        async with self._courtesy.typing(chat_id), asyncio.timeout(LONGEST):
            with self._metrics.timed(Part.DIALOGUE):
                records = self._memory.records(chat_id, job.profile, job.item.update_id)
                outcome = await self._dialogues.handle(event, job.profile, records)
        messages = [
            message for reply in outcome.replies for message in self._renderer.messages(reply, incoming.pressed)
        ]
        await self._finish(job.item, messages, outcome)
        if outcome.access and outcome.access.redeemed:
            role = (await self._memory.profile(chat_id)).role
            self._courtesy.show_menu(chat_id, menu(role))
        elif outcome.access and outcome.access.erased:
            self._courtesy.show_everybodys_menu(chat_id)

    async def _finish(
        self, item: Item, messages: Sequence[OutgoingMessage] = (), outcome: Outcome | None = None
    ) -> None:
        with self._metrics.timed(Part.COMMIT):
            await self._commit_with_others(_Step(item, messages, outcome))
        self._queued()

    async def _commit_with_others(self, step: _Step) -> None:
        try:
            await self._commits.add(step)
        except NotTogetherError:
            await self._commit([step])

    async def _write(self, steps: Sequence[_Step]) -> None:
        """Commits what several chats have ready, or asks each to do it alone, to have its own error."""
        try:
            await self._commit(steps)
        except Exception as error:
            if len(steps) == 1 or is_away(error):
                raise
            raise NotTogetherError from error

    async def _commit(self, steps: Sequence[_Step]) -> None:
        """The one transaction: what changed, what to send, and the updates as handled."""
        outcomes = {step.item.chat_id: step.outcome for step in steps if step.outcome and step.item.chat_id is not None}
        if any(outcome.cases or outcome.preferences for outcome in outcomes.values()):
            await self._memory.calendar()  # Seeds years that nobody has counted in yet: a transaction of its own.
        async with self._database.transaction() as session:
            for occurrence in await self._memory.keep(session, outcomes) if outcomes else ():
                await self._tell(session, occurrence)
            for chat_id, outcome in outcomes.items():
                await self._remind(session, chat_id, outcome)
            await self._post.put_all(session, [letter for step in steps for letter in step.letters()])
            others_wait = await self._inbox.finish(session, *(step.item for step in steps))
        if others_wait:
            self.wake()

    async def _remind(self, session: AsyncSession, chat_id: int, outcome: Outcome) -> None:
        """What a user changed of their own reminders."""
        if self._reminders and outcome.cases and outcome.cases.reminded_later:
            await self._reminders.tomorrow(session, chat_id, outcome.cases.reminded_later)
        if self._reminders and outcome.preferences:
            await self._reminders.plan_anew(session, chat_id, outcome.preferences)

    async def _tell(self, session: AsyncSession, occurrence: Occurrence) -> None:
        if self._notices:
            await self._notices.tell(session, occurrence)

    async def _put_back(self, item: Item, error: Exception) -> None:
        async with self._database.transaction() as session:
            await self._inbox.put_back(session, item, repr(error))

    async def _release(self, item: Item, error: Exception) -> None:
        """The notice has a key of its own, so that it is not in the way of the answer after `damlam retry`."""
        async with self._database.transaction() as session:
            if await self._inbox.release(session, item, repr(error)):
                notice = _Step(item, self._renderer.messages(ERROR))
                await self._post.put_all(session, notice.letters("error:"))
