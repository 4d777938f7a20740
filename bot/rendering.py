"""Replies become Telegram messages, here and nowhere else: autoescaped templates, packed buttons, split texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined

from bot.callbacks import pack
from bot.splitting import plain, split
from conversations.events import Attachment, Keyboard, Reply

ENDING = ".html.j2"
LONGEST_CAPTION = 1000
"""UTF-16 units of a text under a file. Telegram allows 1024 after parsing; the rest is a margin."""
LARGEST_ATTACHMENT = 50 * 1024 * 1024
"""Bytes of a file that a bot may send."""

Rows = tuple[tuple[Mapping[str, str], ...], ...]
"""A keyboard as the Bot API has it."""

_BLANK_LINES = re.compile(r"[ \t]*\n([ \t]*\n)+")


class AttachmentError(ValueError):
    """A file cannot be sent: a fault of the dialogue that made it, found when the message is rendered."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Bot API but for its chat: what an outbox row keeps."""

    method: str
    params: Mapping[str, Any]

    def as_plain(self, *, keyboard: bool) -> "Call":
        """The same text without markup, for a message whose markup Telegram refused."""
        kept = {name: value for name, value in self.params.items() if name != "parse_mode"}
        if not keyboard:
            kept.pop("reply_markup", None)
        bare = {name: plain(self.params[name]) for name in ("text", "caption") if name in self.params}
        return Call(self.method, kept | bare)

    def as_document(self) -> "Call":
        """The same picture as a file to open, where Telegram does not take it for a picture."""
        others = {name: value for name, value in self.params.items() if name != PHOTO}
        return Call("sendDocument", {**others, DOCUMENT: self.params[PHOTO]})

    def as_new(self) -> "Call":
        """The same text as a new message, for an edit whose message is gone."""
        return Call("sendMessage", {name: value for name, value in self.params.items() if name != "message_id"})


PHOTO, DOCUMENT = "photo", "document"
"""The parameters of the Bot API that are files."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to send: Telegram HTML within Telegram's limits, and rows of packed buttons.

    `edits` is the message to rewrite instead of sending a new one. `document` is the file that goes with it; only
    then may the text, which is its caption, be blank.
    """

    html: str
    keyboard: Rows = ()
    edits: int | None = None
    document: Attachment | None = None

    @property
    def file_field(self) -> str | None:
        """The parameter that the file is to be."""
        if self.document is None:
            return None
        return PHOTO if self.document.shown else DOCUMENT

    def call(self) -> Call:
        """How the message is said to the Bot API; the file is left to whoever stores its content (`file_field`)."""
        params: dict[str, Any] = {"parse_mode": "HTML"}
        if self.keyboard:
            params["reply_markup"] = {"inline_keyboard": [[dict(button) for button in row] for row in self.keyboard]}
        if self.document:
            return Call("sendPhoto" if self.file_field == PHOTO else "sendDocument", params | {"caption": self.html})
        params |= {"text": self.html, "link_preview_options": {"is_disabled": True}}
        if self.edits is None:
            return Call("sendMessage", params)
        return Call("editMessageText", params | {"message_id": self.edits})


class Renderer:
    """Turns replies into messages with the templates of `bot/templates` (or of `loader`).

    A template that asks for what the reply does not carry raises `jinja2.UndefinedError`; everything a template
    prints is escaped unless it is `Markup`.
    """

    def __init__(
        self,
        loader: BaseLoader | None = None,
        *,
        username: str = "",
        zone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh"),  # noqa: B008 - immutable
    ) -> None:
        """`username` is the bot's own, for links to it; `zone` is the one that days are told in."""
        self.environment = Environment(
            loader=loader or PackageLoader("bot", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals["bot_username"] = username
        self.environment.filters["day"] = lambda moment: _day(moment, zone)

    def html(self, reply: Reply) -> str:
        """The whole text of a reply, unsplit; runs of blank lines are one."""
        text = self.environment.get_template(reply.template + ENDING).render(reply.context)
        return _BLANK_LINES.sub("\n\n", text).strip()

    def messages(self, reply: Reply, pressed: int | None = None) -> list[OutgoingMessage]:
        """The messages of a reply, in order; the keyboard is under the last.

        `pressed` is the message whose button was pressed: a reply that redraws rewrites it with its first part. A
        file is the last message, with the text as its caption where that fits and else with none.
        Raises `AttachmentError`, `bot.callbacks.CallbackError` and `bot.splitting.MarkupError` for faults of
        dialogues and templates.
        """
        html = self.html(reply)
        keyboard = _keyboard(reply.keyboard)
        if reply.attachment is None:
            return _texts(html, keyboard, pressed if reply.redraw else None)
        _check(reply.attachment)
        if len(split(html, LONGEST_CAPTION)) <= 1:
            return [OutgoingMessage(html, keyboard, document=reply.attachment)]
        above = _texts(html, (), pressed if reply.redraw else None)
        return [*above, OutgoingMessage("", keyboard, document=reply.attachment)]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%d/%m/%Y")


def _texts(html: str, keyboard: Rows, edits: int | None) -> list[OutgoingMessage]:
    parts = split(html)
    last = len(parts) - 1
    return [
        OutgoingMessage(
            part,
            keyboard=keyboard if index == last else (),
            edits=edits if index == 0 else None,
        )
        for index, part in enumerate(parts)
    ]


def _check(file: Attachment) -> None:
    if not 0 < len(file.content) <= LARGEST_ATTACHMENT:
        raise AttachmentError(f"{file.name!r} has {len(file.content)} bytes; it may have 1 to {LARGEST_ATTACHMENT}")


def _keyboard(keyboard: Keyboard) -> Rows:
    return tuple(tuple({"text": button.label, "callback_data": pack(button)} for button in row) for row in keyboard)
