"""A version of a plan that was submitted, as a case: begun, carried on, or told of where it is known already."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from conversations.access import Relation
from conversations.case.questions import DIGEST, DRAFT, NOT_YET, STAGE, SUBMITTED, SUBMITTED_ON, TITLE, VERSION
from conversations.case.scribe import HAD, Scribe, offices_of
from conversations.case.wording import ISSUES, full_day
from conversations.cases import SeenCase
from conversations.drafts import Version
from conversations.events import CaseChanges, MadeCase, Outcome, Planned, Profile
from conversations.forms.questions import Answer
from conversations.membership import Audited, Office
from conversations.plan.questions import place_of
from conversations.plan.versions import numbered
from conversations.ports import Records
from conversations.shelf import ELSEWHERE
from storage.cases import Case, Plan

PREPARED_AGAIN, PREPARING_AGAIN = "prepared_again", "preparing_again"
RECIPIENTS = ("recipient_name", "managing_body")
"""Answers of a plan that say where it goes, the most exact first."""

ANOTHER_DAY = (
    "⚠️ Chưa ghi ngày nộp mới: hồ sơ đang ghi ngày nộp {day}. "
    "Nếu ngày đó sai: Diễn biến, bấm số của sự kiện, Đính chính."
)


class Tracking:
    """Keeps nothing: what is made and recorded is in the outcome."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe

    async def __call__(self, version: Version, profile: Profile, records: Records) -> Outcome:
        """The case of a version: a new one, or the open one about the same plan brought up to what the version says."""
        plan = Plan(version.draft_id, version.number, version.digest)
        had = await records.about(version.draft_id)
        if had is None:
            return await self._begun(version, plan, profile, records)
        outcome = await self._carried_on(had, version, profile, records)
        if outcome.cases is None or had.case.plan == plan:
            return outcome
        return replace(outcome, cases=replace(outcome.cases, planned=(Planned(had.case.id, plan),)))

    async def awaits(self, version: Version, records: Records) -> bool:
        """Whether the open case about a version's plan was not submitted yet, or is prepared again."""
        had = await records.about(version.draft_id)
        return had is not None and had.case.standing.state in {NOT_YET, PREPARING_AGAIN}

    async def contradicted(self, version: Version, profile: Profile, records: Records) -> Outcome | None:
        """What is said where the case about a version was submitted on another day: nothing of the new one is kept."""
        had = await records.about(version.draft_id)
        submitted = had.case.standing.last(SUBMITTED) if had else None
        if had is None or submitted is None or had.case.standing.state == PREPARING_AGAIN:
            return None
        its = had.case.plan is None or had.case.plan.version == version.number
        if not its or version.submitted_on in {None, submitted.on.isoformat()}:
            return None
        said = ANOTHER_DAY.format(day=full_day(submitted.on))
        return Outcome((await self._scribe.card(had, profile, records, said),))

    async def version_of(self, seen: SeenCase, records: Records) -> Version | None:
        """The version that a case is about, where it is the user's."""
        plan = seen.case.plan
        return numbered(await records.versions(plan.draft_id), plan.version) if plan else None

    async def submitted(
        self, seen: SeenCase, version: Version | None, office: Office | None, profile: Profile, records: Records
    ) -> Outcome:
        """The submission of a case: recorded where all is known of it, else asked for."""
        recipient = office.name if office else _recipient(version)
        on = version.submitted_on if version else None
        if recipient and on:
            told = {"recipient": recipient}
            return await self._scribe.record(
                seen, SUBMITTED, date.fromisoformat(on), told, profile, records, office=office.id if office else None
            )
        return await self._scribe.forms.begin_addressed(seen, SUBMITTED, profile, records, office, recipient, on)

    async def _begun(self, version: Version, plan: Plan, profile: Profile, records: Records) -> Outcome:
        issue = version.answers.get("issue_kind")
        title = str(version.answers.get("title") or version.title)
        if issue not in ISSUES:
            return await self._scribe.forms.begin_case(title, _of_plan(version, title), profile, records)
        place = place_of(version.answers, profile) or ELSEWHERE
        made = MadeCase(await records.free_code(), title, place, str(issue), plan)
        case = Case(0, made.code, title, place, made.issue, None, plan, (), self._scribe.now())
        step = await self._sent(SeenCase(case, Relation.OWN), version, profile, records)
        changes = replace(step.cases or CaseChanges(), made=(made,))
        return replace(step, cases=changes, audit=(Audited("case-made", made.code), *step.audit))

    async def _carried_on(self, had: SeenCase, version: Version, profile: Profile, records: Records) -> Outcome:
        on = version.submitted_on
        match had.case.standing.state:
            case state if state == NOT_YET:
                step = await self._sent(had, version, profile, records)
                return replace(step, cases=step.cases or CaseChanges())
            case state if state == PREPARING_AGAIN and on:
                return await self._scribe.record(had, PREPARED_AGAIN, date.fromisoformat(on), {}, profile, records)
        return Outcome((await self._scribe.card(had, profile, records, _known(had.case, version)),))

    async def _sent(self, seen: SeenCase, version: Version, profile: Profile, records: Records) -> Outcome:
        """Where a case goes that was not submitted: to an office of the bot, or where the plan says."""
        if version.submitted_on is None:
            return Outcome((await self._scribe.card(seen, profile, records),))
        offices = await offices_of(seen.case.jurisdiction, records)
        if offices:
            return Outcome((self._scribe.screens.offices(seen.case, offices, 0, profile),))
        return await self.submitted(seen, version, None, profile, records)


def _of_plan(version: Version, title: str) -> dict[str, Answer]:
    """What a version tells of the case that is about it, but for the kind of issue."""
    day: dict[str, Answer] = {SUBMITTED_ON: version.submitted_on} if version.submitted_on else {}
    return {TITLE: title, STAGE: SUBMITTED, DRAFT: version.draft_id, VERSION: str(version.number)} | {
        DIGEST: version.digest,
        **day,
    }


def _recipient(version: Version | None) -> str:
    answers: Mapping[str, object] = version.answers if version else {}
    return next((text for key in RECIPIENTS if isinstance(text := answers.get(key), str) and text), "")


def _known(case: Case, version: Version) -> str:
    """That a submitted case stays as it is, and what to do where it says something else."""
    submitted = case.standing.last(SUBMITTED)
    day = full_day(submitted.on) if submitted else "trước đó"
    if case.plan and case.plan.version != version.number:
        return (
            f"⚠️ Hồ sơ này theo dõi bản số {case.plan.version}, nộp {day}. Thời hạn vẫn tính theo hồ sơ; bản số "
            f"{version.number} là bản nộp bổ sung."
        )
    return HAD
