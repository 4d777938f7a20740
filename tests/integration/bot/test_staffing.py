"""Offices whose last clerk goes, and people who lose a role: through the worker and the sender, on both databases."""

from datetime import date

import pytest

from bot.administering import Offer, OfficeInUseError, UnknownOfficeError, invite, remove_office, revoke
from bot.calendar_notices import CalendarNotices
from bot.names import known_names
from bot.role_notices import RoleNotices
from conversations.membership import Role
from conversations.policy import Policy
from storage.audit import Audit
from storage.calendar_changes import CalendarChange
from storage.database import Database
from storage.invitations import Invitations
from storage.models import OutboxState
from storage.staffing import Staffed
from storage.working_days import DayKind, SpecialDay
from tests.clock import HandClock
from tests.integration.bot.office import ZONE, Office, at
from tests.integration.bot.test_calendar_changes import office as board
from tests.integration.bot.test_cases import AN, BA, CHI, LAN, OFFICE, Town, clock, library, town

__all__ = ["board", "clock", "library", "town"]

ALONE = "Văn phòng Thị ủy hiện không có cán bộ nào theo dõi hồ sơ này trong bot"


async def take(database: Database, clock: HandClock, *chats: int, policy: Policy | None = None) -> None:
    for chat in chats:
        assert await RoleNotices(database, clock, ZONE, policy or Policy()).take(chat)


async def test_an_office_without_a_clerk_is_not_offered(town: Town, clock: HandClock) -> None:
    await take(town.database, clock, BA, CHI)
    await town.type(AN, "/hosomoi", "Một cửa lưu động")
    await town.tap(AN, "Chưa được quy định")
    await town.tap(AN, "Đã nộp")
    rows = (await town.heard(AN))[-1].params["reply_markup"]["inline_keyboard"]  # type: ignore[index]
    labels = [button["text"] for row in rows for button in row]
    assert "Văn phòng Sơn Tịnh" in labels
    assert "Văn phòng Thị ủy" not in labels


async def test_a_case_does_not_go_to_an_office_that_lost_its_clerks_while_it_was_filled_in(
    town: Town, clock: HandClock
) -> None:
    await town.type(AN, "/hosomoi", "Một cửa lưu động")
    await town.tap(AN, "Chưa được quy định")
    await town.tap(AN, "Đã nộp")
    await town.tap(AN, "Văn phòng Thị ủy")
    await take(town.database, clock, BA, CHI)
    await town.type(AN, "19/11/2026")
    case = await town.case()
    assert (case.standing.state, case.office) == ("submitted", None)


async def test_whoever_proposes_is_told_that_nobody_follows_and_records_what_comes_on_paper(
    town: Town, clock: HandClock
) -> None:
    case = await town.submit()
    await take(town.database, clock, BA)
    assert ALONE not in await town.type(AN, f"/hoso {case.code}")
    await town.press(AN, f"case-record|{case.code}|received")
    assert (await town.case()).standing.state == "submitted"
    await take(town.database, clock, CHI)
    assert ALONE in await town.type(AN, f"/hoso {case.code}")
    await town.press(AN, f"case-record|{case.code}|received")
    await town.type(AN, "1342", "Văn phòng", "20/11/2026")
    assert (await town.case()).standing.state == "received"
    await town.type(CHI, f"/start {await invite(town.database, Offer(Role.CLERK, OFFICE))}")
    assert ALONE not in await town.type(AN, f"/hoso {case.code}")


async def test_the_last_clerk_is_told_what_their_office_loses(town: Town, clock: HandClock) -> None:
    await town.submit()
    assert "cuối cùng" not in await town.type(BA, "/xoadulieu")
    await take(town.database, clock, CHI)
    warned = "cán bộ tiếp nhận cuối cùng của Văn phòng Thị ủy: 1 hồ sơ đang mở"
    assert warned in await town.type(BA, "/xoadulieu")
    code = await invite(town.database, Offer(Role.ADMINISTRATOR))
    assert warned in await town.type(BA, f"/start {code}")
    assert (await town.memory.profile(BA)).role is Role.CLERK
    await town.tap(BA, "Vẫn nhận vai trò mới")
    assert (await town.memory.profile(BA)).role is Role.ADMINISTRATOR
    assert "là quản trị cuối cùng: sau khi xóa, không còn ai mời người" in await town.type(BA, "/xoadulieu")
    await town.type(CHI, f"/start {await invite(town.database, Offer(Role.ADMINISTRATOR))}")
    assert "cuối cùng" not in await town.type(BA, "/xoadulieu")
    offices = {one.id: one for one in await town.stores.staffing.all()}
    assert offices[OFFICE] == Staffed(OFFICE, "Văn phòng Thị ủy", "quang-ngai", 0, 1)
    assert offices[OFFICE].is_unattended


async def test_an_office_goes_only_when_nothing_hangs_on_it(town: Town, clock: HandClock) -> None:
    database = town.database
    with pytest.raises(UnknownOfficeError):
        await remove_office(database, "nowhere")
    await town.submit()
    await invite(database, Offer(Role.CLERK, OFFICE))
    with pytest.raises(OfficeInUseError) as used:
        await remove_office(database, OFFICE)
    assert (used.value.office.clerks, used.value.office.open_cases, used.value.invitations) == (2, 1, 1)
    with pytest.raises(OfficeInUseError):
        await remove_office(database, "son-tinh")
    await take(database, clock, LAN)
    await remove_office(database, "son-tinh")
    assert [one.id for one in await town.stores.offices.all()] == [OFFICE]
    assert (await Audit(database, clock).latest(1))[0].action == "office-removed"
    for one in await Invitations(database, clock).open():
        await revoke(database, one.id)


async def test_people_are_known_by_what_they_called_themselves_last(town: Town) -> None:
    assert await known_names(town.database, [AN, BA, 99]) == {AN: "A", BA: "A"}


async def test_whoever_loses_a_role_is_told_what_is_left_and_the_menu_goes(board: Office) -> None:
    await take(board.database, board.clock, 7)
    menu, notice = await board.rows()
    assert (menu.method, menu.params) == ("deleteMyCommands", {"scope": {"type": "chat", "chat_id": 7}})
    text = str(notice.params["text"])
    assert "Vai trò <b>Cán bộ tiếp nhận</b> của <b>vp</b> của đồng chí đã được quản trị gỡ." in text
    assert "nhập câu hỏi về quy định" in text
    assert await RoleNotices(board.database, board.clock, ZONE, Policy()).take(7) is None
    lines = [(line.action, line.target) for line in await Audit(board.database, board.clock).latest(5)]
    assert lines == [("role-taken", "7")]


async def test_where_registration_is_closed_little_is_left(board: Office) -> None:
    await take(board.database, board.clock, 1, policy=Policy(open_registration=False))
    text = str((await board.rows())[-1].params["text"])
    assert "/tinhhan" not in text
    assert "/dulieucuatoi" in text


async def test_nobody_is_told_of_what_they_may_not_open_any_more(board: Office) -> None:
    """What waits for the morning is not sent, nor what comes later: of the office's cases, and of one's own."""
    await board.member(2)
    case = await board.received(1, 2, office="vp")
    board.go_to(at("2026-11-25", "21:00"))
    case = await board.told(case, "assigned", "2026-11-25", body="Ban Tổ chức")
    off = SpecialDay(date(2026, 12, 24), DayKind.OFF, "nghỉ bù", "TB 1")
    await CalendarNotices(board.database, board.clock, ZONE).make(CalendarChange.entering(off), "test")
    assert {row.chat_id for row in await board.rows()} == {1, 2, 7}
    for chat in (1, 7):
        await board.put_out(chat)
    await board.live(at("2026-11-27"))
    await board.told(case, "declared_difficult", "2026-11-26", reason="liên ngành")
    await board.live(at("2026-12-30"))
    assert {chat for chat, _, _, _ in board.telegram.sent} == {2}
    dropped = [row.chat_id for row in await board.rows(OutboxState.DROPPED)]
    assert dropped.count(1) >= 2
    assert dropped.count(7) >= 2


async def test_a_clerk_who_takes_another_role_keeps_the_notices_of_their_own_cases(board: Office) -> None:
    own = await board.received(7)
    theirs = await board.received(1, office="vp")
    board.go_to(at("2026-11-25", "21:00"))
    off = SpecialDay(date(2026, 12, 24), DayKind.OFF, "nghỉ bù", "TB 1")
    await CalendarNotices(board.database, board.clock, ZONE).make(CalendarChange.entering(off), "test")
    await board.put_out(7)
    await board.member(7, "administrator")
    await board.live(at("2026-11-27"))
    [told] = [text for chat, _, text, _ in board.telegram.sent if chat == 7]
    assert own.code in told
    assert theirs.code not in told
