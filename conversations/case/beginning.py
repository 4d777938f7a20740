"""Begins the forms of cases, and goes on with the one that was begun: never a second one for the same thing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from conversations.case.describing import described_since, up_to_date
from conversations.case.kinds import CaseKind
from conversations.case.questions import (
    BEGINNING,
    CODE,
    CORRECTS,
    DRAFT,
    OFFICE,
    ON,
    PLACE,
    SEEN,
    event_form,
    event_of_form,
)
from conversations.case.recording import hindered
from conversations.cases import SeenCase
from conversations.drafts import Draft
from conversations.events import Outcome, Profile
from conversations.forms.engine import Engine
from conversations.forms.opened import Opened, Opener, kept
from conversations.forms.questions import Answer, Answers
from conversations.forms.state import REVIEW
from conversations.forms.steps import progress
from conversations.membership import Office
from conversations.ports import Records
from conversations.shelf import Shelf
from storage.cases import Case
from storage.lifecycle import lifecycle

GROWN = "Hồ sơ có thêm sự kiện từ khi viết dở: nội dung đã nhập vẫn còn, xin cho biết lại ngày."
DESCRIBED = "Tên hoặc loại vấn đề của hồ sơ vừa được sửa: nội dung đã nhập vẫn còn, xin xem lại trước khi ghi."
AS_IT_IS = "Hồ sơ có thay đổi từ khi viết dở bản đính chính, nên bản này mở lại theo hồ sơ hiện nay."


class CaseForms:
    """Keeps nothing: a form that is begun or gone on with is in the outcome, in hand and shown."""

    def __init__(self, kinds: Sequence[CaseKind], shelf: Shelf, new_id: Callable[[], str]) -> None:
        self._kinds = {kind.key: kind for kind in kinds}
        self._opener = Opener(kinds)
        self._shelf = shelf
        self._new_id = new_id

    async def begin(
        self,
        seen: SeenCase,
        event: str,
        profile: Profile,
        records: Records,
        known: Answers | None = None,
        *,
        defaults: Answers | None = None,
        at_review: bool = False,
        said: Sequence[str] = (),
    ) -> Outcome:
        """Asks what belongs to an event; goes on with the form that was begun of it and not concluded.

        `known` are answers that need not be asked, `defaults` stand until others are given, `said` is what came before.
        What was answered stays, but for the day where the case has changed; a correction begins anew then, and what
        describes the case is looked through again.
        """
        case, known = seen.case, known or {}
        about: dict[str, Answer] = {CODE: case.code, SEEN: str(len(case.history)), PLACE: case.jurisdiction}
        corrects = known.get(CORRECTS)
        had = [one for one in unfinished(await records.drafts(), case.code) if _about(one) == (event, corrects)]
        if had:
            return self._continued(had[0], case, {**about, **known}, profile, said)
        form = event_form(event)
        engine = Engine(form, case.jurisdiction)
        state = replace(engine.begin(), answers={**about, **(defaults or {}), **known}, revision=1)
        state = replace(state, at=REVIEW if at_review else engine.first_open(state))
        title = f"Hồ sơ {case.code} · {_label(event, corrected=corrects is not None)}"
        return self._shown(Draft(self._new_id(), form.key, title, state.to_json(), state.revision), profile, said)

    async def begin_addressed(
        self,
        seen: SeenCase,
        event: str,
        profile: Profile,
        records: Records,
        office: Office | None,
        recipient: str,
        on: str | None,
    ) -> Outcome:
        """Asks what is not known yet of a submission, or of the report of an emergency."""
        known: dict[str, Answer] = {OFFICE: office.id} if office else {}
        known |= {"recipient": recipient} if recipient else {}
        return await self.begin(seen, event, profile, records, known | ({ON: on} if on else {}))

    async def begin_case(self, title: str, known: Answers, profile: Profile, records: Records) -> Outcome:
        """Asks what a new case about a plan still needs, in the form of it that was begun if one was."""
        plan, drafts = known[DRAFT], await records.drafts()
        had = next((one for one in drafts if one.form == BEGINNING and _answers(one).get(DRAFT) == plan), None)
        if had:
            opened = self._opened(had, profile).unnamed()
            opened = _answered(opened, {**opened.state.answers, **known})
            return kept(opened, opened.screens(self._shelf).present(profile), active=True)
        engine = Engine(self._kinds[BEGINNING].form, profile.jurisdiction)
        state = replace(engine.begin(), answers=dict(known), revision=1)
        state = replace(state, at=engine.first_open(state))
        return self._shown(Draft(self._new_id(), BEGINNING, title, state.to_json(), state.revision), profile)

    def _shown(self, draft: Draft, profile: Profile, said: Sequence[str] = ()) -> Outcome:
        whole = replace(self._opened(draft, profile), changed=True)
        return kept(whole, whole.screens(self._shelf).present(profile, notices=said), active=True)

    def _continued(self, draft: Draft, case: Case, given: Answers, profile: Profile, said: Sequence[str]) -> Outcome:
        opened = self._opened(draft, profile).unnamed()
        answers = opened.state.answers
        describes = lifecycle().events[event_of_form(draft.form)].describes
        amends = describes or CORRECTS in given
        now, told = _redescribed(case, answers) if describes else _renewed(answers, given)
        if now != answers:
            opened = _answered(opened, now, at_review=amends)
        far = progress(opened.engine, opened.state)
        notices = (*said, *opened.notices, f"Viết tiếp: đã trả lời {far.answered}/{far.total} câu.", *told)
        return kept(opened, opened.screens(self._shelf).present(profile, notices=notices), active=True)

    def _opened(self, draft: Draft, profile: Profile) -> Opened:
        opened = self._opener.open(draft, profile)
        if opened is None:
            raise LookupError(draft.form)
        return opened


def _answered(opened: Opened, answers: Answers, *, at_review: bool = False) -> Opened:
    """The form with these answers, at the first question that is open or at its review."""
    state = replace(opened.state, answers=answers, revision=opened.state.revision + 1)
    return opened.at(replace(state, at=REVIEW if at_review else opened.engine.first_open(state)))


def _redescribed(case: Case, answers: Answers) -> tuple[Answers, tuple[str, ...]]:
    """What the unfinished description of a case says now that it is gone on with, and what is told of that."""
    return up_to_date(case, answers), (DESCRIBED,) if described_since(case, answers) else ()


def _renewed(answers: Answers, given: Answers) -> tuple[Answers, tuple[str, ...]]:
    """What any other unfinished form says now that it is gone on with, and what is told of that."""
    corrects = CORRECTS in given
    if answers.get(SEEN) == given[SEEN]:
        return answers if corrects else {**answers, **given}, ()
    if corrects:
        return given, (AS_IT_IS,)
    return {**{key: answer for key, answer in answers.items() if key != ON}, **given}, (GROWN,)


def unfinished(drafts: Sequence[Draft], code: str) -> tuple[Draft, ...]:
    """Those of the drafts that are forms of events of a case, in their order."""
    return tuple(one for one in drafts if event_of_form(one.form) and _answers(one).get(CODE) == code)


def to_go_on_with(drafts: Sequence[Draft], seen: SeenCase) -> tuple[tuple[Draft, str], ...]:
    """The forms of a case that can be gone on with, each with what it records: what is possible still."""
    found: list[tuple[Draft, str]] = []
    for draft in unfinished(drafts, seen.case.code):
        event, corrects = _about(draft)
        if not hindered(seen, event, None if corrects is None else int(str(corrects))):
            found.append((draft, _label(event, corrected=corrects is not None)))
    return tuple(found)


def _about(draft: Draft) -> tuple[str, Answer | None]:
    """The event that a form is for, and the number of the entry that it corrects."""
    return event_of_form(draft.form), _answers(draft).get(CORRECTS)


def _answers(draft: Draft) -> Answers:
    answers: Answers = draft.state["answers"]
    return answers


def _label(event: str, *, corrected: bool) -> str:
    label = lifecycle().events[event].label
    return f"Đính chính {label[:1].lower()}{label[1:]}" if corrected else label
