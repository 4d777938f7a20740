"""What the dialogues remember of a chat, between their terms and the database's."""

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.drafts import Draft, StoredFile, Version
from conversations.events import Address, AnswerRecord, DraftChanges, Outcome, Profile
from storage.answers import Answers
from storage.drafts import Drafts, StoredDraft
from storage.files import Files, KeptFile
from storage.profiles import Profiles


class ChatRecords:
    """What is kept of one chat (`conversations.ports.Records` and `conversations.drafts.DraftRecords`)."""

    def __init__(self, answers: Answers, drafts: Drafts, files: Files, chat_id: int) -> None:
        self._answers = answers
        self._drafts = drafts
        self._files = files
        self._chat_id = chat_id

    async def get(self, answer_id: str) -> AnswerRecord | None:
        """The record of an answer, or None when it is gone or was given in another chat."""
        stored = await self._answers.get(self._chat_id, answer_id)
        return AnswerRecord(stored.id, stored.question, stored.status, stored.payload) if stored else None

    async def draft(self, draft_id: str) -> Draft | None:
        """A draft, or None when it is gone or is another user's."""
        stored = await self._drafts.get(self._chat_id, draft_id)
        return _draft(stored) if stored else None

    async def drafts(self) -> tuple[Draft, ...]:
        """All drafts, the one changed last first."""
        return tuple(_draft(stored) for stored in await self._drafts.all(self._chat_id))

    async def active(self) -> Draft | None:
        """The draft that the chat is in the middle of."""
        stored = await self._drafts.active(self._chat_id)
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
            for stored in await self._drafts.versions(self._chat_id, draft_id)
        )

    async def file(self, file_id: str) -> StoredFile | None:
        """A stored file, or None when it is gone or is another user's."""
        kept = await self._files.get(self._chat_id, file_id)
        return StoredFile(kept.id, kept.name, kept.mime, kept.digest, kept.content, kept.legible) if kept else None


class Memory:
    """Profiles, answers, drafts and files of all chats."""

    def __init__(self, profiles: Profiles, answers: Answers, drafts: Drafts, files: Files) -> None:
        self._profiles = profiles
        self._answers = answers
        self._drafts = drafts
        self._files = files

    async def profile(self, chat_id: int) -> Profile:
        """The user's profile; that of a new user when none is stored."""
        stored = await self._profiles.get(chat_id)
        return Profile(stored.jurisdiction, Address(stored.address), stored.greeted) if stored else Profile()

    def records(self, chat_id: int) -> ChatRecords:
        """What is kept of the chat."""
        return ChatRecords(self._answers, self._drafts, self._files, chat_id)

    async def keep(self, session: AsyncSession, chat_id: int, outcome: Outcome) -> None:
        """Stores what an event changed but for the replies, in the caller's transaction.

        Raises:
            storage.drafts.StaleDraftError: a draft was changed elsewhere since the event was handled. Let it out of
                the transaction: handled again, the event meets the draft as it is now.
        """
        if outcome.profile:
            chosen = outcome.profile
            await self._profiles.save(
                session,
                chat_id,
                jurisdiction=chosen.jurisdiction,
                address=chosen.address,
                greeted=chosen.greeted,
            )
        await self._profiles.mark_reachable(session, chat_id)
        for record in outcome.answers:
            await self._answers.add(
                session, chat_id, record.id, question=record.question, status=record.status, payload=record.payload
            )
        for feedback in outcome.feedback:
            await self._answers.judge(session, chat_id, feedback.answer_id, feedback.helpful)
        if outcome.drafts:
            await self._keep_drafts(session, chat_id, outcome.drafts)

    async def _keep_drafts(self, session: AsyncSession, chat_id: int, changes: DraftChanges) -> None:
        for file in changes.files:
            kept = KeptFile(file.id, file.name, file.mime, file.digest, file.content, file.legible)
            await self._files.add(session, chat_id, kept)
        for draft in changes.saved:
            await self._drafts.save(
                session,
                chat_id,
                draft.id,
                form=draft.form,
                title=draft.title,
                state=draft.state,
                revision=draft.revision,
            )
        for version in changes.frozen:
            await self._drafts.freeze(
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
            await self._drafts.delete(session, chat_id, draft_id)
        if changes.active is not None:
            await self._drafts.activate(session, chat_id, changes.active or None)


def _draft(stored: StoredDraft) -> Draft:
    return Draft(stored.id, stored.form, stored.title, stored.state, stored.revision, stored.updated_at)
