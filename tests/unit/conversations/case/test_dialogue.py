"""The dialogues of cases: one's own paper trail, an office, bad input, corrections, two people at once."""

import pytest

from conversations.actions import Action
from conversations.router import Router
from storage.lifecycle import Who
from tests.unit.conversations.case.people import ELSEWHERE, OFFICE, Person, clerk, official
from tests.unit.conversations.registry import Registry

TITLE = "Một cửa lưu động"


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def an(router: Router, registry: Registry) -> Person:
    return official(router, registry)


@pytest.fixture
def ba(router: Router, registry: Registry) -> Person:
    return clerk(router, registry)


async def begun(an: Person, stage: str = "Chưa nộp") -> None:
    await an.type("/hosomoi", TITLE)
    await an.tap("Chưa được quy định")
    await an.tap(stage)


async def submitted(an: Person, on: str = "19/11/2026") -> None:
    await begun(an, "Đã nộp")
    if "nộp cho cơ quan nào" in an.screen:
        await an.tap(an.labels[0])
    else:
        await an.type("Văn phòng Thị ủy")
    await an.type(on)


async def recorded(person: Person, event: str, *texts: str) -> str:
    """Opens the case, chooses an event and types what it asks."""
    await person.do(Action.CASE_RECORD, person.one.code, event)
    return await person.type(*texts)


async def test_an_official_tracks_a_case_alone(an: Person) -> None:
    await submitted(an)
    assert "✅ Đã ghi: Nộp đề xuất, thứ Năm 19/11/2026." in an.screen
    assert "Chưa có ngày cơ quan nhận được nên chưa tính hạn" in an.screen
    assert await an.tap("Ghi sự kiện") == (f"{an.one.code} · Đã nộp, chờ tiếp nhận\n\nGhi sự kiện nào đã xảy ra?")
    assert an.labels == ["Tiếp nhận", "Rút đề xuất", "← Hồ sơ"]
    await an.tap("Tiếp nhận")
    await an.type("1342", "Văn phòng Thị ủy", "thứ hai tuần này")
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 06/01/2027 (30 ngày làm việc từ thứ Hai 23/11/2026)" in an.screen
    assert "còn 29 ngày làm việc" in an.screen
    assert "Đã trừ: 12 ngày cuối tuần, 24/11 " in an.screen
    assert "trong vòng 30 ngày làm việc kể từ ngày nhận được đề xuất" in an.screen
    assert an.one.standing.state == "received"
    assert [one.actor for one in an.one.history] == [1, 1]


async def test_a_case_goes_through_an_office(router: Router, registry: Registry, ba: Person) -> None:
    an = official(router, registry, offices=(OFFICE, ELSEWHERE))
    await begun(an, "Đã nộp")
    assert "nộp cho cơ quan nào" in an.screen
    await an.tap(OFFICE.name)
    await an.type("19/11/2026")
    assert an.one.office == OFFICE.id
    assert await ba.type("/bangviec") == (
        f"Bảng việc · {OFFICE.name}\nMới: 1\n\nMới\n{an.one.code} · {TITLE}\nĐã nộp, chờ tiếp nhận; chờ cơ quan giải "
        "quyết\nBấm mã để mở. Tìm: gõ /bangviec kèm mã hoặc tên."
    )
    await ba.tap(an.one.code)
    await ba.tap("Ghi sự kiện")
    await ba.tap("Tiếp nhận")
    await ba.type("1342", "Văn phòng Thị ủy", "23/11/2026")
    assert "còn 29 ngày làm việc" in ba.screen
    await ba.tap("Ghi sự kiện")
    await ba.tap("Có quyết định")
    await ba.tap("Cho chủ trương thực hiện thí điểm")
    await ba.tap("Tập thể")
    await ba.type("215-TB/TU")
    await ba.tap("Bỏ qua")
    await ba.tap("Hôm nay")
    assert "xem lại" in ba.screen
    assert an.one.standing.state == "received"
    await ba.tap("Ghi vào hồ sơ")
    assert an.one.standing.state == "approved"
    assert "✅ Đã ghi: Có quyết định, thứ Tư 25/11/2026." in ba.screen
    after, actor, event = registry.told[-1]
    assert (actor, event.decision, after.people) == (7, True, (1,))
    assert [one.happening.who for one in an.one.history] == [Who.PROPOSER, Who.OFFICE, Who.OFFICE]
    assert await ba.type("/bangviec") == ba.screen
    assert "Chờ người khác: 1" in ba.screen
