"""What the dialogues remember of a chat, between their terms and the database's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.updates import read
from conversations.access import Relation, relation, sees
from conversations.case.filing import attached
from conversations.cases import SeenCase, SeenPage
from conversations.clock import VIETNAM
from conversations.consent import NOTICE
from conversations.drafts import Draft, StoredFile, Version
from conversations.events import (
    Address,
    AnswerRecord,
    CaseChanges,
    CaseEvent,
    DraftChanges,
    Event,
    FellowChanges,
    MadeCase,
    Outcome,
    Profile,
    Reply,
)
from conversations.membership import AccessChanges, Invitation, Office, Role
from storage.answers import Answers
from storage.audit import Audit
from storage.calendar import Calendars
from storage.cases import Case, CaseConflictError, Cases, NewCase, Viewer
from storage.clock import Clock
from storage.database import Database, Transaction
from storage.drafts import Drafts, StoredDraft
from storage.earlier import Earlier
from storage.fellows import Fellow, Fellows, Offer
from storage.files import Files, KeptFile
from storage.followers import mute
from storage.holdings import Holdings
from storage.invitations import Invitations, StoredInvitation, digest_of
from storage.listing import Fits, Found, Listings, Section
from storage.preferences import ChosenPreferences
from storage.profiles import Profiles, StoredProfile
from storage.quiet_hours import Preferences
from storage.roles import Offices
from storage.working_days import Calendar

NO_CASES = SeenPage((), 0)
NOBODY = Profile()
"""Sees nothing but what is kept of the chat alone."""
LATELY = timedelta(hours=24)
LONGEST_ID = 18
"""Figures of an update's id."""
YEARS_BACK, YEARS_AHEAD = 6, 3
"""Years of the calendar around the present one: a case may be old when it is first told of, a clock may stand still."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The parts of the database that dialogues remember things in."""

    profiles: Profiles
    answers: Answers
    drafts: Drafts
    files: Files
    invitations: Invitations
    offices: Offices
    cases: Cases
    listings: Listings
    fellows: Fellows
    calendars: Calendars
    holdings: Holdings
    audit: Audit
    preferences: ChosenPreferences
    earlier: Earlier
    clock: Clock

    @classmethod
    def of(cls, database: Database, clock: Clock, zone: ZoneInfo = VIETNAM) -> Self:
        """Those of one database. `zone` is where the offices are."""
        cases = Cases(database, clock, zone)
        return cls(
            profiles=Profiles(database, clock),
            answers=Answers(database, clock),
            drafts=Drafts(database, clock),
            files=Files(database, clock),
            invitations=Invitations(database, clock),
            offices=Offices(database, clock),
            cases=cases,
            listings=Listings(database, cases),
            fellows=Fellows(database, cases, clock),
            calendars=Calendars(database, clock),
            holdings=Holdings(database, clock),
            audit=Audit(database, clock),
            preferences=ChosenPreferences(database),
            earlier=Earlier(database),
            clock=clock,
        )

    async def calendar(self, *years: int) -> Calendar:
        """The calendar for as far as any clock of a case reaches, and for these years."""
        return await self.calendars.load(*self._reached(years))

    async def calendar_held(self, session: AsyncSession, *years: int, alone: bool = False) -> Calendar:
        """The same as it stands until the transaction ends (`storage.calendar.Calendars.held`)."""
        return await self.calendars.held(session, *self._reached(years), alone=alone)

    def _reached(self, years: tuple[int, ...]) -> tuple[int, int]:
        year = self.cases.today.year
        reached = (year - YEARS_BACK, year + YEARS_AHEAD, *years)
        return min(reached), max(reached)


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
        return tuple(Office(stored.id, stored.name) for stored in await self._stores.offices.all())

    async def case(self, code: str) -> SeenCase | None:
        """A case by its code; None for one that does not exist or is not the user's to see."""
        found = await self._stores.cases.get(self._viewer, code)
        return next(iter(self._seen([found])), None) if found else None

    async def own(self, page: int, size: int) -> SeenPage:
        """A page of the user's own cases, the one changed last first."""
        return self._page(await self._stores.listings.own(self._viewer, page, size))

    async def own_fitting(self, fits: Fits, size: int) -> SeenPage:
        """The first of them that fit."""
        return self._page(await self._stores.listings.own_fitting(self._viewer, fits, size))

    async def about(self, draft_id: str) -> SeenCase | None:
        """The user's own open case that is about a plan."""
        return next(iter(self._seen(await self._stores.listings.about(self._viewer, draft_id))), None)

    async def sections(self) -> Mapping[Section, int]:
        """How many open cases of the office whose clerk the user is stand in each section, where there are any."""
        office = self._profile.office
        return await self._stores.listings.sections(office, await self.calendar()) if office else {}

    async def board(self, section: Section, page: int, size: int) -> SeenPage:
        """A page of a section, oldest first."""
        office = self._profile.office
        if not office:
            return NO_CASES
        return self._page(await self._stores.listings.board(office, section, await self.calendar(), page, size))

    async def board_fitting(self, fits: Fits, size: int) -> SeenPage:
        """The first of all open cases of that office that fit."""
        office = self._profile.office
        return self._page(await self._stores.listings.board_fitting(office, fits, size)) if office else NO_CASES

    async def cases_since(self, begin: datetime) -> tuple[SeenCase, ...]:
        """The cases of that office that were open at a moment or have come since."""
        office = self._profile.office
        return self._seen(await self._stores.cases.of_year(office, begin)) if office else ()

    async def case_files(self, code: str, number: int) -> tuple[StoredFile, ...]:
        """The files that came with a happening of a case that the user may see, those of them that are still kept."""
        seen = await self.case(code)
        if seen is None or not 0 < number <= len(seen.case.history):
            return ()
        actors = {recorded.actor for recorded in seen.case.history if recorded.actor is not None}
        named = attached(seen.case.history[number - 1].happening.details)
        found = [await self._stores.files.get(actor, file.id) for file in named for actor in sorted(actors)]
        return tuple(_stored(kept) for kept in found if kept)

    async def fellows(self, code: str) -> tuple[Fellow, ...]:
        """Who proposes a case of the user's together."""
        case = await self._own_case(code)
        return await self._stores.fellows.people(case.id, self._chat_id) if case else ()

    async def waiting_invitations(self, code: str) -> int:
        """How many invitations to a case of the user's can be used now."""
        case = await self._own_case(code)
        return await self._stores.fellows.open_invitations(case.id) if case else 0

    async def offer(self, digest: str) -> Offer | None:
        """The case that the code with this digest offers to the user."""
        return await self._stores.fellows.found(digest, self._chat_id)

    async def offered(self, id: str) -> Offer | None:
        """An offer that was made to the user last."""
        return await self._stores.fellows.offered(id, self._chat_id)

    async def free_code(self) -> str:
        """A code for a new case."""
        return await self._stores.cases.free_code()

    async def calendar(self, *years: int) -> Calendar:
        """The days off, for as far as any clock of a case reaches, and for these years."""
        return await self._stores.calendar(*years)

    async def seen(self, ids: Sequence[int]) -> Mapping[int, SeenCase]:
        """Those of the cases that the user may see, by id."""
        return {one.case.id: one for one in self._seen(await self._stores.cases.those(self._viewer, ids))}

    async def preferences(self) -> Preferences:
        """When the user wishes to be reminded."""
        return await self._stores.preferences.get(self._chat_id)

    def _page(self, found: Found) -> SeenPage:
        return SeenPage(self._seen(found.cases), found.count, found.page)

    async def _own_case(self, code: str) -> Case | None:
        seen = await self.case(code)
        return seen.case if seen and seen.whose is Relation.OWN else None

    def _seen(self, cases: Iterable[Case]) -> tuple[SeenCase, ...]:
        """Those of the cases that the user's role reaches."""
        every = (
            SeenCase(
                case,
                relation(self._profile, own=self._chat_id in case.people, office=case.office),
                muted=self._chat_id in case.muted,
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


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that everybody else concerned is told: the case after it, the chat that did it, what they are told.

    `name` tells it from everything else of the case, and names nobody; `number` is that of the entry of the history,
    None for what is no entry.
    """

    case: Case
    actor: int
    name: str
    notice: Reply
    decision: bool = False
    number: int | None = None


class Memory:
    """What is kept of all chats. `least` is the role of whoever was not invited."""

    def __init__(self, stores: Stores, least: Role = Role.STRANGER) -> None:
        self._stores = stores
        self._least = least

    async def profile(self, chat_id: int) -> Profile:
        """The user's profile; that of a new user when none is stored."""
        return self._profile(await self._stores.profiles.get(chat_id))

    async def profiles(self, transaction: Transaction, chat_ids: Collection[int]) -> Mapping[int, Profile]:
        """The same of several users, by chat."""
        stored = await self._stores.profiles.known(transaction, chat_ids)
        return {chat_id: self._profile(stored.get(chat_id)) for chat_id in chat_ids}

    def _profile(self, stored: StoredProfile | None) -> Profile:
        if stored is None:
            return Profile(role=self._least)
        return Profile(
            stored.jurisdiction,
            Address(stored.address),
            stored.greeted,
            role=Role(stored.role) if stored.role else self._least,
            office=stored.office,
            agreed=stored.agreed_notice == NOTICE,
        )

    @property
    def today(self) -> date:
        """The present day where the offices are."""
        return self._stores.cases.today

    async def calendar(self) -> Calendar:
        """The days off, for as far as any clock of a case reaches."""
        return await self._stores.calendar()

    def records(self, chat_id: int, profile: Profile = NOBODY, update_id: int | None = None) -> ChatRecords:
        """What is kept of the chat, as far as its profile reaches, while the update of this id is handled."""
        return ChatRecords(self._stores, chat_id, profile, update_id)

    async def keep(self, session: AsyncSession, outcomes: Mapping[int, Outcome]) -> tuple[Occurrence, ...]:
        """Stores what events changed but for the replies, by chat, in the caller's transaction; what happened in cases.

        Raises, and the event is to be handled again as things are now:
            storage.cases.CaseConflictError: somebody else recorded something in the case meanwhile.
            storage.invitations.InvitationGoneError: somebody else used the invitation up meanwhile.
            storage.drafts.StaleDraftError: a draft was changed elsewhere meanwhile.
        """
        counted = [event for one in outcomes.values() if one.cases for event in one.cases.recorded]
        calendar = await self._held_as_told(session, counted) if counted else None
        for chat_id, outcome in outcomes.items():
            if outcome.profile:
                await self._keep_profile(session, chat_id, outcome.profile)
        await self._stores.profiles.mark_reachable(session, outcomes)
        kept = [await self._keep_rest(session, chat_id, outcome, calendar) for chat_id, outcome in outcomes.items()]
        return tuple(occurrence for occurrences in kept for occurrence in occurrences)

    async def _held_as_told(self, session: AsyncSession, events: Sequence[CaseEvent]) -> Calendar:
        """The calendar to count by; first of all in the transaction, as who changes it locks it before the cases."""
        calendar = await self._stores.calendar_held(session)
        if any(event.calendar != calendar for event in events):
            raise CaseConflictError("The calendar was changed since the user was told of the deadlines.")
        return calendar

    async def _keep_rest(
        self, session: AsyncSession, chat_id: int, outcome: Outcome, calendar: Calendar | None
    ) -> tuple[Occurrence, ...]:
        answers = self._stores.answers
        if outcome.preferences:
            await self._stores.preferences.choose(session, chat_id, outcome.preferences)
        for record in outcome.answers:
            await answers.add(
                session, chat_id, record.id, question=record.question, status=record.status, payload=record.payload
            )
        for feedback in outcome.feedback:
            await answers.judge(session, chat_id, feedback.answer_id, feedback.helpful)
        if outcome.drafts:
            await self._keep_drafts(session, chat_id, outcome.drafts)
        if outcome.access:
            await self._change_access(session, chat_id, outcome.access)
        for line in outcome.audit:
            await self._stores.audit.add(session, chat_id, line.action, line.target, line.outcome)
        return await self._keep_cases(session, chat_id, outcome.cases, calendar) if outcome.cases else ()

    async def _keep_cases(
        self, session: AsyncSession, chat_id: int, changes: CaseChanges, calendar: Calendar | None
    ) -> tuple[Occurrence, ...]:
        for made in changes.made:
            await self._stores.cases.create(session, _new(made, chat_id), made.code)
        for planned in changes.planned:
            await self._stores.cases.plan(session, planned.case_id, planned.plan)
        for one in changes.muted:
            await mute(session, one.case_id, chat_id, muted=one.muted)
        met = [await self._change_fellows(session, chat_id, changes.fellows)] if changes.fellows else []
        happened = [await self._record(session, chat_id, event, calendar) for event in changes.recorded if calendar]
        return tuple(one for one in (*happened, *met) if one)

    async def _change_fellows(self, session: AsyncSession, chat_id: int, changes: FellowChanges) -> Occurrence | None:
        fellows = self._stores.fellows
        if changes.invited:
            made = changes.invited
            await fellows.invite(
                session, made.case_id, id=made.id, digest=digest_of(made.code), made_by=chat_id, most=changes.most
            )
        if changes.revoked is not None:
            await fellows.revoke(session, changes.revoked)
        if changes.offered:
            await fellows.offer(session, changes.offered, chat_id)
        if changes.joined:
            offer = changes.joined.offer
            case = await fellows.join(session, offer, chat_id, most=changes.most)
            return Occurrence(case, chat_id, f"joined:{offer.id}", changes.joined.notice)
        if changes.left:
            case = await fellows.leave(session, changes.left.case_id, chat_id)
            return Occurrence(case, chat_id, f"left:{self._stores.clock.now().timestamp():.6f}", changes.left.notice)
        return None

    async def _record(self, session: AsyncSession, chat_id: int, event: CaseEvent, calendar: Calendar) -> Occurrence:
        cases, case = self._stores.cases, event.case
        if not case.id:
            case = replace(case, id=await cases.id_of(session, case.code))
        if event.office:
            case = await cases.send_to(session, case, event.office)
        after = await cases.record(session, case, event.happening, actor=chat_id, calendar=calendar)
        number = len(after.history)
        return Occurrence(after, chat_id, str(number), event.notice, event.decision, number)

    async def _keep_profile(self, session: AsyncSession, chat_id: int, chosen: Profile) -> None:
        await self._stores.profiles.save(
            session,
            chat_id,
            jurisdiction=chosen.jurisdiction,
            address=chosen.address,
            greeted=chosen.greeted,
        )
        if chosen.agreed:
            await self._stores.profiles.agree(session, chat_id, NOTICE)

    async def _keep_drafts(self, session: AsyncSession, chat_id: int, changes: DraftChanges) -> None:
        drafts = self._stores.drafts
        for file in changes.files:
            kept = KeptFile(file.id, file.name, file.mime, file.digest, file.content, file.legible)
            await self._stores.files.add(session, chat_id, kept)
        for draft in changes.saved:
            await drafts.save(
                session,
                chat_id,
                draft.id,
                form=draft.form,
                title=draft.title,
                state=draft.state,
                revision=draft.revision,
            )
        for version in changes.frozen:
            await drafts.freeze(
                session,
                chat_id,
                version.draft_id,
                version.number,
                digest=version.digest,
                title=version.title,
                answers=version.answers,
                submitted_on=version.submitted_on,
            )
        for draft_id in changes.handed_on:
            await drafts.hand_on(session, chat_id, draft_id)
        for draft_id in changes.deleted:
            await drafts.delete(session, chat_id, draft_id)
        if changes.active is not None:
            await drafts.activate(session, chat_id, changes.active or None)

    async def _change_access(self, session: AsyncSession, chat_id: int, changes: AccessChanges) -> None:
        invitations = self._stores.invitations
        for made in changes.invited:
            await invitations.add(
                session,
                id=made.id,
                digest=digest_of(made.code),
                role=made.role,
                office=made.office,
                jurisdiction=None,
                max_uses=made.max_uses,
                lasts=timedelta(days=made.days),
                made_by=chat_id,
            )
        for id in changes.revoked:
            await invitations.revoke(session, id)
        if changes.redeemed:
            await invitations.redeem(session, changes.redeemed, chat_id)
        if changes.erasing:
            await self._stores.holdings.ask(session, chat_id, changes.erasing)
        if changes.erased:
            await self._stores.holdings.erase(session, chat_id)


def _button(payload: Mapping[str, object]) -> tuple[int, Event] | None:
    """The message and the button that an update is a press of."""
    incoming = read(payload)
    if incoming is None or incoming.pressed is None or incoming.event is None:
        return None
    return incoming.pressed, incoming.event


def _new(made: MadeCase, chat_id: int) -> NewCase:
    return NewCase(made.title, made.jurisdiction, made.issue, (chat_id,), plan=made.plan)


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
