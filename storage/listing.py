"""Cases page by page, with exact counts however many there are: one's own, and those of an office by section."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.cases import Case, Cases, Viewer
from storage.database import Database
from storage.lifecycle import Who, lifecycle, procedures
from storage.models import CasePersonRow, CaseRow, DeadlineRow, HappeningRow
from storage.working_days import Calendar

SOON = 10
"""Working days before the last day from which a case is due soon: the first reminder goes out then, too."""

Order = Sequence[ColumnElement[Any]]
LATEST_FIRST: Order = (CaseRow.updated_at.desc(), CaseRow.id.desc())
OLDEST_FIRST: Order = (CaseRow.id.asc(),)


class Section(StrEnum):
    """Where a case stands on the board of its office; the most pressing first."""

    LATE = "late"
    """Past its last day."""
    AT_ONCE = "at-once"
    """Something that the office has to do at once is open."""
    NEW = "new"
    """Not received yet."""
    SOON = "soon"
    """Due within `SOON` working days."""
    OURS = "ours"
    """With the office, with time left."""
    OTHERS = "others"
    """Waiting for somebody else."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What cases are looked for: `fits` says it of one by its code, titles and numbers of documents recorded in it.

    Its titles are the present one and the first one, a line each.

    `digits` are among those of every number that fits; without any, numbers are not asked about.
    """

    fits: Callable[[str, str, Collection[str]], bool]
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Some of `count` cases: the page of this number, the last one where there are not so many."""

    cases: tuple[Case, ...]
    count: int
    page: int = 0


class Listings:
    """Finds cases for lists."""

    def __init__(self, database: Database, cases: Cases) -> None:
        self._database = database
        self._cases = cases

    async def own(self, viewer: Viewer, page: int, size: int) -> Found:
        """The cases of which the viewer is one of the people, the one changed last first."""
        return await self._page(_own(viewer), LATEST_FIRST, page, size)

    async def own_fitting(self, viewer: Viewer, sought: Sought, size: int) -> Found:
        """Those of them that fit."""
        return await self._fitting(_own(viewer), LATEST_FIRST, sought, size)

    async def about(self, viewer: Viewer, draft_id: str) -> tuple[Case, ...]:
        """The open ones among them that are about a plan."""
        its = and_(_own(viewer), CaseRow.draft_id == draft_id, CaseRow.closed_at.is_(None))
        return (await self._page(its, LATEST_FIRST, 0, 1)).cases

    async def sections(self, office: str, calendar: Calendar) -> Mapping[Section, int]:
        """How many open cases of an office stand in each section; those in which there are any."""
        stands = _section(calendar, self._cases.today)
        counted = select(stands, func.count()).where(_open(office)).group_by(stands)
        async with self._database.reading() as session:
            found = {Section(name): count for name, count in await session.execute(counted)}
        return {one: found[one] for one in Section if one in found}

    async def board(self, office: str, section: Section, calendar: Calendar, page: int, size: int) -> Found:
        """The open cases of an office in a section, oldest first."""
        those = and_(_open(office), _section(calendar, self._cases.today) == section)
        return await self._page(those, OLDEST_FIRST, page, size)

    async def board_fitting(self, office: str, sought: Sought, size: int, *, ended: bool = False) -> Found:
        """The open cases of an office that fit, oldest first; after them, where asked for, those that have ended."""
        those = CaseRow.office == office if ended else _open(office)
        return await self._fitting(those, (CaseRow.closed_at.is_not(None), *OLDEST_FIRST), sought, size)

    async def _page(self, those: ColumnElement[bool], order: Order, page: int, size: int) -> Found:
        async with self._database.reading() as session:
            count = await session.scalar(select(func.count()).select_from(CaseRow).where(those)) or 0
            page = min(max(page, 0), max(count - 1, 0) // size)
            wanted = select(CaseRow).where(those).order_by(*order).offset(page * size).limit(size)
            rows = (await session.scalars(wanted)).all()
            return Found(tuple(await self._cases.read(session, rows)), count, page)

    async def _fitting(self, those: ColumnElement[bool], order: Order, sought: Sought, size: int) -> Found:
        """Every title is looked at here, for a database does not know how people write Vietnamese without accents."""
        titles = CaseRow.title, func.coalesce(CaseRow.first_title, "")
        every = select(CaseRow.id, CaseRow.code, *titles).where(those).order_by(*order)
        async with self._database.reading() as session:
            numbers = await self._numbers(session, those, sought.digits) if sought.digits else {}
            found = (await session.execute(every)).all()
            ids = [
                id for id, code, *told in found if sought.fits(code, "\n".join(filter(None, told)), numbers.get(id, ()))
            ]
            wanted = select(CaseRow).where(CaseRow.id.in_(ids[:size])).order_by(*order)
            rows = (await session.scalars(wanted)).all()
            return Found(tuple(await self._cases.read(session, rows)), len(ids))

    async def _numbers(
        self, session: AsyncSession, those: ColumnElement[bool], digits: str
    ) -> Mapping[int, Collection[str]]:
        """The numbers with these digits that were recorded in cases, by case."""
        number = HappeningRow.details["number"].as_string()
        named = select(HappeningRow.case_id, number).join(CaseRow).where(those, number.contains(digits)).distinct()
        found: dict[int, list[str]] = defaultdict(list)
        for id, one in await session.execute(named):
            found[id].append(one)
        return found


def _own(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(CasePersonRow.case_id == CaseRow.id, CasePersonRow.chat_id == viewer.chat_id)


def _open(office: str) -> ColumnElement[bool]:
    return and_(CaseRow.office == office, CaseRow.closed_at.is_(None))


def _section(calendar: Calendar, today: date) -> ColumnElement[str]:
    """Where a case stands, by its deadlines (`storage.case_deadlines`) and its state."""
    states = lifecycle().states.items()
    ours = [name for name, state in states if state.waits_for is Who.OFFICE]
    enough = calendar.due(today, SOON + 1).day
    return case(
        (_deadline(DeadlineRow.due < today), Section.LATE),
        (or_(false(), *_to_do_at_once()), Section.AT_ONCE),
        (CaseRow.state.in_(lifecycle().sources("received")), Section.NEW),
        (_deadline(DeadlineRow.due < enough), Section.SOON),
        (CaseRow.state.in_(ours), Section.OURS),
        else_=Section.OTHERS,
    )


def _to_do_at_once() -> Iterator[ColumnElement[bool]]:
    """That a duty is open which an office has to meet at once; one of a key is the same in every procedure."""
    duties = (duty for procedure in procedures().values() for duty in procedure.duties)
    for key in dict.fromkeys(duty.key for duty in duties if duty.whose is Who.OFFICE and duty.at_once):
        yield _deadline(and_(DeadlineRow.duty, DeadlineRow.key.startswith(f"{key}:", autoescape=True)))


def _deadline(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(DeadlineRow.case_id == CaseRow.id, which)
