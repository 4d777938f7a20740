"""The real bot over HTTP: first contact and consent, an invitation, a secret at the door, one's own data erased."""

from collections.abc import AsyncIterator

import pytest
from telegram import BotCommandScopeChat

from bot.administering import Offer, invite
from bot.assembly import Options
from bot.client import Client
from bot.menus import renew_menus
from bot.pacing import Pace
from bot.role_notices import RoleNotices
from bot.sandbox.client import SandboxUser
from bot.sandbox.server import Sandbox
from conversations.clock import VIETNAM
from conversations.membership import Role
from conversations.policy import Policy
from conversations.router import Router
from knowledge.library import Library
from storage.clock import SystemClock
from storage.database import Database
from tests.running import running
from tests.unit.conversations.plan.desk import Silent
from tests.waiting import until


@pytest.fixture
async def bot(sandbox: Sandbox, database: Database, pace: Pace) -> AsyncIterator[None]:
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    async with running(database, client, Router(Silent(), Library.load()), Options(pace=pace)):
        yield
    await client.shutdown()


@pytest.mark.usefixtures("bot")
async def test_first_contact_tells_what_is_kept_and_a_choice_agrees(sandbox: Sandbox) -> None:
    user = sandbox.user()
    await user.send("/start")
    welcome = await user.one_message()
    assert welcome.labels[-2:] == ["Đồng ý", "Dữ liệu được lưu"]
    await user.click("Dữ liệu được lưu")
    details = await user.one_message()
    assert "Nhật ký thao tác (không có nội dung): 5 năm" in details.text
    await user.click("Đồng ý", details)
    assert (await user.edited(details)).text.startswith("✅ Đã ghi nhận đồng chí đồng ý")
    await user.send("/start")
    assert (await user.one_message()).labels[-1] == "Dữ liệu được lưu"


@pytest.mark.usefixtures("bot")
async def test_an_administrator_invites_and_the_invited_comes_in(sandbox: Sandbox, database: Database) -> None:
    chief, guest = sandbox.user("Lê Trưởng"), sandbox.user("Trần Khách")
    await chief.send("/moi")
    assert "Tôi không có lệnh /moi" in (await chief.messages(2))[-1].text
    await chief.send(f"/start {await invite(database, Offer(Role.ADMINISTRATOR))}")
    assert "từ nay: Quản trị" in (await chief.one_message()).text
    await chief.send("/moi")
    menu = await chief.one_message()
    await chief.click("Cán bộ", menu)
    chosen = await chief.edited(menu)
    await chief.click("Mời một người", chosen)
    shown = await chief.one_message()
    (typed,) = shown.marked("code")
    assert f"https://t.me/damlam_sandbox_bot?start={typed.removeprefix('/start ')}" in shown.text
    await guest.send(typed)
    assert "từ nay: Cán bộ" in (await guest.messages(2))[-1].text
    await chief.click("Thu hồi", shown)
    assert "Không có lời mời nào đang mở" in (await chief.edited(shown)).text


@pytest.mark.usefixtures("bot")
async def test_a_secret_is_refused_with_what_to_do(sandbox: Sandbox) -> None:
    user = sandbox.user()
    await user.send("Số: 12/BC-UBND (Mật)\nBáo cáo tình hình")
    welcome, refusal = await user.messages(2)
    assert welcome.text.startswith("Dám Làm")
    assert "xóa ngay tin nhắn" in refusal.text
    await user.send_media("document", b"x", name="TUYET_MAT_ke_hoach.docx")
    assert "không đọc, không lưu" in (await user.one_message()).text
    await user.send("quy định về bí mật nhà nước")
    assert "không đọc, không lưu" not in (await user.one_message()).text


@pytest.mark.usefixtures("bot")
async def test_own_data_is_erased_with_a_confirmation(sandbox: Sandbox) -> None:
    user = sandbox.user()
    await user.send("/xoadulieu")
    question = (await user.messages(2))[-1]
    assert question.labels == ["Tải dữ liệu trước", "Xóa tất cả dữ liệu của tôi"]
    await user.click("Xóa tất cả dữ liệu của tôi", question)
    assert "Đã xóa dữ liệu" in (await user.edited(question)).text
    await user.send("chào")
    assert (await user.messages(1))[0].text.startswith("Dám Làm")


async def menu_of(client: Client, user: SandboxUser) -> list[str]:
    """The commands that Telegram shows in somebody's chat, [] where it shows everybody's."""
    return [one.command for one in await client.get_my_commands(scope=BotCommandScopeChat(user.id))]


@pytest.mark.usefixtures("bot")
async def test_the_menu_shows_the_commands_of_a_role_as_long_as_one_has_it(
    sandbox: Sandbox, database: Database
) -> None:
    chief, guest = sandbox.user("Lê Trưởng"), sandbox.user("Trần Khách")
    for user in (chief, guest):
        await user.send(f"/start {await invite(database, Offer(Role.ADMINISTRATOR))}")
        await user.messages(2)

    async with Client.at(sandbox.base_url, sandbox.token) as client:

        async def everybody_has(menu: list[str]) -> bool:
            return [(await menu_of(client, user))[:2] for user in (chief, guest)] == [menu, menu]

        await until(lambda: everybody_has(["moi", "kehoach"]))
        for user in (chief, guest):
            await client.set_my_commands([("cu", "Của bản trước")], scope=BotCommandScopeChat(user.id))
        assert await renew_menus(database, SystemClock(), Policy()) == 2
        await until(lambda: everybody_has(["moi", "kehoach"]))
        assert await RoleNotices(database, SystemClock(), VIETNAM, Policy()).take(chief.id)
        await guest.send("/xoadulieu")
        await guest.click("Xóa tất cả dữ liệu của tôi", await guest.one_message())
        await until(lambda: everybody_has([]))
