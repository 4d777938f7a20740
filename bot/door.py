"""The door: what must not come in is taken out of an update before it is stored or logged.

- A message that bears the marking of an official secret, in whatever part of it, is reduced to what is needed to tell
  its sender so: nothing that it said is kept.
- The code of an invitation (`/start CODE`) becomes its digest, as codes are kept nowhere.
- Of a pressed button's message only what the bot reads comes in: its text is the bot's own and may show a code.

An update goes through `admit` exactly once, on its way from Telegram to the inbox.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.secrecy import Marking, marking, marking_of_name
from storage.invitations import digest_of

MARKED = "damlam_marking"
"""The field that stands in a message for what it said. Telegram names no field so."""

_NAMES = frozenset({"file_name"})
_PEOPLE = frozenset(
    {
        *("from", "chat", "sender_chat", "sender_user", "sender_user_name", "sender_business_bot", "via_bot"),
        *("contact", "user", "users_shared", "chat_shared", "new_chat_members", "left_chat_member", "author_signature"),
    }
)
"""Parts that name people and chats: Mật is also a name."""
_IDENTITY = ("message_id", "date")
_CODE = re.compile(r"(?P<command>/start(?:@\w+)?)\s+(?P<code>\S.*)", re.DOTALL | re.ASCII | re.IGNORECASE)


def admit(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The update as it may be stored. Never raises, whatever the update looks like."""
    return {kind: _admitted(kind, part) if isinstance(part, dict) else part for kind, part in raw.items()}


def _admitted(kind: str, part: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "callback_query":
        message = part.get("message")
        return {**part, "message": _reduced(message)} if isinstance(message, dict) else dict(part)
    found = _marking(part)
    if found is not None:
        return {**_reduced(part), MARKED: found.value}
    return _without_code(part)


def _reduced(message: Mapping[str, Any]) -> dict[str, Any]:
    """Which message it is and in which chat; nothing of what it says, nor of who wrote it."""
    kept = {name: message[name] for name in _IDENTITY if name in message}
    chat = message.get("chat")
    if isinstance(chat, dict):
        kept["chat"] = {name: chat[name] for name in ("id", "type") if name in chat}
    return kept


def _without_code(message: Mapping[str, Any]) -> dict[str, Any]:
    text = message.get("text")
    found = _CODE.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return dict(message)
    return {**message, "text": f"{found['command']} {digest_of(found['code'].strip())}"}


def _marking(part: Mapping[str, Any]) -> Marking | None:
    """The marking of any text in the part, however deep: captions, file names, quotes, what is replied to."""
    for name, text in _texts(part):
        found = marking_of_name(text) if name in _NAMES else marking(text)
        if found is not None:
            return found
    return None


def _texts(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [("", part)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, Mapping):
            waiting += [(key, inner) for key, inner in value.items() if key not in _PEOPLE]
        elif isinstance(value, list):
            waiting += [(name, inner) for inner in value]
