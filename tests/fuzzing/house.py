"""The whole bot with a hose at its intake: updates of any shape go in, and every call that comes out is looked at.

Everything is the real thing but for the first metre: updates come from a list instead of a long poll, because the
sandbox's own people cannot send such updates. The calls go over HTTP to the sandbox, which refuses what Telegram
refuses.
"""

import asyncio
import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.assembly import Options
from bot.client import Client
from bot.flood import FloodControl
from bot.pdf import LibreOffice
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.worker import Dialogues
from conversations.membership import Role
from conversations.opening import every_part
from conversations.ports import Answering
from conversations.router import Router
from knowledge.library import Library
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox
from storage.models import InboxRow, InboxState
from storage.outbox import Outbox
from tests.end_to_end.bot.echo import unlimited
from tests.fuzzing.texts import EVALUATED
from tests.fuzzing.updates import CHAT, CHATS, SHOWN, Json
from tests.queues import newest_update
from tests.running import running
from tests.waiting import until

WAVE = 5
"""Updates given at once; the bot handles those of different chats side by side."""
HANG = 1.0
"""Seconds of the processor that a wave may take; of the clock it may be more where others use the machine."""
PATIENCE = 60.0
EXPECTED = (
    "chat not found",
    "message to edit not found",
    "message is not modified",
    "query is too old",
    "bot was blocked",
    "can't initiate conversation",
)
"""Refusals that the updates themselves ask for: of chats, messages and presses that there are not."""


def whole_router(answers: Answering, library: Library) -> Router:
    """Every dialogue there is, but nothing that prints."""
    parts = every_part(library, LibreOffice(program=None))
    return Router(answers, library, kinds=parts.kinds, dialogues=parts.dialogues, offering=parts.offering)


class FuzzFailure(AssertionError):
    """The bot did what it must not do; the message says what, and the update."""


class Hose(Client):
    """The client of the sandbox, but that updates come from a queue of our own."""

    waiting: "asyncio.Queue[list[Json]]"

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[Json]:
        """The next updates, whatever their kinds."""
        return await self.waiting.get()


@dataclass
class Figures:
    """What was seen in all examples."""

    updates: int = 0
    calls: int = 0
    slowest: float = 0.0
    busiest: float = 0.0
    busiest_wave: list[Json] = field(default_factory=list)


class Errors(logging.Handler):
    """Keeps what is logged as an error: the message, the exception and the places it went through."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        went = traceback.extract_tb(error.__traceback__)[-6:] if error else []
        places = " > ".join(f"{place.filename}:{place.lineno}" for place in went)
        self._records.append(f"{record.getMessage().splitlines()[0]}: {error!r} at {places}")

    def taken(self) -> list[str]:
        """What was logged since this was asked for last."""
        records, self._records = self._records, []
        return records


class House:
    """A running bot; `feed` gives it updates, a few at a time, and raises `FuzzFailure`."""

    def __init__(self, database: Database, sandbox: Sandbox, client: Hose, errors: Errors) -> None:
        self.figures = Figures()
        self._database = database
        self._sandbox = sandbox
        self._client = client
        self._errors = errors
        self._inbox = Inbox(database, SystemClock(), "fuzz")
        self._outbox = Outbox(database, SystemClock())
        self._ids = count(1)

    @classmethod
    @asynccontextmanager
    async def open(cls, database: Database, dialogues: Dialogues) -> AsyncIterator["House"]:
        """The bot runs until the block ends."""
        await database.migrate()
        errors = Errors()
        async with Sandbox.running(limits=Limits.generous()) as sandbox:
            client = Hose.at(sandbox.base_url, sandbox.token)
            # python-telegram-bot's Bot freezes its attributes.
            object.__setattr__(client, "waiting", asyncio.Queue())
            await client.initialize()
            options = Options(pace=unlimited(), flood=FloodControl(limit=10**9), least=Role.ADMINISTRATOR)
            logging.getLogger().addHandler(errors)
            try:
                async with running(database, client, dialogues, options):
                    yield cls(database, sandbox, client, errors)
            finally:
                logging.getLogger().removeHandler(errors)
                await client.shutdown()

    async def feed(self, updates: Sequence[Json]) -> None:
        """Handles the updates in chats that are new to the bot. A press finds the buttons of earlier waves."""
        people = [self._sandbox.world.add_user("Nguyễn Văn An") for _ in range(CHATS)]
        for person in people:
            person.started = True
        for start in range(0, len(updates), WAVE):
            wave = [self._made_real(one, [person.id for person in people]) for one in updates[start : start + WAVE]]
            self._sandbox.world.calls.clear()
            started, busy = time.monotonic(), time.process_time()
            await self._handled(wave)
            self._note(wave, time.monotonic() - started, time.process_time() - busy)
            await self._judge(wave)

    async def _handled(self, wave: list[Json]) -> None:
        """Returns when the updates and all that they led to are done with."""
        self._client.waiting.put_nowait(wave)

        async def done() -> bool:
            received = await newest_update(self._database) == wave[-1]["update_id"]
            return received and not await self._inbox.depth() and not await self._outbox.depth()

        try:
            await until(done, PATIENCE)
        except TimeoutError:
            raise FuzzFailure(f"not handled in {PATIENCE:.0f} s: {wave!r}") from None

    def _note(self, wave: list[Json], seconds: float, busy: float) -> None:
        self.figures.updates += len(wave)
        self.figures.calls += len(self._sandbox.world.calls)
        if busy > self.figures.busiest:
            self.figures.busiest, self.figures.busiest_wave = busy, wave
        self.figures.slowest = max(self.figures.slowest, seconds)
        if busy > HANG:
            raise FuzzFailure(f"took {busy:.2f} s of the processor: {wave!r}")

    async def _judge(self, wave: list[Json]) -> None:
        async with self._database.reading() as session:
            error = await session.scalar(select(InboxRow.error).where(InboxRow.state == InboxState.FAILED).limit(1))
        if error is not None:
            raise FuzzFailure(f"set aside: {error} for {wave!r}")
        if logged := self._errors.taken():
            raise FuzzFailure(f"logged {logged} for {wave!r}")
        for call in self._sandbox.world.calls:
            if call["status"] != 200 and not any(words in call["description"] for words in EXPECTED):
                raise FuzzFailure(f"Telegram refuses {call!r} for {wave!r}")
            self._judge_markup(call, wave)

    def _judge_markup(self, call: Mapping[str, Any], wave: list[Json]) -> None:
        """What the user typed came out as text: no markup and no template of theirs is alive."""
        chat = self._sandbox.world.chats.get(call["params"].get("chat_id"))
        if chat is None or not chat.messages:
            return
        message = list(chat.messages.values())[-1]
        units = message.text.encode("utf-16-le")
        for entity in message.entities:
            marked = units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            if marked == "zq9" or "zq9.example" in entity.get("url", ""):
                raise FuzzFailure(f"the user's markup is alive as {entity!r} in {message.text!r} for {wave!r}")
        if EVALUATED in message.text and EVALUATED not in json.dumps(wave):
            raise FuzzFailure(f"the user's template was run: {message.text!r} for {wave!r}")

    def _made_real(self, update: Json, chats: Sequence[int]) -> Json:
        """The update with an id, the chat of its number, and a button that was shown where it asks for one."""
        chat = chats[update[CHAT]]
        body = {name: value for name, value in update.items() if name != CHAT}
        raw: Json = {"update_id": next(self._ids), **_with_chat(body, chat)}
        query = raw.get("callback_query")
        if isinstance(query, dict) and SHOWN in query:
            raw["callback_query"] = self._pressed(query, chat)
        received: Json = json.loads(json.dumps(raw))
        return received

    def _pressed(self, query: Json, chat: int) -> Json:
        """The press of one of the buttons in the chat; without any, a press without data."""
        number = query.pop(SHOWN)
        shown = [
            (message.id, button["callback_data"])
            for message in self._sandbox.world.chats[chat].messages.values()
            for row in (message.reply_markup or {}).get("inline_keyboard", [])
            for button in row
            if "callback_data" in button
        ]
        if shown and isinstance(query.get("message"), dict):
            message_id, query["data"] = shown[number % len(shown)] if isinstance(number, int) else shown[0]
            query["message"] = query["message"] | {"message_id": message_id}
        return query


def _with_chat(value: Any, chat: int) -> Any:  # noqa: ANN401 - any JSON
    if value == CHAT:
        return chat
    if isinstance(value, dict):
        return {name: _with_chat(inner, chat) for name, inner in value.items()}
    return [_with_chat(inner, chat) for inner in value] if isinstance(value, list) else value
