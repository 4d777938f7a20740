"""Files that came with the events of cases: each belongs to its case, whoever sent it, and goes with the case alone."""

from collections.abc import Sequence

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.files import KeptFile, release
from storage.models import CaseFileRow, FileRow
from storage.upsert import insert


class CaseFiles:
    """The files, by case. Whoever asks has made sure that the case is theirs to see."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, case_id: int, ids: Sequence[str]) -> tuple[KeptFile, ...]:
        """Those of the files `ids` that the case has, in their order."""
        its = select(CaseFileRow).where(CaseFileRow.case_id == case_id, CaseFileRow.id.in_(ids))
        async with self._database.reading() as session:
            found = {row.id: row for row in await session.scalars(its)}
        rows = [found[id] for id in dict.fromkeys(ids) if id in found]
        return tuple(KeptFile(row.id, row.name, row.mime, row.digest, row.content, row.legible) for row in rows)

    async def take(self, session: AsyncSession, case_id: int, number: int, chat_id: int, ids: Sequence[str]) -> None:
        """Gives files of a chat to the case, in the transaction that records the happening `number` which names them.

        The chat keeps those that a draft or a version of its own names as well. What the case has stays.
        """
        kept = ("id", "name", "mime", "legible", "size", "digest", "content", "created_at")
        columns = FileRow.__table__.columns
        its = select(literal(case_id), literal(number), *(columns[name] for name in kept)).where(
            FileRow.chat_id == chat_id, FileRow.id.in_(ids)
        )
        taken = insert(session, CaseFileRow).from_select(["case_id", "number", *kept], its)
        await session.execute(taken.on_conflict_do_nothing(index_elements=["case_id", "id"]))
        await release(session, chat_id, set(ids))
