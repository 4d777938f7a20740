"""The commands about access: links, lists, revocation, offices, roles and the audit, as an administrator calls them."""

import asyncio
import json
import re

import pytest

from bot.sandbox.server import Sandbox
from storage.clock import SystemClock
from storage.database import Database
from storage.invitations import Invitations, digest_of
from tests.end_to_end.bot.test_cli import Damlam, clean, damlam, telegram

__all__ = ["clean", "damlam", "telegram"]

LINK = re.compile(r"https://t\.me/(\w+)\?start=([\w-]{22})\n")


def redeem(code: str, chat_id: int) -> None:
    """What `/start CODE` leads to, without the chat."""

    async def run() -> None:
        database = Database.open("sqlite+aiosqlite:///var/damlam.db")
        invitations = Invitations(database, SystemClock())
        found = await invitations.find(digest_of(code))
        assert found is not None
        async with database.transaction() as session:
            await invitations.redeem(session, found.id, chat_id)
        await database.close()

    asyncio.run(run())


def test_a_link_with_the_name_that_telegram_tells(
    damlam: Damlam, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", telegram.token)
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", telegram.base_url)
    code, out, err = damlam("invite", "--role", "administrator")
    assert code == 0
    link = LINK.fullmatch(out)
    assert link is not None
    assert link[1] == "damlam_sandbox_bot"
    assert f"/start {link[2]}" in err


def test_a_link_with_a_given_name_needs_no_token(damlam: Damlam) -> None:
    code, out, _ = damlam("invite", "--role", "official", "--uses", "50", "--days", "3", "--username", "damlam_bot")
    assert (code, bool(LINK.fullmatch(out))) == (0, True)
    code, out, _ = damlam("invite", "--list", "--json")
    (one,) = json.loads(out)
    assert (one["role"], one["max_uses"], one["uses"], one["open"]) == ("official", 50, 0, True)
    assert "digest" not in out


def test_without_a_token_and_a_name_there_is_what_to_type(damlam: Damlam) -> None:
    code, out, _ = damlam("invite", "--role", "official")
    assert code == 0
    assert re.fullmatch(r"/start [\w-]{22}\n", out)


def test_json_has_the_code_and_nothing_else_is_printed(damlam: Damlam) -> None:
    _, out, err = damlam("invite", "--role", "official", "--jurisdiction", "lai-chau", "--username", "b", "--json")
    made = json.loads(out)
    assert made["link"] == f"https://t.me/b?start={made['code']}"
    assert (made["role"], made["jurisdiction"], made["uses"], made["days"]) == ("official", "lai-chau", 1, 7)
    assert made["code"] not in err


def test_a_clerk_needs_an_office_that_there_is(damlam: Damlam) -> None:
    assert damlam("invite", "--role", "clerk")[0] == 2
    code, _, err = damlam("invite", "--role", "clerk", "--office", "vp")
    assert (code, "damlam offices" in err) == (2, True)
    _, out, _ = damlam("offices", "--add", "vp", "--name", "Văn phòng Tỉnh ủy", "--jurisdiction", "lai-chau", "--json")
    assert json.loads(out) == [{"id": "vp", "name": "Văn phòng Tỉnh ủy", "jurisdiction": "lai-chau"}]
    assert damlam("invite", "--role", "clerk", "--office", "vp")[0] == 0
    assert json.loads(damlam("invite", "--list", "--json")[1])[0]["jurisdiction"] == "lai-chau"
    assert damlam("invite", "--role", "official", "--office", "vp")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite",),
        ("invite", "--list", "--role", "official"),
        ("invite", "--role", "stranger"),
        ("invite", "--role", "king"),
        ("invite", "--role", "official", "--jurisdiction", "atlantis"),
        ("invite", "--role", "official", "--uses", "0"),
        ("invite", "--revoke", "unknown"),
        ("offices", "--add", "Có Dấu", "--name", "x"),
        ("offices", "--add", "vp"),
        ("roles", "--remove", "7"),
    ],
)
def test_what_is_asked_wrongly_is_exit_code_2(damlam: Damlam, arguments: tuple[str, ...]) -> None:
    code, out, err = damlam(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_a_revoked_link_is_over_and_a_role_can_be_taken(damlam: Damlam) -> None:
    codes = [json.loads(damlam("invite", "--role", "official", "--json")[1])["code"] for _ in range(2)]
    redeem(codes[0], 7)
    (member,) = json.loads(damlam("roles", "--json")[1])
    assert (member["chat_id"], member["role"], member["invited_by"]) == (7, "official", None)
    (still_open,) = [one["id"] for one in json.loads(damlam("invite", "--list", "--json")[1]) if one["open"]]
    assert damlam("invite", "--revoke", still_open)[0] == 0
    assert not [one for one in json.loads(damlam("invite", "--list", "--json")[1]) if one["open"]]
    assert json.loads(damlam("roles", "--remove", "7", "--json")[1]) == []
    audit = json.loads(damlam("audit", "--json")[1])
    assert [line["action"] for line in audit] == [
        "role-taken",
        "invitation-revoked",
        "invitation-made",
        "invitation-made",
    ]
    assert {line["actor"] for line in audit} == {None}
    assert len(damlam("audit", "-n", "2")[1].splitlines()) == 2
