"""What the dialogues remember of a chat, between their terms and the database's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.consent import NOTICE
from conversations.drafts import Draft, StoredFile, Version
from conversations.events import Address, AnswerRecord, DraftChanges, Outcome, Profile
from conversations.membership import AccessChanges, Invitation, Office, Role
from storage.answers import Answers
from storage.audit import Audit
from storage.clock import Clock
from storage.database import Database, Transaction
from storage.drafts import Drafts, StoredDraft
from storage.files import Files, KeptFile
from storage.holdings import Holdings
from storage.invitations import Invitations, StoredInvitation, digest_of
from storage.profiles import Profiles, StoredProfile
from storage.roles import Offices

LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stores:
    """The parts of the database that dialogues remember things in."""

    profiles: Profiles
    answers: Answers
    drafts: Drafts
    files: Files
    invitations: Invitations
    offices: Offices
    holdings: Holdings
    audit: Audit
    clock: Clock

    @classmethod
    def of(cls, database: Database, clock: Clock) -> Self:
        """Those of one database."""
        return cls(
            profiles=Profiles(database, clock),
            answers=Answers(database, clock),
            drafts=Drafts(database, clock),
            files=Files(database, clock),
            invitations=Invitations(database, clock),
            offices=Offices(database, clock),
            holdings=Holdings(database, clock),
            audit=Audit(database, clock),
            clock=clock,
        )


class ChatRecords:
    """What is kept of one chat (`conversations.ports.Records`): no method can name another chat."""

    def __init__(self, stores: Stores, chat_id: int) -> None:
        self._stores = stores
        self._chat_id = chat_id

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
        return StoredFile(kept.id, kept.name, kept.mime, kept.digest, kept.content, kept.legible) if kept else None

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

    async def held(self) -> Mapping[str, object]:
        """All that is held about the user."""
        return await self._stores.holdings.told(self._chat_id)

    async def erasing(self, token: str) -> bool:
        """Whether the token is that of the user's latest request for erasure, in time."""
        return await self._stores.holdings.asked(self._chat_id, token)

    async def lately(self, action: str) -> int:
        """How often the user did something in the last 24 hours, by the audit."""
        return await self._stores.audit.count(self._chat_id, action, self._stores.clock.now() - LATELY)


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

    def records(self, chat_id: int) -> ChatRecords:
        """What is kept of the chat."""
        return ChatRecords(self._stores, chat_id)

    async def keep(self, session: AsyncSession, outcomes: Mapping[int, Outcome]) -> None:
        """Stores what events changed but for the replies, by chat, in the caller's transaction.

        Raises, and the event is to be handled again as things are now:
            storage.invitations.InvitationGoneError: somebody else used the invitation up meanwhile.
            storage.drafts.StaleDraftError: a draft was changed elsewhere meanwhile.
        """
        for chat_id, outcome in outcomes.items():
            if outcome.profile:
                await self._keep_profile(session, chat_id, outcome.profile)
        await self._stores.profiles.mark_reachable(session, outcomes)
        for chat_id, outcome in outcomes.items():
            await self._keep_rest(session, chat_id, outcome)

    async def _keep_rest(self, session: AsyncSession, chat_id: int, outcome: Outcome) -> None:
        answers = self._stores.answers
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
