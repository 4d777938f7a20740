"""What is kept of one chat, as the dialogues ask for it (`conversations.ports.Records`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.stores import Stores
from bot.updates import read
from conversations.access import Relation, relation, sees
from conversations.case.filing import attached
from conversations.cases import SeenCase, SeenPage
from conversations.drafts import FORM_RECORDED, Draft, StoredFile, Version
from conversations.events import (
    AnswerRecord,
    Event,
    Profile,
)
from conversations.membership import Invitation, Leaving, Office, Role
from storage.cases import Case, Viewer
from storage.drafts import StoredDraft
from storage.fellows import Fellow, Offer
from storage.files import KeptFile
from storage.invitations import StoredInvitation
from storage.listing import Found, Section, Sought
from storage.parting import Parting
from storage.quiet_hours import Preferences
from storage.working_days import Calendar

NO_CASES = SeenPage((), 0)
LATELY = timedelta(hours=24)
LONGEST_ID = 18
"""Figures of an update's id."""


class ChatRecords:
    """What is kept of one chat (`conversations.ports.Records`): no method can name another chat."""

    def __init__(self, stores: Stores, chat_id: int, profile: Profile, update_id: int | None = None) -> None:
        """`update_id` is that of the update that is being handled."""
        self._stores = stores
        self._chat_id = chat_id
        self._profile = profile
        self._update_id = update_id
        self._viewer = Viewer(chat_id, profile.office)

    @property
    def here(self) -> str:
        """Names the message that is being handled; "" where it has no name."""
        return "" if self._update_id is None else str(self._update_id)

    async def message(self, name: str) -> Event | None:
        """What an earlier message of the chat said, while the inbox keeps it; never a press."""
        if not name.isascii() or not name.isdigit() or len(name) > LONGEST_ID:
            return None
        payload = await self._stores.earlier.payload(self._chat_id, int(name))
        incoming = read(payload) if payload else None
        return None if incoming is None or incoming.callback_id else incoming.event

    async def pressed_before(self) -> bool:
        """Whether the press that is being handled came from the same button of the same message just before."""
        if self._update_id is None:
            return False
        earlier = self._stores.earlier
        payload = await earlier.payload(self._chat_id, self._update_id)
        this = _button(payload or {})
        before = await earlier.before(self._chat_id, self._update_id)
        return this is not None and any(_button(one) == this for one in before)

    async def get(self, answer_id: str) -> AnswerRecord | None:
        """The record of an answer, or None when it is gone or was given in another chat."""
        stored = await self._stores.answers.get(self._chat_id, answer_id)
        return AnswerRecord(stored.id, stored.question, stored.status, stored.payload) if stored else None

    async def draft(self, draft_id: str) -> Draft | None:
        """A draft, or None when it is gone or is another user's."""
        stored = await self._stores.drafts.get(self._chat_id, draft_id)
        return _draft(stored) if stored else None

    async def drafts(self) -> tuple[Draft, ...]:
        """All drafts, the one changed last first."""
        return tuple(_draft(stored) for stored in await self._stores.drafts.all(self._chat_id))

    async def active(self) -> Draft | None:
        """The draft that the chat is in the middle of."""
        stored = await self._stores.drafts.active(self._chat_id)
        return _draft(stored) if stored else None

    async def aside(self) -> bool:
        """Whether the chat is in the middle of a draft and looks at something else."""
        return await self._stores.drafts.aside(self._chat_id)

    async def recorded(self, draft_id: str) -> str | None:
        """The code of the case that a form was recorded in; None for one that was not, or is another user's."""
        target = await self._stores.audit.target(self._chat_id, FORM_RECORDED, f"{draft_id} ")
        return target.partition(" ")[2] if target else None

    async def versions(self, draft_id: str) -> tuple[Version, ...]:
        """The frozen versions of a draft, oldest first; empty for another user's draft."""
        return tuple(
            Version(
                draft_id=stored.draft_id,
                number=stored.number,
                digest=stored.digest,
                title=stored.title,
                answers=stored.answers,
                created_at=stored.created_at,
                submitted_on=stored.submitted_on,
            )
            for stored in await self._stores.drafts.versions(self._chat_id, draft_id)
        )

    async def file(self, file_id: str) -> StoredFile | None:
        """A stored file, or None when it is gone or is another user's."""
        kept = await self._stores.files.get(self._chat_id, file_id)
        return _stored(kept) if kept else None

    async def invitation(self, digest: str) -> Invitation | None:
        """The invitation whose code has this digest, if it can be used now."""
        stored = await self._stores.invitations.find(digest)
        return _invitation(stored) if stored else None

    async def invitations(self) -> tuple[Invitation, ...]:
        """All that can be used now."""
        return tuple(_invitation(stored) for stored in await self._stores.invitations.open())

    async def offices(self) -> tuple[Office, ...]:
        """The offices to invite clerks for."""
        staffed = await self._stores.staffing.staffed()
        known = await self._stores.offices.all()
        return tuple(Office(one.id, one.name, one.jurisdiction, one.id in staffed) for one in known)

    async def leaving(self) -> Leaving | None:
        """What nobody would see to any more without the user."""
        left = await self._stores.staffing.left_by(self._chat_id)
        if left:
            return Leaving(left.name, left.open_cases)
        return Leaving() if await self._stores.roles.is_last(self._chat_id, Role.ADMINISTRATOR) else None

    async def case(self, code: str) -> SeenCase | None:
        """A case by its code; None for one that does not exist or is not the user's to see."""
        found = await self._stores.cases.get(self._viewer, code)
        return next(iter(await self._seen([found])), None) if found else None

    async def own(self, page: int, size: int) -> SeenPage:
        """A page of the user's own cases, the one changed last first."""
        return await self._page(await self._stores.listings.own(self._viewer, page, size))

    async def own_fitting(self, sought: Sought, size: int) -> SeenPage:
        """The first of them that fit."""
        return await self._page(await self._stores.listings.own_fitting(self._viewer, sought, size))

    async def about(self, draft_id: str) -> SeenCase | None:
        """The user's own open case that is about a plan."""
        return next(iter(await self._seen(await self._stores.listings.about(self._viewer, draft_id))), None)

    async def sections(self) -> Mapping[Section, int]:
        """How many open cases of the office whose clerk the user is stand in each section, where there are any."""
        office = self._profile.office
        return await self._stores.listings.sections(office, await self.calendar()) if office else {}

    async def board(self, section: Section, page: int, size: int) -> SeenPage:
        """A page of a section, oldest first."""
        office = self._profile.office
        if not office:
            return NO_CASES
        return await self._page(await self._stores.listings.board(office, section, await self.calendar(), page, size))

    async def board_fitting(self, sought: Sought, size: int, *, ended: bool = False) -> SeenPage:
        """The first of all open cases of that office that fit; after them, where asked for, those that have ended."""
        office = self._profile.office
        if not office:
            return NO_CASES
        return await self._page(await self._stores.listings.board_fitting(office, sought, size, ended=ended))

    async def cases_since(self, begin: datetime) -> tuple[SeenCase, ...]:
        """The cases of that office that were open at a moment or have come since."""
        office = self._profile.office
        return await self._seen(await self._stores.cases.of_year(office, begin)) if office else ()

    async def case_files(self, code: str, number: int) -> tuple[StoredFile, ...]:
        """The files that came with a happening of a case that the user may see, those of them that are still kept."""
        seen = await self.case(code)
        if seen is None or not 0 < number <= len(seen.case.history):
            return ()
        named = [file.id for file in attached(seen.case.history[number - 1].happening.details)]
        return tuple(_stored(kept) for kept in await self._stores.case_files.get(seen.case.id, named))

    async def fellows(self, code: str) -> tuple[Fellow, ...]:
        """Who proposes a case of the user's together."""
        case = await self._own_case(code)
        return await self._stores.fellows.people(case.id, self._chat_id) if case else ()

    async def waiting_invitations(self, code: str) -> int:
        """How many invitations to a case can be used now, where the user may invite to it."""
        seen = await self.case(code)
        return await self._stores.fellows.open_invitations(seen.case.id) if seen and seen.invites else 0

    async def offer(self, digest: str) -> Offer | None:
        """The case that the code with this digest offers to the user."""
        return await self._stores.fellows.found(digest, self._chat_id)

    async def offered(self, id: str) -> Offer | None:
        """An offer that was made to the user last."""
        return await self._stores.fellows.offered(id, self._chat_id)

    async def partings(self) -> tuple[Parting, ...]:
        """What would become of the user's cases if their data were erased."""
        return await self._stores.holdings.partings(self._chat_id)

    async def free_code(self) -> str:
        """A code for a new case."""
        return await self._stores.cases.free_code()

    async def calendar(self, *years: int) -> Calendar:
        """The days off, for as far as any clock of a case reaches, and for these years."""
        return await self._stores.calendar(*years)

    async def seen(self, ids: Sequence[int]) -> Mapping[int, SeenCase]:
        """Those of the cases that the user may see, by id."""
        return {one.case.id: one for one in await self._seen(await self._stores.cases.those(self._viewer, ids))}

    async def preferences(self) -> Preferences:
        """When the user wishes to be reminded."""
        return await self._stores.preferences.get(self._chat_id)

    async def _page(self, found: Found) -> SeenPage:
        return SeenPage(await self._seen(found.cases), found.count, found.page)

    async def _own_case(self, code: str) -> Case | None:
        seen = await self.case(code)
        return seen.case if seen and seen.whose is Relation.OWN else None

    async def _seen(self, cases: Sequence[Case]) -> tuple[SeenCase, ...]:
        """Those of the cases that the user's role reaches."""
        staffed = await self._stores.staffing.staffed() if any(case.office for case in cases) else frozenset()
        every = (
            SeenCase(
                case,
                relation(self._profile, own=self._chat_id in case.people, office=case.office),
                muted=self._chat_id in case.muted,
                unattended=case.office is not None and case.office not in staffed,
                chat=self._chat_id,
            )
            for case in cases
        )
        return tuple(seen for seen in every if sees(self._profile.role, seen.whose))

    async def held(self) -> Mapping[str, object]:
        """All that is held about the user."""
        return await self._stores.holdings.told(self._chat_id)

    async def erasing(self, token: str) -> bool:
        """Whether the token is that of the user's latest request for erasure, in time."""
        return await self._stores.holdings.asked(self._chat_id, token)

    async def lately(self, action: str) -> int:
        """How often the user did something in the last 24 hours, by the audit."""
        return await self._stores.audit.count(self._chat_id, action, self._stores.clock.now() - LATELY)


def _button(payload: Mapping[str, object]) -> tuple[int, Event] | None:
    """The message and the button that an update is a press of."""
    incoming = read(payload)
    if incoming is None or incoming.pressed is None or incoming.event is None:
        return None
    return incoming.pressed, incoming.event


def _stored(kept: KeptFile) -> StoredFile:
    return StoredFile(kept.id, kept.name, kept.mime, kept.digest, kept.content, kept.legible)


def _invitation(stored: StoredInvitation) -> Invitation:
    return Invitation(
        id=stored.id,
        role=Role(stored.role),
        office=stored.office,
        jurisdiction=stored.jurisdiction,
        uses=stored.uses,
        max_uses=stored.max_uses,
        expires_at=stored.expires_at,
    )


def _draft(stored: StoredDraft) -> Draft:
    return Draft(stored.id, stored.form, stored.title, stored.state, stored.revision, stored.updated_at)
