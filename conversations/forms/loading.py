"""A form is read from YAML, strictly: what the engine could not ask is refused, and the error names the question."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, ValidationError, model_validator

from conversations.forms.checks import CHECKS
from conversations.forms.questions import Choice, Column, Condition, Form, Kind, Part, Question
from conversations.forms.samples import refused_samples

KEY_LENGTH = 24
"""Characters of a key: a button carries one beside an action, a draft's id and a revision in 64 bytes."""
LABEL_LENGTH = 40

CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES})
CELLS = frozenset({Kind.CHOICE, Kind.SHORT, Kind.NUMBER, Kind.MONEY, Kind.DATE})
"""What a column may be."""
TEXTS = frozenset({Kind.SHORT, Kind.LONG})

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=KEY_LENGTH)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LABEL_LENGTH)]


class FormError(ValueError):
    """A form cannot be asked as it is written; each line of the message names a question and says what is wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__("\n".join(faults))


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Choice(_Record):
    key: Key
    label: Words

    def built(self) -> Choice:
        return Choice(self.key, self.label)


class _Condition(_Record):
    question: Key
    any_of: list[Key] = Field(default_factory=list)
    none_of: list[Key] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_both(self) -> "_Condition":
        if bool(self.any_of) == bool(self.none_of):
            raise ValueError("either any_of or none_of")
        return self

    def built(self) -> Condition:
        return Condition(self.question, tuple(self.any_of), tuple(self.none_of))


class _Column(_Record):
    key: Key
    label: Label
    kind: Annotated[Kind, Field(strict=False)] = Kind.SHORT
    required: bool = True
    choices: list[_Choice] = Field(default_factory=list)
    example: Words | None = None

    def built(self) -> Column:
        choices = tuple(choice.built() for choice in self.choices)
        return Column(self.key, self.label, self.kind, self.required, choices, self.example or "")


class _Question(_Record):
    key: Key
    label: Label | None = None
    text: Words
    kind: Annotated[Kind, Field(strict=False)]
    why: list[Words] = Field(default_factory=list)
    example: Words | None = None
    required: bool = True
    choices: list[_Choice] = Field(default_factory=list)
    columns: list[_Column] = Field(default_factory=list)
    unit: Words | None = None
    longest: Annotated[StrictInt, Field(ge=1, le=20_000)] = 4_000
    checks: list[str] = Field(default_factory=list)
    show_if: list[_Condition] = Field(default_factory=list)
    only_in: list[str] = Field(default_factory=list)

    def built(self) -> Question:
        return Question(
            key=self.key,
            text=self.text,
            kind=self.kind,
            why=tuple(self.why),
            example=self.example or "",
            required=self.required,
            choices=tuple(choice.built() for choice in self.choices),
            columns=tuple(column.built() for column in self.columns),
            unit=self.unit or "",
            longest=self.longest,
            checks=tuple(self.checks),
            show_if=tuple(condition.built() for condition in self.show_if),
            only_in=tuple(self.only_in),
            label=self.label or "",
        )


class _Part(_Record):
    key: Key
    title: Words
    questions: Annotated[list[_Question], Field(min_length=1)]


class _Form(_Record):
    key: Key
    version: Annotated[StrictInt, Field(ge=1)]
    title: Words
    parts: Annotated[list[_Part], Field(min_length=1)]

    def built(self) -> Form:
        parts = (Part(part.key, part.title, tuple(one.built() for one in part.questions)) for part in self.parts)
        return Form(self.key, self.version, self.title, tuple(parts))


class _UniqueKeys(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping, of which YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for written, _ in node.value:
            key = self.construct_object(written, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise FormError([f"line {written.start_mark.line + 1}: the key {key!r} stands twice"])
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_form(text: str) -> Form:
    """The form that a YAML text describes. Raises `FormError`."""
    try:
        given = yaml.load(text, _UniqueKeys)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise FormError([f"not YAML: {error}"]) from error
    try:
        form = _Form.model_validate(given).built()
    except ValidationError as error:
        raise FormError(_explained(fault["loc"], fault["msg"], given) for fault in error.errors()) from error
    faults = [*_repeated(form), *_unaskable(form), *refused_samples(form)]
    if faults:
        raise FormError(faults)
    return form


def _explained(place: tuple[int | str, ...], says: str, given: object) -> str:
    """A fault of the shape with the keys of the part and question that it is in, in place of their numbers."""
    names: list[str] = []
    for step in place:
        given = _inside(given, step)
        key = given.get("key") if isinstance(given, dict) and isinstance(step, int) else None
        names.append(str(key or step))
    return f"{'.'.join(names) or 'the whole file'}: {says}"


def _inside(given: object, step: int | str) -> object:
    if isinstance(given, dict):
        return given.get(step)
    if isinstance(given, list) and isinstance(step, int) and step < len(given):
        return given[step]
    return None


def _repeated(form: Form) -> Iterable[str]:
    """Keys that should be one thing's own and are several's; labels of one question that users could not tell apart."""
    yield from _twice("parts", (part.key for part in form.parts))
    yield from _twice("questions", (question.key for question in form.questions))
    for question in form.questions:
        yield from _twice(f"{question.key}: columns", (column.key for column in question.columns))
        yield from _twice(f"{question.key}: choices", (choice.key for choice in question.choices))
        yield from _twice(f"{question.key}: labels of choices", (one.label.casefold() for one in question.choices))
        for column in question.columns:
            yield from _twice(f"{question.key}: choices of {column.key}", (choice.key for choice in column.choices))


def _twice(what: str, values: Iterable[str]) -> Iterable[str]:
    return (f"{what}: {value!r} stands {count} times" for value, count in Counter(values).items() if count > 1)


def _unaskable(form: Form) -> Iterable[str]:
    earlier: dict[str, Question] = {}
    for question in form.questions:
        faults = (*_misfits(question), *_conditions(question, earlier), *_checks(question))
        yield from (f"{question.key}: {fault}" for fault in faults)
        earlier[question.key] = question


def _misfits(question: Question) -> Iterable[str]:
    """What a kind needs and does not have, or has and cannot use."""
    yield from _needs("choices", bool(question.choices), question.kind in CHOOSING, question.kind)
    yield from _needs("columns", bool(question.columns), question.kind is Kind.TABLE, question.kind)
    if question.unit and question.kind is not Kind.NUMBER:
        yield f"a question of kind {question.kind} has no unit"
    for column in question.columns:
        if column.kind not in CELLS:
            yield f"column {column.key}: a cell cannot be of kind {column.kind}"
        yield from (
            f"column {column.key}: {fault}"
            for fault in _needs("choices", bool(column.choices), column.kind is Kind.CHOICE, column.kind)
        )
    if question.columns and not question.columns[0].required:
        yield "the first column is not required, so that a row could not be begun"


def _needs(what: str, has: bool, needs: bool, kind: Kind) -> Iterable[str]:
    if has != needs:
        yield f"kind {kind} needs {what}" if needs else f"kind {kind} has no {what}"


def _conditions(question: Question, earlier: dict[str, Question]) -> Iterable[str]:
    for condition in question.show_if:
        asked = earlier.get(condition.question)
        if asked is None:
            yield f"show_if: {condition.question!r} is no earlier question"
        elif asked.kind not in CHOOSING:
            yield f"show_if: {condition.question!r} is of kind {asked.kind}, whose answers are not chosen"
        else:
            unknown = {*condition.any_of, *condition.none_of} - {choice.key for choice in asked.choices}
            yield from (f"show_if: {condition.question!r} has no choice {key!r}" for key in sorted(unknown))


def _checks(question: Question) -> Iterable[str]:
    for name in question.checks:
        if name not in CHECKS:
            yield f"checks: there is no {name!r}; there are {', '.join(sorted(CHECKS))}"
        elif question.kind not in CHECKS[name].kinds:
            yield f"checks: {name!r} is not for kind {question.kind}"
