"""Proposing a case together (cùng đề xuất): invitations for one person each, and people who join and leave.

A code opens one case for one person until it expires. Whoever comes with it is offered the case and asked whether to
join; nobody else can take that offer up, though they knew its id. Of a code only the digest is kept.

Joining, leaving and inviting lock the row of the case first, so that they take turns on PostgreSQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.cases import Case, CaseConflictError, Cases
from storage.clock import Clock
from storage.database import Database
from storage.models import CaseInvitationRow, CasePersonRow, CaseRow
from storage.upsert import insert

LASTS = timedelta(days=3)
"""How long a code can be used."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A case that somebody may join. `own` is whether it is theirs already, `usable` whether the code still works."""

    id: str
    case_id: int
    code: str
    title: str
    office: str | None
    people: int
    own: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class Fellow:
    """One of the people of a case, and since when. `own` is the one who asks."""

    own: bool
    since: datetime


class Fellows:
    """The people of cases."""

    def __init__(self, database: Database, cases: Cases, clock: Clock) -> None:
        self._database = database
        self._cases = cases
        self._clock = clock

    async def people(self, case_id: int, chat_id: int) -> tuple[Fellow, ...]:
        """The people of a case, the first one first."""
        since = func.coalesce(CasePersonRow.joined_at, CaseRow.created_at, type_=CaseRow.created_at.type)
        its = select(CasePersonRow.chat_id, since.label("since")).join(CaseRow, CaseRow.id == CasePersonRow.case_id)
        wanted = its.where(CaseRow.id == case_id).order_by("since", CasePersonRow.chat_id)
        async with self._database.reading() as session:
            return tuple(Fellow(row.chat_id == chat_id, row.since) for row in await session.execute(wanted))

    async def open_invitations(self, case_id: int) -> int:
        """How many codes of a case can be used now."""
        its = select(func.count()).select_from(CaseInvitationRow)
        async with self._database.reading() as session:
            found = await session.execute(its.where(CaseInvitationRow.case_id == case_id, self._open()))
            return found.scalar_one()

    async def found(self, digest: str, chat_id: int) -> Offer | None:
        """What the code with this digest offers to the user."""
        return await self._offer(CaseInvitationRow.digest == digest, chat_id)

    async def offered(self, id: str, chat_id: int) -> Offer | None:
        """An offer that was made to the user; None for somebody else's."""
        return await self._offer((CaseInvitationRow.id == id) & (CaseInvitationRow.offered_to == chat_id), chat_id)

    async def invite(
        self,
        session: AsyncSession,
        case_id: int,
        *,
        id: str,
        digest: str,
        made_by: int,
        most: int,
        office: str | None = None,
    ) -> None:
        """Stores an invitation that one of the people makes, or a clerk of its `office` while it has no people.

        Raises `CaseConflictError` for anybody else, and where the case has `most` open ones.
        """
        row = await self._lock(session, case_id)
        if office is None:
            await self._one_of(session, case_id, made_by)
        elif office != row.office or await self._count(session, case_id):
            raise CaseConflictError(f"Case {row.code} has somebody who proposes it, or another office.")
        its = select(func.count()).select_from(CaseInvitationRow)
        count = (await session.execute(its.where(CaseInvitationRow.case_id == case_id, self._open()))).scalar_one()
        if count >= most:
            raise CaseConflictError(f"Case {case_id} has {count} open invitations.")
        now = self._clock.now()
        made = CaseInvitationRow(
            id=id, case_id=case_id, digest=digest, made_by=made_by, made_at=now, expires_at=now + LASTS
        )
        session.add(made)
        await session.flush()

    async def revoke(self, session: AsyncSession, case_id: int) -> None:
        """Ends the open invitations of a case; who has joined stays."""
        await self._end(session, CaseInvitationRow.case_id == case_id)

    async def offer(self, session: AsyncSession, id: str, chat_id: int) -> None:
        """Remembers who came with the code last; they alone can join with it."""
        its = update(CaseInvitationRow).where(CaseInvitationRow.id == id, self._open())
        await session.execute(its.values(offered_to=chat_id))

    async def join(self, session: AsyncSession, offer: Offer, chat_id: int, *, most: int) -> Case:
        """Makes the user one of the people of the case and uses the code up, both or neither; the case with them.

        Raises:
            storage.cases.CaseConflictError: the code was used, ended or expired, was offered to somebody else, or the
                case has ended or has `most` people since the offer was read.
        """
        row = await self._lock(session, offer.case_id)
        now = self._clock.now()
        its = update(CaseInvitationRow).where(
            CaseInvitationRow.id == offer.id, CaseInvitationRow.offered_to == chat_id, self._open()
        )
        used = await session.scalar(its.values(used_by=chat_id, used_at=now).returning(CaseInvitationRow.id))
        if used is None or row.closed_at is not None or await self._count(session, offer.case_id) >= most:
            raise CaseConflictError(f"Invitation {offer.id} cannot be used any more.")
        joining = insert(session, CasePersonRow).values(
            case_id=offer.case_id, chat_id=chat_id, muted=False, joined_at=now
        )
        await session.execute(joining.on_conflict_do_nothing(index_elements=["case_id", "chat_id"]))
        return (await self._cases.read(session, [row]))[0]

    async def leave(self, session: AsyncSession, case_id: int, chat_id: int) -> Case:
        """Takes the user out of a case, and ends the invitations that they made; the case without them.

        Raises `storage.cases.CaseConflictError` where nobody would be left, and for who is not one of its people.
        """
        row = await self._lock(session, case_id)
        await self._one_of(session, case_id, chat_id)
        if await self._count(session, case_id) < 2:
            raise CaseConflictError(f"Nobody else proposes case {row.code}.")
        its = (CasePersonRow.case_id == case_id, CasePersonRow.chat_id == chat_id)
        await session.execute(delete(CasePersonRow).where(*its))
        await self._end(session, (CaseInvitationRow.case_id == case_id) & (CaseInvitationRow.made_by == chat_id))
        return (await self._cases.read(session, [row]))[0]

    def _open(self) -> ColumnElement[bool]:
        """Whether an invitation can be used now."""
        return (
            CaseInvitationRow.used_at.is_(None)
            & CaseInvitationRow.revoked_at.is_(None)
            & (CaseInvitationRow.expires_at > self._clock.now())
        )

    async def _offer(self, which: ColumnElement[bool], chat_id: int) -> Offer | None:
        its = select(CaseInvitationRow, CaseRow).join(CaseRow, CaseRow.id == CaseInvitationRow.case_id).where(which)
        people = select(CasePersonRow.chat_id)
        async with self._database.reading() as session:
            row = (await session.execute(its)).one_or_none()
            if row is None:
                return None
            invitation, case = row
            chats: Sequence[int] = (await session.scalars(people.where(CasePersonRow.case_id == case.id))).all()
        usable = (
            invitation.used_at is None
            and invitation.revoked_at is None
            and self._clock.now() < invitation.expires_at
            and case.closed_at is None
        )
        return Offer(
            invitation.id, case.id, case.code, case.title, case.office, len(chats), chat_id in chats, usable=usable
        )

    async def _lock(self, session: AsyncSession, case_id: int) -> CaseRow:
        row = await session.scalar(select(CaseRow).where(CaseRow.id == case_id).with_for_update())
        if row is None:
            raise CaseConflictError(f"There is no case {case_id} any more.")
        return row

    async def _one_of(self, session: AsyncSession, case_id: int, chat_id: int) -> None:
        if await session.get(CasePersonRow, (case_id, chat_id)) is None:
            raise CaseConflictError(f"Case {case_id} is not theirs any more.")

    async def _count(self, session: AsyncSession, case_id: int) -> int:
        its = select(func.count()).select_from(CasePersonRow).where(CasePersonRow.case_id == case_id)
        return (await session.execute(its)).scalar_one()

    async def _end(self, session: AsyncSession, which: ColumnElement[bool]) -> None:
        its = update(CaseInvitationRow).where(which, self._open())
        await session.execute(its.values(revoked_at=self._clock.now()))
