"""What a dialogue must know of a kind of form beside its questions: its names, what it begins with, how it ends."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from conversations.drafts import Draft
from conversations.events import Keyboard, Outcome, Profile, Reply
from conversations.forms.questions import Answers, Form, Part, Question
from conversations.ports import Records


@dataclass(frozen=True, slots=True)
class Naming:
    """How users know a kind of form. `noun` stands in a sentence, `plural` is the whole heading of the list of drafts.

    A kind without a command is begun by something else, and there is no button to begin one by itself.
    """

    command: str
    noun: str
    plural: str


@dataclass(frozen=True, slots=True)
class Again:
    """A filled-in form came to nothing because of one answer: it is asked again, and `says` tells why.

    The `question` is `conversations.forms.state.REVIEW` where it is no single answer: all are shown, to be changed.
    `answers` are set beside it.
    """

    question: str
    says: str
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a draft can come to nothing as things stand, in the user's words, with `ways` to what it is about."""

    says: str
    ways: Keyboard = ()


class FormKind(Protocol):
    """One kind of form: the plan, an assessment, a case."""

    @property
    def form(self) -> Form:
        """Its questions; `form.key` is kept with every draft."""

    @property
    def naming(self) -> Naming:
        """How users know it."""

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """The jurisdiction whose questions are asked and whose provisions are shown."""

    def known(self, profile: Profile) -> Answers:
        """The answers that need not be asked, taken from the profile; the review shows them like all others."""

    def title(self, answers: Answers) -> str | None:
        """The name that the answers give a draft, None where they give none yet."""

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """What to say when nothing is open in a part any more, before the next step is shown."""

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """Further buttons under the step of a question, above the ways to go."""

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """Ways on from the review: checks, documents, whatever the form is filled in for."""


@runtime_checkable
class Amending(Protocol):
    """A kind of form that puts right what is recorded: some of that stays as it is, and is not among the answers."""

    def stays(self, answers: Answers) -> Collection[str]:
        """The questions of which what is recorded stays unless they are answered."""


@runtime_checkable
class Concluding(Protocol):
    """A kind of form that comes to something by itself, once all that is required is answered."""

    async def conclude(
        self, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        """What the form comes to; None where the user is to see the review first, unless they have: `reviewed`."""


@runtime_checkable
class Dependent(Protocol):
    """A kind of form that comes to something only while what it is about allows it."""

    async def barred(self, draft: Draft, records: Records) -> Barred | None:
        """Why the draft can come to nothing as things stand; None where nothing is known to be in its way."""


@runtime_checkable
class Exemplary(Protocol):
    """A kind of form that has better examples than its questions give."""

    def example(self, question: Question, draft: Draft) -> str:
        """What may be written, and would be taken of this draft; "" where the question's own example is as good."""
