"""What follows the questions of a plan: its check, documents, versions and day of submission."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from conversations.actions import Action
from conversations.documents.printing import NotPrinted, Printer
from conversations.documents.producing import Request
from conversations.drafts import Version
from conversations.events import Attachment, DraftChanges, Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.checks import CHECKS, HAPPENED
from conversations.forms.dates import read_date
from conversations.forms.opened import Opened, Opener
from conversations.forms.problems import Problem
from conversations.forms.spans import Facing
from conversations.plan.check import Checker, Level, Report
from conversations.plan.difference import difference
from conversations.plan.kind import PlanKind
from conversations.plan.presenting import PlanScreens
from conversations.plan.questions import place_of, plan_form
from conversations.plan.versions import following, frozen, frozen_on, numbered
from conversations.ports import OnCommand, OnPress, Records
from knowledge.text import fold

NOW = "bản đang soạn"
LONGEST_DAY = 60
"""Characters of a text that may be a day alone."""
_DAY = (
    r"(?P<day>\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{2,4})?|\d{1,2}([-.])\d{1,2}\2\d{2,4}"
    r"|hom (?:nay|qua)|thu (?:hai|ba|tu|nam|sau|bay) tuan (?:nay|truoc))"
)
_SAID = r"(?:(?:toi|em|minh|da|vua|moi|ke hoach|ban|de xuat|cua) )*(?:nop )?(?:(?:ngay|vao|hom) )*"
A_DAY = re.compile(rf"{_SAID}{_DAY}(?: roi| a| nhe)?")
"""A day alone, or said to be that of a submission, without accents: not a provision, as "4.3" may be one."""


class Producing(Protocol):
    """Who makes documents (`conversations.documents.producing.produce`, away from the loop)."""

    async def __call__(self, request: Request) -> tuple[Attachment, ...]:
        """The documents of a form."""


class Tracking(Protocol):
    """Who makes a case of a version that was submitted."""

    async def __call__(self, version: Version, profile: Profile, records: Records) -> Outcome:
        """The case, and what it shows; none of the user's drafts is frozen by it."""

    async def contradicted(self, version: Version, profile: Profile, records: Records) -> Outcome | None:
        """What is said where the case about a version was submitted on another day; None where it was not."""

    async def awaits(self, version: Version, records: Records) -> bool:
        """Whether the case about a version's plan waits for its submission, where there is such a case."""


class PlanDialogue:
    """Handles the buttons of a plan. Keeps nothing: what an event changes is in the outcome."""

    def __init__(
        self,
        kind: PlanKind,
        checker: Checker,
        screens: PlanScreens,
        *,
        produce: Producing,
        printer: Printer,
        today: Callable[[], date],
        coached: bool = False,
        tracking: Tracking | None = None,
    ) -> None:
        self._opener = Opener([kind])
        self._checker = checker
        self._screens = screens
        self._produce = produce
        self._printer = printer
        self._today = today
        self._coached = coached
        self._tracking = tracking
        self.commands: Mapping[str, OnCommand] = {"danop": self.submitted_on}
        self.presses: Mapping[str, OnPress] = {
            Action.PLAN_CHECK: self.check,
            Action.PLAN_PREVIEW: self.preview,
            Action.PLAN_EXPORT: self.export,
            Action.PLAN_VERSIONS: self.versions,
            Action.PLAN_DOCUMENTS: self.documents,
            Action.PLAN_PDF: self.pdf,
            Action.PLAN_COMPARE: self.compare,
            Action.PLAN_SUBMITTED: self.submitted,
        }

    async def check(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The check of the whole plan."""
        opened = await self.opened(press, profile, records)
        if opened is None:
            return gone(profile)
        asked = frozenset(question.key for question in opened.engine.asked(opened.state))
        report = self._report(opened)
        page = _number(press) or 0
        return _said(self._screens.check(report, opened.draft, asked, profile, page, coached=self._coached))

    async def preview(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The documents as they would be, with a watermark and the list of findings; nothing is frozen."""
        opened = await self.opened(press, profile, records)
        if opened is None:
            return gone(profile)
        report = self._report(opened)
        answers = opened.engine.answers(opened.state)
        number = following(await records.versions(opened.draft.id))
        remarks = self._screens.remarks(report)
        request = Request(plan_form(), answers, number, self._today(), preview=True, remarks=remarks)
        return _said(*self._screens.preview(await self._produce(request), opened.draft, report, profile))

    async def export(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Freezes the plan as it is and sends its documents. Findings do not stand in the way."""
        opened = await self.opened(press, profile, records)
        if opened is None:
            return gone(profile)
        versions = await records.versions(opened.draft.id)
        version = frozen(opened.draft.id, opened.draft.title, opened.engine.answers(opened.state), versions)
        again = version in versions
        missing = len(self._report(opened).of(Level.MISSING))
        made = await self._documents(version)
        replies = self._screens.exported(made, version, profile, again=again, missing=missing)
        return Outcome(tuple(replies), drafts=None if again else DraftChanges(frozen=(version,)))

    async def versions(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The frozen versions."""
        opened = await self.opened(press, profile, records)
        if opened is None:
            return gone(profile)
        versions = await records.versions(opened.draft.id)
        return _said(self._screens.versions(versions, opened.draft, profile))

    async def documents(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The documents of a version again: the same answers give the same documents."""
        version = await self._version(press, records)
        if version is None:
            return gone(profile)
        made = await self._documents(version)
        return _said(*self._screens.exported(made, version, profile, again=True))

    async def pdf(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The documents of a version as PDF."""
        version = await self._version(press, records)
        if version is None:
            return gone(profile)
        printed = [await self._printer.pdf(document) for document in await self._documents(version)]
        whole = [page for page in printed if isinstance(page, Attachment)]
        why = next((page.value for page in printed if isinstance(page, NotPrinted)), None)
        return _said(*self._screens.printed(whole, why, profile))

    async def compare(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """What a version, or the plan as it is now, has different from the version before it."""
        opened = await self.opened(press, profile, records)
        number = _number(press)
        if opened is None or number is None:
            return gone(profile)
        versions = await records.versions(opened.draft.id)
        newer = numbered(versions, number)
        older = numbered(versions, newer.number - 1 if newer else following(versions) - 1)
        if older is None or (number and newer is None):
            return gone(profile)
        answers = newer.answers if newer else opened.engine.answers(opened.state)
        changes = difference(plan_form(), older.answers, answers)
        new = f"bản số {newer.number}" if newer else NOW
        return _said(self._screens.difference(changes, f"bản số {older.number}", new, opened.draft, profile))

    async def submitted(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks for the day of submission of a version; with a day, keeps it and follows the case of the plan."""
        version = await self._version(press, records)
        if version is None:
            return gone(profile)
        if len(press.args) > 2:
            return await self._kept(version, read_date(press.args[2], self._today()), profile, records)
        return _said(self._screens.submitting(version, self._today(), profile))

    async def submitted_on(self, argument: str, profile: Profile, records: Records) -> Outcome:
        """`/danop 12/11/2026` keeps the day for the version that was frozen last; without a day it asks."""
        version = await self._last(records)
        if version is None:
            return _said(self._screens.nothing_exported(profile))
        if not argument.strip():
            return _said(self._screens.submitting(version, self._today(), profile))
        day = read_date(argument, self._today(), Facing.PAST)
        return await self._kept(version, day, profile, records)

    async def awaited(self, text: str, profile: Profile, records: Records) -> Outcome | None:
        """A day alone, where the version that was frozen last is to be submitted: asks whether it was on that day."""
        typed, today = _day_in(text), self._today()
        version = await self._last(records) if typed else None
        if version is None or not await self._is_to_be_submitted(version, records):
            return None
        day = read_date(typed, today, Facing.PAST)
        fault = day if isinstance(day, Problem) else _wrong(day, today)
        if fault or isinstance(day, Problem):
            return _said(self._screens.submitting(version, today, profile, fault.says if fault else ""))
        return _said(self._screens.submitting(version, today, profile, typed=date.fromisoformat(day)))

    async def opened(self, press: Press, profile: Profile, records: Records) -> Opened | None:
        """The plan that a button belongs to, as it stands."""
        draft = await records.draft(press.args[0]) if press.args else None
        return self._opener.open(draft, profile) if draft else None

    def _report(self, opened: Opened) -> Report:
        answers = opened.engine.answers(opened.state)
        return self._checker.report(answers, opened.engine.place, self._today())

    async def _documents(self, version: Version) -> tuple[Attachment, ...]:
        """Made on the day of the freezing, so that the files are the same whenever they are made."""
        made_on = frozen_on(version) or self._today()
        return await self._produce(Request(plan_form(), version.answers, version.number, made_on))

    async def _version(self, press: Press, records: Records) -> Version | None:
        number = _number(press)
        return numbered(await records.versions(press.args[0]), number) if number else None

    async def _last(self, records: Records) -> Version | None:
        """The version that was frozen last, of any plan."""
        plans = [draft for draft in await records.drafts() if draft.form == plan_form().key]
        versions = [version for draft in plans for version in await records.versions(draft.id)]
        dated = [(version.created_at, version.number, version) for version in versions if version.created_at]
        return max(dated, key=lambda one: one[:2])[-1] if dated else None

    async def _is_to_be_submitted(self, version: Version, records: Records) -> bool:
        """Whether nobody has told of a submission since the version was frozen."""
        if version.submitted_on:
            return False
        if await records.about(version.draft_id):
            return self._tracking is not None and await self._tracking.awaits(version, records)
        return not any(one.submitted_on for one in await records.versions(version.draft_id))

    async def _kept(self, version: Version, day: str | Problem, profile: Profile, records: Records) -> Outcome:
        today = self._today()
        if isinstance(day, Problem):
            return _said(self._screens.submitting(version, today, profile, day.says))
        if fault := _wrong(day, today):
            return _said(self._screens.submitting(version, today, profile, fault.says))
        kept = replace(version, submitted_on=day)
        if self._tracking and (said := await self._tracking.contradicted(kept, profile, records)):
            return said
        place = place_of(version.answers, profile)
        reply = self._screens.submitted(kept, date.fromisoformat(day), place, profile)
        followed = await self._tracking(kept, profile, records) if self._tracking else Outcome()
        drafts = replace(followed.drafts or DraftChanges(), frozen=(kept,))
        return replace(followed, replies=(reply, *followed.replies), drafts=drafts)


def gone(profile: Profile) -> Outcome:
    """What a button was drawn for is not there any more."""
    return Outcome((cupboard.gone(profile),))


def _day_in(text: str) -> str:
    """The day that a text names and nothing else, "" for none."""
    found = A_DAY.fullmatch(fold(text).strip(" .!")) if len(text) <= LONGEST_DAY else None
    return found["day"] if found else ""


def _wrong(day: str, today: date) -> Problem | None:
    """Why nothing was submitted on a day, None where it may have been."""
    return next((fault for name in HAPPENED if (fault := CHECKS[name].find(day, today))), None)


def _said(*replies: Reply) -> Outcome:
    return Outcome(replies)


def _number(press: Press) -> int | None:
    number = press.args[1] if len(press.args) > 1 else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None
