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
from conversations.events import Keyboard, Reply

ENDING = ".html.j2"

_BLANK_LINES = re.compile(r"[ \t]*\n([ \t]*\n)+")


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
        return Call(self.method, kept | {"text": plain(self.params["text"])})

    def as_new(self) -> "Call":
        """The same text as a new message, for an edit whose message is gone."""
        return Call("sendMessage", {name: value for name, value in self.params.items() if name != "message_id"})


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to send: Telegram HTML within Telegram's limits, never blank, and rows of packed buttons.

    `edits` is the message to rewrite instead of sending a new one.
    """

    html: str
    keyboard: tuple[tuple[Mapping[str, str], ...], ...] = ()
    edits: int | None = None

    def call(self) -> Call:
        """How the message is said to the Bot API."""
        params: dict[str, Any] = {
            "text": self.html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if self.keyboard:
            params["reply_markup"] = {"inline_keyboard": [[dict(button) for button in row] for row in self.keyboard]}
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

        `pressed` is the message whose button was pressed: a reply that redraws rewrites it with its first part.
        Raises `bot.callbacks.CallbackError` and `bot.splitting.MarkupError` for faults of dialogues and templates.
        """
        parts = split(self.html(reply))
        last = len(parts) - 1
        return [
            OutgoingMessage(
                part,
                keyboard=_keyboard(reply.keyboard) if index == last else (),
                edits=pressed if reply.redraw and index == 0 else None,
            )
            for index, part in enumerate(parts)
        ]


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%d/%m/%Y")


def _keyboard(keyboard: Keyboard) -> tuple[tuple[Mapping[str, str], ...], ...]:
    return tuple(tuple({"text": button.label, "callback_data": pack(button)} for button in row) for row in keyboard)
