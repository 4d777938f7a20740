"""What goes into a dialogue and what comes out: the contract between the dialogues and whoever speaks to the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conversations.drafts import Draft, StoredFile, Version
from conversations.membership import AccessChanges, Audited, Role
from storage.cases import Case, Plan
from storage.deadlines import Reminder
from storage.fellows import Offer
from storage.history import Happening
from storage.parting import Parting
from storage.quiet_hours import Preferences
from storage.working_days import Calendar


class Address(StrEnum):
    """How the bot addresses the user (xưng hô)."""

    COMRADE = "dong-chi"
    SIBLING = "anh-chi"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the bot keeps about a user.

    `jurisdiction` is a jurisdiction id of the catalogue (such as `quang-ngai`), "other" when the user works
    elsewhere, or None when the user has not chosen yet. `greeted` is true once the first-contact message was shown.
    `role` and `office` (an id) come from invitations and are never stored from here. `agreed` is true once the user
    agreed to the present notice about what is kept.
    """

    jurisdiction: str | None = None
    address: Address = Address.COMRADE
    greeted: bool = False
    role: Role = Role.STRANGER
    office: str | None = None
    agreed: bool = False


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


@dataclass(frozen=True, slots=True)
class File:
    """The user sent a file (a document or a photo). Its content is with the channel, under `file_id`.

    `size` is in bytes as the channel states it, 0 when it does not.
    """

    file_id: str
    name: str
    mime: str
    size: int
    caption: str = ""


Event = Text | Command | Press | File | Unsupported


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. The transport packs `action` and `args` into at most 64 bytes."""

    label: str
    action: str
    args: tuple[str, ...] = ()


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes out with a reply, whose text is then its caption (at most 1,024 characters).

    `shown` is a picture to be looked at in the chat, where its bytes and its name do not matter.
    """

    name: str
    mime: str
    content: bytes
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the user: a template of the catalogue and what fills it.

    `redraw` asks the transport to replace the message whose button was pressed instead of sending a new one.
    """

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    keyboard: Keyboard = ()
    redraw: bool = False
    attachment: Attachment | None = None


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
class DraftChanges:
    """What an event changes of the user's drafts.

    `saved` are stored as they are now, `deleted` are removed with their versions and files, `handed_on` are removed
    while their files stay for what was made of them, `frozen` are new versions (or ones whose day of submission was
    told), `files` are kept. `active` is the id of the draft that the chat is in the middle of from now on, "" for none,
    None for no change.
    """

    saved: tuple[Draft, ...] = ()
    deleted: tuple[str, ...] = ()
    handed_on: tuple[str, ...] = ()
    frozen: tuple[Version, ...] = ()
    files: tuple[StoredFile, ...] = ()
    active: str | None = None


@dataclass(frozen=True, slots=True)
class MadeCase:
    """A case that the user makes; `code` was free when it was asked for.

    The user is its person unless it is not their `own`: then it is the `office`'s, and nobody proposes it in the bot.
    """

    code: str
    title: str
    jurisdiction: str
    issue: str
    plan: Plan | None = None
    office: str | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A happening that the user records in a case, `case` being the case as it was read.

    The id of a case that the same outcome makes is 0.

    `notice` is what everybody else concerned is told, addressed to each when it is sent; a `decision` may be told later
    in the evening than other events. With `office` the case comes to that office first. The deadlines that the user and
    the others are told of were counted by `calendar`: where it has changed, the event is handled again.
    """

    case: Case
    happening: Happening
    notice: Reply
    calendar: Calendar
    decision: bool = False
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The version of a plan that a case of the user's is about from now on."""

    case_id: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Muted:
    """Whether the user is reminded of a case of theirs from now on."""

    case_id: int
    muted: bool


@dataclass(frozen=True, slots=True)
class NewFellowInvitation:
    """An invitation of one person to a case. `code` is what they are given; only its digest is stored.

    With `office` a clerk of it makes the invitation, which they may while nobody proposes the case in the bot.
    """

    case_id: int
    id: str
    code: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The user becomes one of the people of the case that was offered; `notice` is what everybody else is told."""

    offer: Offer
    notice: Reply


@dataclass(frozen=True, slots=True)
class Left:
    """The user is not one of the people of a case any more; `notice` is what everybody else is told."""

    case_id: int
    notice: Reply


@dataclass(frozen=True, slots=True)
class Parted:
    """A case that stays with others when the user's data is erased; `notice` is what these are told of it."""

    parting: Parting
    notice: Reply


@dataclass(frozen=True, slots=True)
class FellowChanges:
    """What an event changes of the people of a case, one thing at a time.

    `most` are how many open invitations a case may have with `invited`, and how many people with `joined`. `revoked` is
    the id of a case whose open invitations end, `offered` that of an invitation whose code the user came with.
    """

    invited: NewFellowInvitation | None = None
    revoked: int | None = None
    offered: str | None = None
    joined: Joined | None = None
    left: Left | None = None
    most: int = 0


@dataclass(frozen=True, slots=True)
class CaseChanges:
    """What an event changes of cases. What is recorded in a case that is made by it has a case with the id 0.

    The user is told of the deadlines of `reminded_later` again on the next day that suits them. `parted` are the cases
    that stay with others when the same outcome erases the user's data, all of them, in the order of their ids.
    """

    made: tuple[MadeCase, ...] = ()
    planned: tuple[Planned, ...] = ()
    recorded: tuple[CaseEvent, ...] = ()
    parted: tuple[Parted, ...] = ()
    muted: tuple[Muted, ...] = ()
    fellows: FellowChanges | None = None
    reminded_later: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What handling one event changes. Everything in it is stored in one transaction.

    `in_sight` is whether the user looks at the form that the chat is in the middle of from now on, None for no change.
    """

    replies: tuple[Reply, ...] = ()
    profile: Profile | None = None
    preferences: Preferences | None = None
    answers: tuple[AnswerRecord, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    drafts: DraftChanges | None = None
    cases: CaseChanges | None = None
    access: AccessChanges | None = None
    audit: tuple[Audited, ...] = ()
    in_sight: bool | None = None
