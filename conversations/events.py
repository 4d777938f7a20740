"""What goes into a dialogue and what comes out: the contract between the dialogues and whoever speaks to the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Address(StrEnum):
    """How the bot addresses the user (xưng hô)."""

    COMRADE = "dong-chi"
    SIBLING = "anh-chi"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the bot keeps about a user.

    `jurisdiction` is a jurisdiction id of the catalogue (such as `quang-ngai`), "other" when the user works
    elsewhere, or None when the user has not chosen yet. `greeted` is true once the first-contact message was shown.
    """

    jurisdiction: str | None = None
    address: Address = Address.COMRADE
    greeted: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """The user wrote a message that is not a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """The user sent `/name argument`."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """The user pressed a button that carried `action` and `args`."""

    action: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The user sent something that the bot does not read; `kind` is voice, photo, sticker and the like."""

    kind: str


Event = Text | Command | Press | Unsupported


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. The transport packs `action` and `args` into at most 64 bytes."""

    label: str
    action: str
    args: tuple[str, ...] = ()


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the user: a template of the catalogue and what fills it.

    `redraw` asks the transport to replace the message whose button was pressed instead of sending a new one.
    """

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    keyboard: Keyboard = ()
    redraw: bool = False


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer that was given, kept so that its buttons work later (after restarts, on any replica)."""

    id: str
    question: str
    status: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The user judged an answer: helpful (hữu ích) or not right (chưa đúng)."""

    answer_id: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What handling one event changes. Everything in it is stored in one transaction."""

    replies: tuple[Reply, ...] = ()
    profile: Profile | None = None
    answers: tuple[AnswerRecord, ...] = ()
    feedback: tuple[Feedback, ...] = ()
