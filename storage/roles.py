"""Who has which role, and the offices whose clerks may be invited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import OfficeRow, RoleRow
from storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Member:
    """A user with a role; `invited_by` is None when the invitation was made on the command line."""

    chat_id: int
    role: str
    office: str | None
    jurisdiction: str | None
    invited_by: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """An office; `jurisdiction` is an id of the catalogue or None."""

    id: str
    name: str
    jurisdiction: str | None


class Roles:
    """The users who were invited. Roles are given by invitations alone (`storage.invitations`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Member, ...]:
        """Everybody with a role, the longest standing first."""
        async with self._database.reading() as session:
            return tuple(_member(row) for row in await session.scalars(select(RoleRow).order_by(RoleRow.since)))

    async def count(self, role: str) -> int:
        """How many users have the role."""
        its = select(func.count()).select_from(RoleRow).where(RoleRow.role == role)
        async with self._database.reading() as session:
            return (await session.execute(its)).scalar_one()

    async def of_office(self, office: str, role: str) -> tuple[int, ...]:
        """The chats of those who have the role in the office."""
        its = select(RoleRow.chat_id).where(RoleRow.office == office, RoleRow.role == role).order_by(RoleRow.chat_id)
        async with self._database.reading() as session:
            return tuple(await session.scalars(its))

    async def remove(self, session: AsyncSession, chat_id: int) -> Member | None:
        """Take the user's role away; what they were, None when they have none."""
        row = await session.scalar(delete(RoleRow).where(RoleRow.chat_id == chat_id).returning(RoleRow))
        return _member(row) if row else None

    async def get(self, chat_id: int) -> Member | None:
        """The user, if they have a role."""
        async with self._database.reading() as session:
            row = await session.get(RoleRow, chat_id)
        return _member(row) if row else None

    async def is_last(self, chat_id: int, role: str) -> bool:
        """Whether the user has the role and nobody else has."""
        member = await self.get(chat_id)
        return member is not None and member.role == role and await self.count(role) == 1


class Offices:
    """The offices, by id."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def save(self, session: AsyncSession, office: Office) -> None:
        """Store an office, or rename the one with its id."""
        told = {"name": office.name, "jurisdiction": office.jurisdiction}
        statement = insert(session, OfficeRow).values(id=office.id, created_at=self._clock.now(), **told)
        await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=told))

    async def remove(self, session: AsyncSession, id: str) -> None:
        """Forget an office; what was with it keeps its id."""
        await session.execute(delete(OfficeRow).where(OfficeRow.id == id))

    async def all(self) -> tuple[Office, ...]:
        """Every office by name."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(OfficeRow).order_by(OfficeRow.name, OfficeRow.id))
            return tuple(Office(row.id, row.name, row.jurisdiction) for row in rows)

    async def get(self, id: str) -> Office | None:
        """The office, or None."""
        async with self._database.reading() as session:
            row = await session.get(OfficeRow, id)
        return None if row is None else Office(row.id, row.name, row.jurisdiction)


def _member(row: RoleRow) -> Member:
    return Member(row.chat_id, row.role, row.office, row.jurisdiction, row.invited_by, row.since)
