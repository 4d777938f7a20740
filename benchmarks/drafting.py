"""How a user drafts a plan: what is typed and which buttons are pressed for each question. Drives any chat."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from conversations.forms.questions import Form, Kind, Question
from conversations.forms.telling import cell, lines

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
DONE, SKIP = Tapped("Xong"), Tapped("Bỏ qua")


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
        yield SKIP
        return
    match question.kind:
        case Kind.CHOICE:
            yield from (Tapped(label) for label in _labels(question, [answer]))
        case Kind.CHOICES:
            yield from (Tapped(label) for label in _labels(question, answer))
            yield DONE if answer else Tapped("Không có mục nào")
        case Kind.TABLE:
            yield Typed("\n".join(_row(question, row) for row in answer))
            yield DONE
        case Kind.PEOPLE:
            yield Typed("\n".join(lines(question, answer)))
            yield DONE
        case Kind.LONG:
            yield from (Typed(part) for part in answer.split("\n\n"))
            yield DONE
        case _:
            yield Typed(lines(question, answer)[0])


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


def _labels(question: Question, keys: list[str]) -> list[str]:
    return [choice.label for choice in question.choices if choice.key in keys]


def _row(question: Question, row: Mapping[str, str]) -> str:
    """The row as it is typed: its cells in words, empty where there is none."""
    return " | ".join(cell(column, row[column.key]) if column.key in row else "" for column in question.columns)
