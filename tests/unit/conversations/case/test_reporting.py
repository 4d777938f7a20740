"""The days on which is reported: working days of one year, whole periods after the decision, never a deadline."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.actions import Action
from conversations.case.reporting import LAST, LAST_OF_EVERY_MONTH, PERIODS, basis, reports_file, year_ahead
from conversations.clock import VIETNAM
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case
from storage.history import Happening
from tests.unit.conversations.case.cases import CALENDAR, DECIDED, RECEIVED, SUBMITTED, case, numbered
from tests.unit.conversations.case.people import OFFICE, Person, clerk, official
from tests.unit.conversations.case.test_ics import Component, parse
from tests.unit.conversations.registry import Registry

EARLY = {"submitted": date(2026, 1, 5), "received": date(2026, 1, 6)}


def decided(on: date, **told: str) -> Case:
    """A case in which was decided on a day."""
    first = (replace(SUBMITTED, on=EARLY["submitted"]), replace(RECEIVED, on=EARLY["received"]))
    return case(*numbered(*first, replace(DECIDED, on=on, details={**DECIDED.details, **told})))


@pytest.mark.parametrize(
    ("on", "period", "today", "planned"),
    [
        (date(2026, 11, 25), "3", date(2026, 11, 25), "2027-02-25 2027-05-25 2027-08-25 2027-11-25"),
        (date(2026, 11, 25), "6", date(2026, 11, 25), "2027-05-25 2027-11-25"),
        (date(2026, 1, 15), "6", date(2026, 11, 16), "2027-01-15 2027-07-15"),
        (date(2026, 1, 28), "3", date(2026, 1, 28), "2026-04-28 2026-07-28 2026-10-28 2027-01-28"),
        (date(2026, 1, 29), "3", date(2026, 1, 30), "2026-04-30 2026-07-31 2026-10-31 2027-01-31"),
        (date(2026, 8, 31), "6", date(2027, 8, 31), "2028-02-29 2028-08-31"),
    ],
)
def test_the_days_are_those_of_a_year_whole_periods_after_the_decision(
    on: date, period: str, today: date, planned: str
) -> None:
    found = year_ahead(decided(on), PERIODS[period], CALENDAR, today)
    assert [f"{one.planned}" for one in found] == planned.split()


@pytest.mark.parametrize(
    ("on", "today", "first"),
    [
        (date(2027, 1, 6), date(2027, 1, 6), date(2027, 2, 11)),  # 6/2/2027: the first day of Tết
        (date(2026, 11, 5), date(2026, 11, 5), date(2026, 12, 7)),  # 5/12/2026: a Saturday
        (date(2026, 11, 5), date(2026, 12, 5), date(2026, 12, 7)),  # on that Saturday
        (date(2026, 11, 5), date(2026, 12, 7), date(2027, 1, 5)),
    ],
)
def test_a_day_off_gives_way_to_the_next_working_day(on: date, today: date, first: date) -> None:
    assert year_ahead(decided(on), PERIODS["1"], CALENDAR, today)[0].day == first


@given(st.dates(date(2026, 1, 7), date(2027, 12, 31)), st.integers(0, 300), st.sampled_from([*PERIODS]))
def test_every_day_is_worked_lies_ahead_and_within_a_year(on: date, later: int, period: str) -> None:
    today = on + timedelta(days=later)
    found = year_ahead(decided(on), PERIODS[period], CALENDAR, today)
    assert len(found) == {"1": 12, "3": 4, "6": 2}[period]
    assert all(CALENDAR.is_working(one.day) and one.planned <= one.day for one in found)
    assert all(one.moved is not CALENDAR.is_working(one.planned) for one in found)
    assert today < found[0].day
    assert found[-1].planned <= today + timedelta(days=366 + LAST - LAST_OF_EVERY_MONTH)
    assert len({one.day for one in found}) == len(found)


AT = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)


def made(its: Case, period: str, library: Library, at: datetime = AT) -> list[Component]:
    """The events of the file."""
    days = year_ahead(its, PERIODS[period], CALENDAR, at.date())
    file = reports_file(its, days, at, library)
    assert file.name == "DL-7K3Q-bao-cao.ics"
    return parse(file.content).inside


def test_the_file_rings_at_eight_and_calls_nothing_a_deadline(library: Library) -> None:
    events = made(decided(date(2026, 11, 25)), "3", library)
    assert [event.properties["DTSTART"] for event in events] == ["20270225", "20270525", "20270825", "20271125"]
    assert [event.properties["DTEND"] for event in events] == ["20270226", "20270526", "20270826", "20271126"]
    for event in events:
        assert "RRULE" not in event.properties
        assert event.properties["SUMMARY"] == "DL-7K3Q: báo cáo quá trình thực hiện"
        assert event.properties["DESCRIPTION"].split("\n") == [
            "Hồ sơ DL-7K3Q: Một cửa lưu động",
            "Văn bản không ấn định kỳ báo cáo; kỳ này do người đề xuất chọn.",
            "Căn cứ: Điều 8 khoản 3, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi.",
        ]
        assert [alarm.properties["TRIGGER"] for alarm in event.inside] == ["PT8H"]


def test_an_event_that_was_moved_says_from_which_day(library: Library) -> None:
    first, second, *_later = made(decided(date(2026, 11, 5)), "1", library)
    assert first.properties["DTSTART"] == "20261207"
    said = "Thứ Bảy 05/12/2026 là ngày nghỉ: chuyển sang ngày làm việc tiếp theo."
    assert said in first.properties["DESCRIPTION"].split("\n")
    assert "ngày nghỉ" not in second.properties["DESCRIPTION"]


@pytest.mark.parametrize(
    ("period", "later", "on", "doubled"),
    [
        ("1", timedelta(minutes=1), date(2026, 11, 25), 12),
        ("1", timedelta(minutes=1), date(2026, 11, 20), 12),
        ("1", timedelta(days=90), date(2026, 11, 25), 10),
        ("3", timedelta(minutes=1), date(2026, 11, 25), 4),
    ],
)
def test_a_file_made_later_moves_the_events_of_the_same_months(
    period: str, later: timedelta, on: date, doubled: int, library: Library
) -> None:
    before = made(decided(date(2026, 11, 25)), "1", library)
    after = made(decided(on), period, library, AT + later)
    one, other = ({event.properties["UID"] for event in events} for events in (before, after))
    assert (len(one), len(other)) == (len(before), len(after))
    assert len(one & other) == doubled
    assert int(before[0].properties["SEQUENCE"]) < int(after[0].properties["SEQUENCE"])


@pytest.mark.parametrize(
    ("its", "provision"),
    [
        (decided(date(2026, 11, 25)), "quang-ngai/dieu-8/khoan-3"),
        (replace(decided(date(2026, 11, 25)), jurisdiction="hai-phong"), "hai-phong/4/doan-1"),
        (decided(date(2026, 11, 25), outcome="refused"), None),
        (case(*numbered(SUBMITTED, RECEIVED)), None),
    ],
)
def test_is_offered_where_a_document_asks_for_reports_and_something_is_carried_out(
    its: Case, provision: str | None, library: Library
) -> None:
    assert basis(its) == provision
    if provision is None:
        with pytest.raises(LookupError, match="DL-7K3Q"):
            made(its, "1", library)


async def approved(router: Router, registry: Registry, *later: Happening) -> Person:
    """Somebody whose case was decided."""
    person = official(router, registry, offices=(OFFICE,))
    history = numbered(SUBMITTED, replace(RECEIVED, on=SUBMITTED.on), replace(DECIDED, on=SUBMITTED.on), *later)
    registry.kept["DL-7K3Q"] = replace(case(*history), office=OFFICE.id, people=(person.chat_id,))
    return person


async def test_who_carries_out_chooses_how_often_and_gets_the_file(router: Router, registry: Registry) -> None:
    an = await approved(router, registry)
    await an.type("/hoso DL-7K3Q")
    shown = await an.tap("Đặt lịch báo cáo")
    assert "Văn bản không ấn định kỳ báo cáo" in shown
    assert "Báo cáo đầy đủ, trung thực, kịp thời với cấp có thẩm quyền" in shown
    assert an.labels == ["Mỗi tháng", "Mỗi quý", "Sáu tháng một lần", "← Hồ sơ"]
    sent = await an.tap("Mỗi quý")
    assert "trong một năm, 4 lần. Lần đầu: thứ Sáu 19/02/2027." in sent
    assert "Hồ sơ kết thúc hoặc chọn kỳ khác thì các ngày đã thêm vẫn còn trên điện thoại: đồng chí tự xóa" in sent
    assert an.last
    assert an.last.attachment
    assert an.last.attachment.name == "DL-7K3Q-bao-cao.ics"


@pytest.mark.parametrize("args", [(), ("1",), ("x",)])
async def test_where_there_is_nothing_to_report_the_button_is_old(
    router: Router, registry: Registry, args: tuple[str, ...]
) -> None:
    an = await approved(router, registry)
    registry.kept["DL-7K3Q"] = replace(case(*numbered(SUBMITTED)), people=(an.chat_id,))
    await an.do(Action.CASE_REPORTS, "DL-7K3Q", *args)
    assert an.last
    assert an.last.template == "stale"


async def test_an_unknown_period_asks_again_and_strangers_see_nothing(router: Router, registry: Registry) -> None:
    an = await approved(router, registry)
    assert "chọn kỳ" in await an.do(Action.CASE_REPORTS, "DL-7K3Q", "7")
    assert "chọn kỳ" in await clerk(router, registry).do(Action.CASE_REPORTS, "DL-7K3Q")
    binh = official(router, registry, 2)
    assert "Không có hồ sơ nào" in await binh.do(Action.CASE_REPORTS, "DL-7K3Q", "1")
