"""A stored state, made whole for the form as it is now: nothing that still fits is lost, garbage is not carried on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conversations.forms import rows, writing
from conversations.forms.engine import Engine
from conversations.forms.questions import Answer, Kind, Question
from conversations.forms.shapes import fits
from conversations.forms.state import REVIEW, FormState


@dataclass(frozen=True, slots=True)
class Restored:
    """The state, and what became of it: `anew` are the questions whose stored answers do not fit any more.

    `changed` is true where the state is not the stored one; its revision is then one higher.
    """

    state: FormState
    anew: tuple[Question, ...] = ()
    changed: bool = False


def restored(engine: Engine, raw: Mapping[str, Any], revision: int) -> Restored:
    """The state that `raw` keeps, for `engine`'s form. `revision` is what the state is stored under. Never raises."""
    form = engine.form
    stored = raw.get("answers")
    stored = stored if isinstance(stored, Mapping) else {}
    answers: dict[str, Answer] = {one.key: stored[one.key] for one in form.questions if _fits(one, stored)}
    anew = tuple(one for one in form.questions if one.key in stored and one.key not in answers)
    keys = {question.key for question in form.questions}
    base = FormState(
        form.key,
        form.version,
        answers,
        skipped=_keys(raw.get("skipped"), keys),
        at=str(raw.get("at")),
        revision=revision,
        pending=_pending(form.questions, raw.get("pending")),
        returning=raw.get("returning") is True,
        awaited=_keys(raw.get("awaited"), keys),
        undo=_undo(raw.get("undo"), form.questions),
        naming=raw.get("naming") is True,
    )
    state = _standing(engine, base, same=raw.get("version") == form.version)
    if _same(state, raw):
        return Restored(state)
    return Restored(replace(state, revision=revision + 1), anew, changed=True)


def copied(engine: Engine, state: FormState) -> FormState:
    """A new state with the answers of an earlier one, but for its files, which belong to that one."""
    files = {question.key for question in engine.form.questions if question.kind is Kind.FILES}
    answers = {key: answer for key, answer in state.answers.items() if key not in files}
    copy = FormState(engine.form.key, engine.form.version, answers, skipped=state.skipped)
    return replace(copy, at=engine.first_open(copy))


def _fits(question: Question, stored: Mapping[str, Any]) -> bool:
    return question.key in stored and fits(question, stored[question.key])


def _keys(given: object, known: set[str]) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        return ()
    return tuple(dict.fromkeys(key for key in given if isinstance(key, str) and key in known))


def _pending(questions: tuple[Question, ...], given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        return {}
    return {one.key: given[one.key] for one in questions if one.key in given and _is_pending(one, given[one.key])}


def _is_pending(question: Question, pending: object) -> bool:
    match question.kind:
        case Kind.LONG:
            return isinstance(pending, Mapping) and writing.sound(question, pending)
        case Kind.TABLE:
            return isinstance(pending, Mapping) and rows.sound(question, pending)
    return False


def _undo(given: object, questions: tuple[Question, ...]) -> Mapping[str, Any]:
    """What can be taken back, where all of it is as the engine wrote it for a question that is still there."""
    if not isinstance(given, Mapping) or set(given) != _UNDO:
        return {}
    question = next((one for one in questions if one.key == given["at"]), None)
    if question is None or not isinstance(given["text"], str) or not isinstance(given["returning"], bool):
        return {}
    answer, pending = given["answer"], given["pending"]
    lists = isinstance(given["skipped"], list) and isinstance(given["awaited"], list)
    whole = lists and (answer is None or fits(question, answer)) and (pending is None or _is_pending(question, pending))
    return given if whole else {}


_UNDO = {"text", "at", "answer", "pending", "skipped", "returning", "awaited"}


def _standing(engine: Engine, state: FormState, *, same: bool) -> FormState:
    """The state at a step that there is. A form that has changed since asks what is new before the review."""
    known = engine.question(state) is not None or (state.at == REVIEW and same)
    if known:
        return state
    return replace(state, at=engine.first_open(state), returning=False, awaited=())


def _same(state: FormState, raw: Mapping[str, Any]) -> bool:
    return state.to_json() == {**raw}
