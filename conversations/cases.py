"""What the dialogues ask about cases: those that the user may see, and nobody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversations.access import Relation
from conversations.drafts import StoredFile
from storage.cases import Case
from storage.fellows import Fellow, Offer
from storage.lifecycle import Who
from storage.listing import Section, Sought
from storage.parting import Parting
from storage.quiet_hours import Preferences
from storage.working_days import Calendar


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case as a user sees it: one of their own, or one of the office whose clerk they are.

    `muted` says that the user is not reminded of it, `unattended` that its office has no clerk (any more). `chat` is
    the user's own, by which what they recorded is told from what others did; 0 where that is not known.
    """

    case: Case
    whose: Relation
    muted: bool = False
    unattended: bool = False
    chat: int = 0

    @property
    def side(self) -> Who:
        """Whose side the user is on: whoever proposes is no clerk of their own case."""
        return Who.PROPOSER if self.whose is Relation.OWN else Who.OFFICE

    @property
    def is_followed(self) -> bool:
        """Whether an office takes part in it, whose clerks record what the office does."""
        return self.case.office is not None and not self.unattended

    @property
    def without_proposer(self) -> bool:
        """Whether it is an office's, and nobody proposes it in the bot: it was handed in on paper, or they are gone."""
        return self.side is Who.OFFICE and not self.case.people

    @property
    def invites(self) -> bool:
        """Whether the user may invite: who proposes it a fellow, a clerk of its office who proposes it."""
        return self.side is Who.PROPOSER or self.without_proposer


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Some of `count` cases: the page of this number, the last one where there are not so many."""

    cases: tuple[SeenCase, ...]
    count: int
    page: int = 0


class CaseRecords(Protocol):
    """The cases of one user. A case that is not theirs to see is answered like one that does not exist."""

    async def case(self, code: str) -> SeenCase | None:
        """A case by its code, typed any way."""

    async def own(self, page: int, size: int) -> SeenPage:
        """A page of the user's own cases, the one changed last first."""

    async def own_fitting(self, sought: Sought, size: int) -> SeenPage:
        """The first of them that fit."""

    async def about(self, draft_id: str) -> SeenCase | None:
        """The user's own open case that is about a plan."""

    async def sections(self) -> Mapping[Section, int]:
        """How many open cases of the office whose clerk the user is stand in each section, where there are any."""

    async def board(self, section: Section, page: int, size: int) -> SeenPage:
        """A page of a section, oldest first."""

    async def board_fitting(self, sought: Sought, size: int, *, ended: bool = False) -> SeenPage:
        """The first of all open cases of that office that fit; after them, where asked for, those that have ended."""

    async def cases_since(self, begin: datetime) -> tuple[SeenCase, ...]:
        """The cases of that office that were open at a moment or have come since."""

    async def case_files(self, code: str, number: int) -> tuple[StoredFile, ...]:
        """The files that came with a happening of a case, those of them that are still kept."""

    async def fellows(self, code: str) -> tuple[Fellow, ...]:
        """Who proposes a case of the user's together, the first one first."""

    async def waiting_invitations(self, code: str) -> int:
        """How many invitations to a case can be used now, where the user may invite to it."""

    async def offer(self, digest: str) -> Offer | None:
        """The case that the code with this digest offers to the user, usable or not."""

    async def offered(self, id: str) -> Offer | None:
        """An offer that was made to the user last of all; None for anybody else's."""

    async def partings(self) -> tuple[Parting, ...]:
        """What would become of the user's cases if their data were erased, oldest first; whatever their role is now."""

    async def free_code(self) -> str:
        """A code for a new case."""

    async def preferences(self) -> Preferences:
        """When the user wishes to be reminded."""

    async def calendar(self, *years: int) -> Calendar:
        """The days off, for as far as any clock of a case reaches, and for these years of `storage.calendar`."""
