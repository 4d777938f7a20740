"""Suggested questions: there for every place, short enough for a button."""

import pytest

from conversations.examples import EXAMPLES, GENERAL, example, example_buttons, examples
from conversations.shelf import Shelf
from knowledge.library import Library


def test_every_place_with_documents_has_its_own(library: Library) -> None:
    assert {place for place in Shelf(library).places if place != "other"} == set(EXAMPLES)


@pytest.mark.parametrize("questions", [*EXAMPLES.values(), GENERAL])
def test_they_fit_a_button_on_a_phone(questions: tuple[str, ...]) -> None:
    assert len(set(questions)) == 3
    assert all(10 < len(question) <= 44 and question.endswith("?") for question in questions)


@pytest.mark.parametrize("place", [*EXAMPLES, "other", None])
def test_a_button_asks_what_it_says(place: str | None) -> None:
    buttons = [button for row in example_buttons(place) for button in row]
    assert [example(*button.args) for button in buttons] == [button.label for button in buttons] == [*examples(place)]


@pytest.mark.parametrize("index", ["3", "-1", "", "x", "²"])
def test_no_other_index_asks_anything(index: str) -> None:
    assert example("quang-ngai", index) is None
