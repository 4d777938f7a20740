"""What the dialogues know of their users, and how what an event changed is kept in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.records import ChatRecords
from bot.stores import Stores
from conversations.case.filing import attached
from conversations.consent import NOTICE
from conversations.events import (
    Address,
    CaseChanges,
    CaseEvent,
    DraftChanges,
    FellowChanges,
    MadeCase,
    Outcome,
    Parted,
    Profile,
    Reply,
)
from conversations.membership import AccessChanges, Role
from storage.cases import Case, CaseConflictError, NewCase
from storage.database import Transaction
from storage.files import KeptFile
from storage.followers import mute
from storage.invitations import digest_of
from storage.profiles import StoredProfile
from storage.working_days import Calendar

NOBODY = Profile()
"""Sees nothing but what is kept of the chat alone."""


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
        if outcome.in_sight is not None:
            await self._stores.drafts.look(session, chat_id, aside=not outcome.in_sight)
        parted: Sequence[Occurrence] = ()
        if outcome.access:
            await self._change_access(session, chat_id, outcome.access)
            if outcome.access.erased:
                parted = await self._erase(session, chat_id, outcome.cases.parted if outcome.cases else ())
        for line in outcome.audit:
            await self._stores.audit.add(session, chat_id, line.action, line.target, line.outcome)
        happened = await self._keep_cases(session, chat_id, outcome.cases, calendar) if outcome.cases else ()
        return (*happened, *parted)

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
                session,
                made.case_id,
                id=made.id,
                digest=digest_of(made.code),
                made_by=chat_id,
                most=changes.most,
                office=made.office,
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
        number, files = len(after.history), [file.id for file in attached(event.happening.details)]
        if files:
            await self._stores.case_files.take(session, after.id, number, chat_id, files)
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

    async def _erase(self, session: AsyncSession, chat_id: int, told: Sequence[Parted]) -> Sequence[Occurrence]:
        """Erases all about the user; that they left each case which stays with others, as these are told."""
        staying = [one for one in await self._stores.holdings.erase(session, chat_id) if one.stays]
        if staying != [one.parting for one in told]:
            raise CaseConflictError("Who shares a case with the user changed since they were told.")
        found = await self._stores.cases.by_id(session, [one.case_id for one in staying])
        name = f"left:{self._stores.clock.now().timestamp():.6f}"
        return [Occurrence(case, chat_id, name, one.notice) for case, one in zip(found, told, strict=True)]


def _new(made: MadeCase, chat_id: int) -> NewCase:
    people = (chat_id,) if made.own else ()
    return NewCase(made.title, made.jurisdiction, made.issue, people, office=made.office, plan=made.plan)
