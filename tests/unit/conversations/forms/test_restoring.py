"""A stored state meets the form as it is now."""

import json
from dataclasses import replace
from typing import Any

import pytest

from conversations.forms.engine import Engine
from conversations.forms.moves import EditRow, Skip, Typed
from conversations.forms.questions import Choice, Form, Question
from conversations.forms.restoring import copied, restored
from conversations.forms.state import REVIEW, FormState
from tests.unit.conversations.forms.samples import FORM, TODAY
from tests.unit.conversations.forms.test_engine import ENGINE, FULL, at, go


def changed(key: str, **changes: object) -> Form:
    """The form's next version, with one question changed; with none of this key, the same questions."""
    parts = tuple(
        replace(
            part,
            questions=tuple(replace(one, **changes) if one.key == key else one for one in part.questions),  # type: ignore[arg-type]
        )
        for part in FORM.parts
    )
    return replace(FORM, version=2, parts=parts)


def without(key: str) -> Form:
    parts = tuple(
        replace(part, questions=tuple(one for one in part.questions if one.key != key)) for part in FORM.parts
    )
    return replace(FORM, version=2, parts=parts)


@pytest.mark.parametrize(
    "state",
    [
        ENGINE.begin(),
        at("ten"),
        at(REVIEW),
        go(at("rui-ro"), Typed("b")).state,
        go(at("rui-ro"), EditRow(0)).state,
        go(at("mo-ta"), Typed("Một")).state,
        go(at("mo-ta"), Typed("Một"), Typed("hai")).state,
        at("mo-ta", pending={"mo-ta": {"open": True}}),
        go(at("ten"), Typed("Ai?")).state,
        go(at("ten", answers={}), Skip()).state,
        at("ten", naming=True),
    ],
)
def test_the_same_form_finds_the_state_as_it_was(state: FormState) -> None:
    whole = restored(ENGINE, json.loads(json.dumps(state.to_json())), state.revision)
    assert whole.state == state
    assert not whole.changed


def test_answers_that_still_fit_are_kept_and_the_others_are_told() -> None:
    choices = (Choice("moi", "Mới"), Choice("khac", "Khác"))
    whole = restored(Engine(changed("loai", choices=choices), "quang-ngai"), at("ten").to_json(), 9)
    assert [question.key for question in whole.anew] == ["loai"]
    assert dict(whole.state.answers) == {key: value for key, value in FULL.items() if key != "loai"}
    assert (whole.state.version, whole.state.revision, whole.changed) == (2, 10, True)


def test_a_question_that_is_gone_takes_its_answer_with_it() -> None:
    whole = restored(Engine(without("ten"), "quang-ngai"), at("ten").to_json(), 9)
    assert "ten" not in whole.state.answers
    assert whole.anew == ()
    assert whole.state.at == REVIEW


def test_who_had_reached_the_review_is_asked_what_is_new() -> None:
    new = Question("moi", "Câu mới?", FORM.questions[0].kind)
    parts = (replace(FORM.parts[0], questions=(*FORM.parts[0].questions, new)), *FORM.parts[1:])
    whole = restored(Engine(replace(FORM, version=2, parts=parts), "quang-ngai"), at(REVIEW).to_json(), 9)
    assert whole.state.at == "moi"


def test_a_step_that_is_not_asked_any_more_gives_way_to_what_is_open() -> None:
    whole = restored(Engine(FORM, "hai-phong"), at("ky").to_json(), 9)
    assert whole.state.at == REVIEW
    assert whole.state.answers["ky"] == FULL["ky"]


def test_what_was_entered_of_a_changed_row_is_dropped_with_the_rest_kept() -> None:
    state = go(at("rui-ro"), Typed("b")).state
    columns = FORM.questions[10].columns[1:]
    whole = restored(Engine(changed("rui-ro", columns=columns), "quang-ngai"), state.to_json(), state.revision)
    assert not whole.state.pending
    assert [question.key for question in whole.anew] == ["rui-ro"]


GOOD: dict[str, Any] = at("ten").to_json()


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"answers": None},
        {"answers": []},
        {**GOOD, "at": None},
        {**GOOD, "at": {"a": 1}},
        {**GOOD, "skipped": "ten"},
        {**GOOD, "skipped": [1, None, {}, "ten", "ten"]},
        {**GOOD, "pending": []},
        {**GOOD, "pending": {"rui-ro": {"cells": 1}}},
        {**GOOD, "pending": {"rui-ro": {"cells": {}, "column": "x"}}},
        {**GOOD, "pending": {"rui-ro": {"cells": {"ten": 1}, "column": "ten", "row": True}}},
        {**GOOD, "pending": {"mo-ta": {"open": 1}, "ten": {"open": True}}},
        {**GOOD, "pending": {"mo-ta": {"open": True, "before": 0}}},
        {**GOOD, "pending": {"mo-ta": {"open": True, "before": [True]}}},
        {**GOOD, "pending": {"mo-ta": {"open": True, "before": [2, 1]}}},
        {**GOOD, "pending": {"mo-ta": {"open": True, "before": [-1]}}},
        {**GOOD, "pending": {"mo-ta": {"open": True, "replaced": 1}}},
        {**GOOD, "pending": {"mo-ta": {"open": True, "more": 1}}},
        {**GOOD, "returning": "yes", "awaited": {"a": 1}},
        {**GOOD, "undo": {"at": "ten"}},
        {
            **GOOD,
            "undo": dict.fromkeys(("text", "at", "answer", "pending", "skipped", "returning", "awaited")),
        },
        {**GOOD, "version": "1", "form": 5},
        {**GOOD, "answers": dict.fromkeys(FULL)},
        {**GOOD, "answers": {key: [{"x": [1]}] for key in FULL}},
        {**GOOD, "more": 1},
    ],
)
def test_garbage_is_not_carried_on_and_breaks_nothing(raw: dict[str, Any]) -> None:
    whole = restored(ENGINE, raw, 9)
    assert whole.changed
    assert whole.state.revision == 10
    again = restored(ENGINE, json.loads(json.dumps(whole.state.to_json())), 10)
    assert again.state == whole.state
    assert not again.changed
    assert ENGINE.move(whole.state, Skip(), TODAY).state.revision in {10, 11}


def test_a_row_that_is_gone_can_be_left() -> None:
    """A row that was opened and is not there any more, as when its answer did not fit."""
    state = go(at("rui-ro"), EditRow(0)).state
    raw = {**state.to_json(), "answers": {"ten": "Tên"}}
    whole = restored(ENGINE, raw, state.revision)
    assert go(whole.state, Typed("a | cao |")).state.answers["rui-ro"] == [{"ten": "a", "muc": "cao"}]


def test_a_copy_has_every_answer_but_the_files() -> None:
    copy = copied(ENGINE, at("ten", revision=40, skipped=("tep",)))
    assert dict(copy.answers) == {key: value for key, value in FULL.items() if key != "tep"}
    assert (copy.at, copy.revision) == (REVIEW, 0)
    assert copied(ENGINE, at("ten")).at == "tep"
