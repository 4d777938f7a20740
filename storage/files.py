"""Files that users sent, each belonging to one chat.

A state or a set of answers names a file by an object that holds its `id` and its `digest`. A file that its draft does
not name any more, and no other draft or version of the chat either, is removed with what named it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import DraftRow, DraftVersionRow, FileRow


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as stored. `legible` says whether its words could be read, `digest` is the content's SHA-256."""

    id: str
    name: str
    mime: str
    digest: str
    content: bytes
    legible: bool


class Files:
    """The files, by chat."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, chat_id: int, id: str) -> KeptFile | None:
        """The file `id` of this chat; None for one that does not exist or is another chat's."""
        async with self._database.reading() as session:
            row = await session.get(FileRow, (chat_id, id))
        return None if row is None else KeptFile(row.id, row.name, row.mime, row.digest, row.content, row.legible)

    async def add(self, session: AsyncSession, chat_id: int, file: KeptFile) -> None:
        """Store a file in the transaction that names it.

        Raises:
            sqlalchemy.exc.IntegrityError: the chat has a file of this id already.
        """
        session.add(
            FileRow(
                chat_id=chat_id,
                id=file.id,
                name=file.name,
                mime=file.mime,
                legible=file.legible,
                size=len(file.content),
                digest=file.digest,
                content=file.content,
                created_at=self._clock.now(),
            )
        )
        await session.flush()


def named_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """The ids of the files that a JSON value names, however deep."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str) and "digest" in value:
            yield value["id"]
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from named_in(item)


async def release(session: AsyncSession, chat_id: int, ids: set[str]) -> None:
    """Remove those of the files `ids` that no draft and no version of the chat names now."""
    if not ids:
        return
    states = await session.scalars(select(DraftRow.state).where(DraftRow.chat_id == chat_id))
    answers = await session.scalars(select(DraftVersionRow.answers).where(DraftVersionRow.chat_id == chat_id))
    unnamed = ids - set(named_in([*states, *answers]))
    await session.execute(delete(FileRow).where(FileRow.chat_id == chat_id, FileRow.id.in_(unnamed)))
