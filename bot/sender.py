"""From the outbox to Telegram: within its limits, in order within a chat, one message at a time, answers first.

One at a time, so that a killed bot may have doubled one message at most: whatever else it held was not sent yet. A
message that Telegram is slow to take gives up the wire after `PATIENCE` and is waited for beside the others.

Of all processes that share the database one sends (`bot.election`), so its memory alone keeps Telegram's limits. Once
its lease is over a sender makes no further call, whatever it has in hand; what became of the last one it may still
write down.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.backoff import delay
from bot.client import seconds
from bot.crew import IDLE_SECONDS, Crew, insist
from bot.faults import TokenRefusedError
from bot.pacing import Pace
from bot.rendering import DOCUMENT, PHOTO, Call
from bot.wire import Wire
from storage.attachments import Attachments
from storage.clock import Clock
from storage.database import Transaction
from storage.models import Priority
from storage.outbox import Outbox, Outgoing
from storage.profiles import Profiles

IN_HAND = 16
"""Messages taken from the outbox at once, each of another chat: they wait here for their turn."""
FEW_IN_HAND = 4
"""Answers in hand up to which an update is stored and answered at once."""
CROWD_SECONDS = 0.25
"""How long updates wait for others to share their commits with, while there are more answers in hand."""
PATIENCE = 3.0
"""Seconds after which a message that Telegram has not answered lets the next one go.

Long enough that only a call that hangs is ever beside another one: a kill may then double both.
"""

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class AttachmentGoneError(Exception):
    """The file of a message is no longer stored: its user's data was erased."""


class Calls(Protocol):
    """Who calls the Bot API; `bot.client.Client` in the running bot."""

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        """The result of one call; raises `telegram.error.TelegramError`."""


class Permit(Protocol):
    """Who says whether this process is the one that sends; `storage.leases.Lease` in the running bot."""

    @property
    def is_held(self) -> bool:
        """Whether it is now, as far as this process knows."""

    async def confirm(self, transaction: Transaction) -> bool:
        """Whether it is until the end of the transaction."""


class Current(Protocol):
    """Who says what a message means now: `bot.reminders` of reminders, `bot.unhurried` of notices."""

    prefix: str
    """How the keys of such messages begin."""

    async def call(self, message: Outgoing) -> Call | None:
        """What to say; None when it is not true any more, or was queued again for later.

        Raises what the database raises while it is away.
        """


class NoLongerSenderError(RuntimeError):
    """Another process may be sending: this one makes no call."""


class Sender:
    """Empties the outbox.

    What a message means now is asked where somebody knows (`Current`). A 429 is honoured; a user who
    blocked the bot is marked unreachable and the message given up; a refused content goes once more as plain text; an
    edit whose message is gone becomes a new message; anything else is tried again, later and later.
    """

    def __init__(
        self,
        client: Calls,
        outbox: Outbox,
        profiles: Profiles,
        *,
        attachments: Attachments,
        clock: Clock,
        pace: Pace,
        permit: Permit,
        current: Sequence[Current] = (),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._profiles = profiles
        self._attachments = attachments
        self._clock = clock
        self._pace = pace
        self._permit = permit
        self._current = tuple(current)
        self._sleep = sleep
        self._wire = Wire()
        self._crew = Crew(IN_HAND, self._claim, self._deliver, idle)

    def wake(self) -> None:
        """Something was added to the outbox."""
        self._crew.wake()

    async def less_crowded(self) -> None:
        """Until only a few answers wait here, but not for long: those to more updates would only wait, too.

        Reminders do not count: an answer goes before them.
        """
        await self._crew.thin_out(FEW_IN_HAND, CROWD_SECONDS, _is_waited_for)

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until `stop` is set, then finishes what is in hand. Raises `TokenRefusedError`."""
        again = await self._outbox.recover(self._permit.confirm)
        if again:
            log.info("%d messages go again after a restart", again, extra={"action": "send"})
        await self._attachments.sweep()
        await self._crew.run(stop)

    async def _claim(self, room: int) -> Sequence[Outgoing]:
        return await self._outbox.claim(room, self._permit.confirm)

    async def _deliver(self, message: Outgoing) -> None:
        await self._turn(message.chat_id)
        async with self._wire.taken(message.priority):
            await self._turn(message.chat_id)
            sending = asyncio.create_task(self._send(message))
            await asyncio.wait({sending}, timeout=PATIENCE)
        await sending

    async def _turn(self, chat_id: int) -> None:
        while (wait := self._pace.wait(chat_id)) > 0:
            await self._sleep(wait)

    async def _send(self, message: Outgoing) -> None:
        """One attempt, and what came of it in the outbox."""
        call = await self._call(message)
        if call is None:
            log.info("Not to be said now", extra={"action": "drop", "key": message.key})
            await insist(lambda: self._outbox.drop(message), "drop")
            self.wake()
            return
        try:
            params = await self._with_file(message, call)
            message_id = await self._attempt(message, Call(call.method, params))
        except RetryAfter as error:
            self._pace.refused(message.chat_id, seconds(error))
            await self._again(message, seconds(error), error)
        except Forbidden as error:
            await insist(lambda: self._profiles.mark_unreachable(message.chat_id), "mark_unreachable")
            await self._give_up(message, error)
        except (BadRequest, AttachmentGoneError) as error:
            await self._give_up(message, error)
        except InvalidToken as error:
            raise TokenRefusedError from error
        except NoLongerSenderError:
            log.warning("Left to the next sender", extra={"action": "send", "key": message.key})
        except (NetworkError, TelegramError) as error:
            await self._again(message, delay(message.attempts), error)
        else:
            if await self._settle(message, "sent", lambda: self._outbox.sent(message.id, message_id)):
                self.wake()

    async def _call(self, message: Outgoing) -> Call | None:
        """What the message says: as it was queued, or as things are now."""
        found = next((one for one in self._current if message.key.startswith(one.prefix)), None)
        if found is None:
            return Call(message.method, message.params)
        return await insist(lambda: found.call(message), "compose")

    async def _with_file(self, message: Outgoing, call: Call) -> Mapping[str, Any]:
        """The parameters of a call, with the content of the file that goes with it."""
        field = _file_field(call.params)
        if field is None:
            return call.params
        file = await insist(lambda: self._attachments.get(message.key), "attachment")
        if file is None:
            raise AttachmentGoneError("the file is no longer stored")
        return {**call.params, field: InputFile(file.content, file.name)}

    async def _attempt(self, message: Outgoing, call: Call) -> int | None:
        """Calls, and calls again in another form where Telegram refuses this one for good. The message's id."""
        if not self._permit.is_held:
            raise NoLongerSenderError
        self._pace.sent(message.chat_id)
        try:
            result = await self._client.call(call.method, _addressed(call, message.chat_id))
        except BadRequest as error:
            if "message is not modified" in error.message.lower():
                return None
            other = _other_form(call, error)
            if other is None:
                raise
            log.warning("Sent in another form: %s", error, extra={"action": "send", "key": message.key})
            return await self._attempt(message, other)
        return int(result["message_id"]) if isinstance(result, dict) and "message_id" in result else None

    async def _again(self, message: Outgoing, wait: float, error: TelegramError) -> None:
        log.warning("Sending failed, again in %.1f s: %s", wait, error, extra={"action": "send", "key": message.key})
        at = self._clock.now() + timedelta(seconds=wait)
        await insist(lambda: self._outbox.retry(message, at, str(error)), "retry")
        self.wake()

    async def _give_up(self, message: Outgoing, error: TelegramError | AttachmentGoneError) -> None:
        log.warning("Given up: %s", error, extra={"action": "send", "key": message.key})
        await self._settle(message, "fail", lambda: self._outbox.fail(message, str(error)))
        self.wake()

    async def _settle(
        self, message: Outgoing, what: str, settle: Callable[[], Coroutine[None, None, Result]]
    ) -> Result:
        """Writes down what became of the message for good; its file is needed no more."""
        result = await insist(settle, what)
        if _file_field(message.params):
            await insist(lambda: self._attachments.drop(message.key), "drop")
        return result


EDIT_REFUSED = ("message to edit not found", "message can't be edited", "message_id_invalid")
"""What Telegram says of an edit whose message is gone or too old."""
NO_PICTURE = ("image_process_failed", "photo_invalid_dimensions", "file is too big")
"""What Telegram says of a file that it does not take for a picture."""
HOPELESS = ("chat not found", "user is deactivated", "peer_id_invalid")
"""What no other form of the message mends."""


SCOPE = "scope"
"""Where calls about a menu name their chat."""


def _is_waited_for(message: Outgoing) -> bool:
    """Whether somebody waits for a message."""
    return message.priority is Priority.INTERACTIVE


def _addressed(call: Call, chat_id: int) -> Mapping[str, Any]:
    """The parameters of a call with the chat that it goes to."""
    return call.params if SCOPE in call.params else {"chat_id": chat_id, **call.params}


def _file_field(params: Mapping[str, Any]) -> str | None:
    return next((field for field in (DOCUMENT, PHOTO) if field in params), None)


def _other_form(call: Call, error: BadRequest) -> Call | None:
    """What to send instead of a call that Telegram refused, None when nothing will help."""
    said = error.message.lower()
    if any(words in said for words in EDIT_REFUSED):
        return call.as_new() if call.method == "editMessageText" else None
    if PHOTO in call.params and any(words in said for words in NO_PICTURE):
        return call.as_document()
    if "parse_mode" not in call.params or any(words in said for words in HOPELESS):
        return None
    return call.as_plain(keyboard="parse entities" in said)
