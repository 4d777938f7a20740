"""The board of an office (bảng việc): its open cases by what has to be done about them, and the report of a year."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from conversations.actions import Action
from conversations.case import summary
from conversations.case.presenting import PAGE, CaseScreens
from conversations.case.progress import every_progress
from conversations.case.scribe import Scribe, none_found
from conversations.case.yearly import yearly
from conversations.cases import SeenCase
from conversations.clock import VIETNAM
from conversations.events import Button, Keyboard, Outcome, Press, Profile, Reply
from conversations.forms.opened import number
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import rows, screen
from knowledge.library import Library
from knowledge.text import fold
from storage.cases import Case
from storage.lifecycle import Who
from storage.working_days import Calendar

SOON = 10
"""Working days before the last day from which a case is due soon: the first reminder goes out then, too."""


class Section(StrEnum):
    """Where a case stands on the board; the most pressing first."""

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


NAMES: Mapping[Section, str] = {
    Section.LATE: "Quá hạn",
    Section.AT_ONCE: "Làm ngay",
    Section.NEW: "Mới",
    Section.SOON: "Sắp đến hạn",
    Section.OURS: "Đang giải quyết",
    Section.OTHERS: "Chờ người khác",
}


def section(case: Case, calendar: Calendar, today: date) -> Section:
    """Where the case stands on the board of its office."""
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


class Board:
    """Handles the commands and buttons of the clerks of an office."""

    def __init__(self, scribe: Scribe, library: Library) -> None:
        self._scribe = scribe
        self._screens: CaseScreens = scribe.screens
        self._library = library
        self.commands: Mapping[str, OnCommand] = {"bangviec": self.board}
        self.presses: Mapping[str, OnPress] = {Action.CASE_BOARD: self.page, Action.CASE_REPORT: self.report}

    async def board(self, argument: str, profile: Profile, records: Records) -> Outcome:
        """`/bangviec` shows the most pressing section; with words it searches titles and codes."""
        if not profile.office:
            return Outcome((screen("case_no_office", profile),))
        typed = " ".join(argument.split())
        if typed:
            return await self._search(typed, profile, records)
        return Outcome((await self._drawn(None, 0, profile, records),))

    async def page(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A page of a section."""
        wanted = next((one for one in Section if press.args[:1] == (one,)), None)
        return Outcome((await self._drawn(wanted, number(press), profile, records, redraw=True),))

    async def report(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The report of a year, the present one or the last."""
        today = self._scribe.today()
        year = next((one for one in _years(today) if press.args == (str(one),)), None)
        if year is None or not profile.office:
            return Outcome((await self._drawn(None, 0, profile, records),))
        office = await self._office(profile, records)
        begin = datetime(year, 1, 1, tzinfo=VIETNAM)
        cases = [seen.case for seen in await records.cases_since(begin)]
        calendar = await records.calendar()
        file = await asyncio.to_thread(yearly, office, cases, year, today, calendar, self._library)
        return Outcome((screen("case_report", profile, attachment=file, year=year, office=office, count=len(cases)),))

    async def _drawn(
        self, wanted: Section | None, page: int, profile: Profile, records: Records, *, redraw: bool = False
    ) -> Reply:
        calendar, today = await records.calendar(), self._scribe.today()
        by_section: dict[Section, list[Case]] = {one: [] for one in Section}
        for seen in await records.board():
            by_section[section(seen.case, calendar, today)].append(seen.case)
        shown = wanted or next((one for one in Section if by_section[one]), Section.NEW)
        cases = by_section[shown]
        pages = [cases[start : start + PAGE] for start in range(0, len(cases), PAGE)] or [[]]
        page = min(max(page, 0), len(pages) - 1)
        return screen(
            "case_board",
            profile,
            self._buttons(pages[page], by_section, shown, page, len(pages), today),
            redraw=redraw,
            office=await self._office(profile, records),
            counts=[(NAMES[one], len(by_section[one])) for one in Section if by_section[one]],
            section=NAMES[shown],
            cases=[summary.listed(case, calendar, today) for case in pages[page]],
            page=page + 1,
            pages=len(pages),
        )

    def _buttons(
        self,
        cases: Sequence[Case],
        by_section: Mapping[Section, Sequence[Case]],
        shown: Section,
        page: int,
        count: int,
        today: date,
    ) -> Keyboard:
        others = [
            Button(f"{NAMES[one]} ({len(found)})", Action.CASE_BOARD, (one, "0"))
            for one, found in by_section.items()
            if found and one is not shown
        ]
        before = [Button("‹ Trang trước", Action.CASE_BOARD, (shown, str(page - 1)))] if page else []
        following = [Button("Trang sau ›", Action.CASE_BOARD, (shown, str(page + 1)))] if page + 1 < count else []
        reports = [Button(f"Báo cáo năm {year}", Action.CASE_REPORT, (str(year),)) for year in _years(today)]
        return (
            *rows([self._screens.open_button(case) for case in cases], 3),
            *rows([*before, *following]),
            *rows(others),
            *rows(reports),
        )

    async def _search(self, typed: str, profile: Profile, records: Records) -> Outcome:
        seen = await records.case(typed)
        if seen:
            return Outcome((await self._scribe.card(seen, profile, records),))
        found = [one for one in await records.board() if _matches(one, typed)]
        if not found:
            return Outcome((none_found(profile, typed),))
        calendar = await records.calendar()
        return Outcome((self._screens.listing(found, calendar, self._scribe.today(), 0, profile, typed),))

    async def _office(self, profile: Profile, records: Records) -> str:
        return next((one.name for one in await records.offices() if one.id == profile.office), profile.office or "")


def _matches(seen: SeenCase, typed: str) -> bool:
    return fold(typed) in fold(seen.case.title)


def _years(today: date) -> tuple[int, int]:
    """The years that there is a report of."""
    return today.year, today.year - 1
