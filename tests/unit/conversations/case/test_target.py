"""The target of the draft: only where it is asked for, called what it is, never later than it would be."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.access import Relation
from conversations.actions import Action
from conversations.case.target import LABEL, of_case
from conversations.cases import SeenCase
from conversations.router import Router
from knowledge.library import Library
from storage.target import sooner, target
from storage.working_days import Unit
from tests.unit.conversations.case.people import OFFICE, Person, clerk, official
from tests.unit.conversations.case.test_dialogue import recorded, submitted
from tests.unit.conversations.registry import CALENDAR, Registry

DRAFT = "DỰ THẢO – chưa có hiệu lực"


@pytest.fixture
def an(router: Router) -> Person:
    return official(router, Registry(), offices=(OFFICE,))


def test_the_figures_are_those_of_the_provision(library: Library) -> None:
    said = library.get(target().provision).text
    assert "sớm hơn thời hạn cấp trên giao từ 10% đến 15% thời gian" in said
    assert target().sooner == (10, 15)
    assert library.document_of(target().provision).status == "draft"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (30, [("27", 27), ("25.5", 25)]),
        (60, [("54", 54), ("51", 51)]),
        (7, [("6.3", 6), ("5.95", 5)]),
        (2, [("1.8", 1), ("1.7", 1)]),
        (1, []),
    ],
)
def test_part_of_a_day_is_left_out(days: int, expected: list[tuple[str, int]]) -> None:
    found = [*sooner(CALENDAR.due(date(2026, 11, 20), days), CALENDAR)]
    assert [(str(one.days), one.due.days) for one in found] == expected
    assert all(one.due == CALENDAR.due(date(2026, 11, 20), one.due.days) for one in found)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(2, 200), st.sampled_from(Unit))
@settings(max_examples=100, deadline=None)
def test_it_is_never_later_than_the_target_nor_the_deadline(received: date, days: int, unit: Unit) -> None:
    due = CALENDAR.due(received, days, unit)
    for one in sooner(due, CALENDAR):
        assert one.due.days <= one.days < one.due.days + 1
        assert one.days == Decimal(days) * (100 - one.percent) / 100
        assert received < one.due.day <= due.day


async def test_it_is_a_button_of_a_period_that_was_counted(an: Person) -> None:
    counted = await an.type("/tinhhan 20/11/2026 30")
    assert "mục tiêu" not in counted.lower()
    said = await an.tap(LABEL)
    assert said.startswith("Mục tiêu trong dự thảo, không phải thời hạn\n")
    assert "sớm hơn 10%: hết ngày thứ Tư 30/12/2026 (27 ngày làm việc)" in said
    assert "sớm hơn 15%: hết ngày thứ Hai 28/12/2026 (25,5 ngày làm việc, lấy tròn 25)" in said
    assert "Thời hạn vẫn là hết ngày thứ Ba 05/01/2027." in said
    assert DRAFT in said
    assert "Mục II khoản 2" in said
    assert an.labels == []


async def test_it_is_a_button_of_how_a_case_was_counted_while_there_is_time(router: Router, an: Person) -> None:
    ba = clerk(router, an.registry)
    await submitted(an)
    await recorded(ba, "received", "1342", "Văn phòng Thị ủy", "23/11/2026")
    await an.do(Action.CASE_OPEN, an.one.code)
    assert LABEL not in an.labels
    counted = await an.tap("Cách tính hạn")
    rule = "Điều 4 khoản 3, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi"
    assert f"\n{an.one.code}: Trả lời bằng văn bản ({rule}).\n" in counted
    assert an.labels == [LABEL, "← Hồ sơ"]
    said = await an.tap(LABEL)
    assert f"không phải thời hạn · {an.one.code}\n" in said
    assert "sớm hơn 15%: hết ngày thứ Ba 29/12/2026" in said
    assert an.labels == ["← Hồ sơ"]
    seen, due = SeenCase(an.one, Relation.OWN), CALENDAR.due(date(2026, 11, 23), 30)
    assert of_case(seen, 0, due.day, due)
    assert of_case(seen, 0, due.day + timedelta(days=1), due) == ()


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("2026-11-20",),
        ("2026-11-20", "1", "working"),
        ("2026-11-20", "1001", "working"),
        ("1999-11-20", "30", "working"),
        ("2100-11-20", "30", "working"),
        ("9999-12-31", "30", "working"),
        ("2026-13-20", "30", "working"),
        ("2026-11-20", "30", "holy"),
        ("2026-11-20", "30", "working", "x"),
    ],
)
async def test_a_button_that_was_not_made_here_is_stale(an: Person, args: tuple[str, ...]) -> None:
    await an.do(Action.TARGET, *args)
    assert an.last
    assert an.last.template == "stale"


async def test_a_clock_that_runs_no_more_shows_the_card(an: Person) -> None:
    await submitted(an)
    for args in (("0",), ("9",), ("-1",), ("x",), ()):
        await an.do(Action.CASE_TARGET, an.one.code, *args)
        assert an.last
        assert an.last.template == "case_card"
