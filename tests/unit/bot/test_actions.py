"""What buttons really carry: every action with the longest arguments that a dialogue may give it."""

import pytest

from bot.callbacks import pack, unpack
from bot.commands import ADMINISTRATORS_COMMANDS, CLERKS_COMMANDS, COMMANDS, DESCRIPTION, SHORT_DESCRIPTION, menu
from conversations.access import Access
from conversations.actions import Action
from conversations.case.opening import case_parts
from conversations.events import Button, Press
from conversations.given import new_answer_id
from conversations.membership import Role
from conversations.plan.opening import plan_parts
from conversations.policy import Policy
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


@pytest.mark.parametrize(
    ("role", "first"),
    [(Role.STRANGER, "batdau"), (Role.OFFICIAL, "kehoach"), (Role.CLERK, "bangviec"), (Role.ADMINISTRATOR, "moi")],
)
def test_a_menu_shows_what_the_role_may_use_its_own_first(role: Role, first: str) -> None:
    shown = menu(role)
    assert next(iter(shown)) == first
    assert all(Access(Policy()).may(f"command:{name}", role) for name in shown)
    assert set(COMMANDS) <= set(shown)
    assert ({*CLERKS_COMMANDS, *ADMINISTRATORS_COMMANDS} - {first}).isdisjoint(shown)


def test_where_registration_is_closed_a_stranger_sees_what_is_left() -> None:
    closed = Policy(open_registration=False)
    assert list(menu(Role.STRANGER, closed)) == ["dulieucuatoi", "xoadulieu", "start"]
    assert menu(Role.CLERK, closed) == menu(Role.CLERK)
