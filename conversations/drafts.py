"""What dialogues keep between messages beside the profile: forms being filled in, their frozen versions, files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

FORM_RECORDED = "form-recorded"
"""In the audit: a form was recorded in a case [draft id, code]."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that a user is filling in (bản nháp); a user may have several of one kind, each with a name.

    `id` is short and cannot be guessed. `form` is the form's key, `state` the JSON of its `FormState`. `revision` is
    that of the state; storing a draft whose stored revision is not lower raises, so that two devices cannot overwrite
    one another.
    """

    id: str
    form: str
    title: str
    state: Mapping[str, Any]
    revision: int
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen copy of a draft's answers, made when its documents were handed over (bản chính thức).

    `number` counts from 1 within the draft. `digest` is the SHA-256 of the answers as canonical JSON, in hexadecimal.
    `submitted_on` is the day (ISO) that the user says it was submitted (ngày nộp), never the day of receipt.
    """

    draft_id: str
    number: int
    digest: str
    title: str
    answers: Mapping[str, Any]
    created_at: datetime | None = None
    submitted_on: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is kept for a user. `digest` is its SHA-256 in hexadecimal.

    `legible` is false when its words, or some of them, could not be read (a picture, a scan), so that nobody could
    look for markings of secrecy there; the user is to be told.
    """

    id: str
    name: str
    mime: str
    digest: str
    content: bytes
    legible: bool = True


class DraftRecords(Protocol):
    """What is kept of one user; nobody else's can be reached through it."""

    async def draft(self, draft_id: str) -> Draft | None:
        """A draft, or None when it is gone or is another user's."""

    async def drafts(self) -> tuple[Draft, ...]:
        """All drafts, the one changed last first."""

    async def active(self) -> Draft | None:
        """The draft that the chat is in the middle of: what the user types answers its question."""

    async def aside(self) -> bool:
        """Whether the chat is in the middle of a draft and looks at something else."""

    async def recorded(self, draft_id: str) -> str | None:
        """The code of the case that a form was recorded in; None for one that was not, or is another user's."""

    async def versions(self, draft_id: str) -> tuple[Version, ...]:
        """The frozen versions of a draft, oldest first; empty for another user's draft."""

    async def file(self, file_id: str) -> StoredFile | None:
        """A stored file, or None when it is gone or is another user's."""
