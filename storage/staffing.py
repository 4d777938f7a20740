"""How offices are staffed: whether anybody sees the cases that are with them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.models import CaseRow, OfficeRow, RoleRow


@dataclass(frozen=True, slots=True)
class Staffed:
    """An office with how many clerks it has and how many open cases are with it."""

    id: str
    name: str
    jurisdiction: str | None
    clerks: int
    open_cases: int

    @property
    def is_unattended(self) -> bool:
        """Whether cases are with it that nobody sees."""
        return bool(self.open_cases) and not self.clerks


class Staffing:
    """Counts clerks and open cases; `clerk` is the role of an office's clerks."""

    def __init__(self, database: Database, clerk: str) -> None:
        self._database = database
        self._clerk = clerk

    async def staffed(self) -> frozenset[str]:
        """The ids of the offices that have a clerk."""
        its = select(RoleRow.office).where(RoleRow.role == self._clerk, RoleRow.office.is_not(None)).distinct()
        async with self._database.reading() as session:
            return frozenset(one for one in await session.scalars(its) if one)

    async def all(self) -> tuple[Staffed, ...]:
        """Every office by name."""
        async with self._database.reading() as session:
            return await self.within(session)

    async def within(self, session: AsyncSession) -> tuple[Staffed, ...]:
        """The same, as a transaction sees it."""
        clerks = select(func.count()).where(RoleRow.office == OfficeRow.id, RoleRow.role == self._clerk)
        cases = select(func.count()).where(CaseRow.office == OfficeRow.id, CaseRow.closed_at.is_(None))
        its = select(
            OfficeRow.id, OfficeRow.name, OfficeRow.jurisdiction, clerks.scalar_subquery(), cases.scalar_subquery()
        )
        rows = await session.execute(its.order_by(OfficeRow.name, OfficeRow.id))
        return tuple(Staffed(*row) for row in rows)

    async def left_by(self, chat_id: int) -> Staffed | None:
        """The office that would have no clerk left without the user; None where it is not theirs or others remain."""
        its = select(RoleRow.office).where(RoleRow.chat_id == chat_id, RoleRow.role == self._clerk)
        async with self._database.reading() as session:
            id = await session.scalar(its)
            offices = await self.within(session) if id else ()
        return next((one for one in offices if one.id == id and one.clerks == 1), None)
