"""The form that asks on which day a paper was sent; what else a case needs stands in the paper."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Protocol

from conversations.actions import Action
from conversations.case.kinds import near_days, near_example
from conversations.case.questions import CODE, ISSUE, ON, SEEN, beginning_form
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Outcome, Profile, Reply
from conversations.forms.checks import HAPPENED
from conversations.forms.kinds import Again, Naming
from conversations.forms.questions import Answers, Form, Kind, Part, Question
from conversations.ports import Records
from conversations.protection.questions import about

PAPER = "about_paper"
"""The draft of the paper that was sent."""
WHY = ("quang-ngai/dieu-8/khoan-3", "kl-14/muc-2.3")


class Sending(StrEnum):
    """What is asked, by the key of the form."""

    KNOWN = "paper-sent"
    """The day; the case is there."""
    NEW = "paper-sent-new"
    """What a new case needs, and the day."""
    JUDGED = "paper-judged"
    """The day on which a checklist was filled in."""


class Concludes(Protocol):
    """Who records what was sent."""

    async def __call__(self, draft: Draft, profile: Profile, records: Records) -> Outcome | Again:
        """As `conversations.forms.kinds.Concluding.conclude` says."""


class SentKind:
    """The sending of a paper as a kind of form (`conversations.forms.kinds.FormKind`, and `Concluding`)."""

    def __init__(self, key: Sending, conclude: Concludes, today: Callable[[], date]) -> None:
        self._form = sent_form(key)
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
        """Where the user works."""
        del answers
        return profile.jurisdiction

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
        """Today and yesterday, where the day is asked for."""
        del profile
        return near_days(question, draft, self._today())

    def example(self, question: Question, draft: Draft) -> str:
        """The day that is recorded or today, where a day is asked for that has been."""
        return near_example(question, draft, self._today())

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


def sent_form(key: Sending) -> Form:
    """The form of a paper's sending."""
    text, label = ("Phiếu lập ngày nào?", "Ngày lập") if key is Sending.JUDGED else ("Gửi ngày nào?", "Ngày gửi")
    day = Question(ON, text, Kind.DATE, why=WHY, checks=HAPPENED, label=label)
    issue = next(question for question in beginning_form().questions if question.key == ISSUE)
    asked = (issue, day) if key is Sending.NEW else (day,)
    title = "Đánh giá" if key is Sending.JUDGED else "Đã gửi"
    return about(Form(key, 1, title, (Part("sent", title, asked),)), PAPER, CODE, SEEN)
