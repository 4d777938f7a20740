"""The months of a period: every day said once, what is skipped explained, nothing unreadable."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from conversations.case.drawing import ELLIPSIS, TALLEST, Form, Picture
from conversations.case.month import counted, layout, months, spans
from conversations.case.timeline import BLUE
from storage.working_days import Calendar, DayKind, Due, SpecialDay, Unit
from tests.unit.conversations.case.cases import CALENDAR
from tests.unit.conversations.case.looking import check, overlap, size, text

AWAITED = CALENDAR.due(date(2026, 11, 23), 30)
RECEIVED = st.dates(date(2025, 1, 1), date(2027, 6, 30))


@given(RECEIVED, st.integers(1, 130), st.sampled_from(Unit))
@settings(max_examples=12, deadline=None)
def test_everything_can_be_read(received: date, days: int, unit: Unit) -> None:
    check(layout(CALENDAR.due(received, days, unit)))


@given(RECEIVED, st.integers(1, 400))
@settings(max_examples=100, deadline=None)
def test_every_day_is_counted_or_skipped(received: date, days: int) -> None:
    due = CALENDAR.due(received, days)
    numbers = counted(due)
    assert [*numbers.values()] == [*range(1, days + 1)]
    assert numbers[due.day] == days
    every = {received + timedelta(days=number) for number in range(1, (due.day - received).days + 1)}
    assert every == set(numbers) | {skip.day for skip in due.skipped}
    assert not set(numbers) & {skip.day for skip in due.skipped}
    assert all(CALENDAR.is_working(day) for day in numbers)


def test_calendar_days_are_counted_on_every_day() -> None:
    due = CALENDAR.due(date(2026, 4, 24), 6, Unit.CALENDAR)
    assert [*counted(due).values()] == [1, 2, 3, 4, 5, 6]
    assert counted(due)[date(2026, 4, 30)] == 6


def cell(picture: Picture, left: float, top: float) -> list[str]:
    """The words of the cell that a point lies in."""
    [panel] = [
        shape.box
        for shape in picture.shapes
        if shape.radius and shape.box.left <= left <= shape.box.right and shape.box.top <= top <= shape.box.bottom
    ]
    return [words.text for words in picture.words if overlap(panel, words.box)]


def cells(due: Due) -> list[list[str]]:
    """The words of every cell with an edge, in order."""
    picture = layout(due)
    panels = [shape.box for shape in picture.shapes if shape.form is Form.PANEL and shape.radius]
    return [[words.text for words in picture.words if overlap(panel, words.box)] for panel in panels]


def test_each_day_shows_its_date_its_number_and_what_it_is() -> None:
    found = cells(AWAITED)
    assert len(found) == (AWAITED.day - AWAITED.received).days + 1
    assert found[:4] == [["23", "nhận", "0"], ["24", "a"], ["25", "1"], ["26", "2"]]
    assert found[5] == ["28", "nghỉ"]
    assert found[-1] == ["6", "HẠN", "30"]
    assert sum(words[-1] == "nghỉ" for words in found) == AWAITED.weekends


def test_the_letters_are_explained() -> None:
    words = text(layout(AWAITED))
    assert words.startswith("Hạn: thứ Tư 06/01/2027\n30 ngày làm việc kể từ thứ Hai 23/11/2026\n")
    assert "a: 24/11/2026: Ngày Văn hóa Việt Nam\nb: 01/01/2027: Tết Dương lịch\n" in words
    assert "năm 2027" in words
    assert words.replace("\n", " ").endswith("không phải trích văn bản.")


def test_a_made_up_saturday_counts_and_says_why() -> None:
    due = CALENDAR.due(date(2025, 12, 26), 10)
    assert ["10", "bù", "9"] in cells(due)
    assert "bù: 10/01/2026 vẫn tính: Làm bù cho ngày 02/01/2026" in text(layout(due))


def test_only_the_last_day_stands_on_blue() -> None:
    filled = [shape for shape in layout(AWAITED).shapes if shape.fill == BLUE]
    assert len(filled) == 1
    assert cell(layout(AWAITED), filled[0].box.left + 1, filled[0].box.top + 1) == ["6", "HẠN", "30"]


def test_only_weeks_of_the_period_are_shown() -> None:
    short = layout(CALENDAR.due(date(2026, 3, 2), 3))
    assert re.findall(r"Tháng \d\d/\d{4}", text(short)) == ["Tháng 03/2026"]
    assert [words.text for words in short.words if words.text.isdigit()] == [
        "2",
        "0",
        "3",
        "1",
        "4",
        "2",
        "5",
        "3",
        *"678",
    ]


@pytest.mark.parametrize(("days", "shown"), [(10, 2), (21, 3), (60, 4), (84, 4), (400, 4)])
def test_at_most_four_months_are_shown_and_the_others_summed_up(days: int, shown: int) -> None:
    due = CALENDAR.due(date(2026, 1, 30), days)
    words = text(layout(due))
    assert len(re.findall(r"^Tháng \d\d/\d{4}$", words, re.MULTILINE)) == shown
    between = re.search(rf"{ELLIPSIS} (Từ tháng|Tháng).*?: (\d+) ngày được tính, (\d+) ngày", words.replace("\n", " "))
    every = {(day.year, day.month) for day in counted(due)}
    assert (between is not None) is (len(every | {(2026, 1)}) > shown)
    if between:
        hidden = sorted(every | {(2026, 1)})[2:-2]
        assert int(between[2]) == sum((day.year, day.month) in hidden for day in counted(due))
        assert int(between[3]) == sum((skip.day.year, skip.day.month) in hidden for skip in due.skipped)


def test_long_months_that_leave_no_room_are_summed_up_too() -> None:
    picture = layout(CALENDAR.due(date(2027, 4, 1), 122))
    check(picture)
    assert re.findall(r"^Tháng (\d\d/\d{4})$", text(picture), re.MULTILINE) == ["04/2027", "09/2027"]
    assert f"{ELLIPSIS} Từ tháng 05/2027 đến tháng 08/2027" in text(picture)


def test_a_calendar_full_of_reasons_still_fits() -> None:
    first = date(2026, 3, 2)
    days = [first + timedelta(days=3 * number) for number in range(40)]
    many = Calendar(
        {day: SpecialDay(day, DayKind.OFF, f"Nghỉ {day:%d%m} " + "theo thông báo " * 6) for day in days},
        frozenset(),
    )
    due = many.due(date(2026, 2, 27), 60)
    picture = layout(due)
    check(picture)
    assert picture.height > TALLEST - 80
    explained = len(re.findall(r"^[a-z]+: \d\d/", text(picture), re.MULTILINE))
    left_out = re.search(rf"{ELLIPSIS} và (\d+) ghi chú khác", text(picture))
    assert left_out
    assert explained + int(left_out[1]) == len({words[-1] for words in cells(due) if words[-1].isalpha()} - {"nghỉ"})


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([date(2026, 9, 2)], "02/09/2026"),
        ([date(2026, 4, 30), date(2026, 5, 1)], "30/04-01/05/2026"),
        ([date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 2)], "30/04-01/05/2026, 02/09/2026"),
        ([], ""),
    ],
)
def test_days_in_a_row_are_one_span(days: list[date], expected: str) -> None:
    assert spans(days) == expected


def test_the_picture_is_a_png_of_its_layout_and_always_the_same() -> None:
    found = months(AWAITED)
    assert found.name == "han-20270106.png"
    image = Image.open(BytesIO(found.content))
    assert (image.format, image.size) == ("PNG", size(layout(AWAITED)))
    assert months(AWAITED).content == found.content
