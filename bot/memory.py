"""What the dialogues remember of a chat, between their terms and the database's."""

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.events import Address, AnswerRecord, Outcome, Profile
from storage.answers import Answers
from storage.profiles import Profiles


class ChatRecords:
    """The answers given in one chat (`conversations.ports.Records`)."""

    def __init__(self, answers: Answers, chat_id: int) -> None:
        self._answers = answers
        self._chat_id = chat_id

    async def get(self, answer_id: str) -> AnswerRecord | None:
        """The record of an answer, or None when it is gone or was given in another chat."""
        stored = await self._answers.get(self._chat_id, answer_id)
        return AnswerRecord(stored.id, stored.question, stored.status, stored.payload) if stored else None


class Memory:
    """Profiles and answers of all chats."""

    def __init__(self, profiles: Profiles, answers: Answers) -> None:
        self._profiles = profiles
        self._answers = answers

    async def profile(self, chat_id: int) -> Profile:
        """The user's profile; that of a new user when none is stored."""
        stored = await self._profiles.get(chat_id)
        return Profile(stored.jurisdiction, Address(stored.address), stored.greeted) if stored else Profile()

    def records(self, chat_id: int) -> ChatRecords:
        """The answers given in the chat."""
        return ChatRecords(self._answers, chat_id)

    async def keep(self, session: AsyncSession, chat_id: int, outcome: Outcome) -> None:
        """Stores what an event changed but for the replies, in the caller's transaction."""
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
