"""The rules of inline keyboards."""

from typing import Any

from bot.sandbox.errors import ApiError, bad_request

BUTTONS = 100
BUTTONS_A_ROW = 8
CALLBACK_DATA_BYTES = 64

_ACTIONS = ("url", "callback_data", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")
_LINKS = ("http://", "https://", "tg://")


def check_markup(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The markup of a message, or None for none; raises Telegram's 400 on a keyboard it would refuse."""
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise _unparsable("Button text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsable("Exactly one of the button actions must be used")
    if actions == ["callback_data"] and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not button["url"].lower().startswith(_LINKS):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _unparsable(what: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {what}")
