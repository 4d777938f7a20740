"""The notice of a decision: what was decided stands first, and a promise is quoted with its condition."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.splitting import plain
from conversations.case.presenting import CaseScreens
from conversations.events import Profile
from knowledge.library import Library
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import CALENDAR, DECIDED, RECEIVED, SUBMITTED, case, happened, numbered
from tests.unit.conversations.case.people import RENDERER
from tests.unit.conversations.chat import buttons

DAY = DECIDED.on
RETURNED = replace(DECIDED, kind="returned", details={"number": "9-CV", "reason": "chưa tính đến nguồn kinh phí"})
FILE = json.dumps([{"id": "f", "name": "tb-215.pdf"}])


def notice(library: Library, *history: Happening) -> tuple[str, list[str], str]:
    """What is said of the last event: as it reads, the buttons under it, and its HTML."""
    told = numbered(SUBMITTED, RECEIVED, *history)
    before, its = case(*told[:-1]), case(*told)
    said = CaseScreens(library).notice(before, its, CALENDAR, date(2027, 1, 5), Profile())
    return plain(RENDERER.html(said)), [*buttons(said)], RENDERER.html(said)


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({}, "✅ Hồ sơ DL-7K3Q (“Một cửa lưu động”): cho chủ trương thực hiện thí điểm (văn bản số 215-TB/TU, "),
        ({"outcome": "carry_out"}, "✅ Hồ sơ DL-7K3Q (“Một cửa lưu động”): cho chủ trương thực hiện (văn bản số "),
        ({"outcome": "refused"}, "📄 Hồ sơ DL-7K3Q (“Một cửa lưu động”): không cho chủ trương (văn bản số 215-TB/TU, "),
    ],
)
def test_what_was_decided_stands_first(told: dict[str, str], first: str, library: Library) -> None:
    shown, _, _ = notice(library, replace(DECIDED, details={**DECIDED.details, **told}))
    assert shown.startswith(f"{first}thứ Hai 04/01/2027).\nNgười quyết định: " if "215" in first else first)
    assert shown.count("215-TB/TU") == 1


def test_a_written_no_is_told_with_its_reason(library: Library) -> None:
    shown, _, _ = notice(library, RETURNED)
    assert shown.startswith(
        "📄 Hồ sơ DL-7K3Q (“Một cửa lưu động”): trả lời bằng văn bản: không khả thi, không hiệu quả "
        "(văn bản số 9-CV, thứ Hai 04/01/2027).\nLý do: chưa tính đến nguồn kinh phí\n"
    )


def test_a_notice_names_what_its_event_brought_and_counts_what_was_owed_before(library: Library) -> None:
    started, risk = happened("started", date(2027, 1, 5)), happened("risk_occurred", date(2027, 1, 6), what="chập điện")
    asked = replace(happened("protection_requested", date(2027, 1, 7), what="uy tín"), who=Who.PROPOSER)
    begun, troubled = notice(library, DECIDED, started, risk)[0], notice(library, DECIDED, started, risk, asked)[0]
    assert "Đánh giá động cơ" in begun
    assert "việc phải làm từ trước" not in begun
    assert "Làm ngay (cơ quan giải quyết): Triển khai biện pháp bảo vệ, từ 07/01/2027." in troubled
    assert "Đánh giá động cơ" not in troubled
    assert "\nCòn 3 việc phải làm từ trước: bấm Mở hồ sơ để xem.\n\n📄 Điều 8 khoản 4" in troubled


def test_a_notice_names_the_last_day_that_its_event_moved(library: Library) -> None:
    hard = happened("declared_difficult", date(2026, 12, 1), reason="liên quan nhiều ngành")
    formed = happened("council_formed", date(2026, 12, 2), body="Hội đồng thẩm định")
    shown = notice(library, hard)[0]
    assert "Hạn (Trả lời bằng văn bản): thứ Tư 24/02/2027 (60 ngày làm việc từ thứ Hai 23/11/2026)" in shown
    assert ".\nHạn trước khi ghi việc này: thứ Tư 06/01/2027.\n" in shown
    assert "Hạn trước khi ghi việc này" not in notice(library, hard, formed)[0]
    righted = Happening(0, CORRECTED, date(2026, 11, 25), Who.OFFICE, RECEIVED.details, corrects=2)
    assert "thứ Năm 07/01/2027 (30 ngày" in notice(library, righted)[0]
    assert "Hạn trước khi ghi việc này: thứ Tư 06/01/2027." in notice(library, righted)[0]
    stopped = happened("prepare_again", date(2026, 12, 3), what="rủi ro", clock="stops")
    assert "Hạn trước khi ghi việc này" not in notice(library, stopped)[0]


def test_that_the_head_alone_refused_is_doubted_by_what_the_document_lets_the_head_do(library: Library) -> None:
    alone = {**DECIDED.details, "outcome": "refused", "decided_by": "head"}
    doubt = "⚠️ Khi tập thể không thống nhất, văn bản chỉ trao cho người đứng đầu quyền quyết định cho triển khai"
    assert doubt in notice(library, replace(DECIDED, details=alone))[0]
    assert "(Điều 4 khoản 3 điểm b" in notice(library, replace(DECIDED, details=alone))[0]
    assert doubt not in notice(library, replace(DECIDED, details={**alone, "outcome": "pilot"}))[0]
    righted = Happening(0, CORRECTED, DAY, Who.OFFICE, {**alone, "decided_by": "collective"}, corrects=3)
    assert doubt not in notice(library, replace(DECIDED, details=alone), righted)[0]


def test_the_paper_is_one_press_away_where_there_is_one(library: Library) -> None:
    with_file = replace(DECIDED, details={**DECIDED.details, "file": FILE})
    assert [notice(library, one)[1] for one in (DECIDED, with_file)] == [
        ["Đặt lịch báo cáo", "Mở hồ sơ"],
        ["Xem văn bản", "Đặt lịch báo cáo", "Mở hồ sơ"],
    ]
    assert "Tệp văn bản" not in notice(library, with_file)[0]


def test_a_promise_is_not_folded_before_its_condition(library: Library) -> None:
    shown, _, html = notice(library, DECIDED)
    assert "đều được bảo vệ trong phạm vi nội dung của kế hoạch được cấp có thẩm quyền cho chủ trương." in shown
    assert "blockquote expandable" not in html


def test_a_correction_of_a_decision_says_what_it_changes(library: Library) -> None:
    righted = Happening(0, CORRECTED, DAY, Who.OFFICE, {**DECIDED.details, "outcome": "refused"}, corrects=3)
    shown, _, _ = notice(library, DECIDED, righted)
    assert shown.startswith("📄 Hồ sơ DL-7K3Q (“Một cửa lưu động”): Đính chính số 3 (Có quyết định), ")
    assert "Nội dung quyết định: Cho chủ trương thực hiện thí điểm → Không cho chủ trương" in shown
