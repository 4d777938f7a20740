"""How a user drafts a plan: what is typed and which buttons are pressed for each question. Drives any chat."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from conversations.forms.questions import Form, Kind, Question
from tests.end_to_end.bot.plans.keystrokes import COLLECTED, DONE, NONE, SKIP, labels_for, messages_for

FOLDER = Path(__file__).parent / "plans"


@dataclass(frozen=True, slots=True)
class Typed:
    """A message that the user writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button that the user presses."""

    label: str


Move = Typed | Tapped


@dataclass
class Effort:
    """What drafting took."""

    messages: int = 0
    taps: int = 0
    questions: int = 0


def plans() -> dict[str, Mapping[str, Any]]:
    """The plans by the name of their file: `name`, `today`, `answers`."""
    return {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yaml"))}


def moves(question: Question, answer: Any) -> Iterator[Move]:  # noqa: ANN401 - any answer
    """How a user answers the question; passes it over where there is no answer. Files are not sent."""
    if answer is None or question.kind is Kind.FILES:
        yield Tapped(SKIP)
        return
    yield from (Tapped(label) for label in labels_for(question, answer))
    yield from (Typed(text) for text in messages_for(question, answer))
    if question.kind in COLLECTED:
        yield Tapped(DONE if answer else NONE)


@dataclass
class Drafting:
    """Leads one chat through the form. `type` and `tap` do what the user does; `asked` names the question shown."""

    form: Form
    answers: Mapping[str, Any]
    type: Callable[[str], Awaitable[None]]
    tap: Callable[[str], Awaitable[None]]
    asked: Callable[[], Awaitable[str | None]]
    effort: Effort = field(default_factory=Effort)

    async def run(self) -> Effort:
        """Answers every question that is asked, until none is."""
        questions = {question.key: question for question in self.form.questions}
        while (key := await self.asked()) is not None:
            self.effort.questions += 1
            for move in moves(questions[key], self.answers.get(key)):
                await self._do(move)
        return self.effort

    async def _do(self, move: Move) -> None:
        if isinstance(move, Typed):
            self.effort.messages += 1
            await self.type(move.text)
        else:
            self.effort.taps += 1
            await self.tap(move.label)
