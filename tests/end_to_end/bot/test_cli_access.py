"""The commands about access: links, lists, revocation, offices, roles and the audit, as an administrator calls them."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from io import StringIO

import pytest

from bot.sandbox.server import Sandbox
from bot.stores import Stores
from storage.cases import NewCase
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox, NewUpdate
from storage.invitations import Invitations, digest_of
from tests.end_to_end.bot.test_cli import Damlam, clean, damlam, telegram

__all__ = ["clean", "damlam", "telegram"]

LINK = re.compile(r"https://t\.me/(\w+)\?start=([\w-]{22})\n")


def write(chat_id: int, name: str) -> None:
    """A message of somebody, as the inbox has it."""
    sender = {"id": chat_id, "first_name": name, "username": "an"}
    message = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": chat_id, "type": "private"}, "from": sender}
    update = {"update_id": chat_id, "message": {**message, "text": "/start"}}

    async def run(database: Database) -> None:
        await Inbox(database, SystemClock(), "test").store([NewUpdate(chat_id, chat_id, update, None)])

    asyncio.run(in_database(run))


def bring(office: str) -> None:
    """A case that is with an office."""

    async def run(database: Database) -> None:
        async with database.transaction() as session:
            new = NewCase("Một cửa", "quang-ngai", "unregulated", (1,), office=office)
            await Stores.of(database, SystemClock()).cases.create(session, new)

    asyncio.run(in_database(run))


async def in_database(step: Callable[[Database], Awaitable[None]]) -> None:
    database = Database.open("sqlite+aiosqlite:///var/damlam.db")
    await step(database)
    await database.close()


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
    code, _, err = damlam("invite", "--role", "clerk")
    assert (code, "--office: cán bộ tiếp nhận cần mã cơ quan" in err) == (2, True)
    code, _, err = damlam("invite", "--role", "clerk", "--office", "vp")
    assert (code, "damlam offices" in err) == (2, True)
    _, out, _ = damlam("offices", "--add", "vp", "--name", "Văn phòng Tỉnh ủy", "--jurisdiction", "lai-chau", "--json")
    office = {"id": "vp", "name": "Văn phòng Tỉnh ủy", "jurisdiction": "lai-chau"}
    assert json.loads(out) == [{**office, "clerks": 0, "open_cases": 0}]
    assert damlam("invite", "--role", "clerk", "--office", "vp")[0] == 0
    assert json.loads(damlam("invite", "--list", "--json")[1])[0]["jurisdiction"] == "lai-chau"
    code, _, err = damlam("invite", "--role", "official", "--office", "vp")
    assert (code, "--office: chỉ dùng với --role clerk." in err) == (2, True)


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
        ("offices", "--remove", "unknown"),
        ("offices", "--add", "vp", "--name", "x", "--remove", "vp"),
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
    heading, last, _ = damlam("audit", "-n", "2")[1].splitlines()
    assert heading.split("  ")[0] == "Lúc"
    assert last.split()[2:] == ["-", "role-taken", "7", "done"]


def test_lists_have_headings_names_and_the_time_of_the_office(damlam: Damlam) -> None:
    damlam("offices", "--add", "vp", "--name", "Văn phòng Tỉnh ủy")
    code = json.loads(damlam("invite", "--role", "clerk", "--office", "vp", "--json")[1])["code"]
    write(7, "Nguyễn An")
    redeem(code, 7)
    heading, row = damlam("roles")[1].splitlines()
    assert heading.split("  ")[0] == "Người dùng"
    assert "Nguyễn An (@an)" in row
    assert "Cán bộ tiếp nhận" in row
    since = json.loads(damlam("roles", "--json")[1])[0]["since"]
    assert datetime.fromisoformat(since).strftime("%d/%m/%Y %H:%M") in row
    assert since.endswith("+07:00")
    heading, row = damlam("offices")[1].splitlines()
    assert row.split() == ["vp", "Văn", "phòng", "Tỉnh", "ủy", "-", "1", "0"]
    heading, row = damlam("invite", "--list")[1].splitlines()
    assert heading.endswith("Tình trạng")
    assert row.endswith("hết lượt")
    assert json.loads(damlam("invite", "--list", "--json")[1])[0]["made_at"].endswith("+07:00")


def test_an_office_is_removed_when_nothing_hangs_on_it(damlam: Damlam) -> None:
    damlam("offices", "--add", "vp", "--name", "Văn phòng Tỉnh ủy")
    code = json.loads(damlam("invite", "--role", "clerk", "--office", "vp", "--json")[1])["code"]
    assert "1 lời mời đang mở" in damlam("offices", "--remove", "vp")[2]
    redeem(code, 7)
    code, _, err = damlam("offices", "--remove", "vp")
    assert (code, "còn 1 cán bộ tiếp nhận" in err) == (2, True)
    code, _, err = damlam("roles", "--remove", "7")
    assert (code, "cuối cùng của Văn phòng Tỉnh ủy (vp)" in err) == (0, True)
    code, out, err = damlam("offices", "--remove", "vp", "--json")
    assert (code, out, err) == (0, "[]\n", "Đã xóa cơ quan vp.\n")


def test_the_last_clerk_of_an_office_with_cases_goes_only_when_one_is_sure(
    damlam: Damlam, monkeypatch: pytest.MonkeyPatch
) -> None:
    damlam("offices", "--add", "vp", "--name", "Văn phòng Tỉnh ủy")
    redeem(json.loads(damlam("invite", "--role", "clerk", "--office", "vp", "--json")[1])["code"], 7)
    bring("vp")
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    code, _, err = damlam("roles", "--remove", "7")
    assert (code, "1 hồ sơ đang mở sẽ không còn ai của cơ quan thấy" in err) == (1, True)
    assert len(json.loads(damlam("roles", "--json")[1])) == 1
    code, out, err = damlam("roles", "--remove", "7", "--yes", "--json")
    assert (code, json.loads(out), "người đó được báo" in err) == (0, [], True)
    assert "1 hồ sơ đang mở" in damlam("offices", "--remove", "vp")[2]
    found = {one["name"]: one for one in json.loads(damlam("doctor", "--json")[1])}
    assert "vp (Văn phòng Tỉnh ủy): 1 hồ sơ đang mở" in found["Cơ quan"]["found"]


def test_the_last_administrator_goes_only_when_one_is_sure(damlam: Damlam, monkeypatch: pytest.MonkeyPatch) -> None:
    for chat_id in (7, 8):
        redeem(json.loads(damlam("invite", "--role", "administrator", "--json")[1])["code"], chat_id)
    code, _, err = damlam("roles", "--remove", "7")
    assert (code, "cuối cùng" in err) == (0, False)
    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    code, _, err = damlam("roles", "--remove", "8")
    assert (code, "Đây là quản trị cuối cùng" in err) == (1, True)
    assert "damlam invite --role administrator" in err
    assert [one["chat_id"] for one in json.loads(damlam("roles", "--json")[1])] == [8]
    code, out, err = damlam("roles", "--remove", "8", "--yes", "--json")
    assert (code, json.loads(out), "Đây là quản trị cuối cùng" in err) == (0, [], True)
