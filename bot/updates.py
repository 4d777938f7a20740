"""An update of the Bot API becomes an event of the dialogues: all that the bot reads of Telegram's JSON is named here.

Edited messages are not read: the question was answered when it was first sent, and inside a form an edit of an old
answer would be taken for the answer to the present step. The bot does not ask Telegram for them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.callbacks import unpack
from conversations.events import Command, Event, Text, Unsupported

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""The kinds the bot asks Telegram for."""

MAX_TEXT = 2000
"""Characters the bot reads of one message; a longer one gets a reply that says so."""

TOO_LONG = "too-long"
GROUP = "group"

KINDS = (
    *("voice", "audio", "video_note", "video", "animation", "sticker", "photo", "document", "paid_media", "story"),
    *("contact", "venue", "location", "poll", "dice", "game", "checklist", "invoice", "giveaway"),
)
"""The contents of a message that the bot does not read; the first that is there names it (an animation is also a
document, a venue also a location)."""

_COMMAND = re.compile(r"/(?P<name>\w{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL | re.ASCII)
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_GONE = {"kicked", "left"}


_Id = Annotated[int, Field(ge=-(2**53), le=2**53)]
"""Bot API: identifiers have at most 52 significant bits."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class _Chat(_Part):
    id: _Id
    type: str = "private"


class _Message(_Part):
    message_id: _Id
    chat: _Chat
    date: int = 0
    text: str | None = None


class _CallbackQuery(_Part):
    id: str
    message: _Message | None = None
    data: str | None = None


class _Member(_Part):
    status: str


class _MyChatMember(_Part):
    chat: _Chat
    new_chat_member: _Member


class _Update(_Part):
    update_id: _Id
    message: _Message | None = None
    callback_query: _CallbackQuery | None = None
    my_chat_member: _MyChatMember | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What one update means to the bot.

    `event` is None when nothing is to be answered. `sent_at` is when the user wrote the message, where Telegram says
    so. `callback_id` is the press to acknowledge and `pressed` the message whose button it was. `reachable` is set
    when the user has blocked (False) or unblocked (True) the bot.
    """

    chat_id: int
    event: Event | None = None
    sent_at: datetime | None = None
    callback_id: str | None = None
    pressed: int | None = None
    reachable: bool | None = None


def chat_of(raw: Mapping[str, Any]) -> int | None:
    """The chat an update belongs to, which orders its handling; None when it has none that the bot reads."""
    incoming = read(raw)
    return incoming.chat_id if incoming else None


def read(raw: Mapping[str, Any], username: str | None = None) -> Incoming | None:
    """What an update means, or None when it is of no kind that the bot reads or not of the Bot API's shape.

    `username` is the bot's own: a command addressed to another bot is no event.
    """
    try:
        update = _Update.model_validate(raw)
    except ValidationError:
        return None
    if update.message:
        return _message(update.message, username)
    if update.callback_query:
        return _press(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    return None


def _message(message: _Message, username: str | None) -> Incoming:
    sent_at = datetime.fromtimestamp(message.date, UTC) if 0 < message.date < 2**32 else None
    return Incoming(message.chat.id, _event(message, username), sent_at)


def _event(message: _Message, username: str | None) -> Event | None:
    text = None if message.text is None else _readable(message.text)
    command = _COMMAND.fullmatch(text) if text else None
    if command and command["bot"] and username and command["bot"].lower() != username.lower():
        return None
    if message.chat.type != "private":
        return Unsupported(GROUP) if command else None
    if text is None:
        kind = next((kind for kind in KINDS if kind in (message.model_extra or {})), None)
        return Unsupported(kind) if kind else None
    if len(text) > MAX_TEXT:
        return Unsupported(TOO_LONG)
    if command:
        return Command(command["name"].lower(), (command["argument"] or "").strip())
    return Text(text)


def _press(query: _CallbackQuery) -> Incoming | None:
    """A press without its message (an inline message of another chat) has nowhere to be answered."""
    message = query.message
    if message is None:
        return None
    event = unpack(query.data) if message.chat.type == "private" else None
    return Incoming(message.chat.id, event, callback_id=query.id, pressed=message.message_id)


def _membership(change: _MyChatMember) -> Incoming:
    return Incoming(change.chat.id, reachable=change.new_chat_member.status not in _GONE)


def _readable(text: str) -> str:
    """The text in NFC, with what no database or HTTP body can carry (NUL, lone surrogates) shown as U+FFFD."""
    return unicodedata.normalize("NFC", _UNREADABLE.sub("�", text))
