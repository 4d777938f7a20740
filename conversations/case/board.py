"""The board of an office (bảng việc): its open cases by what has to be done about them, and the report of a year."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from conversations.actions import Action
from conversations.case import summary
from conversations.case.finding import sought
from conversations.case.presenting import PAGE, CaseScreens, pages_of
from conversations.case.scribe import Scribe, none_found
from conversations.case.year import last_day
from conversations.case.year import rows as rows_of
from conversations.case.yearly import yearly
from conversations.clock import VIETNAM
from conversations.events import Button, Keyboard, Outcome, Press, Profile, Reply
from conversations.forms.opened import number
from conversations.membership import Office
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import ADDRESSES, rows, screen
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import Who
from storage.listing import Section

NAMES: Mapping[Section, str] = {
    Section.LATE: "Quá hạn",
    Section.AT_ONCE: "Làm ngay",
    Section.NEW: "Mới",
    Section.SOON: "Sắp đến hạn",
    Section.OURS: "Đang giải quyết",
    Section.OTHERS: "Chờ người khác",
}


class Board:
    """Handles the commands and buttons of the clerks of an office."""

    def __init__(self, scribe: Scribe, library: Library) -> None:
        self._scribe = scribe
        self._screens: CaseScreens = scribe.screens
        self._library = library
        self.commands: Mapping[str, OnCommand] = {"bangviec": self.board}
        self.presses: Mapping[str, OnPress] = {Action.CASE_BOARD: self.page, Action.CASE_REPORT: self.report}

    async def board(self, argument: str, profile: Profile, records: Records) -> Outcome:
        """`/bangviec` shows the most pressing section; with words it searches titles and codes, of ended cases too."""
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
        listed = await asyncio.to_thread(rows_of, cases, year, last_day(year, today), calendar)
        said = screen("case_report", profile, attachment=file, year=year, office=office.name, count=len(listed))
        return Outcome((said,))

    async def _drawn(
        self, wanted: Section | None, page: int, profile: Profile, records: Records, *, redraw: bool = False
    ) -> Reply:
        calendar, today = await records.calendar(), self._scribe.today()
        counts = await records.sections()
        shown = wanted or next(iter(counts), Section.NEW)
        found = await records.board(shown, page, PAGE)
        cases = [seen.case for seen in found.cases]
        pages, names = pages_of(found), summary.named(Who.OFFICE, ADDRESSES[profile.address])
        return screen(
            "case_board",
            profile,
            self._buttons(cases, counts, shown, found.page, pages, today),
            redraw=redraw,
            office=(await self._office(profile, records)).name,
            counts=[(NAMES[one], count) for one, count in counts.items()],
            section=NAMES[shown],
            cases=[summary.listed(case, calendar, today, names) for case in cases],
            page=found.page + 1,
            pages=pages,
        )

    def _buttons(
        self,
        cases: Sequence[Case],
        counts: Mapping[Section, int],
        shown: Section,
        page: int,
        pages: int,
        today: date,
    ) -> Keyboard:
        others = [
            Button(f"{NAMES[one]} ({count})", Action.CASE_BOARD, (one, "0"))
            for one, count in counts.items()
            if one is not shown
        ]
        before = [Button("‹ Trang trước", Action.CASE_BOARD, (shown, str(page - 1)))] if page else []
        following = [Button("Trang sau ›", Action.CASE_BOARD, (shown, str(page + 1)))] if page + 1 < pages else []
        reports = [Button(f"Báo cáo năm {year}", Action.CASE_REPORT, (str(year),)) for year in _years(today)]
        return (
            *rows([self._screens.open_button(case) for case in cases], 3),
            *rows([*before, *following]),
            *rows(others),
            (Button("Nhập hồ sơ giấy", Action.CASE_ENTER),),
            *rows(reports),
        )

    async def _search(self, typed: str, profile: Profile, records: Records) -> Outcome:
        seen = await records.case(typed)
        if seen:
            return Outcome((await self._scribe.card(seen, profile, records),))
        found = await records.board_fitting(sought(typed), PAGE, ended=True)
        if not found.count:
            return Outcome((none_found(profile, typed),))
        calendar = await records.calendar()
        return Outcome((self._screens.listing(found, calendar, self._scribe.today(), profile, typed, "bangviec"),))

    async def _office(self, profile: Profile, records: Records) -> Office:
        id = profile.office or ""
        return next((one for one in await records.offices() if one.id == id), Office(id, id))


def _years(today: date) -> tuple[int, int]:
    """The years that there is a report of."""
    return today.year, today.year - 1
