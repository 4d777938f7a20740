"""The forms of a case as kinds of form: how they are named, what stands under their steps, what they come to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from conversations.actions import Action
from conversations.case.questions import (
    BEGINNING,
    CODE,
    CORRECTS,
    ENTERING,
    PLACE,
    STAYS,
    beginning_form,
    entering_form,
    event_form,
)
from conversations.case.recording import hindered
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Outcome, Profile, Reply
from conversations.forms.buttons import move_button
from conversations.forms.checks import facing
from conversations.forms.dates import told
from conversations.forms.kinds import Again, Barred, Naming
from conversations.forms.moves import Typed
from conversations.forms.questions import Answers, Form, Kind, Part, Question
from conversations.forms.spans import Facing
from conversations.ports import Records
from storage.lifecycle import lifecycle

NEW = {BEGINNING: beginning_form, ENTERING: entering_form}
"""The forms that make a case."""
NAMES = {
    BEGINNING: Naming("hosomoi", "hồ sơ", "Các hồ sơ đang lập"),
    ENTERING: Naming("", "hồ sơ giấy", "Các hồ sơ giấy đang nhập"),
}
NOT_FOUND = "Không còn hồ sơ {code} trong số hồ sơ được xem."
NEAR = {0: "Hôm nay", 1: "Hôm qua"}
"""Days that most events are recorded on, by how many days ago they are."""


class Concludes(Protocol):
    """Who makes a filled-in form into what it is for."""

    async def __call__(
        self, key: str, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        """As `conversations.forms.kinds.Concluding.conclude` says; `key` is an event, or one of `NEW`."""


class CaseKind:
    """The form of an event, or one that makes a case: a `FormKind` that is `Concluding` and `Dependent`."""

    def __init__(self, key: str, conclude: Concludes, today: Callable[[], date]) -> None:
        self.key = key
        self._conclude = conclude
        self._today = today

    @property
    def form(self) -> Form:
        """The questions."""
        return NEW[self.key]() if self.key in NEW else event_form(self.key)

    @property
    def naming(self) -> Naming:
        """How users know it."""
        if self.key in NAMES:
            return NAMES[self.key]
        return Naming("", "sự kiện", f"{lifecycle().events[self.key].label}: đang ghi")

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """Where the case is proposed; of one that is being begun where the user works."""
        place = answers.get(PLACE)
        return place if isinstance(place, str) else profile.jurisdiction

    def known(self, profile: Profile) -> Answers:
        """Nothing is known of a case before it is begun."""
        del profile
        return {}

    def stays(self, answers: Answers) -> tuple[str, ...]:
        """What a correction leaves as it is (`conversations.forms.kinds.Amending`)."""
        return tuple(str(answers.get(STAYS, "")).split(","))

    def title(self, answers: Answers) -> str | None:
        """The case's own title; an event keeps the name that it began with."""
        title = answers.get("title") if self.key in NEW else None
        return title if isinstance(title, str) else None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """Nothing is said after the only part."""
        del part, draft, profile
        return ()

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """Today and yesterday, where a day is asked for."""
        del profile
        return near_days(question, draft, self._today())

    def example(self, question: Question, draft: Draft) -> str:
        """A day of this case."""
        return near_example(question, draft, self._today())

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """What the form is filled in for."""
        del profile
        label = "Lập hồ sơ" if self.key in NEW else "Ghi vào hồ sơ"
        concluding = Button(label, Action.FORM_CONCLUDE, (draft.id, str(draft.revision)))
        corrects = draft.state["answers"].get(CORRECTS)
        leaving = "Bỏ đính chính" if corrects else "Không sửa nữa" if self._describes else ""
        return ((concluding, *([Button(leaving, Action.FORM_DELETE_SURE, (draft.id,))] if leaving else [])),)

    @property
    def _describes(self) -> bool:
        event = lifecycle().events.get(self.key)
        return event is not None and event.describes

    async def barred(self, draft: Draft, records: Records) -> Barred | None:
        """What the case allows no more (`conversations.forms.kinds.Dependent`)."""
        if self.key in NEW:
            return None
        answers = draft.state["answers"]
        code, corrects = str(answers.get(CODE, "")), answers.get(CORRECTS)
        seen = await records.case(code)
        if seen is None:
            return Barred(NOT_FOUND.format(code=code))
        says = hindered(seen, self.key, int(corrects) if corrects else None)
        open_case = Button("Mở hồ sơ", Action.CASE_OPEN, (code,))
        return Barred(says, ((open_case,),)) if says else None

    async def conclude(
        self, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        """What the form comes to."""
        return await self._conclude(self.key, draft, profile, records, reviewed=reviewed)


def near_days(question: Question, draft: Draft, today: date) -> Keyboard:
    """Today and yesterday as answers to a question for a day."""
    if question.kind is not Kind.DATE:
        return ()
    days = ((label, today - timedelta(days=ago)) for ago, label in NEAR.items())
    return (tuple(move_button(label, draft.id, draft.revision, Typed(day.isoformat())) for label, day in days),)


def near_example(question: Question, draft: Draft, today: date) -> str:
    """The day that is recorded or today, where a day is asked for that has been: what happened before is no later."""
    if question.kind is not Kind.DATE or facing(question) is not Facing.PAST:
        return ""
    recorded = draft.state["answers"].get(question.key)
    return told(date.fromisoformat(recorded) if isinstance(recorded, str) else today)
