"""Which questions are asked, which are settled, and where in the form one stands. Pure, from answers alone."""

from dataclasses import dataclass

from conversations.forms.checks import first_problem
from conversations.forms.questions import Answers, Form, Kind, Part, Question
from conversations.forms.shapes import fits
from conversations.forms.state import FormState


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: part and question by number from 1, among those that are asked."""

    part: Part
    part_number: int
    parts: int
    number: int
    total: int


def asked(form: Form, answers: Answers, place: str | None) -> tuple[Question, ...]:
    """The questions that are asked in a place with these answers. A question that is not asked decides nothing."""
    shown: dict[str, Question] = {}
    for question in form.questions:
        here = not question.only_in or place in question.only_in
        if here and all(
            condition.question in shown and condition.holds(answers.get(condition.question))
            for condition in question.show_if
        ):
            shown[question.key] = question
    return tuple(shown.values())


def counted_answers(form: Form, answers: Answers, place: str | None) -> Answers:
    """The answers that count: those of questions that are asked, in the order of the form."""
    return {one.key: answers[one.key] for one in asked(form, answers, place) if one.key in answers}


def settled(question: Question, state: FormState) -> bool:
    """Whether there is nothing to ask: answered in full, or put off."""
    return question.key in state.skipped or answered(question, state)


def answered(question: Question, state: FormState) -> bool:
    """Whether the answer is there and complete."""
    answer = state.answers.get(question.key)
    if answer is None or (question.kind is Kind.TABLE and question.key in state.pending):
        return False
    return fits(question, answer) and first_problem(question, answer, None) is None


def part_of(form: Form, key: str) -> Part:
    """The part of a question."""
    return next(part for part in form.parts if any(question.key == key for question in part.questions))


def numbered_parts(form: Form, questions: tuple[Question, ...]) -> tuple[tuple[int, Part, tuple[Question, ...]], ...]:
    """The parts that have some of the questions, numbered from 1, each with its own."""
    keys = {question.key for question in questions}
    held = [(part, tuple(one for one in part.questions if one.key in keys)) for part in form.parts]
    return tuple((number, part, own) for number, (part, own) in enumerate((one for one in held if one[1]), 1))


def where(form: Form, questions: tuple[Question, ...], key: str) -> Place:
    """Where the question `key`, one of `questions`, stands among them."""
    parts = numbered_parts(form, questions)
    number, part = next((number, part) for number, part, own in parts if any(one.key == key for one in own))
    position = next(index for index, question in enumerate(questions, 1) if question.key == key)
    return Place(part, number, len(parts), position, len(questions))
