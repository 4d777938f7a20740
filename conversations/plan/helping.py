"""Help with a plan by a chat model, where one is set: a proposed wording of an answer, an appraiser's questions."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.actions import Action
from conversations.events import AnswerRecord, Button, DraftChanges, Outcome, Press, Profile
from conversations.forms.opened import Opened, Opener
from conversations.forms.questions import Answers, Form, Kind, Question
from conversations.forms.state import FormState
from conversations.forms.telling import label, lines
from conversations.given import new_answer_id
from conversations.plan.coaching import Coaching, Suggestion
from conversations.plan.dialogue import gone
from conversations.plan.kind import PlanKind
from conversations.plan.presenting import PlanScreens
from conversations.ports import OnCommand, OnPress, Records
from conversations.shelf import Shelf

STATUS = "suggestion"
"""The status of the record that a proposal is kept in until it is taken."""
TAKEN = "Đã dùng bản gợi ý."
CHANGED = "Câu trả lời đã đổi sau khi có gợi ý nên giữ nguyên bản hiện tại."
OLD_BUTTON = "Nút vừa bấm thuộc bước cũ; đây là bước hiện tại."


class PlanHelp:
    """Handles the buttons that ask the chat model. What it wrote is a proposal until the user takes it."""

    def __init__(self, kind: PlanKind, shelf: Shelf, screens: PlanScreens, coaching: Coaching) -> None:
        self._opener = Opener([kind])
        self._shelf = shelf
        self._screens = screens
        self._coaching = coaching
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {
            Action.PLAN_STYLE: self.style,
            Action.PLAN_TAKE: self.take,
            Action.PLAN_CHALLENGE: self.challenge,
        }

    async def style(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The text of the present step in administrative style, beside the user's own."""
        opened = await self._opened(press, profile, records)
        if opened is None:
            return gone(profile)
        question = opened.engine.question(opened.state)
        original = opened.state.answers.get(question.key) if question else None
        current = press.args[1:] == (str(opened.state.revision),)
        if not current or question is None or question.kind is not Kind.LONG or not isinstance(original, str):
            return Outcome((opened.screens(self._shelf).present(profile, notices=(OLD_BUTTON,)),))
        found = await self._coaching.suggestion(question.text, original, question.longest)
        return self._suggested(opened, question, original, found, profile)

    async def take(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Puts a proposal in the place of the text that it was made from, unless that has changed since."""
        record = await records.get(press.args[0]) if press.args else None
        if record is None or record.status != STATUS:
            return gone(profile)
        kept = {name: str(value) for name, value in record.payload.items()}
        opened = await self._opened(Press(press.action, (kept["draft"],)), profile, records)
        if opened is None:
            return gone(profile)
        if opened.state.answers.get(record.question) != kept["original"]:
            return Outcome((opened.screens(self._shelf).present(profile, notices=(CHANGED,)),))
        after = opened.at(_answered(opened, record.question, kept["proposal"]))
        shown = after.screens(self._shelf).present(profile, notices=(TAKEN,))
        return Outcome((shown,), drafts=DraftChanges(saved=(after.draft,), active=after.draft.id))

    async def challenge(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The three hardest questions that an appraiser would ask."""
        opened = await self._opened(press, profile, records)
        if opened is None:
            return gone(profile)
        found = await self._coaching.challenges(told(opened.engine.form, opened.engine.answers(opened.state)))
        return Outcome((self._screens.challenges(found, opened.draft, profile),))

    def _suggested(
        self, opened: Opened, question: Question, original: str, found: Suggestion, profile: Profile
    ) -> Outcome:
        if found.withheld:
            return Outcome((self._screens.suggestion(found, original, opened.draft, None, profile),))
        record = AnswerRecord(
            new_answer_id(),
            question.key,
            STATUS,
            {"draft": opened.draft.id, "original": original, "proposal": found.text},
        )
        take = Button("Dùng bản này", Action.PLAN_TAKE, (record.id,))
        reply = self._screens.suggestion(found, original, opened.draft, take, profile)
        return Outcome((reply,), answers=(record,))

    async def _opened(self, press: Press, profile: Profile, records: Records) -> Opened | None:
        draft = await records.draft(press.args[0]) if press.args else None
        return self._opener.open(draft, profile) if draft else None


def told(form: Form, answers: Answers) -> str:
    """A plan in words, question by question."""
    asked = [question for question in form.questions if question.key in answers]
    return "\n\n".join(f"{label(one)}:\n" + "\n".join(lines(one, answers[one.key])) for one in asked)


def _answered(opened: Opened, key: str, text: str) -> FormState:
    state = opened.state
    pending = {name: value for name, value in state.pending.items() if name != key}
    answers = {**state.answers, key: text}
    return replace(state, answers=answers, pending=pending, undo={}, revision=state.revision + 1)
