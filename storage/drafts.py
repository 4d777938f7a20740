"""Forms that users are filling in and the frozen versions of their answers, each belonging to one chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.files import named_in, release
from storage.models import ActiveDraftRow, DraftRow, DraftVersionRow
from storage.upsert import insert


class StaleDraftError(RuntimeError):
    """The stored draft is as new as the one to store, or newer: somebody else changed it since it was read."""


class FrozenVersionError(RuntimeError):
    """A version of this number is stored with other answers; a frozen version is never changed."""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as stored."""

    id: str
    form: str
    title: str
    state: Mapping[str, object]
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A frozen version as stored."""

    draft_id: str
    number: int
    digest: str
    title: str
    answers: Mapping[str, object]
    created_at: datetime
    submitted_on: str | None


class Drafts:
    """The drafts, by chat. Whatever is written joins the transaction of what it comes from."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, chat_id: int, id: str) -> StoredDraft | None:
        """The draft `id` of this chat; None for one that does not exist or is another chat's."""
        async with self._database.reading() as session:
            row = await session.get(DraftRow, (chat_id, id))
        return None if row is None else _draft(row)

    async def all(self, chat_id: int) -> tuple[StoredDraft, ...]:
        """Every draft of the chat, the one changed last first."""
        async with self._database.reading() as session:
            return await _all(session, chat_id)

    async def active(self, chat_id: int) -> StoredDraft | None:
        """The draft that the chat is in the middle of."""
        its = select(DraftRow).join(
            ActiveDraftRow,
            (ActiveDraftRow.chat_id == DraftRow.chat_id) & (ActiveDraftRow.draft_id == DraftRow.id),
        )
        async with self._database.reading() as session:
            row = await session.scalar(its.where(DraftRow.chat_id == chat_id))
        return None if row is None else _draft(row)

    async def aside(self, chat_id: int) -> bool:
        """Whether the chat is in the middle of a draft and looks at something else."""
        its = select(ActiveDraftRow.aside).where(ActiveDraftRow.chat_id == chat_id)
        async with self._database.reading() as session:
            return bool(await session.scalar(its))

    async def versions(self, chat_id: int, draft_id: str) -> tuple[StoredVersion, ...]:
        """The frozen versions of a draft of this chat, oldest first."""
        its = _versions(chat_id).where(DraftVersionRow.draft_id == draft_id)
        async with self._database.reading() as session:
            return tuple(_version(row) for row in await session.scalars(its))

    async def save(
        self,
        session: AsyncSession,
        chat_id: int,
        id: str,
        *,
        form: str,
        title: str,
        state: Mapping[str, object],
        revision: int,
    ) -> None:
        """Store a draft, new or changed; files that it no longer names go, unless another draft or version has them.

        Raises:
            StaleDraftError: the stored revision is not lower. Let it out of the transaction.
        """
        now = self._clock.now()
        before = await session.scalar(select(DraftRow.state).where(DraftRow.chat_id == chat_id, DraftRow.id == id))
        changed = {"title": title, "state": dict(state), "revision": revision, "updated_at": now}
        statement = insert(session, DraftRow).values(chat_id=chat_id, id=id, form=form, created_at=now, **changed)
        stored = statement.on_conflict_do_update(
            index_elements=["chat_id", "id"], set_=changed, where=DraftRow.revision < statement.excluded.revision
        ).returning(DraftRow.id)
        if (await session.execute(stored)).one_or_none() is None:
            raise StaleDraftError(f"Draft {id} is stored at revision {revision} or later.")
        await release(session, chat_id, set(named_in(before)) - set(named_in(state)))

    async def delete(self, session: AsyncSession, chat_id: int, id: str) -> None:
        """Remove a draft of this chat, its versions, and the files that only it names. Nothing happens without one."""
        states = select(DraftRow.state).where(DraftRow.chat_id == chat_id, DraftRow.id == id)
        answers = select(DraftVersionRow.answers).where(
            DraftVersionRow.chat_id == chat_id, DraftVersionRow.draft_id == id
        )
        named = set(named_in([*await session.scalars(states), *await session.scalars(answers)]))
        await self.hand_on(session, chat_id, id)
        await release(session, chat_id, named)

    async def hand_on(self, session: AsyncSession, chat_id: int, id: str) -> None:
        """Remove a draft and its versions; the files that it names stay, for whatever names them now."""
        await session.execute(delete(DraftRow).where(DraftRow.chat_id == chat_id, DraftRow.id == id))

    async def freeze(
        self,
        session: AsyncSession,
        chat_id: int,
        draft_id: str,
        number: int,
        *,
        digest: str,
        title: str,
        answers: Mapping[str, object],
        submitted_on: str | None,
    ) -> None:
        """Store a version, or the day of submission of one that is stored.

        Raises:
            FrozenVersionError: the stored version has another digest.
            sqlalchemy.exc.IntegrityError: the chat has no such draft.
        """
        given = {"digest": digest, "title": title, "answers": dict(answers), "submitted_on": submitted_on}
        statement = insert(session, DraftVersionRow).values(
            chat_id=chat_id, draft_id=draft_id, number=number, created_at=self._clock.now(), **given
        )
        stored = statement.on_conflict_do_update(
            index_elements=["chat_id", "draft_id", "number"],
            set_={"submitted_on": submitted_on},
            where=DraftVersionRow.digest == statement.excluded.digest,
        ).returning(DraftVersionRow.number)
        if (await session.execute(stored)).one_or_none() is None:
            raise FrozenVersionError(f"Version {number} of draft {draft_id} is frozen with other answers.")

    async def activate(self, session: AsyncSession, chat_id: int, id: str | None) -> None:
        """Say which draft the chat is in the middle of, and looks at; None for none.

        Raises:
            sqlalchemy.exc.IntegrityError: the chat has no such draft.
        """
        if id is None:
            await session.execute(delete(ActiveDraftRow).where(ActiveDraftRow.chat_id == chat_id))
            return
        chosen = {"draft_id": id, "aside": False}
        statement = insert(session, ActiveDraftRow).values(chat_id=chat_id, **chosen)
        await session.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=chosen))

    async def look(self, session: AsyncSession, chat_id: int, *, aside: bool) -> None:
        """Say whether the chat looks at something else than the draft that it is in the middle of, if at one."""
        its = (ActiveDraftRow.chat_id == chat_id, ActiveDraftRow.aside != aside)
        await session.execute(update(ActiveDraftRow).where(*its).values(aside=aside))


async def _all(session: AsyncSession, chat_id: int) -> tuple[StoredDraft, ...]:
    newest_first = (DraftRow.updated_at.desc(), DraftRow.id)
    rows = await session.scalars(select(DraftRow).where(DraftRow.chat_id == chat_id).order_by(*newest_first))
    return tuple(_draft(row) for row in rows)


def _versions(chat_id: int) -> Select[DraftVersionRow]:
    its = select(DraftVersionRow).where(DraftVersionRow.chat_id == chat_id)
    return its.order_by(DraftVersionRow.draft_id, DraftVersionRow.number)


def _draft(row: DraftRow) -> StoredDraft:
    return StoredDraft(
        id=row.id,
        form=row.form,
        title=row.title,
        state=row.state,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _version(row: DraftVersionRow) -> StoredVersion:
    return StoredVersion(
        draft_id=row.draft_id,
        number=row.number,
        digest=row.digest,
        title=row.title,
        answers=row.answers,
        created_at=row.created_at,
        submitted_on=row.submitted_on,
    )
