"""What a button carries of a sentence: exactly what was understood, and nothing that nobody made."""

import pytest

from conversations.actions import Action
from conversations.forms.questions import Form
from conversations.protection.understood import NOTHING, ROOM, read, written

LONGEST = 64


def every_choice(form: Form) -> list[tuple[str, str]]:
    return [(question.key, choice.key) for question in form.questions for choice in question.choices]


def test_every_answer_comes_back(form: Form) -> None:
    for key, choice in every_choice(form):
        assert read(written({key: choice}, form), form) == {key: choice}


def test_several_come_back_together(form: Form) -> None:
    given = {question.key: question.choices[-1].key for question in form.questions[:ROOM] if question.choices}
    assert len(given) > 4
    assert read(written(given, form), form) == given


def test_a_full_button_is_short_enough(form: Form) -> None:
    given = {question.key: question.choices[-1].key for question in form.questions if question.choices}
    code = written(given, form)
    for action in (Action.PROTECT_FILL, Action.PROTECT_DROP):
        assert len(f"{action}|{code}".encode()) <= LONGEST
    found = read(code, form)
    assert len(found) == ROOM
    assert found.items() <= given.items()


@pytest.mark.parametrize("tail", ["", "-", "-x.1", "-1.x", "-999.0", "-0.999", "-1", "-.", "-²."])
def test_what_nobody_made_tells_nothing(form: Form, tail: str) -> None:
    assert read(written({}, form) + tail, form) == {}


@pytest.mark.parametrize("code", ["", NOTHING, "abcdef-0.0", "abcdef"])
def test_another_form_tells_nothing(form: Form, code: str) -> None:
    assert read(code, form) == {}
