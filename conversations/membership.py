"""Roles and invitations in the dialogues' terms, and what an event changes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a user is to the bot, the least first."""

    STRANGER = "stranger"
    """Came without an invitation."""
    OFFICIAL = "official"
    """An official (cán bộ): plans, cases and files of their own."""
    CLERK = "clerk"
    """A clerk of an office (cán bộ tiếp nhận), who also sees what concerns the office."""
    ADMINISTRATOR = "administrator"
    """Invites and revokes (quản trị). Sees nobody's plans and cases for that."""

    @property
    def rank(self) -> int:
        """Higher for a role that an invitation to a lower one must not take away."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Office:
    """An office whose clerks may be invited. `staffed` says that it has one, who sees what is with it."""

    id: str
    name: str
    jurisdiction: str | None = None
    staffed: bool = True


@dataclass(frozen=True, slots=True)
class Leaving:
    """The office whose last clerk the user is, and how many open cases nobody would see without them.

    Without an office, the user is the last administrator.
    """

    office: str = ""
    open_cases: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that can be used now. Its code is nowhere in it."""

    id: str
    role: Role
    office: str | None
    jurisdiction: str | None
    uses: int
    max_uses: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation to store. `code` is what the invited are given; only its digest is stored."""

    id: str
    code: str
    role: Role
    office: str | None
    max_uses: int
    days: int


@dataclass(frozen=True, slots=True)
class Audited:
    """A line for the audit: names and ids of ours, never a user's words. The actor is the chat."""

    action: str
    target: str = ""
    outcome: str = "done"


@dataclass(frozen=True, slots=True)
class AccessChanges:
    """What an event changes of roles, invitations and what is held about the user.

    `invited` are stored, `revoked` end, `redeemed` is the id of the invitation that the user takes up. `erasing` is the
    token of a request for erasure that may be confirmed; `erased` erases everything about the user, after all else.
    """

    invited: tuple[NewInvitation, ...] = ()
    revoked: tuple[str, ...] = ()
    redeemed: str | None = None
    erasing: str | None = None
    erased: bool = False


class AccessRecords(Protocol):
    """What the dialogues of access ask about one user; nobody else's data can be reached through it."""

    async def invitation(self, digest: str) -> Invitation | None:
        """The invitation whose code has this digest, if it can be used now."""

    async def invitations(self) -> tuple[Invitation, ...]:
        """All that can be used now, for those who may see them."""

    async def offices(self) -> tuple[Office, ...]:
        """The offices to invite clerks for."""

    async def leaving(self) -> Leaving | None:
        """What would be lost with the user; None for who is neither the last clerk nor the last administrator."""

    async def held(self) -> Mapping[str, object]:
        """All that is held about the user, as JSON can say it."""

    async def erasing(self, token: str) -> bool:
        """Whether the token is that of the user's latest request for erasure, in time."""

    async def lately(self, action: str) -> int:
        """How often the user did something in the last 24 hours, by the audit."""
