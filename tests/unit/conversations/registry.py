"""Cases kept in memory by the contract of `CaseRecords`, shared by the chats of a test."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from conversations.access import relation, sees
from conversations.case.filing import attached
from conversations.cases import SeenCase
from conversations.clock import day_of
from conversations.drafts import StoredFile
from conversations.events import CaseChanges, CaseEvent, MadeCase, Profile
from storage import calendar_seed
from storage.cases import Case, CaseConflictError, Recorded, canonical
from storage.deadlines import Reminder
from storage.history import derive
from storage.working_days import Calendar

YEARS = range(2024, 2030)
CALENDAR = Calendar(
    {day: special for year in YEARS for day, special in calendar_seed.special_days(year).items()},
    frozenset(year for year in YEARS if calendar_seed.confirmed(year)),
)
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Việt Nam."""


@dataclass
class Registry:
    """All cases, and what was told of them."""

    now: datetime = NOW
    kept: dict[str, Case] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    told: list[tuple[Case, int, CaseEvent]] = field(default_factory=list)
    later: list[tuple[int, Reminder]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The present day."""
        return day_of(self.now)

    def keep(self, chat_id: int, changes: CaseChanges | None) -> None:
        """Stores what an outcome changed, all or nothing."""
        if changes is None:
            return
        for made in changes.made:
            self.kept[made.code] = self._new(made, chat_id)
        for event in changes.recorded:
            self._record(chat_id, event)
        for one in changes.muted:
            case = next(case for case in self.kept.values() if case.id == one.case_id)
            self.kept[case.code] = replace(case, muted=(chat_id,) if one.muted else ())
        self.later += [(chat_id, one) for one in changes.reminded_later]

    def _new(self, made: MadeCase, chat_id: int) -> Case:
        number, given = len(self.kept) + 1, (made.title, made.jurisdiction, made.issue)
        return Case(number, made.code, *given, None, made.plan, (chat_id,), self.now)

    def _record(self, chat_id: int, event: CaseEvent) -> None:
        case = self.kept[event.case.code]
        if len(case.history) != len(event.case.history):
            raise CaseConflictError(case.code)
        happening = replace(event.happening, number=len(case.history) + 1)
        history = (*case.history, Recorded(happening, chat_id, self.now))
        standing = derive(case.rules, [one.happening for one in history], case.issue, self.today)
        after = replace(case, history=history, standing=standing, office=event.office or case.office)
        self.kept[case.code] = after
        self.told.append((after, chat_id, event))


@dataclass(kw_only=True)
class CaseShelf:
    """The cases of one chat; whoever inherits it has the user's `profile`."""

    registry: Registry = field(default_factory=Registry)
    chat_id: int = 1
    days_off: Calendar = CALENDAR

    if TYPE_CHECKING:
        profile: Profile

    async def case(self, code: str) -> SeenCase | None:
        found = self.registry.kept.get(canonical(code))
        return next(iter(self._seen([found])), None) if found else None

    async def cases(self) -> tuple[SeenCase, ...]:
        every = self.registry.kept.values()
        return self._seen(case for case in reversed(every) if self.chat_id in case.people)

    async def board(self) -> tuple[SeenCase, ...]:
        return self._seen(case for case in self._of_office() if not self._ended(case))

    async def cases_since(self, begin: datetime) -> tuple[SeenCase, ...]:
        return self._seen(self._of_office())

    async def case_files(self, code: str, number: int) -> tuple[StoredFile, ...]:
        seen = await self.case(code)
        named = attached(seen.case.history[number - 1].happening.details) if seen else ()
        return tuple(self.registry.files[one.id] for one in named if one.id in self.registry.files)

    async def free_code(self) -> str:
        return f"DL-{len(self.registry.kept) + 2222}"

    async def calendar(self, *years: int) -> Calendar:
        assert all(YEARS[0] <= year <= YEARS[-1] for year in years)
        return self.days_off

    def _of_office(self) -> list[Case]:
        return [case for case in self.registry.kept.values() if case.office and case.office == self.profile.office]

    def _ended(self, case: Case) -> bool:
        return case.rules.lifecycle.states[case.standing.state].end

    def _seen(self, cases: Iterable[Case]) -> tuple[SeenCase, ...]:
        every = (
            SeenCase(
                case,
                relation(self.profile, own=self.chat_id in case.people, office=case.office),
                muted=self.chat_id in case.muted,
            )
            for case in cases
        )
        return tuple(seen for seen in every if sees(self.profile.role, seen.whose))
