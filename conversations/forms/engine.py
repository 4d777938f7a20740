"""The engine: (state, move, day) gives (state, what came of it). Pure; every rule of going through a form is here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from conversations.forms.asking import sounds_like_a_question
from conversations.forms.checks import first_problem
from conversations.forms.entered import Entered, Held
from conversations.forms.entries import COLLECTING, enter
from conversations.forms.moves import (
    Back,
    Done,
    DropLast,
    Edit,
    Jump,
    Keep,
    Move,
    Review,
    Skip,
    TakeBack,
    Typed,
    spoken,
)
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Answers, Form, Kind, Part, Question
from conversations.forms.reading import mended
from conversations.forms.route import Place, answered, asked, counted_answers, numbered_parts, part_of, settled, where
from conversations.forms.state import REVIEW, FormState


@dataclass(frozen=True, slots=True)
class Turn:
    """What a move led to. The state says what to show; this says what to say beside it.

    `problem`: nothing changed, and why. `stale`: nothing changed, the button means nothing at this step. `completed`
    is the question whose answer was completed, `finished` the part in which nothing is open any more. `taken_back` is
    the text that had been taken for an answer and is a question to the bot.
    """

    state: FormState
    problem: Problem | None = None
    stale: bool = False
    completed: Question | None = None
    finished: Part | None = None
    taken_back: str | None = None


class Engine:
    """Leads through one form in one place; keeps nothing."""

    def __init__(self, form: Form, place: str | None) -> None:
        self.form = form
        self.place = place

    def begin(self) -> FormState:
        """A new state, at the first question."""
        return FormState(self.form.key, self.form.version, at=asked(self.form, {}, self.place)[0].key)

    def asked(self, state: FormState) -> tuple[Question, ...]:
        """The questions that are asked as things stand."""
        return asked(self.form, state.answers, self.place)

    def answers(self, state: FormState) -> Answers:
        """The answers that count."""
        return counted_answers(self.form, state.answers, self.place)

    def question(self, state: FormState) -> Question | None:
        """The question that is shown; None at the review."""
        return _named(self.asked(state), state.at)

    def where(self, state: FormState, key: str) -> Place:
        """Where a question that is asked stands."""
        return where(self.form, self.asked(state), key)

    def parts(self, state: FormState) -> tuple[tuple[int, Part, tuple[Question, ...]], ...]:
        """The parts that have questions to ask, numbered from 1, with these questions."""
        return numbered_parts(self.form, self.asked(state))

    def missing(self, state: FormState) -> tuple[Question, ...]:
        """The required questions that have no complete answer."""
        return tuple(one for one in self.asked(state) if one.required and not answered(one, state))

    def first_open(self, state: FormState) -> str:
        """The first question that is neither answered nor put off; the review when there is none."""
        return next((one.key for one in self.asked(state) if not settled(one, state)), REVIEW)

    def reopened(self, state: FormState, key: str, given: Answers) -> FormState:
        """The state, with the answers `given`, at a question that is to be answered anew, and then at the review.

        An answer to that question itself, where `given` has one, stands until another comes. At the review, where `key`
        is `REVIEW`, all answers stay.
        """
        answers = {**_with(state.answers, key, None), **given}
        stood = _stand(replace(state, answers=answers, undo={}), key, returning=key != REVIEW)
        return replace(stood, revision=state.revision + 1)

    def press(self, state: FormState, revision: int, move: Move, today: date) -> Turn:
        """A move by a button that was drawn at `revision`; a button of another step changes nothing."""
        return self.move(state, move, today) if revision == state.revision else Turn(state, stale=True)

    def move(self, state: FormState, move: Move, today: date) -> Turn:
        """What a move leads to. The revision grows by one with every change, and stays where nothing changes."""
        turn = self._moved(state, self._meant(state, move), today)
        if turn.state == state:
            return replace(turn, state=state)
        return replace(turn, state=replace(turn.state, revision=state.revision + 1))

    def _meant(self, state: FormState, move: Move) -> Move:
        """A text that says a move in so many words is that move, where it can be no part of an answer."""
        said = spoken(move.text) if isinstance(move, Typed) else None
        question = self.question(state)
        if said is None or question is None:
            return move
        only_collecting = isinstance(said, Done) and question.kind not in COLLECTING
        only_writing = isinstance(said, DropLast) and question.kind is not Kind.LONG
        nothing_to_keep = isinstance(said, Keep) and question.key not in state.answers
        return move if only_collecting or only_writing or nothing_to_keep else said

    def _moved(self, state: FormState, move: Move, today: date) -> Turn:
        question = self.question(state)
        match move:
            case Review():
                return Turn(_stand(state, REVIEW))
            case Jump(part):
                return self._jump(state, part)
            case Edit(key):
                return self._edit(state, key)
            case TakeBack():
                return _taken_back(state)
        return self._at_question(state, question, move, today) if question else self._at_review(state, move)

    def _at_question(self, state: FormState, question: Question, move: Move, today: date) -> Turn:
        entered = enter(question, _held(state, question), move, today)
        match entered:
            case Problem():
                return Turn(state, problem=entered)
            case Entered():
                return self._entered(state, question, entered, move)
        return self._navigated(state, question, move)

    def _at_review(self, state: FormState, move: Move) -> Turn:
        if isinstance(move, Back):
            return Turn(_stand(state, self.asked(state)[-1].key, returning=True))
        return Turn(state, stale=True)

    def _entered(self, state: FormState, question: Question, entered: Entered, move: Move) -> Turn:
        """The state with what was entered. What it newly makes to be asked is asked before a review is gone back to."""
        key = question.key
        answers = _with(state.answers, key, entered.answer)
        before = {one.key for one in self.asked(state)}
        fresh = [one.key for one in asked(self.form, answers, self.place) if one.key not in before]
        changed = replace(
            state,
            answers=answers,
            pending=_with(state.pending, key, dict(entered.pending) or None),
            skipped=tuple(one for one in state.skipped if one != key),
            awaited=tuple(dict.fromkeys((*state.awaited, *fresh))) if state.returning else (),
            undo=_undo(state, key, move),
        )
        return self._onward(changed, question) if entered.complete else Turn(changed)

    def _navigated(self, state: FormState, question: Question, move: Move) -> Turn:
        match move:
            case Back():
                return self._back(state, question)
            case Skip():
                return self._skip(state, question)
            case Keep():
                return self._keep(state, question, "nothing_to_keep")
            case Done():
                return self._keep(state, question, "nothing_yet")
        return Turn(state, stale=True)

    def _back(self, state: FormState, question: Question) -> Turn:
        if state.returning:
            return Turn(_stand(state, REVIEW))
        keys = [one.key for one in self.asked(state)]
        index = keys.index(question.key)
        return Turn(_stand(state, keys[index - 1])) if index else Turn(state, problem=problem("first_step"))

    def _skip(self, state: FormState, question: Question) -> Turn:
        """On without an answer. A complete answer that is there stays and is not put off."""
        if answered(question, state):
            return self._onward(replace(state, undo={}), question)
        put_off = tuple(dict.fromkeys((*state.skipped, question.key)))
        return self._onward(replace(state, skipped=put_off, undo={}), question)

    def _keep(self, state: FormState, question: Question, nothing: str) -> Turn:
        answer = state.answers.get(question.key)
        if answer is None:
            return Turn(state, problem=problem(nothing))
        fault = first_problem(question, answer, None)
        if fault:
            return Turn(state, problem=mended(fault, question))
        pending = _with(state.pending, question.key, None)
        return self._onward(replace(state, pending=pending, undo={}), question)

    def _edit(self, state: FormState, key: str) -> Turn:
        known = _named(self.asked(state), key)
        return Turn(_stand(state, key, returning=True)) if known else Turn(state, stale=True)

    def _jump(self, state: FormState, part: str) -> Turn:
        keys = {question.key for one in self.form.parts if one.key == part for question in one.questions}
        inside = [question for question in self.asked(state) if question.key in keys]
        if not inside:
            return Turn(state, stale=True)
        target = next((one for one in inside if not settled(one, state)), inside[0])
        return Turn(_stand(state, target.key))

    def _onward(self, state: FormState, question: Question) -> Turn:
        """After a question: what was made to be asked and the review, or the next open question, then earlier ones."""
        part = part_of(self.form, question.key)
        at = self._next(state, question)
        left = at == REVIEW or part_of(self.form, at) != part
        closed = all(settled(one, state) for one in self.asked(state) if one in part.questions)
        finished = part if left and closed and not state.returning else None
        stays = state.returning and at != REVIEW
        awaited = state.awaited if stays else ()
        stood = replace(state, at=at, returning=stays, awaited=awaited)
        return Turn(stood, completed=question, finished=finished)

    def _next(self, state: FormState, question: Question) -> str:
        questions = self.asked(state)
        if state.returning:
            return next((one.key for one in questions if one.key in state.awaited and not settled(one, state)), REVIEW)
        later = questions[questions.index(question) + 1 :]
        return next((one.key for one in later if not settled(one, state)), self.first_open(state))


def _named(questions: tuple[Question, ...], key: str) -> Question | None:
    return next((question for question in questions if question.key == key), None)


def _held(state: FormState, question: Question) -> Held:
    return Held(state.answers.get(question.key), state.pending.get(question.key, {}))


def _stand(state: FormState, at: str, *, returning: bool = False) -> FormState:
    """The state at another step; an answer that could be taken back is settled by moving on."""
    if at == state.at and returning == state.returning:
        return state
    return replace(state, at=at, returning=returning, awaited=(), undo={})


def _with(values: Any, key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - answers and pending alike
    """The mapping with one value set, or taken out for None."""
    rest = {name: one for name, one in values.items() if name != key}
    return rest if value is None else {**values, key: value}


def _undo(state: FormState, key: str, move: Move) -> dict[str, Any]:
    """How to take back a text that may have been a question to the bot."""
    if not isinstance(move, Typed) or not sounds_like_a_question(move.text):
        return {}
    return {
        "text": move.text,
        "at": key,
        "answer": state.answers.get(key),
        "pending": state.pending.get(key),
        "skipped": list(state.skipped),
        "returning": state.returning,
        "awaited": list(state.awaited),
    }


def _taken_back(state: FormState) -> Turn:
    undo = state.undo
    if not undo:
        return Turn(state, stale=True)
    before = replace(
        state,
        answers=_with(state.answers, undo["at"], undo["answer"]),
        pending=_with(state.pending, undo["at"], undo["pending"]),
        skipped=tuple(undo["skipped"]),
        at=undo["at"],
        returning=undo["returning"],
        awaited=tuple(undo["awaited"]),
        undo={},
    )
    return Turn(before, taken_back=undo["text"])
