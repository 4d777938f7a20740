"""Entering what was handed in to an office on paper: a case of the office that nobody proposes in the bot."""

from collections.abc import Mapping
from datetime import date

from conversations.access import Relation, reaches
from conversations.actions import Action
from conversations.case.kinds import CaseKind
from conversations.case.questions import (
    ACTED,
    ENTERING,
    ISSUE,
    PLACE,
    RECEIVED,
    STAGE,
    SUBMITTED,
    SUBMITTED_ON,
    TITLE,
)
from conversations.case.recording import Refused
from conversations.case.scribe import Scribe
from conversations.case.wording import full_day
from conversations.cases import SeenCase
from conversations.drafts import FORM_RECORDED, Draft
from conversations.events import CaseChanges, DraftChanges, MadeCase, Outcome, Press, Profile
from conversations.forms.buttons import new_draft_id
from conversations.forms.kinds import Again
from conversations.forms.opened import Opener, kept
from conversations.forms.questions import Answer
from conversations.membership import Audited, Office
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen
from conversations.shelf import ELSEWHERE, Shelf
from knowledge.library import Library
from storage.cases import Case
from storage.history import Happening

NAME = "Hồ sơ giấy"
MADE = "✅ Đã lập hồ sơ {code}. Chưa có ngày nhận thì bấm Lưu, để sau."
MADE_AT_ONCE = "✅ Đã lập hồ sơ {code}. Báo cáo nộp {day} được ghi sau khi có ngày xử lý khẩn cấp."


class Entering:
    """Handles the button on the board, and what its form comes to. Only for the clerks of an office."""

    def __init__(self, scribe: Scribe, library: Library) -> None:
        self._scribe = scribe
        self._shelf = Shelf(library)
        self.kind = CaseKind(ENTERING, self.conclude, scribe.today)
        self._opener = Opener((self.kind,))
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {Action.CASE_ENTER: self.begin}

    async def begin(self, _press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks what was handed in, and when."""
        office = await _office(profile, records)
        if office is None:
            return Outcome((screen("case_no_office", profile),))
        about: dict[str, Answer] = {PLACE: _place(office, profile)}
        opened = self._opener.begin(self.kind, new_draft_id(), NAME, profile, about)
        return kept(opened, opened.screens(self._shelf).present(profile), active=True)

    async def conclude(
        self, key: str, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again:
        """The case with its submission, and what has to be recorded next: the receipt, or what was done at once."""
        del key, reviewed
        answers: Mapping[str, Answer] = draft.state["answers"]
        office = await _office(profile, records)
        if office is None:
            return Outcome((screen("case_no_office", profile),), drafts=DraftChanges(deleted=(draft.id,)))
        title, issue, on = (str(answers[key]) for key in (TITLE, ISSUE, SUBMITTED_ON))
        place = _place(office, profile)
        made = MadeCase(await records.free_code(), title, place, issue, office=office.id, own=False)
        case = Case(0, made.code, title, place, issue, office.id, None, (), self._scribe.now())
        seen = SeenCase(case, Relation.OFFICE)
        at_once = answers[STAGE] == ACTED
        step = (
            await self._acted(seen, on, profile, records)
            if at_once
            else await self._handed_in(seen, office, on, profile, records)
        )
        if isinstance(step, Again):
            return step
        recorded = step.cases.recorded if step.cases else ()
        drafts = step.drafts or DraftChanges()
        return Outcome(
            step.replies,
            drafts=DraftChanges(drafts.saved, handed_on=(draft.id,), active=drafts.active),
            cases=CaseChanges(made=(made,), recorded=recorded),
            audit=(Audited("case-made", made.code), *step.audit, Audited(FORM_RECORDED, f"{draft.id} {made.code}")),
        )

    async def _acted(self, seen: SeenCase, on: str, profile: Profile, records: Records) -> Outcome:
        """Asks what was done at once; its report, whose day is known, comes after it."""
        said = MADE_AT_ONCE.format(code=seen.case.code, day=full_day(date.fromisoformat(on)))
        return await self._scribe.forms.begin(seen, ACTED, profile, records, {SUBMITTED_ON: on}, said=(said,))

    async def _handed_in(
        self, seen: SeenCase, office: Office, on: str, profile: Profile, records: Records
    ) -> Outcome | Again:
        """Records the submission and asks for the receipt."""
        happening = Happening(0, SUBMITTED, date.fromisoformat(on), seen.side, {"recipient": office.name})
        known, said = {"received_by": office.name}, MADE.format(code=seen.case.code)
        found = await self._scribe.record_and_ask(seen, happening, RECEIVED, known, profile, records, said=said)
        return Again(SUBMITTED_ON, found.says) if isinstance(found, Refused) else found


async def _office(profile: Profile, records: Records) -> Office | None:
    """The office whose clerk the user is."""
    if not reaches(f"press:{Action.CASE_ENTER}", profile.role, Relation.OFFICE):
        return None
    return next((one for one in await records.offices() if one.id == profile.office), None)


def _place(office: Office, profile: Profile) -> str:
    """By whose document the office's cases are counted."""
    return office.jurisdiction or profile.jurisdiction or ELSEWHERE
