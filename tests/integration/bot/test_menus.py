"""The menus of those with a role after a release that has other commands: each chat once, through the outbox."""

import pytest

from bot import commands
from bot.commands import menu
from bot.menus import renew_menus
from conversations.membership import Role
from conversations.policy import Policy
from knowledge.library import Library
from storage.database import Database
from storage.models import Priority
from tests.clock import HandClock
from tests.integration.bot.office import Office, at


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database, HandClock(at("2026-11-25", "10:00")), Library.load())
    await office.member(1)
    await office.member(7, "clerk", "vp")
    await office.member(9, "administrator")
    return office


async def renew(office: Office) -> int:
    return await renew_menus(office.database, office.clock, Policy())


async def test_every_chat_gets_the_menu_of_its_role_once(office: Office) -> None:
    assert await renew(office) == 3
    shown = {row.chat_id: row for row in await office.rows()}
    assert {row.method for row in shown.values()} == {"setMyCommands"}
    assert {row.priority for row in shown.values()} == {Priority.BULK}
    assert shown[7].params["scope"] == {"type": "chat", "chat_id": 7}
    for chat_id, role in ((1, Role.OFFICIAL), (7, Role.CLERK), (9, Role.ADMINISTRATOR)):
        told = {one["command"]: one["description"] for one in shown[chat_id].params["commands"]}
        assert list(told.items()) == list(menu(role).items())
    assert await renew(office) == 0


async def test_a_command_that_is_added_reaches_those_who_may_use_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "ADMINISTRATORS_COMMANDS", {})
    assert await renew(office) == 3
    monkeypatch.undo()
    assert await renew(office) == 1
    last = (await office.rows())[-1]
    assert (last.chat_id, "moi" in [one["command"] for one in last.params["commands"]]) == (9, True)
    await office.member(8, "administrator")
    assert await renew(office) == 1


async def test_nobody_with_a_role_is_no_call(database: Database) -> None:
    assert await renew_menus(database, HandClock(), Policy()) == 0


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.CLERK, Role.ADMINISTRATOR])
def test_the_menu_of_a_role_is_the_same_where_registration_is_closed(role: Role) -> None:
    """So what is shown when a role is given and what is shown at the start do not differ."""
    assert menu(role, Policy(open_registration=False)) == menu(role)
