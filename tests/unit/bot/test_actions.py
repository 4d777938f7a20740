"""What buttons really carry: every action with the longest arguments that a dialogue may give it."""

import pytest

from bot.callbacks import pack, unpack
from bot.commands import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION
from conversations.actions import Action
from conversations.case.opening import case_parts
from conversations.events import Button, Press
from conversations.given import new_answer_id
from conversations.plan.opening import plan_parts
from conversations.router import Router
from knowledge.library import Library
from tests.unit.conversations.plan.desk import TODAY, Printing, Silent


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.mark.parametrize("action", Action)
def test_every_action_fits_with_an_answer_id_and_a_number(action: Action) -> None:
    args = (new_answer_id(), "999")
    assert unpack(pack(Button("Nhãn", action, args))) == Press(action, args)


def test_every_provision_id_fits_a_button(library: Library) -> None:
    for identity in library.provisions:
        assert unpack(pack(Button("Nhãn", Action.ARTICLE, (identity,)))) == Press(Action.ARTICLE, (identity,))


def test_every_place_fits_a_button(library: Library) -> None:
    for place in library.catalogue.jurisdictions:
        pack(Button(place.name, Action.SET_PLACE, (place.id,)))


def test_every_command_of_the_menu_is_one_that_the_router_knows(library: Library) -> None:
    plan = plan_parts(library, Printing(), lambda: TODAY)
    cases = case_parts(library, Printing())
    dialogues = (*plan.dialogues, *cases.dialogues)
    router = Router(Silent(), library, kinds=[plan.kind, *cases.kinds], dialogues=dialogues)
    assert set(COMMANDS) <= set(router.commands)


def test_what_telegram_shows_is_within_its_limits() -> None:
    assert len(DESCRIPTION) <= 512
    assert len(SHORT_DESCRIPTION) <= 120
    assert all(1 <= len(description) <= 256 for description in COMMANDS.values())
