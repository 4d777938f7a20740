"""The days on which is reported: whole periods after the decision, never called a deadline, a file each."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from conversations.actions import Action
from conversations.case.reporting import PERIODS, basis, days, reports_file
from conversations.clock import VIETNAM
from conversations.router import Router
from knowledge.library import Library
from storage.cases import Case
from storage.history import Happening
from tests.unit.conversations.case.cases import DECIDED, RECEIVED, SUBMITTED, case, numbered
from tests.unit.conversations.case.people import OFFICE, Person, clerk, official
from tests.unit.conversations.case.test_ics import parse
from tests.unit.conversations.registry import Registry

EARLY = {"submitted": date(2026, 1, 5), "received": date(2026, 1, 6)}


def decided(on: date, **told: str) -> Case:
    """A case in which was decided on a day."""
    first = (replace(SUBMITTED, on=EARLY["submitted"]), replace(RECEIVED, on=EARLY["received"]))
    return case(*numbered(*first, replace(DECIDED, on=on, details={**DECIDED.details, **told})))


@pytest.mark.parametrize(
    ("on", "period", "today", "first", "rule"),
    [
        (date(2026, 11, 25), "1", date(2026, 11, 25), date(2026, 12, 25), "FREQ=MONTHLY;INTERVAL=1"),
        (date(2026, 11, 25), "3", date(2026, 11, 25), date(2027, 2, 25), "FREQ=MONTHLY;INTERVAL=3"),
        (date(2026, 11, 25), "6", date(2026, 11, 25), date(2027, 5, 25), "FREQ=MONTHLY;INTERVAL=6"),
        (date(2026, 1, 15), "1", date(2026, 11, 14), date(2026, 11, 15), "FREQ=MONTHLY;INTERVAL=1"),
        (date(2026, 1, 15), "1", date(2026, 11, 15), date(2026, 12, 15), "FREQ=MONTHLY;INTERVAL=1"),
        (date(2026, 1, 28), "1", date(2026, 1, 28), date(2026, 2, 28), "FREQ=MONTHLY;INTERVAL=1"),
        (date(2026, 1, 29), "1", date(2026, 1, 30), date(2026, 2, 28), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1"),
        (date(2026, 1, 31), "1", date(2026, 2, 28), date(2026, 3, 31), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1"),
        (date(2026, 8, 31), "6", date(2027, 8, 30), date(2027, 8, 31), "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=-1"),
    ],
)
def test_the_days_are_whole_periods_after_the_decision(
    on: date, period: str, today: date, first: date, rule: str
) -> None:
    assert days(decided(on), PERIODS[period], today) == (first, rule)


def test_the_file_rings_at_eight_and_calls_nothing_a_deadline(library: Library) -> None:
    made_at = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
    file = reports_file(decided(date(2026, 11, 25)), PERIODS["3"], made_at, library)
    assert file.name == "DL-7K3Q-bao-cao.ics"
    [event] = parse(file.content).inside
    assert event.properties["DTSTART"] == "20270225"
    assert event.properties["RRULE"] == "FREQ=MONTHLY;INTERVAL=3"
    assert event.properties["SUMMARY"] == "DL-7K3Q: báo cáo quá trình thực hiện"
    assert "không ấn định kỳ báo cáo" in event.properties["DESCRIPTION"]
    assert "Căn cứ: Điều 8 khoản 3, " in event.properties["DESCRIPTION"]
    assert "hạn" not in event.properties["SUMMARY"]
    assert [alarm.properties["TRIGGER"] for alarm in event.inside] == ["PT8H"]


def test_a_file_made_later_takes_the_place_of_the_one_before(library: Library) -> None:
    its, at = decided(date(2026, 11, 25)), datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
    made = [reports_file(its, PERIODS[key], at.replace(minute=minute), library) for key, minute in (("1", 0), ("3", 1))]
    one, other = (parse(file.content).inside[0].properties for file in made)
    assert one["UID"] == other["UID"]
    assert int(one["SEQUENCE"]) < int(other["SEQUENCE"])


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
            reports_file(its, PERIODS["1"], datetime(2026, 11, 25, 9, tzinfo=VIETNAM), library)


@pytest.fixture
def registry() -> Registry:
    return Registry()


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
    await an.tap("Mỗi quý")
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
