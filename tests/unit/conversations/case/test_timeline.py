"""Timelines: what they say, and that it can be read."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from conversations.case.drawing import ELLIPSIS, Form
from conversations.case.entries import history
from conversations.case.timeline import MIME, layout, timeline
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import Who
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import CALENDAR
from tests.unit.conversations.case.looking import check, size, text

BEFORE = date(2026, 12, 9)
NAMED = {
    "waiting": (cases.waiting(), BEFORE),
    "last day": (cases.waiting(), date(2027, 1, 6)),
    "late": (cases.waiting(), date(2027, 1, 11)),
    "paused": (cases.paused(), date(2026, 12, 15)),
    "answered": (cases.answered(), date(2027, 1, 5)),
    "troubled": (cases.troubled(), date(2027, 2, 23)),
    "long": (cases.long_lived(30), date(2027, 2, 1)),
    "very long": (cases.long_lived(80), date(2027, 3, 1)),
    "new": (cases.case(), BEFORE),
}


@pytest.mark.parametrize("name", NAMED)
def test_everything_can_be_read(name: str, library: Library) -> None:
    case, today = NAMED[name]
    check(layout(case, CALENDAR, today, library))


@pytest.mark.parametrize("seed", range(16))
def test_everything_can_be_read_in_any_life(seed: int, library: Library) -> None:
    case, last = cases.random_case(seed)
    check(layout(case, CALENDAR, last + timedelta(days=60 * (seed % 3)), library))


def said(case: Case, today: date, library: Library) -> str:
    """Everything on the picture as one line."""
    return text(layout(case, CALENDAR, today, library)).replace("\n", " ")


@pytest.mark.parametrize(
    ("today", "bar", "entry"),
    [
        (BEFORE, "Đã qua 11/30 ngày làm việc, còn 19 ngày làm việc", "06/01/2027 Hạn: Trả lời bằng văn bản Còn 19"),
        (date(2027, 1, 6), "Đã qua 30/30 ngày làm việc, hôm nay là ngày cuối", "06/01/2027 Hạn: Trả lời bằng văn bản"),
        (date(2027, 1, 7), "Đã qua 31/30 ngày làm việc, quá hạn 1 ngày làm việc", "06/01/2027 QUÁ HẠN: Trả lời"),
    ],
)
def test_what_is_due_stands_in_words(today: date, bar: str, entry: str, library: Library) -> None:
    found = said(cases.waiting(), today, library)
    assert bar in found
    assert entry in found
    assert "(Điều 4 khoản 3)" in found
    assert f"{today:%d/%m/%Y}" in found
    assert "năm 2027: hạn có thể thay đổi" in found


def test_what_is_late_lies_before_today_and_has_a_shape_of_its_own(library: Library) -> None:
    late = layout(cases.waiting(), CALENDAR, date(2027, 1, 11), library)
    words = text(late)
    assert words.index("Giao thẩm định") < words.index("QUÁ HẠN") < words.index("Hôm nay")
    assert sum(shape.form is Form.TRIANGLE for shape in late.shapes) == 1
    before = layout(cases.waiting(), CALENDAR, BEFORE, library)
    assert not any(shape.form is Form.TRIANGLE for shape in before.shapes)
    assert text(before).index("Hôm nay") < text(before).index("Hạn:")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 13), "hôm nay là ngày cuối"),
        (date(2026, 3, 14), "Đã qua 30/30 ngày làm việc, quá hạn"),
        (date(2026, 3, 15), "QUÁ HẠN: Trả lời bằng văn bản Quá hạn · 30 ngày làm việc"),
        (date(2026, 3, 16), "quá hạn 1 ngày làm việc"),
    ],
)
def test_the_weekend_after_the_last_day_is_late_though_no_working_day_has_passed(
    today: date, expected: str, library: Library
) -> None:
    received = CALENDAR.back(date(2026, 3, 13), 30)
    before = cases.happened("submitted", received, recipient="Văn phòng")
    case = cases.case(*cases.numbered(before, cases.happened("received", received)))
    assert expected in said(case, today, library)


def test_a_paused_clock_says_since_when_and_gives_no_date(library: Library) -> None:
    found = said(cases.paused(), date(2026, 12, 15), library)
    assert "Đã qua 10/30 ngày làm việc, tạm dừng từ 08/12/2026" in found
    assert "Tạm dừng Chưa tính được hạn: Trả lời bằng văn bản" in found
    assert "Hạn:" not in found
    assert said(cases.paused(), date(2027, 3, 1), library).count("10/30") == 1


def test_an_answer_says_whether_it_came_in_time(library: Library) -> None:
    assert "Trong hạn (ngày làm việc thứ 28/30)" in said(cases.answered(), date(2027, 1, 5), library)
    late = said(cases.answered(date(2027, 1, 8)), date(2027, 1, 9), library)
    assert "Quá hạn 2 ngày làm việc · Nội dung quyết định: Cho chủ trương thực hiện thí điểm" in late
    assert "Hạn:" not in late


def test_immediate_duties_say_at_once_since_when_and_why(library: Library) -> None:
    found = said(cases.troubled(), date(2027, 2, 23), library)
    assert "Ngay Báo cáo rủi ro, sai sót với cấp trên trực tiếp Từ 20/02/2027, “kịp thời báo cáo ngay”" in found
    assert "Phải làm Cán bộ báo cáo rủi ro, sai sót với cấp có thẩm quyền Từ 20/02/2027" in found
    assert found.rindex("Ngay ") < found.index("Phải làm ")
    assert found.count("văn bản không ấn định số ngày") == 5
    assert "(Điều 7 khoản 5)" in found


def test_duties_for_which_there_is_no_room_are_counted(library: Library) -> None:
    case = cases.troubled()
    shown = layout(case, CALENDAR, date(2027, 2, 23), library)
    diamonds = sum(shape.form is Form.DIAMOND for shape in shown.shapes)
    assert len(case.standing.open_duties) == diamonds - 1 + 1 == 6
    assert "1 việc khác phải làm" in text(shown)


@pytest.mark.parametrize("events", [30, 80])
def test_a_long_history_keeps_its_steps_and_counts_what_it_leaves_out(events: int, library: Library) -> None:
    case = cases.long_lived(events)
    words = text(layout(case, CALENDAR, date(2027, 3, 1), library)).split("\n")
    for label in ("Nộp đề xuất", "Tiếp nhận", "Giao thẩm định", "Có quyết định", "Bắt đầu thực hiện"):
        assert label in words
    [fold] = [line for line in words if line.startswith(f"{ELLIPSIS} ")]
    shown = words.count("Báo cáo quá trình thực hiện")
    assert shown >= 8
    assert int(fold.split()[1]) == events - 5 - shown
    assert any(f"tuần {events - 5}" in line for line in words)


RISK = (
    cases.happened("risk_occurred", date(2027, 1, 20), what="hỏng thiết bị"),
    cases.happened("risk_told", date(2027, 1, 20), recipient="Thị ủy", number="1-BC"),
    cases.happened("risk_reported", date(2027, 1, 21), recipient="Tỉnh ủy", number="2-BC"),
    cases.happened("verified", date(2027, 1, 29), conclusion="Do khách quan", number="3-KL"),
)


def crowded() -> Case:
    """A case made difficult and struck by a risk, among more reports than there is room for."""
    difficult = cases.happened("declared_difficult", date(2026, 12, 1), reason="liên ngành, cần ý kiến của ba sở")
    early = cases.happened("progress_reported", date(2027, 1, 15), what="Tháng Một: đã có xe " + "và máy " * 20)
    reports = [
        cases.happened(
            "progress_reported", date(2027, 2, 1) + timedelta(days=7 * week), what=f"Tuần {week}: " + "a " * 30
        )
        for week in range(8)
    ]
    started = cases.happened("started", date(2027, 1, 11))
    first = (cases.SUBMITTED, cases.RECEIVED, cases.ASSIGNED, difficult, cases.DECIDED, started, early)
    return cases.case(*cases.numbered(*first, *RISK, *reports))


def test_what_a_case_turns_on_is_told_before_what_is_routine(library: Library) -> None:
    case = crowded()
    check(layout(case, CALENDAR, date(2027, 4, 21), library))
    words = said(case, date(2027, 4, 21), library)
    assert "01/12/2026 Xác định là việc khó, phức tạp Lý do: liên ngành, cần ý kiến của ba sở" in words
    for label in (
        "Xảy ra rủi ro, sai sót",
        "Cán bộ báo cáo rủi ro, sai sót",
        "Báo cáo rủi ro, sai sót",
        "Cấp trên kiểm",
    ):
        assert label in words
    assert f"{ELLIPSIS} 6 sự kiện Từ 01/02/2027 đến 08/03/2027" in words


def test_a_single_event_without_room_is_told_in_the_lines_that_counting_it_would_take(library: Library) -> None:
    words = text(layout(crowded(), CALENDAR, date(2027, 4, 21), library)).split("\n")
    place = words.index("15/01/2027")
    assert words[place + 1] == "Báo cáo quá trình thực hiện"
    assert words[place + 2].startswith("Nội dung: Tháng Một: đã có xe")
    assert words[place + 2].endswith(ELLIPSIS)
    assert words[place + 3] == "20/01/2027"
    assert f"{ELLIPSIS} 1 sự kiện" not in words


@pytest.mark.parametrize("seed", range(16))
def test_no_life_has_a_single_event_counted(seed: int, library: Library) -> None:
    case, last = cases.random_case(seed, steps=80)
    assert f"{ELLIPSIS} 1 sự kiện" not in text(layout(case, CALENDAR, last, library)).split("\n")


def test_the_picture_is_a_png_of_its_layout_and_always_the_same(library: Library) -> None:
    case, today = NAMED["late"]
    found = timeline(case, CALENDAR, today, library)
    assert (found.name, found.mime) == ("DL-7K3Q-20270111.png", MIME)
    image = Image.open(BytesIO(found.content))
    assert (image.format, image.size) == ("PNG", size(layout(case, CALENDAR, today, library)))
    assert image.size[0] == 780
    assert timeline(case, CALENDAR, today, library).content == found.content


def test_a_title_of_any_kind_stays_on_its_card(library: Library) -> None:
    for title in ("X" * 400, "Ấp ủ\n\tđổi mới\x00 🙂 <b>", ""):
        picture = layout(cases.case(*cases.numbered(cases.SUBMITTED), title=title), CALENDAR, BEFORE, library)
        check(picture)
        assert "<b>" not in title or "<b>" in text(picture)


@pytest.mark.parametrize("office", [None, "Văn phòng"])
def test_what_an_obstruction_is_stays_private_where_an_office_looks_on(office: str | None, library: Library) -> None:
    complaint = cases.happened("obstruction_reported", date(2026, 11, 24), recipient="Tỉnh ủy", what="bị điều chuyển")
    told = cases.numbered(cases.SUBMITTED, replace(complaint, who=Who.PROPOSER))
    case = replace(cases.case(*told), office=office)
    shown = said(case, date(2026, 11, 25), library)
    assert "Tỉnh ủy" in shown
    assert ("bị điều chuyển" in shown) is (office is None)
    assert any("bị điều chuyển" in str(one.fields) for one in history(case)) is (office is None)


def test_a_period_that_began_anew_on_the_day_of_the_answer_is_told_of_once(library: Library) -> None:
    day = cases.DECIDED.on
    gone = cases.happened("transferred", day, recipient="Tỉnh ủy", skips_level="no", clock="restarts")
    history = cases.numbered(
        cases.SUBMITTED, cases.RECEIVED, gone, replace(cases.RECEIVED, on=day), replace(cases.DECIDED, on=day)
    )
    assert said(cases.case(*history), day, library).count("Trong hạn") == 1
