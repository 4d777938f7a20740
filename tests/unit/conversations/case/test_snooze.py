"""Reminded again tomorrow, or no more of a case; and a period counted in chat."""

from datetime import time

import pytest

from conversations.actions import Action
from conversations.case.pressing import MUTE, UNMUTE
from conversations.router import Router
from storage.deadlines import Reminder
from storage.quiet_hours import Preferences
from tests.unit.conversations.case.people import OFFICE, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import recorded, submitted
from tests.unit.conversations.registry import Registry


@pytest.fixture
def an(router: Router, registry: Registry) -> Person:
    return official(router, registry, offices=(OFFICE,))


async def received(an: Person, ba: Person) -> None:
    await submitted(an)
    await recorded(ba, "received", "1342", "Văn phòng Thị ủy", "23/11/2026")


async def test_the_next_working_day_is_promised_and_what_is_open_is_meant(
    router: Router, registry: Registry, an: Person
) -> None:
    ba = clerk(router, registry)
    await received(an, ba)
    said = await an.do(Action.REMIND_LATER, an.one.code.removeprefix("DL-"))
    assert said == f"✅ Sẽ nhắc lại {an.one.code} lúc 08:00 thứ Năm 26/11/2026, nếu khi đó việc chưa xong."
    ba.chosen = Preferences(at=time(14), every_day=True)
    assert "lúc 14:00 thứ Năm 26/11/2026" in await ba.do(Action.REMIND_LATER, an.one.code)
    [(who, what), (also, same)] = registry.later
    assert (who, also) == (1, 7)
    assert what == same == Reminder(an.one.id, "answer:0", what.due)
    assert f"{what.due:%d/%m/%Y}" == "06/01/2027"


async def test_nothing_open_is_nothing_to_be_reminded_of(an: Person, registry: Registry) -> None:
    await submitted(an)
    assert "không còn thời hạn" in await an.do(Action.REMIND_LATER, an.one.code)
    assert registry.later == []


async def test_what_is_muted_is_not_promised(router: Router, registry: Registry, an: Person) -> None:
    await received(an, clerk(router, registry))
    await an.do(Action.CASE_MUTE, an.one.code, MUTE)
    said = await an.do(Action.REMIND_LATER, an.one.code)
    assert said == f"{an.one.code}: đồng chí đang tắt nhắc nên không nhắc lại. Bật lại: mở hồ sơ, bấm Nhắc hạn trở lại."
    assert registry.later == []


async def test_one_mutes_ones_own_case_and_takes_it_back(an: Person) -> None:
    await submitted(an)
    code = an.one.code
    assert "không nhắc hạn nữa" in await an.do(Action.CASE_MUTE, code, MUTE)
    assert an.one.muted == (1,)
    await an.do(Action.CASE_OPEN, code)
    assert "✅ Sẽ nhắc hạn hồ sơ này." in await an.tap("Nhắc hạn trở lại")
    assert an.one.muted == ()
    assert "Nhắc hạn trở lại" not in an.labels


@pytest.mark.parametrize("args", [(), (MUTE, UNMUTE), ("x",)])
async def test_a_press_of_another_age_changes_nothing(an: Person, args: tuple[str, ...]) -> None:
    await submitted(an)
    await an.do(Action.CASE_MUTE, an.one.code, *args)
    assert an.one.muted == ()


async def test_who_has_to_act_cannot_mute_and_a_stranger_sees_nothing(
    router: Router, registry: Registry, an: Person
) -> None:
    ba, binh = clerk(router, registry), official(router, registry, chat_id=3)
    await received(an, ba)
    await ba.do(Action.CASE_MUTE, an.one.code, MUTE)
    assert an.one.muted == ()
    assert "Không có hồ sơ nào" in await binh.do(Action.REMIND_LATER, an.one.code)
    assert "Không có hồ sơ nào" in await binh.do(Action.CASE_MUTE, an.one.code, MUTE)
    assert (registry.later, an.one.muted) == ([], ())


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("26/12/2025 5", "thứ Ba, 06/01/2026"),
        ("26/12/2025 7 ngày làm việc", "thứ Năm, 08/01/2026"),
        ("26/12/2025, 7 ngày", "thứ Năm, 08/01/2026"),
        ("26/12/2025 7 ngày lịch", "thứ Hai, 05/01/2026"),
        ("20-11-2026 30", "thứ Ba, 05/01/2027"),
    ],
)
async def test_a_period_is_counted_with_a_picture_of_its_months(an: Person, typed: str, day: str) -> None:
    said = await an.type(f"/tinhhan {typed}")
    assert said.startswith(f"Hạn: hết ngày {day}")
    assert an.last
    assert an.last.attachment
    assert an.last.attachment.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Tính hạn: gõ ngày nhận"),
        (" 15/12/2025", "⚠️ Cần ngày nhận và số ngày."),
        (" 30/2/2026 5", "⚠️ Không có ngày 30/2/2026"),
        (" 15/12/2025 0", "⚠️ Số ngày phải từ 1 đến 1.000."),
        (" 15/12/2025 1001", "⚠️ Số ngày phải từ 1 đến 1.000."),
        (" 15/12/2099 900", "⚠️ Lịch ngày nghỉ chỉ có từ năm 2000 đến năm 2100."),
        (" 1/1/1999 3", "⚠️ Lịch ngày nghỉ chỉ có từ năm 2000 đến năm 2100."),
        (" hôm nào đó 30", "⚠️ Chưa nhận ra ngày."),
    ],
)
async def test_what_is_not_understood_is_told_with_how_to_write_it(an: Person, typed: str, says: str) -> None:
    said = await an.type(f"/tinhhan{typed}")
    assert said.startswith(says)
    assert "/tinhhan 25/11/2026 30" in said
    assert an.last
    assert an.last.attachment is None
