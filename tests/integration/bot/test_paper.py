"""A proposal on paper through the worker on both databases: whom it is told, reminders, its proposer, erasure."""

import re

import pytest

from bot.administering import Offer
from conversations.membership import Role
from knowledge.library import Library
from storage.cases import Case, Viewer
from storage.database import Database
from storage.followers import followers
from storage.lifecycle import Who
from tests.clock import HandClock
from tests.integration.bot.office import at
from tests.integration.bot.test_cases import AN, BA, CHI, LAN, OFFICE, OTHER, Town
from tests.integration.listed import board

CLERK = Viewer(BA, OFFICE)


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(at("2026-11-25", "10:00"))


@pytest.fixture
async def town(database: Database, clock: HandClock, library: Library) -> Town:
    built = Town(database, clock, library)
    await built.settle()
    return built


async def entered(town: Town) -> Case:
    """Ba enters a proposal that was handed in on paper, and leaves its receipt for later."""
    await town.type(BA, "/bangviec")
    await town.tap(BA, "Nhập hồ sơ giấy")
    await town.type(BA, "Một cửa lưu động")
    await town.tap(BA, "Chưa được quy định")
    await town.tap(BA, "Đề xuất xin chủ trương")
    await town.type(BA, "19/11/2026")
    (case,) = await board(town.database, town.stores.cases, OFFICE)
    return case


async def received(town: Town) -> Case:
    """The same with its receipt."""
    await entered(town)
    await town.type(BA, "1342", "23/11/2026")
    (case,) = await board(town.database, town.stores.cases, OFFICE)
    return case


async def test_it_is_the_offices_and_nobody_elses(town: Town) -> None:
    case = await entered(town)
    assert (case.people, case.office, case.jurisdiction, case.standing.state) == (
        (),
        OFFICE,
        "quang-ngai",
        "submitted",
    )
    assert [(one.actor, one.happening.who) for one in case.history] == [(BA, Who.OFFICE)]
    assert await town.notices() == {f"case:{case.id}:1:{CHI}": CHI}
    assert "Nộp đề xuất, thứ Năm 19/11/2026." in await town.last(CHI)
    for chat in (AN, LAN, OTHER):
        assert "Không có hồ sơ nào" in await town.press(chat, f"case-open|{case.code}")
        assert "Không có hồ sơ nào" in await town.press(chat, f"case-invite|{case.code}")


async def test_its_deadline_is_the_clerks_to_be_reminded_of(town: Town) -> None:
    case = await received(town)
    assert case.standing.running
    async with town.database.reading() as session:
        concerned = (await followers(session, [case.id], Role.CLERK))[case.id]
    assert concerned.of("answer:0") == (BA, CHI)
    assert await town.notices() == {f"case:{case.id}:{number}:{CHI}": CHI for number in (1, 2)}


async def test_its_proposer_comes_by_a_clerks_invitation_and_is_told_from_then_on(town: Town) -> None:
    case = await received(town)
    shown = await town.press(BA, f"case-invite|{case.code}")
    found = re.search(r"/start (\S+)", shown)
    assert found
    assert "Đã mời người đề xuất, chưa có người tham gia." in await town.press(CHI, f"case-open|{case.code}")
    await town.type(AN, f"/start {found[1]}")
    assert "người đề xuất hồ sơ" in await town.tap(AN, "Tham gia hồ sơ")
    assert (await town.case()).people == (AN,)
    for chat in (BA, CHI):
        assert "người đề xuất đã tham gia hồ sơ" in await town.last(chat)
    await town.press(CHI, f"case-record|{case.code}|assigned")
    await town.type(CHI, "Ban Tổ chức", "24/11/2026")
    assert "Giao thẩm định, thứ Ba 24/11/2026." in await town.last(AN)
    assert "đã có người đề xuất" in await town.press(BA, f"case-invite|{case.code}")


async def test_it_stays_when_its_clerk_has_their_data_erased(town: Town) -> None:
    case = await received(town)
    await town.press(BA, f"case-invite|{case.code}")
    await town.type(BA, "/xoadulieu")
    await town.tap(BA, "Xóa tất cả dữ liệu của tôi")
    (left,) = await board(town.database, town.stores.cases, OFFICE)
    assert (left.code, left.people) == (case.code, ())
    assert [one.actor for one in left.history] == [None, None]
    assert await town.stores.fellows.open_invitations(case.id) == 0
    assert case.code in await town.type(CHI, "/bangviec")


async def test_it_is_nobodys_when_its_proposer_has_their_data_erased_and_a_clerk_invites_again(town: Town) -> None:
    await town.submit()
    code = (await town.case()).code
    await town.type(AN, "/xoadulieu")
    await town.tap(AN, "Xóa tất cả dữ liệu của tôi")
    assert "Không có người đề xuất trong trợ lý." in await town.press(BA, f"case-open|{code}")
    shown = await town.press(BA, f"case-invite|{code}")
    found = re.search(r"/start (\S+)", shown)
    assert found
    await town.enter(AN, Offer(Role.OFFICIAL, jurisdiction="quang-ngai"))
    await town.type(AN, f"/start {found[1]}")
    await town.tap(AN, "Tham gia hồ sơ")
    assert (await town.case()).people == (AN,)
