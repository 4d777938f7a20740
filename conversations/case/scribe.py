"""Makes filled-in forms into cases and entries of their histories, and begins the forms that ask for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from conversations.access import Relation
from conversations.case.kinds import CaseKind
from conversations.case.presenting import CaseScreens, office_of
from conversations.case.questions import (
    ACTED,
    BEGINNING,
    CODE,
    CORRECTS,
    DIGEST,
    DRAFT,
    ISSUE,
    NOT_YET,
    OFFICE,
    ON,
    PLACE,
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
    correctable,
    explained,
    happening_of,
    idle,
    recordable,
    refused,
)
from conversations.cases import SeenCase
from conversations.clock import day_of
from conversations.drafts import Draft
from conversations.events import CaseChanges, CaseEvent, DraftChanges, MadeCase, Outcome, Profile, Reply
from conversations.forms.buttons import new_draft_id
from conversations.forms.engine import Engine
from conversations.forms.kinds import Again
from conversations.forms.opened import Opener, kept
from conversations.forms.questions import Answer, Answers
from conversations.forms.state import REVIEW
from conversations.membership import Audited, Office
from conversations.ports import Records
from conversations.screens import screen
from conversations.shelf import ELSEWHERE, Shelf
from knowledge.library import Library
from knowledge.text import fold
from storage.cases import Case, Plan, canonical
from storage.history import CORRECTED, Details, Happening, RefusedError
from storage.lifecycle import lifecycle
from storage.working_days import Calendar

RECORDED = "✅ Đã ghi: {entry}."
CHANGED = "Hồ sơ vừa được người khác ghi thêm: {entry}. Nội dung đã nhập vẫn còn; cho biết lại ngày để ghi."


class Scribe:
    """Keeps nothing: what is recorded is in the outcome."""

    def __init__(self, library: Library, now: Callable[[], datetime], new_id: Callable[[], str] = new_draft_id) -> None:
        self.screens = CaseScreens(library)
        self.now = now
        keys = (BEGINNING, *lifecycle().events)
        self.kinds = tuple(CaseKind(key, self.conclude, self.today) for key in keys)
        self._opener = Opener(self.kinds)
        self._shelf = Shelf(library)
        self._new_id = new_id

    def today(self) -> date:
        """The present day."""
        return day_of(self.now())

    async def card(
        self, seen: SeenCase, profile: Profile, records: Records, said: str = "", *, invited: bool | None = None
    ) -> Reply:
        """The case as it stands. `invited`: whether its proposer was, None for looking it up."""
        if invited is None:
            invited = seen.without_proposer and await records.waiting_invitations(seen.case.code) > 0
        offices, calendar = await records.offices(), await records.calendar()
        return self.screens.card(seen, calendar, self.today(), offices, profile, said, invited=invited)

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

    def begin(
        self,
        seen: SeenCase,
        event: str,
        profile: Profile,
        known: Answers | None = None,
        *,
        at_review: bool = False,
        said: Sequence[str] = (),
    ) -> Outcome:
        """Asks what belongs to an event. `known` are answers that need not be asked, `said` what came before."""
        form, case = event_form(event), seen.case
        about: dict[str, Answer] = {CODE: case.code, SEEN: str(len(case.history)), PLACE: case.jurisdiction}
        engine = Engine(form, case.jurisdiction)
        state = replace(engine.begin(), answers={**about, **(known or {})}, revision=1)
        state = replace(state, at=REVIEW if at_review else engine.first_open(state))
        label = lifecycle().events[event].label
        corrects = (known or {}).get(CORRECTS)
        title = f"Hồ sơ {case.code} · " + (f"Đính chính số {corrects} ({label})" if corrects else label)
        return self._opened(Draft(self._new_id(), form.key, title, state.to_json(), state.revision), profile, said)

    def begin_submission(
        self, seen: SeenCase, profile: Profile, office: Office | None, recipient: str, on: str | None
    ) -> Outcome:
        """Asks what is not known yet of a submission."""
        known: dict[str, Answer] = {OFFICE: office.id} if office else {}
        known |= {"recipient": recipient} if recipient else {}
        return self.begin(seen, SUBMITTED, profile, known | ({ON: on} if on else {}))

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
        return self._and_ask(outcome, replace(seen, case=judged), following, known, profile, said)

    def begin_case(self, version_title: str, known: Answers, profile: Profile) -> Outcome:
        """Asks what a new case still needs beside what is known of it."""
        kind = self.kinds[0]
        engine = Engine(kind.form, profile.jurisdiction)
        state = replace(engine.begin(), answers=dict(known), revision=1)
        state = replace(state, at=engine.first_open(state))
        return self._opened(Draft(self._new_id(), BEGINNING, version_title, state.to_json(), state.revision), profile)

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
            step = self.begin(seen, stage, profile, {ON: on} if on else None)
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
        notice = self.screens.notice(later, later.history[-1].happening, calendar, self.today(), profile)
        decision = lifecycle().events[kind].decision
        return CaseEvent(case, happening, notice, calendar, decision=decision, office=office)

    def _opened(self, draft: Draft, profile: Profile, said: Sequence[str] = ()) -> Outcome:
        opened = self._opener.open(draft, profile)
        if opened is None:
            raise LookupError(draft.form)
        whole = replace(opened, changed=True)
        shown = whole.screens(self._shelf).present(profile, notices=said)
        return kept(whole, shown, active=True)

    async def _made(self, draft: Draft, answers: Mapping[str, Answer], profile: Profile, records: Records) -> Outcome:
        told = {key: str(answers.get(key, "")) for key in (TITLE, ISSUE, STAGE, DRAFT, VERSION, DIGEST, SUBMITTED_ON)}
        plan = Plan(told[DRAFT], int(told[VERSION]), told[DIGEST]) if told[DRAFT] else None
        place = profile.jurisdiction or ELSEWHERE
        made = MadeCase(await records.free_code(), told[TITLE], place, told[ISSUE], plan)
        outcome = await self.make(made, told[STAGE] or NOT_YET, told[SUBMITTED_ON], profile, records)
        drafts = replace(outcome.drafts or DraftChanges(), handed_on=(draft.id,))
        return replace(outcome, drafts=drafts)

    async def _judged(
        self, event: str, draft: Draft, seen: SeenCase, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        answers: Mapping[str, Answer] = draft.state["answers"]
        over = DraftChanges(deleted=(draft.id,))
        happening = happening_of(event, answers, seen)
        if happening is None or (happening.kind == event and event not in recordable(seen)):
            says = refused(seen, event)
            return Outcome((await self.card(seen, profile, records, f"⚠️ {says}"),), drafts=over)
        if answers.get(SEEN) != str(len(seen.case.history)):
            return self._changed(seen)
        judged = self._after(seen, happening)
        if isinstance(judged, Refused):
            if judged.question or happening.corrects:
                return Again(judged.question or REVIEW, judged.says if judged.question else f"⚠️ {judged.says}")
            return Outcome((await self.card(seen, profile, records, f"⚠️ {judged.says}"),), drafts=over)
        if not reviewed and (asks_much(event_form(event)) or happening.corrects):
            return None
        office = answers.get(OFFICE)
        to = office if isinstance(office, str) and seen.case.office is None else None
        outcome = await self._recorded(seen, happening, judged, profile, records, office=to)
        if event == ACTED and SUBMITTED_ON in answers:
            known = {ON: answers[SUBMITTED_ON], "recipient": office_of(seen.case, await records.offices())}
            outcome = self._and_ask(outcome, replace(seen, case=judged), REPORTED, known, profile)
        return replace(outcome, drafts=replace(outcome.drafts or DraftChanges(), handed_on=(draft.id,)))

    def _and_ask(
        self, recorded: Outcome, seen: SeenCase, following: str, known: Answers, profile: Profile, *said: str
    ) -> Outcome:
        """What was recorded, with the form of the event that follows in the place of the card."""
        told = (*said, RECORDED.format(entry=self.screens.latest(seen.case)))
        step = self.begin(seen, following, profile, known, said=told)
        return replace(recorded, replies=step.replies, drafts=step.drafts)

    def _changed(self, seen: SeenCase) -> Again:
        """Somebody else recorded something meanwhile, and the event is still possible: the user sees it and decides."""
        entry = self.screens.latest(seen.case)
        return Again(ON, CHANGED.format(entry=entry), {SEEN: str(len(seen.case.history))})

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
    ) -> Outcome:
        """The entry to be stored, the card after it, and what the others are told."""
        later = replace(judged, office=office or judged.office)
        told = RECORDED.format(entry=self.screens.latest(later))
        event = self.event(seen.case, happening, later, await records.calendar(), profile, office=office)
        card = await self.card(replace(seen, case=later), profile, records, told)
        audit = (Audited("case-recorded", f"{seen.case.code} {happening.kind}"),)
        return Outcome((card,), cases=CaseChanges(recorded=(event,)), audit=audit)


def none_found(profile: Profile, typed: str = "") -> Reply:
    """There is no such case, or none that the user may see."""
    return screen("case_none", profile, typed=typed)


def matches(typed: str, code: str, title: str) -> bool:
    """Whether a case is one that somebody looks for, however they write it."""
    return fold(typed) in fold(title) or code == canonical(typed)


async def offices_of(place: str, records: Records) -> tuple[Office, ...]:
    """The offices that a case can be submitted to: those of its place, by whose document it is counted."""
    return tuple(one for one in await records.offices() if one.jurisdiction in {None, place})
