"""The form that asks when a paper was sent: its day, and what the case needs that the paper does not tell of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from conversations.actions import Action
from conversations.case.kinds import near_days
from conversations.case.questions import CODE, ISSUE, ON, SEEN, TITLE, beginning_form
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Outcome, Profile, Reply
from conversations.forms.kinds import Again, Naming
from conversations.forms.questions import Answers, Form, Kind, Part, Question
from conversations.ports import Records
from conversations.protection.questions import about
from conversations.protection.recording import RECORDABLE

PAPER = "about_paper"
"""The draft of the paper that was sent."""
SENT_WHEN = {"judging": ("Lập phiếu ngày nào?", "Ngày lập phiếu")}
"""How the day is asked for, and its label, where the paper is not sent."""


class Concludes(Protocol):
    """Who records what was sent."""

    async def __call__(self, draft: Draft, profile: Profile, records: Records) -> Outcome | Again:
        """As `conversations.forms.kinds.Concluding.conclude` says."""


class SentKind:
    """The sending of a paper as a kind of form (`conversations.forms.kinds.FormKind`, and `Concluding`)."""

    def __init__(self, paper: Form, conclude: Concludes, today: Callable[[], date]) -> None:
        self.paper = paper.key
        self._form = sent_form(paper)
        self._conclude = conclude
        self._today = today

    @property
    def form(self) -> Form:
        """The questions."""
        return self._form

    @property
    def naming(self) -> Naming:
        """How users know it."""
        return Naming("", "việc đã gửi", "Các việc đã gửi đang ghi")

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """It is the same everywhere."""
        del profile, answers
        return None

    def known(self, profile: Profile) -> Answers:
        """Nothing is known but what it begins with."""
        del profile
        return {}

    def title(self, answers: Answers) -> str | None:
        """It keeps the name that it began with."""
        del answers
        return None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """Nothing is said after the only part."""
        del part, draft, profile
        return ()

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """Today and yesterday, where a day is asked for."""
        del profile
        return near_days(question, draft, self._today())

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """What the form is filled in for."""
        del profile
        return ((Button("Ghi vào hồ sơ", Action.FORM_CONCLUDE, (draft.id, str(draft.revision))),),)

    async def conclude(
        self, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        """Records what was sent."""
        del reviewed
        return await self._conclude(draft, profile, records)


def sent_form(paper: Form) -> Form:
    """The form of a paper's sending. Only the day has to be answered; what else a case needs is asked where it does."""
    own = {question.key: question for question in (*beginning_form().questions, *paper.questions)}
    needed = dict.fromkeys(question for one in RECORDABLE[paper.key] for question in one.needed)
    text, label = SENT_WHEN.get(paper.key, ("Gửi ngày nào?", "Ngày gửi"))
    day = Question(ON, text, Kind.DATE, why=own[TITLE].why, checks=("not-future",), label=label)
    asked = (replace(own[key], required=False, show_if=(), only_in=()) for key in (ISSUE, TITLE, *needed))
    form = Form(f"sent-{paper.key}", 1, "Việc đã gửi", (Part("sent", paper.title, (*asked, day)),))
    return about(form, PAPER, CODE, SEEN)
