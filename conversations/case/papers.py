"""What a case is sent as: timeline, calendar file, history, the written answers; how its deadlines were counted."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from conversations.actions import Action
from conversations.case.dialogue import Seeing, seen_first
from conversations.case.ics import calendar_file, entries
from conversations.case.reporting import PERIODS, basis, reports_file, year_ahead
from conversations.case.scribe import Scribe
from conversations.case.sheet import sheet
from conversations.case.target import of_case
from conversations.case.timeline import timeline
from conversations.case.wording import full_day, full_place
from conversations.cases import SeenCase
from conversations.clock import VIETNAM
from conversations.documents.printing import NotPrinted, Printer
from conversations.due import due_screen
from conversations.events import Attachment, Outcome, Press, Profile, Reply
from conversations.forms.opened import number
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen
from knowledge.library import Library
from storage.cases import Case
from storage.working_days import Due

PDF = "pdf"


class CasePapers:
    """Handles the buttons that send files about a case."""

    def __init__(self, scribe: Scribe, library: Library, printer: Printer) -> None:
        self._scribe = scribe
        self._library = library
        self._printer = printer
        self.commands: Mapping[str, OnCommand] = {}
        of_a_case: Mapping[Action, Seeing] = {
            Action.CASE_TIMELINE: self.timeline,
            Action.CASE_ICS: self.ics,
            Action.CASE_REPORTS: self.reports,
            Action.CASE_SHEET: self.sheet,
            Action.CASE_FILES: self.files,
            Action.CASE_COUNTED: self.counted,
        }
        self.presses: Mapping[str, OnPress] = {
            action: partial(seen_first, handle) for action, handle in of_a_case.items()
        }

    async def timeline(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """What happened, where the case stands today, what is due: a picture."""
        calendar, today = await records.calendar(), self._scribe.today()
        picture = await asyncio.to_thread(timeline, seen.case, calendar, today, self._library)
        return self._sent("case_timeline", seen, picture, profile)

    async def ics(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """The deadlines for a phone's calendar; the card where there is none (any more) to be added."""
        calendar = await records.calendar()
        if not any(entries(seen.case, calendar, self._library)):
            return Outcome((await self._scribe.card(seen, profile, records),))
        file = calendar_file(seen.case, calendar, self._scribe.now(), self._library)
        return self._sent("case_ics", seen, file, profile)

    async def reports(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """The days of a year on which is reported, for a phone's calendar; without a period, how often."""
        provision, period = basis(seen.case), PERIODS.get("".join(press.args[1:]))
        if provision is None:
            return Outcome((screen("stale", profile),))
        if period is None:
            return Outcome((self._scribe.screens.reporting(seen.case, provision, profile),))
        days = year_ahead(seen.case, period, await records.calendar(), self._scribe.today())
        file = reports_file(seen.case, days, self._scribe.now(), self._library)
        return self._sent("case_reports_file", seen, file, profile, first=full_day(days[0].day), times=len(days))

    async def sheet(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """The history as a document; where nothing can be printed, as DOCX with the reason."""
        case, calendar = await self._named(seen.case, records), await records.calendar()
        document = await asyncio.to_thread(sheet, case, calendar, self._scribe.now(), VIETNAM, self._library)
        if press.args[1:] != (PDF,):
            return self._sent("case_sheet", seen, document, profile)
        printed = await self._printer.pdf(document)
        if isinstance(printed, Attachment):
            return self._sent("case_sheet", seen, printed, profile)
        return self._unprinted(printed, seen, document, profile)

    async def files(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """The files that came with an entry."""
        found = await records.case_files(seen.case.code, number(press))
        if not found:
            return Outcome((screen("case_file_gone", profile, code=seen.case.code),))
        sent = [Attachment(file.name, file.mime, file.content) for file in found]
        replies = [self._scribe.screens.papers("case_file", seen.case, file, profile) for file in sent]
        return Outcome(tuple(replies))

    async def counted(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """How every period that runs was counted."""
        calendar, today = await records.calendar(), self._scribe.today()
        clocks = [(number, clock) for number, clock in enumerate(seen.case.standing.clocks) if clock.running]
        due = [(number, one) for number, clock in clocks if (one := clock.due(calendar))]
        if not due:
            return Outcome((await self._scribe.card(seen, profile, records),))
        return Outcome(tuple(self._counted(seen, number, one, today, profile) for number, one in due))

    def _counted(self, seen: SeenCase, number: int, due: Due, today: date, profile: Profile) -> Reply:
        """How a period was counted, with where it is ruled."""
        rule = seen.case.standing.clocks[number].rule
        about = f"{seen.case.code}: {rule.label} ({full_place(rule.provision, self._library)})"
        back = (self._scribe.screens.open_button(seen.case, "← Hồ sơ"),)
        return replace(due_screen(due, profile, about), keyboard=(*of_case(seen, number, today, due), back))

    async def _named(self, case: Case, records: Records) -> Case:
        """The case with the office's name in place of its id."""
        names = {one.id: one.name for one in await records.offices()}
        return replace(case, office=names.get(case.office or "", case.office))

    def _sent(self, template: str, seen: SeenCase, file: Attachment, profile: Profile, **told: object) -> Outcome:
        return Outcome((self._scribe.screens.papers(template, seen.case, file, profile, **told),))

    def _unprinted(self, why: NotPrinted, seen: SeenCase, document: Attachment, profile: Profile) -> Outcome:
        sent = self._sent("case_sheet", seen, document, profile)
        return replace(sent, replies=(screen("plan_not_printed", profile, why=why.value), *sent.replies))
