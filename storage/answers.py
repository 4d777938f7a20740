"""Answers that were given, so that their buttons work later, after restarts and on any replica."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import AnswerRow


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as stored. `helpful` is None until the user judged it."""

    id: str
    chat_id: int
    question: str
    status: str
    payload: Mapping[str, object]
    created_at: datetime
    helpful: bool | None
    judged_at: datetime | None


class Answers:
    """The answers, each belonging to one chat."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self,
        session: AsyncSession,
        chat_id: int,
        id: str,
        *,
        question: str,
        status: str,
        payload: Mapping[str, object],
    ) -> None:
        """Store an answer in the transaction that sends it.

        Raises:
            sqlalchemy.exc.IntegrityError: the chat has an answer `id` already.
        """
        session.add(
            AnswerRow(
                chat_id=chat_id,
                id=id,
                question=question,
                status=status,
                payload=dict(payload),
                created_at=self._clock.now(),
            )
        )
        await session.flush()

    async def get(self, chat_id: int, id: str) -> StoredAnswer | None:
        """The answer `id` of this chat; None for one that does not exist or is another chat's."""
        async with self._database.reading() as session:
            row = await session.get(AnswerRow, (chat_id, id))
        return None if row is None else _answer(row)

    async def judge(self, session: AsyncSession, chat_id: int, id: str, helpful: bool) -> bool:
        """Keep the user's judgement, the last one if there are several. False when the chat has no such answer."""
        its = update(AnswerRow).where(AnswerRow.chat_id == chat_id, AnswerRow.id == id)
        judged = its.values(helpful=helpful, judged_at=self._clock.now()).returning(AnswerRow.id)
        return (await session.execute(judged)).one_or_none() is not None


def _answer(row: AnswerRow) -> StoredAnswer:
    return StoredAnswer(
        id=row.id,
        chat_id=row.chat_id,
        question=row.question,
        status=row.status,
        payload=row.payload,
        created_at=row.created_at,
        helpful=row.helpful,
        judged_at=row.judged_at,
    )
