"""What becomes of the cases of somebody who has their data erased: each stays with others, or goes with them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.models import CasePersonRow, CaseRow, OfficeRow


@dataclass(frozen=True, slots=True)
class Parting:
    """A case of the user's. `office` is the name of the one that takes part, `fellows` how many others propose it."""

    case_id: int
    code: str
    title: str
    office: str | None
    fellows: int

    @property
    def stays(self) -> bool:
        """Whether the case is somebody else's as well."""
        return self.office is not None or self.fellows > 0


async def partings(session: AsyncSession, chat_id: int, *, locked: bool = False) -> tuple[Parting, ...]:
    """The user's cases, oldest first.

    With `locked` nobody joins, leaves or records until the transaction ends: of two people who leave a case at once the
    second one is the last one.
    """
    mine = select(CasePersonRow.case_id).where(CasePersonRow.chat_id == chat_id)
    if locked:
        await session.execute(select(CaseRow.id).where(CaseRow.id.in_(mine)).order_by(CaseRow.id).with_for_update())
    other = aliased(CasePersonRow)
    fellows = select(func.count()).where(other.case_id == CaseRow.id, other.chat_id != chat_id).scalar_subquery()
    office = func.coalesce(OfficeRow.name, CaseRow.office).label("office")
    its = select(CaseRow.id, CaseRow.code, CaseRow.title, office, fellows.label("fellows"))
    wanted = its.join(OfficeRow, OfficeRow.id == CaseRow.office, isouter=True).where(CaseRow.id.in_(mine))
    found = await session.execute(wanted.order_by(CaseRow.id))
    return tuple(Parting(row.id, row.code, row.title, row.office, row.fellows) for row in found)
