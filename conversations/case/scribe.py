"""Makes filled-in forms into cases and entries of their histories; `forms` begins those that ask for them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from conversations.access import Relation
from conversations.case import summary
from conversations.case.beginning import CaseForms, to_go_on_with
from conversations.case.describing import described_since, up_to_date
from conversations.case.emergency import contradicted, of_report
from conversations.case.kinds import CaseKind
from conversations.case.presenting import CaseScreens, office_of
from conversations.case.questions import (
    ACTED,
    BEGINNING,
    CODE,
    DIGEST,
    DRAFT,
    ISSUE,
    NOT_YET,
    OFFICE,
    ON,
    REPORTED,
    SEEN,
    STAGE,
    SUBMITTED,
    SUBMITTED_ON,
    TITLE,
    VERSION,
    asks_much,
    event_form,
)
from conversations.case.recording import (
    UNCHANGED,
    Refused,
    after,
    amends,
    correctable,
    explained,
    happening_of,
    idle,
    recordable,
    refused,
)
from conversations.cases import SeenCase
from conversations.clock import day_of
from conversations.drafts import FORM_RECORDED, Draft
from conversations.events import CaseChanges, CaseEvent, DraftChanges, MadeCase, Outcome, Profile, Reply
from conversations.forms.buttons import new_draft_id
from conversations.forms.kinds import Again
from conversations.forms.questions import Answer, Answers
from conversations.forms.state import REVIEW
from conversations.membership import Audited, Office
from conversations.ports import Records
from conversations.screens import screen
from conversations.shelf import ELSEWHERE, Shelf
from knowledge.library import Library
from storage.cases import Case, Plan
from storage.history import CORRECTED, Details, Happening, RefusedError
from storage.lifecycle import lifecycle
from storage.working_days import Calendar

RECORDED = "✅ Đã ghi: {entry}."
CHANGED = "Hồ sơ vừa có thêm: {entry}. Nội dung đã nhập vẫn còn; cho biết lại ngày để ghi."

REDESCRIBED = "Hồ sơ vừa có thêm: {entry}. Nội dung đã nhập vẫn còn; xem lại trước khi ghi."
TYPED_IS_KEPT = "Nội dung đã nhập còn trong /tieptuc."
HAD = "✅ Hồ sơ của kế hoạch này đã có."
NO_LONGER = " Không còn phải làm: {duties}."


class Scribe:
    """Keeps nothing: what is recorded is in the outcome."""

    def __init__(self, library: Library, now: Callable[[], datetime], new_id: Callable[[], str] = new_draft_id) -> None:
        self.screens = CaseScreens(library)
        self.now = now
        keys = (BEGINNING, *lifecycle().events)
        self.kinds = tuple(CaseKind(key, self.conclude, self.today) for key in keys)
        self.forms = CaseForms(self.kinds, Shelf(library), new_id)

    def today(self) -> date:
        """The present day."""
        return day_of(self.now())

    async def card(
        self,
        seen: SeenCase,
        profile: Profile,
        records: Records,
        said: str = "",
        *,
        invited: bool | None = None,
        over: str = "",
    ) -> Reply:
        """The case as it stands, with the forms of it that wait to be gone on with; `over` is one that does not.

        `invited`: whether its proposer was, None for looking it up.
        """
        if invited is None:
            invited = seen.without_proposer and await records.waiting_invitations(seen.case.code) > 0
        drafts = [draft for draft in await records.drafts() if draft.id != over]
        begun = to_go_on_with(drafts, seen)
        calendar, offices = await records.calendar(), await records.offices()
        return self.screens.card(seen, calendar, self.today(), offices, profile, said, begun, invited=invited)

    async def conclude(
        self, key: str, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        """What a filled-in form comes to."""
        answers: Mapping[str, Answer] = draft.state["answers"]
        if key == BEGINNING:
            return await self._made(draft, answers, profile, records)
        seen = await records.case(str(answers.get(CODE, "")))
        if seen is None:
            return Outcome((none_found(profile),), drafts=DraftChanges(deleted=(draft.id,)))
        return await self._judged(key, draft, seen, profile, records, reviewed=reviewed)

    async def record(
        self,
        seen: SeenCase,
        event: str,
        on: date,
        told: Details,
        profile: Profile,
        records: Records,
        *,
        office: str | None = None,
    ) -> Outcome:
        """Records what is known whole, with nothing to ask; what cannot be recorded is told above the card."""
        happening = Happening(0, event, on, seen.side, told)
        judged = self._after(seen, happening)
        if isinstance(judged, Refused):
            return Outcome((await self.card(seen, profile, records, f"⚠️ {judged.says}"),))
        return await self._recorded(seen, happening, judged, profile, records, office=office)

    async def record_and_ask(
        self,
        seen: SeenCase,
        happening: Happening,
        following: str,
        known: Answers,
        profile: Profile,
        records: Records,
        *,
        said: str,
    ) -> Outcome | Refused:
        """Records what is known whole and goes on with the form of the event that follows; `said` is told above it."""
        judged = self._after(seen, happening)
        if isinstance(judged, Refused):
            return judged
        outcome = await self._recorded(seen, happening, judged, profile, records)
        return await self._and_ask(outcome, replace(seen, case=judged), following, known, profile, records, said)

    async def voided(self, seen: SeenCase, number: int, profile: Profile, records: Records) -> Outcome:
        """Declares an entry void, as a new one that names it."""
        meant = correctable(seen, number)
        if meant is None:
            return Outcome((await self.card(seen, profile, records, "⚠️ Sự kiện này không sửa được."),))
        happening = Happening(0, CORRECTED, self.today(), seen.side, {}, corrects=number, void=True)
        judged = self._after(seen, happening)
        if isinstance(judged, Refused):
            return Outcome((await self.card(seen, profile, records, f"⚠️ {judged.says}"),))
        return await self._recorded(seen, happening, judged, profile, records)

    async def make(self, made: MadeCase, stage: str, on: str, profile: Profile, records: Records) -> Outcome:
        """A new case, and the next step: where it goes, what has to be recorded of it, or its card."""
        case = Case(0, made.code, made.title, made.jurisdiction, made.issue, None, made.plan, (), self.now())
        seen = SeenCase(case, Relation.OWN)
        offices = await offices_of(case.jurisdiction, records)
        if stage == SUBMITTED and offices:
            step = Outcome((self.screens.offices(case, offices, 0, profile),))
        elif stage in {SUBMITTED, ACTED}:
            step = await self.forms.begin(seen, stage, profile, records, {ON: on} if on else None)
        else:
            step = Outcome((await self.card(seen, profile, records, f"✅ Đã lập hồ sơ {case.code}."),))
        audit = (Audited("case-made", made.code),)
        return replace(step, cases=CaseChanges(made=(made,)), audit=audit)

    def event(
        self,
        case: Case,
        happening: Happening,
        later: Case,
        calendar: Calendar,
        profile: Profile,
        *,
        office: str | None = None,
    ) -> CaseEvent:
        """The entry to be stored, and what the others are told of it. `later` is the case after it."""
        kinds = {recorded.happening.number: recorded.happening.kind for recorded in case.history}
        kind = kinds[happening.corrects] if happening.corrects else happening.kind
        notice = self.screens.notice(case, later, calendar, self.today(), profile)
        decision = lifecycle().events[kind].decision
        return CaseEvent(case, happening, notice, calendar, decision=decision, office=office)

    async def _made(self, draft: Draft, answers: Mapping[str, Answer], profile: Profile, records: Records) -> Outcome:
        told = {key: str(answers.get(key, "")) for key in (TITLE, ISSUE, STAGE, DRAFT, VERSION, DIGEST, SUBMITTED_ON)}
        plan = Plan(told[DRAFT], int(told[VERSION]), told[DIGEST]) if told[DRAFT] else None
        had = await records.about(told[DRAFT]) if plan else None
        if had:
            card = await self.card(had, profile, records, HAD, over=draft.id)
            return Outcome((card,), drafts=DraftChanges(deleted=(draft.id,)))
        place = profile.jurisdiction or ELSEWHERE
        made = MadeCase(await records.free_code(), told[TITLE], place, told[ISSUE], plan)
        outcome = await self.make(made, told[STAGE] or NOT_YET, told[SUBMITTED_ON], profile, records)
        drafts = replace(outcome.drafts or DraftChanges(), handed_on=(draft.id,))
        recorded = Audited(FORM_RECORDED, f"{draft.id} {made.code}")
        return replace(outcome, drafts=drafts, audit=(*outcome.audit, recorded))

    async def _judged(
        self, event: str, draft: Draft, seen: SeenCase, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        answers: Mapping[str, Answer] = draft.state["answers"]
        happening = happening_of(event, answers, seen, self.today())
        if happening is None or (happening.kind == event and event not in recordable(seen)):
            return await self._ended(refused(seen, event), draft, seen, profile, records)
        if changed := self._changed(event, answers, seen):
            return changed
        if contrary := contradicted(event, answers, happening.on):
            return contrary
        judged = self._after(seen, happening)
        if isinstance(judged, Refused):
            again = _again(judged, event, happening)
            return again or await self._ended(judged.says, draft, seen, profile, records)
        if not reviewed and (asks_much(event_form(event)) or amends(happening, event)):
            return None
        return await self._concluded(event, draft, seen, happening, judged, profile, records)

    async def _ended(self, says: str, draft: Draft, seen: SeenCase, profile: Profile, records: Records) -> Outcome:
        """Nothing can be recorded by a form as things stand: the card says why, and what was typed is kept."""
        card = await self.card(seen, profile, records, f"⚠️ {says} {TYPED_IS_KEPT}", over=draft.id)
        return Outcome((card,), drafts=DraftChanges(saved=(draft,), active=""))

    async def _concluded(
        self,
        event: str,
        draft: Draft,
        seen: SeenCase,
        happening: Happening,
        judged: Case,
        profile: Profile,
        records: Records,
    ) -> Outcome:
        """What a form tells is recorded, and what it leads on to is asked."""
        answers: Mapping[str, Answer] = draft.state["answers"]
        chosen = answers.get(OFFICE) if seen.case.office is None else None
        office = next((one.id for one in await offices_of(seen.case.jurisdiction, records) if one.id == chosen), None)
        outcome = await self._recorded(seen, happening, judged, profile, records, office=office, over=draft.id)
        if known := of_report(event, answers, office_of(seen.case, await records.offices())):
            outcome = await self._and_ask(outcome, replace(seen, case=judged), REPORTED, known, profile, records)
        recorded = Audited(FORM_RECORDED, f"{draft.id} {seen.case.code}")
        drafts = replace(outcome.drafts or DraftChanges(), handed_on=(draft.id,))
        return replace(outcome, drafts=drafts, audit=(*outcome.audit, recorded))

    async def _and_ask(
        self,
        recorded: Outcome,
        seen: SeenCase,
        following: str,
        known: Answers,
        profile: Profile,
        records: Records,
        *said: str,
    ) -> Outcome:
        """What was recorded, with the form of the event that follows in the place of the card."""
        told = (*said, RECORDED.format(entry=self.screens.latest(seen.case)))
        step = await self.forms.begin(seen, following, profile, records, known, said=told)
        return replace(recorded, replies=step.replies, drafts=step.drafts)

    def _changed(self, event: str, answers: Answers, seen: SeenCase) -> Again | None:
        """Something was recorded meanwhile and the event is still possible: the user sees it and decides.

        Who describes the case is asked only where that was described meanwhile.
        """
        case = seen.case
        if answers.get(SEEN) == str(len(case.history)):
            return None
        entry = self.screens.latest(case)
        if not lifecycle().events[event].describes:
            return Again(ON, CHANGED.format(entry=entry), {SEEN: str(len(case.history))})
        if not described_since(case, answers):
            return None
        return Again(REVIEW, REDESCRIBED.format(entry=entry), up_to_date(case, answers))

    def _after(self, seen: SeenCase, happening: Happening) -> Case | Refused:
        if idle(seen, happening):
            return Refused(UNCHANGED)
        try:
            return after(seen.case, happening, self.now(), self.today())
        except RefusedError as error:
            return explained(error, seen, happening, self.today())

    async def _recorded(
        self,
        seen: SeenCase,
        happening: Happening,
        judged: Case,
        profile: Profile,
        records: Records,
        *,
        office: str | None = None,
        over: str = "",
    ) -> Outcome:
        """The entry to be stored, the card after it, and what the others are told. `over` is the form that told it."""
        later = replace(judged, office=office or judged.office)
        told = RECORDED.format(entry=self.screens.latest(later))
        if dropped := summary.dropped(seen.case, later):
            told += NO_LONGER.format(duties="; ".join(dropped))
        told += "".join(f"\n⚠️ {doubt}." for doubt in self.screens.doubts(later))
        event = self.event(seen.case, happening, later, await records.calendar(), profile, office=office)
        card = await self.card(replace(seen, case=later), profile, records, told, over=over)
        audit = (Audited("case-recorded", f"{seen.case.code} {happening.kind}"),)
        return Outcome((card,), cases=CaseChanges(recorded=(event,)), audit=audit)


def _again(refused: Refused, event: str, happening: Happening) -> Again | None:
    """What of a form is to be answered anew.

    Of a correction, or a description of the case, that is no single answer: it is looked through again.
    """
    if refused.question:
        return Again(refused.question, refused.says, {refused.question: refused.stands} if refused.stands else {})
    return Again(REVIEW, f"⚠️ {refused.says}") if amends(happening, event) else None


def none_found(profile: Profile, typed: str = "") -> Reply:
    """There is no such case, or none that the user may see."""
    return screen("case_none", profile, typed=typed, clerk=profile.office is not None)


async def offices_of(place: str, records: Records) -> tuple[Office, ...]:
    """The offices that a case can be submitted to: those with a clerk of its place, by whose document it is counted."""
    return tuple(one for one in await records.offices() if one.staffed and one.jurisdiction in {None, place})
