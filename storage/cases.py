"""Cases (hồ sơ): made, found by those whose they are, and carried on by recording what happened.

A case is seen by the people in `case_people` and by the clerks of its office, and by nobody else: every way to it takes
a `Viewer`. Its code can be read out and typed, but knowing it is never enough.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_deadlines import project
from storage.clock import Clock
from storage.database import Database
from storage.grounds import recorded
from storage.history import FIRST_STATE, CaseState, Happening, derive
from storage.lifecycle import Rules, Who, rules
from storage.models import CaseMoveRow, CasePersonRow, CaseRow, HappeningRow
from storage.upsert import insert
from storage.working_days import Calendar, SpecialDay

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not mistaken for one another when they are read out."""
PREFIX = "DL-"
CODE_LENGTH = 4
TRIES = 20
TOGETHER = 500
"""Cases whose histories are read by one statement."""


class CaseConflictError(RuntimeError):
    """Somebody else recorded something first: show the case as it is now."""


class CodesExhaustedError(RuntimeError):
    """No free code was found in `TRIES` tries: the codes have become too few and must grow."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks for a case: a chat, and the office whose clerk it is, if any."""

    chat_id: int
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The frozen version of a plan that a case is about."""

    draft_id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case begins with. `issue` is `unregulated` or `unsuitable`.

    Without an office none takes part; without people it was handed in on paper, and only the office follows it.
    """

    title: str
    jurisdiction: str
    issue: str
    people: tuple[int, ...]
    office: str | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A happening as it stands in the history. `actor` is the chat that recorded it, None for the bot itself."""

    happening: Happening
    actor: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DueMoved:
    """A deadline that moved when a day was entered into the calendar. `key` is the deadline's, `special` the reason."""

    key: str
    before: date
    after: date
    special: SpecialDay
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A case with all that happened. `standing` is derived from the history.

    `first_title` and `first_issue` are what it was called, and of which kind its issue was, when it was made.
    `muted` are those of its people who do not want to be reminded of it; `moves` are in the order of their moments.
    """

    id: int
    code: str
    first_title: str
    jurisdiction: str
    first_issue: str
    office: str | None
    plan: Plan | None
    people: tuple[int, ...]
    created_at: datetime
    history: tuple[Recorded, ...] = ()
    standing: CaseState = field(default_factory=CaseState)
    muted: tuple[int, ...] = ()
    moves: tuple[DueMoved, ...] = ()

    @property
    def title(self) -> str:
        """What it is called now."""
        return self.standing.title or self.first_title

    @property
    def issue(self) -> str:
        """Of which kind its issue is now."""
        return self.standing.issue or self.first_issue

    @property
    def rules(self) -> Rules:
        """The rules that apply to the case."""
        return rules(self.jurisdiction)


class Cases:
    """The cases. Whatever is written joins the transaction of what it comes from."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone

    @property
    def today(self) -> date:
        """The present day where the offices are."""
        return self._clock.now().astimezone(self._zone).date()

    async def free_code(self) -> str:
        """A code that no case has now. Raises `CodesExhaustedError`."""
        async with self._database.reading() as session:
            for _ in range(TRIES):
                code = new_code()
                if await session.scalar(select(CaseRow.id).where(CaseRow.code == code)) is None:
                    return code
        raise CodesExhaustedError(f"{TRIES} codes of {CODE_LENGTH} characters were taken.")

    async def create(self, session: AsyncSession, new: NewCase, code: str | None = None) -> str:
        """Makes a case in the first state of its life; its code, which is `code` where one is given.

        Raises `CaseConflictError` when somebody took the given code meanwhile, else `CodesExhaustedError`.
        """
        now = self._clock.now()
        values = {
            "title": new.title,
            "jurisdiction": new.jurisdiction,
            "issue": new.issue,
            "office": new.office,
            "draft_id": new.plan.draft_id if new.plan else None,
            "version": new.plan.version if new.plan else None,
            "digest": new.plan.digest if new.plan else None,
            "state": FIRST_STATE,
            "happenings": 0,
            "created_at": now,
            "updated_at": now,
        }
        for _ in range(1 if code else TRIES):
            tried = code or new_code()
            statement = insert(session, CaseRow).values(code=tried, **values)
            made = await session.scalar(statement.on_conflict_do_nothing(index_elements=["code"]).returning(CaseRow.id))
            if made is not None:
                session.add_all(
                    CasePersonRow(case_id=made, chat_id=one, muted=False, joined_at=now) for one in new.people
                )
                await session.flush()
                return tried
        if code:
            raise CaseConflictError(f"The code {code} was taken.")
        raise CodesExhaustedError(f"{TRIES} codes of {CODE_LENGTH} characters were taken.")

    async def id_of(self, session: AsyncSession, code: str) -> int:
        """The id of a case that was made in this transaction."""
        return (await session.execute(select(CaseRow.id).where(CaseRow.code == code))).scalar_one()

    async def get(self, viewer: Viewer, code: str) -> Case | None:
        """A case with its history; None for one that does not exist or is not the viewer's."""
        wanted = select(CaseRow).where(CaseRow.code == canonical(code), _visible(viewer))
        async with self._database.reading() as session:
            row = await session.scalar(wanted)
            return (await self.read(session, [row]))[0] if row else None

    async def those(self, viewer: Viewer, ids: Sequence[int]) -> list[Case]:
        """Those of the cases that are the viewer's to see."""
        found: list[Case] = []
        for start in range(0, len(ids), TOGETHER):
            some = CaseRow.id.in_(ids[start : start + TOGETHER])
            found += await self._list(select(CaseRow).where(some, _visible(viewer)).order_by(CaseRow.id))
        return found

    async def of_year(self, office: str, begin: datetime) -> list[Case]:
        """The cases of an office that were open at a moment or have come since, oldest first."""
        open_then = or_(CaseRow.closed_at.is_(None), CaseRow.closed_at >= begin)
        return await self._list(select(CaseRow).where(CaseRow.office == office, open_then).order_by(CaseRow.id))

    async def plan(self, session: AsyncSession, case_id: int, plan: Plan) -> None:
        """The version of a plan that a case is about from now on."""
        values = {"draft_id": plan.draft_id, "version": plan.version, "digest": plan.digest}
        await session.execute(update(CaseRow).where(CaseRow.id == case_id).values(**values))

    async def send_to(self, session: AsyncSession, case: Case, office: str) -> Case:
        """Brings a case that has no office yet to one; its clerks see it from then on. Raises `CaseConflictError`."""
        its = update(CaseRow).where(CaseRow.id == case.id, CaseRow.office.is_(None))
        if (await session.execute(its.values(office=office).returning(CaseRow.id))).one_or_none() is None:
            raise CaseConflictError(f"Case {case.code} has an office.")
        return replace(case, office=office)

    async def record(
        self, session: AsyncSession, case: Case, happening: Happening, *, actor: int | None, calendar: Calendar
    ) -> Case:
        """Adds a happening to the history of a case that was read before; the case after it, with its people of now.

        The number of `happening` is given here. On PostgreSQL the row of the case is locked until the transaction ends.

        Raises `CaseConflictError`, and `storage.history.RefusedError` when the state does not allow it.
        """
        number = len(case.history) + 1
        numbered = replace(happening, number=number)
        history = [*(one.happening for one in case.history), numbered]
        standing = recorded(case.rules, history, case.first_issue, self.today)
        now = self._clock.now()
        ended = case.rules.lifecycle.states[standing.state].end
        seen = update(CaseRow).where(CaseRow.id == case.id, CaseRow.happenings == len(case.history))
        called = {"title": standing.title or case.first_title, "first_title": case.first_title}
        values = {**called, "state": standing.state, "happenings": number, "updated_at": now}
        changed = seen.values(**values, closed_at=now if ended else None).returning(CaseRow.id)
        if (await session.execute(changed)).one_or_none() is None:
            raise CaseConflictError(f"Case {case.code} was changed by somebody else.")
        session.add(
            HappeningRow(
                case_id=case.id,
                number=number,
                kind=numbered.kind,
                on=numbered.on,
                who=numbered.who,
                details=dict(numbered.details),
                corrects=numbered.corrects,
                void=numbered.void,
                actor=actor,
                recorded_at=now,
            )
        )
        await session.flush()
        await project(session, case.id, standing, calendar, self._zone, now)
        its = select(CasePersonRow.chat_id).where(CasePersonRow.case_id == case.id).order_by(CasePersonRow.chat_id)
        people = tuple((await session.scalars(its)).all())
        grown = (*case.history, Recorded(numbered, actor, now))
        return replace(case, people=people, history=grown, standing=standing)

    async def _list(self, wanted: Select[CaseRow]) -> list[Case]:
        async with self._database.reading() as session:
            return await self.read(session, (await session.scalars(wanted)).all())

    async def by_id(self, session: AsyncSession, ids: Sequence[int]) -> list[Case]:
        """The cases of these ids as they are in the transaction."""
        found: list[Case] = []
        for start in range(0, len(ids), TOGETHER):
            some = select(CaseRow).where(CaseRow.id.in_(ids[start : start + TOGETHER])).order_by(CaseRow.id)
            found += await self.read(session, (await session.scalars(some)).all())
        return found

    async def read(self, session: AsyncSession, rows: Sequence[CaseRow]) -> list[Case]:
        """The cases of the rows, their histories and people read at once, however many there are."""
        histories: dict[int, list[Recorded]] = {row.id: [] for row in rows}
        people: dict[int, list[CasePersonRow]] = {row.id: [] for row in rows}
        moves: dict[int, list[DueMoved]] = {row.id: [] for row in rows}
        for start in range(0, len(rows), TOGETHER):
            some = [row.id for row in rows[start : start + TOGETHER]]
            its = select(HappeningRow).where(HappeningRow.case_id.in_(some)).order_by(HappeningRow.number)
            for happening in await session.scalars(its):
                histories[happening.case_id].append(_recorded(happening))
            theirs = select(CasePersonRow).where(CasePersonRow.case_id.in_(some)).order_by(CasePersonRow.chat_id)
            for person in await session.scalars(theirs):
                people[person.case_id].append(person)
            for move in await session.scalars(
                select(CaseMoveRow).where(CaseMoveRow.case_id.in_(some)).order_by(CaseMoveRow.id)
            ):
                moves[move.case_id].append(_moved(move))
        return [_case(row, histories[row.id], people[row.id], moves[row.id], self.today) for row in rows]


def new_code() -> str:
    """A code that cannot be guessed from another one."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def canonical(code: str) -> str:
    """A code as it is stored, from the way people type it: any case, with or without the prefix, spaces or hyphens."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return PREFIX + letters.removeprefix(PREFIX.rstrip("-"))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    own = exists().where(CasePersonRow.case_id == CaseRow.id, CasePersonRow.chat_id == viewer.chat_id)
    return or_(own, CaseRow.office == viewer.office) if viewer.office else own


def _recorded(row: HappeningRow) -> Recorded:
    happening = Happening(row.number, row.kind, row.on, Who(row.who), row.details, row.corrects, row.void)
    return Recorded(happening, row.actor, row.recorded_at)


def _moved(row: CaseMoveRow) -> DueMoved:
    special = SpecialDay(row.day, row.kind, row.reason, row.document)
    return DueMoved(row.key, row.was_due, row.is_due, special, row.moved_at)


def _case(
    row: CaseRow,
    history: Sequence[Recorded],
    people: Sequence[CasePersonRow],
    moves: Sequence[DueMoved],
    today: date,
) -> Case:
    plan = Plan(row.draft_id, row.version, row.digest) if row.draft_id and row.version and row.digest else None
    happened = [recorded.happening for recorded in history]
    return Case(
        id=row.id,
        code=row.code,
        first_title=row.first_title or row.title,
        jurisdiction=row.jurisdiction,
        first_issue=row.issue,
        office=row.office,
        plan=plan,
        people=tuple(person.chat_id for person in people),
        created_at=row.created_at,
        muted=tuple(person.chat_id for person in people if person.muted),
        moves=tuple(moves),
        history=tuple(history),
        standing=derive(rules(row.jurisdiction), happened, row.issue, today),
    )
