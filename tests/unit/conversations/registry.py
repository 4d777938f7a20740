"""Cases kept in memory by the contract of `CaseRecords`, shared by the chats of a test."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from conversations.access import relation, sees
from conversations.case.filing import attached
from conversations.case.progress import every_progress
from conversations.cases import SeenCase, SeenPage
from conversations.clock import day_of
from conversations.drafts import StoredFile
from conversations.events import CaseChanges, CaseEvent, FellowChanges, MadeCase, Profile, Reply
from storage import calendar_seed
from storage.cases import Case, CaseConflictError, Recorded, canonical
from storage.deadlines import Reminder
from storage.fellows import Fellow, Offer
from storage.history import derive
from storage.invitations import digest_of
from storage.lifecycle import Who
from storage.listing import SOON, Section, Sought
from storage.parting import Parting
from storage.quiet_hours import Preferences
from storage.working_days import Calendar

YEARS = range(2024, 2030)
CALENDAR = Calendar(
    {day: special for year in YEARS for day, special in calendar_seed.special_days(year).items()},
    frozenset(year for year in YEARS if calendar_seed.confirmed(year)),
)
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
"""A Wednesday, ten in the morning in Việt Nam."""


@dataclass
class Invitation:
    """An invitation to a case, by the contract of `storage.fellows`."""

    code: str
    digest: str
    made_by: int
    offered_to: int | None = None
    over: bool = False


@dataclass
class Registry:
    """All cases, and what was told of them."""

    now: datetime = NOW
    kept: dict[str, Case] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    told: list[tuple[Case, int, CaseEvent]] = field(default_factory=list)
    later: list[tuple[int, Reminder]] = field(default_factory=list)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    met: list[tuple[Case, int, Reply]] = field(default_factory=list)

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
        for planned in changes.planned:
            case = next(case for case in self.kept.values() if case.id == planned.case_id)
            self.kept[case.code] = replace(case, plan=planned.plan)
        for event in changes.recorded:
            self._record(chat_id, event)
        for one in changes.muted:
            case = next(case for case in self.kept.values() if case.id == one.case_id)
            self.kept[case.code] = replace(case, muted=(chat_id,) if one.muted else ())
        if changes.fellows:
            self._change_fellows(chat_id, changes.fellows)
        self.later += [(chat_id, one) for one in changes.reminded_later]

    def open_invitations(self, code: str) -> int:
        """How many of a case can be used now."""
        return sum(one.code == code and not one.over for one in self.invitations.values())

    def _change_fellows(self, chat_id: int, changes: FellowChanges) -> None:
        by_id = {case.id: case for case in self.kept.values()}
        if changes.invited:
            made, case = changes.invited, by_id[changes.invited.case_id]
            assert case.office == made.office and not case.people if made.office else chat_id in case.people
            assert self.open_invitations(case.code) < changes.most
            self.invitations[made.id] = Invitation(case.code, digest_of(made.code), chat_id)
        if changes.revoked is not None:
            self._end(by_id[changes.revoked].code)
        if changes.offered:
            self.invitations[changes.offered].offered_to = chat_id
        if changes.joined:
            offer = self.invitations[changes.joined.offer.id]
            if offer.over or offer.offered_to != chat_id:
                raise CaseConflictError(offer.code)
            offer.over = True
            self._meet(self.kept[offer.code], chat_id, changes.joined.notice, {*self.kept[offer.code].people, chat_id})
        if changes.left:
            case = by_id[changes.left.case_id]
            if case.people == (chat_id,):
                raise CaseConflictError(case.code)
            self._end(case.code, chat_id)
            self._meet(case, chat_id, changes.left.notice, {*case.people} - {chat_id})

    def _end(self, code: str, made_by: int | None = None) -> None:
        for one in self.invitations.values():
            one.over |= one.code == code and made_by in {None, one.made_by}

    def _meet(self, case: Case, chat_id: int, notice: Reply, people: set[int]) -> None:
        self.kept[case.code] = replace(case, people=tuple(sorted(people)))
        self.met.append((self.kept[case.code], chat_id, notice))

    def _new(self, made: MadeCase, chat_id: int) -> Case:
        number, given = len(self.kept) + 1, (made.title, made.jurisdiction, made.issue)
        people = (chat_id,) if made.own else ()
        return Case(number, made.code, *given, made.office, made.plan, people, self.now)

    def _record(self, chat_id: int, event: CaseEvent) -> None:
        case = self.kept[event.case.code]
        if len(case.history) != len(event.case.history):
            raise CaseConflictError(case.code)
        happening = replace(event.happening, number=len(case.history) + 1)
        history = (*case.history, Recorded(happening, chat_id, self.now))
        standing = derive(case.rules, [one.happening for one in history], case.first_issue, self.today)
        after = replace(case, history=history, standing=standing, office=event.office or case.office)
        self.kept[case.code] = after
        self.told.append((after, chat_id, event))


def section(case: Case, calendar: Calendar, today: date) -> Section:
    """Where the case stands on the board of its office, from its history."""
    running = [one for one in every_progress(case, calendar, today) if one.clock.running]
    state = case.rules.lifecycle.states[case.standing.state]
    if any(one.late for one in running):
        return Section.LATE
    if any(duty.rule.whose is Who.OFFICE and duty.rule.at_once for duty in case.standing.open_duties):
        return Section.AT_ONCE
    if case.standing.state in case.rules.lifecycle.sources("received"):
        return Section.NEW
    if any(one.due and one.left <= SOON for one in running):
        return Section.SOON
    return Section.OURS if state.waits_for is Who.OFFICE else Section.OTHERS


def _fits(sought: Sought, seen: SeenCase) -> bool:
    details = (recorded.happening.details for recorded in seen.case.history)
    numbers = [told["number"] for told in details if told.get("number")]
    return sought.fits(seen.case.code, f"{seen.case.title}\n{seen.case.first_title}", numbers)


def _paged(found: Sequence[SeenCase], page: int, size: int) -> SeenPage:
    page = min(max(page, 0), max(len(found) - 1, 0) // size)
    return SeenPage(tuple(found[page * size : (page + 1) * size]), len(found), page)


@dataclass(kw_only=True)
class CaseShelf:
    """The cases of one chat; whoever inherits it has the user's `profile`."""

    registry: Registry = field(default_factory=Registry)
    chat_id: int = 1
    chosen: Preferences = field(default_factory=Preferences)
    days_off: Calendar = CALENDAR

    if TYPE_CHECKING:
        profile: Profile

    async def case(self, code: str) -> SeenCase | None:
        found = self.registry.kept.get(canonical(code))
        return next(iter(self._seen([found])), None) if found else None

    async def own(self, page: int, size: int) -> SeenPage:
        return _paged(self._mine(), page, size)

    async def own_fitting(self, sought: Sought, size: int) -> SeenPage:
        return _paged([one for one in self._mine() if _fits(sought, one)], 0, size)

    async def about(self, draft_id: str) -> SeenCase | None:
        mine = (one for one in self._mine() if one.case.plan and one.case.plan.draft_id == draft_id)
        return next((one for one in mine if not self._ended(one.case)), None)

    async def sections(self) -> Mapping[Section, int]:
        counts = Counter(section(one.case, CALENDAR, self.registry.today) for one in self._on_board())
        return {one: counts[one] for one in Section if counts[one]}

    async def board(self, section_: Section, page: int, size: int) -> SeenPage:
        today = self.registry.today
        found = [one for one in self._on_board() if section(one.case, CALENDAR, today) is section_]
        return _paged(found, page, size)

    async def board_fitting(self, sought: Sought, size: int, *, ended: bool = False) -> SeenPage:
        those = self._on_board()
        if ended:
            those += self._seen(case for case in self._of_office() if self._ended(case))
        return _paged([one for one in those if _fits(sought, one)], 0, size)

    async def cases_since(self, begin: datetime) -> tuple[SeenCase, ...]:
        return self._seen(self._of_office())

    async def case_files(self, code: str, number: int) -> tuple[StoredFile, ...]:
        seen = await self.case(code)
        named = attached(seen.case.history[number - 1].happening.details) if seen else ()
        return tuple(self.registry.files[one.id] for one in named if one.id in self.registry.files)

    async def fellows(self, code: str) -> tuple[Fellow, ...]:
        seen = await self.case(code)
        people = seen.case.people if seen else ()
        return tuple(Fellow(chat == self.chat_id, self.registry.now) for chat in people)

    async def waiting_invitations(self, code: str) -> int:
        return self.registry.open_invitations(code)

    async def offer(self, digest: str) -> Offer | None:
        return next((self._offer(id) for id, one in self.registry.invitations.items() if one.digest == digest), None)

    async def offered(self, id: str) -> Offer | None:
        its = self.registry.invitations.get(id)
        return self._offer(id) if its and its.offered_to == self.chat_id else None

    def _offer(self, id: str) -> Offer:
        its = self.registry.invitations[id]
        case = self.registry.kept[its.code]
        return Offer(
            **{"id": id, "case_id": case.id, "code": case.code, "title": case.title, "office": case.office},
            **{"people": len(case.people), "own": self.chat_id in case.people},
            usable=not its.over and not self._ended(case),
        )

    async def partings(self) -> tuple[Parting, ...]:
        mine = (case for case in self.registry.kept.values() if self.chat_id in case.people)
        return tuple(Parting(one.id, one.code, one.title, one.office, len(one.people) - 1) for one in mine)

    async def free_code(self) -> str:
        return f"DL-{len(self.registry.kept) + 2222}"

    async def preferences(self) -> Preferences:
        return self.chosen

    async def calendar(self, *years: int) -> Calendar:
        assert all(YEARS[0] <= year <= YEARS[-1] for year in years)
        return self.days_off

    def _mine(self) -> tuple[SeenCase, ...]:
        every = self.registry.kept.values()
        return self._seen(case for case in reversed(every) if self.chat_id in case.people)

    def _on_board(self) -> tuple[SeenCase, ...]:
        return self._seen(case for case in self._of_office() if not self._ended(case))

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
                chat=self.chat_id,
            )
            for case in cases
        )
        return tuple(seen for seen in every if sees(self.profile.role, seen.whose))
