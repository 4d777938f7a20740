"""From the inbox through the dialogues to the outbox: what an update leads to is committed with it, or not at all."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.courtesy import Courtesy
from bot.crew import Crew
from bot.flood import FloodControl, Verdict
from bot.memory import ChatRecords, Memory
from bot.posting import Post
from bot.rendering import OutgoingMessage, Renderer
from bot.updates import Incoming, read
from conversations.events import Event, Outcome, Profile, Reply
from storage.database import Database
from storage.inbox import Inbox, Item, LeaseLostError
from storage.profiles import Profiles

SIDE_BY_SIDE = 8
"""Chats handled at once."""
LEASE = timedelta(minutes=3)
"""How long an update belongs to one worker; a dead worker's update is free after it."""
LONGEST = 60.0
"""Seconds that an event may take: well within the lease, so that no update is worked on twice at once."""

ERROR = Reply("error")
FLOOD = Reply("flood")

log = logging.getLogger(__name__)


class Dialogues(Protocol):
    """Who knows what to say; `conversations.router.Router` in the running bot."""

    async def handle(self, event: Event, profile: Profile, records: ChatRecords) -> Outcome:
        """What one event of a chat changes."""


class Worker:
    """Handles each update of the inbox once, in order within a chat and several chats at a time.

    An update that fails is tried again (`storage.inbox.MAX_ATTEMPTS` times in all) and then set aside, and the user is
    told; the chat goes on with the next one.
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
        flood: FloodControl | None = None,
        retry_after: float = 1.0,
    ) -> None:
        """`queued` is called when there is something to send; a failed update waits `retry_after` seconds."""
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
        self._flood = flood or FloodControl()
        self._retry_after = retry_after
        self._crew = Crew(SIDE_BY_SIDE, self._claim, self._settle)

    def wake(self) -> None:
        """Something was added to the inbox."""
        self._crew.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Handles updates until `stop` is set, then finishes those in hand."""
        again = await self._inbox.recover()
        if again:
            log.info("%d updates are handled again after a restart", again, extra={"action": "recover"})
        await self._crew.run(stop)

    async def _claim(self, room: int) -> Sequence[Item]:
        items: list[Item] = []
        while len(items) < room and (item := await self._inbox.claim(LEASE)):
            items.append(item)
        return items

    async def _settle(self, item: Item) -> None:
        """Handles one update; whatever goes wrong with it concerns this update alone."""
        try:
            await self._handle(item)
        except LeaseLostError as error:
            log.warning("%s", error, extra={"action": "handle"})
        except Exception as error:
            log.exception("Update %d failed", item.update_id, extra={"action": "handle"})
            await asyncio.sleep(self._retry_after)
            await self._release(item, error)

    async def _handle(self, item: Item) -> None:
        incoming = read(item.payload, self._username)
        if incoming and incoming.callback_id:
            self._courtesy.acknowledge(incoming.callback_id)
        if incoming and incoming.event:
            await self._answer(item, incoming, incoming.event)
        elif incoming and incoming.reachable is not None:
            await self._note_reachable(item, incoming.reachable)
        else:
            await self._finish(item)

    async def _answer(self, item: Item, incoming: Incoming, event: Event) -> None:
        match self._judge(item, incoming):
            case Verdict.HANDLE:
                await self._converse(item, incoming, event)
            case Verdict.TELL:
                await self._finish(item, self._renderer.messages(FLOOD))
            case Verdict.DROP:
                log.warning("Chat %d sends too much", incoming.chat_id, extra={"action": "drop"})
                await self._finish(item)

    async def _note_reachable(self, item: Item, reachable: bool) -> None:
        """The user blocked the bot or took that back. A crash between the two steps repeats both."""
        if not reachable and item.chat_id is not None:
            await self._profiles.mark_unreachable(item.chat_id)
        await self._finish(item, outcome=Outcome() if reachable else None)

    def _judge(self, item: Item, incoming: Incoming) -> Verdict:
        """An update that is tried again was counted the first time."""
        if item.attempts:
            return Verdict.HANDLE
        return self._flood.judge(incoming.chat_id, (incoming.sent_at or item.received_at).timestamp())

    async def _converse(self, item: Item, incoming: Incoming, event: Event) -> None:
        chat_id = incoming.chat_id
        profile = await self._memory.profile(chat_id)
        async with self._courtesy.typing(chat_id), asyncio.timeout(LONGEST):
            outcome = await self._dialogues.handle(event, profile, self._memory.records(chat_id))
        messages = [
            message for reply in outcome.replies for message in self._renderer.messages(reply, incoming.pressed)
        ]
        await self._finish(item, messages, outcome)

    async def _finish(
        self, item: Item, messages: Sequence[OutgoingMessage] = (), outcome: Outcome | None = None
    ) -> None:
        """The one transaction: what changed, what to send, and the update as handled."""
        async with self._database.transaction() as session:
            if outcome and item.chat_id is not None:
                await self._memory.keep(session, item.chat_id, outcome)
            await self._queue(session, item, messages)
            await self._inbox.finish(session, item)
        self._queued()

    async def _release(self, item: Item, error: Exception) -> None:
        try:
            async with self._database.transaction() as session:
                if await self._inbox.release(session, item, repr(error)):
                    await self._queue(session, item, self._renderer.messages(ERROR))
        except (SQLAlchemyError, OSError, LeaseLostError) as trouble:
            log.warning("Update %d waits for its lease: %s", item.update_id, trouble, extra={"action": "release"})
        self._queued()
        self.wake()

    async def _queue(self, session: AsyncSession, item: Item, messages: Sequence[OutgoingMessage]) -> None:
        if item.chat_id is None:
            return
        for number, message in enumerate(messages):
            await self._post.put(session, f"{item.update_id}:{number}", item.chat_id, message)
