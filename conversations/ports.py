"""What the dialogues ask of others: an answer to a question, what was kept of this chat, the content of a file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from conversations.cases import CaseRecords
from conversations.drafts import DraftRecords, StoredFile
from conversations.events import AnswerRecord, Event, File, Keyboard, Outcome, Press, Profile
from conversations.membership import AccessRecords
from knowledge.answer import Answer


class Answering(Protocol):
    """Who answers questions from the documents; `knowledge.answering.Answerer` in the running bot."""

    async def answer(self, question: str, jurisdiction: str | None) -> Answer:
        """The answer to a question of a user who works in the jurisdiction (None: not chosen, or elsewhere)."""


class MessageRecords(Protocol):
    """What came from the user, as long as the queue of updates keeps it anyway. Nothing is kept for this."""

    @property
    def here(self) -> str:
        """Names the message that is being handled; "" where it has no name."""

    async def message(self, name: str) -> Event | None:
        """What an earlier message of the chat said; None for a press, and when it is gone or another chat's."""

    async def pressed_before(self) -> bool:
        """Whether the press that is being handled came from the same button of the same message just before."""


class Records(AccessRecords, CaseRecords, DraftRecords, MessageRecords, Protocol):
    """What is kept of one user: the answers given in the chat, the user's drafts and cases, what belongs to access."""

    async def get(self, answer_id: str) -> AnswerRecord | None:
        """The record of an answer, or None when it is gone or was given in another chat."""


LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of a file that is taken from a user."""
FILE_KINDS = "PDF, DOCX, XLSX, PPTX, JPG, PNG, TXT"
"""The kinds of file that are taken, as users know them."""


class Refusal(StrEnum):
    """Why a file is not taken. Nothing of a refused file is kept."""

    TOO_LARGE = "too_large"
    """Over `LARGEST_FILE`."""
    WRONG_KIND = "wrong_kind"
    """Its content is of none of `FILE_KINDS`, whatever its name says."""
    UNREADABLE = "unreadable"
    """Empty, damaged, locked with a password, blown up on purpose, or no longer with the channel."""
    SECRET = "secret"  # noqa: S105 - no password
    """Its words bear a marking of state secrecy."""


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """A file that is not taken."""

    reason: Refusal


class Files(Protocol):
    """Who brings the content of files that users send."""

    async def fetch(self, file: File) -> StoredFile | FileRefusal:
        """The file, of a kind that its content confirms and free of markings of secrecy, or why it is not taken."""


OnCommand = Callable[[str, Profile, Records], Awaitable[Outcome]]
"""Handles a command: its argument, the user's profile and records."""

OnPress = Callable[[Press, Profile, Records], Awaitable[Outcome]]
"""Handles a press of a button; arguments that no button carries now are answered as stale, never raised."""


class Offering(Protocol):
    """Who may offer a way on from an answer."""

    def offers(self, question: str, answer_id: str, profile: Profile) -> Keyboard:
        """Buttons above those of the answer; none where there is nothing to offer."""


@runtime_checkable
class Reading(Protocol):
    """Who understands some texts that are typed without a command."""

    def reads(self, text: str) -> bool:
        """Whether it is one of them, beyond doubt."""

    async def read(self, text: str, profile: Profile, records: Records) -> Outcome:
        """What such a text comes to."""


@runtime_checkable
class Waiting(Protocol):
    """Who waits for something that only some users have been asked for, and may be typed without a command."""

    async def awaited(self, text: str, profile: Profile, records: Records) -> Outcome | None:
        """What a text comes to that is no answer to a form; None when nothing like it is waited for."""


class Dialogue(Protocol):
    """Handles commands and buttons of its own."""

    @property
    def commands(self) -> Mapping[str, OnCommand]:
        """By name."""

    @property
    def presses(self) -> Mapping[str, OnPress]:
        """By action."""
