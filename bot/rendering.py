"""Replies become Telegram messages, here and nowhere else: autoescaped templates, packed buttons, split texts."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.callbacks import pack
from bot.splitting import split
from conversations.events import Keyboard, Reply

ENDING = ".html.j2"

_BLANK_LINES = re.compile(r"[ \t]*\n([ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button as Telegram takes it: its text and 1-64 bytes of callback data."""

    text: str
    callback_data: str


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to send: Telegram HTML within Telegram's limits, never blank.

    `edits` is the message to rewrite instead of sending a new one.
    """

    html: str
    keyboard: tuple[tuple[InlineButton, ...], ...] = ()
    edits: int | None = None

    def to_json(self) -> dict[str, Any]:
        """What an outbox row keeps; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, payload: Mapping[str, Any]) -> Self:
        """The message that `to_json` wrote."""
        keyboard = tuple(tuple(InlineButton(**button) for button in row) for row in payload["keyboard"])
        return cls(payload["html"], keyboard, payload["edits"])


class Renderer:
    """Turns replies into messages with the templates of `bot/templates`.

    A template that asks for what the reply does not carry raises `jinja2.UndefinedError`; everything a template
    prints is escaped unless it is `Markup`.
    """

    def __init__(self) -> None:
        self.environment = Environment(
            loader=PackageLoader("bot", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

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


def _keyboard(keyboard: Keyboard) -> tuple[tuple[InlineButton, ...], ...]:
    return tuple(tuple(InlineButton(button.label, pack(button)) for button in row) for row in keyboard)
