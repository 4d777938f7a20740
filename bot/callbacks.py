"""What a button carries: an action and its arguments in the 64 bytes that Telegram allows."""

import re

from conversations.events import Button, Press

MAX_BYTES = 64
"""Bot API, InlineKeyboardButton.callback_data: 1-64 bytes."""

STALE = Press("stale")
"""What a button becomes that the bot cannot have made, or made in another age."""

_SEPARATOR = "|"
_ACTION = re.compile(r"[a-z][a-z0-9-]*")


class CallbackError(ValueError):
    """A button cannot be packed: a fault of the dialogue that made it, found when the message is rendered."""


def pack(button: Button) -> str:
    """The callback data of a button. Raises `CallbackError` when it does not fit or could not be read back."""
    if not _ACTION.fullmatch(button.action):
        raise CallbackError(f"Button action {button.action!r} must match {_ACTION.pattern}")
    data = _SEPARATOR.join((button.action, *button.args))
    size = len(data.encode())
    if size > MAX_BYTES:
        raise CallbackError(f"Button {data!r} takes {size} bytes of at most {MAX_BYTES}: carry a shorter id")
    if unpack(data) != Press(button.action, button.args):
        raise CallbackError(f"Button arguments {button.args!r} hold {_SEPARATOR!r} or control characters")
    return data


def unpack(data: str | None) -> Press:
    """The press of a button that carried `data`; `STALE` for anything `pack` does not make."""
    if not data or not data.isprintable() or len(data) > MAX_BYTES:
        return STALE
    action, *args = data.split(_SEPARATOR)
    if not _ACTION.fullmatch(action):
        return STALE
    return Press(action, tuple(args))
