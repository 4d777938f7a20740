"""Days as people write them, on Wednesday 25/11/2026."""

from datetime import date

import pytest

from conversations.forms.dates import add_months, read_date
from conversations.forms.problems import Problem
from conversations.forms.spans import Facing
from tests.unit.conversations.forms.samples import TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngày 5/12/2026", "2026-12-05"),
        ("5/12/2026", "2026-12-05"),
        ("05-12-2026", "2026-12-05"),
        ("5.12.2026", "2026-12-05"),
        ("5 / 12 / 2026", "2026-12-05"),
        ("5/12/26", "2026-12-05"),
        ("2026-12-05", "2026-12-05"),
        ("ngày 5 tháng 12 năm 2026", "2026-12-05"),
        ("ngay 5 thang 12 nam 2026", "2026-12-05"),
        ("Ngày 5 tháng 12, 2026.", "2026-12-05"),
        ("5-12", "2026-12-05"),
        ("ngày 25/11", "2026-11-25"),
        ("ngày 30 tháng này", "2026-11-30"),
        ("ngày 5 tháng sau", "2026-12-05"),
        ("thứ bảy, 5/12/2026", "2026-12-05"),
        ("thu 7 ngay 5/12/2026", "2026-12-05"),
        ("hôm nay", "2026-11-25"),
        ("mai", "2026-11-26"),
        ("Ngày mai", "2026-11-26"),
        ("ngày kia", "2026-11-27"),
        ("hôm qua", "2026-11-24"),
        ("thứ hai tuần sau", "2026-11-30"),
        ("thu hai tuan sau", "2026-11-30"),
        ("THỨ 2 TUẦN TỚI", "2026-11-30"),
        ("thứ sáu tuần này", "2026-11-27"),
        ("thứ năm tuần này", "2026-11-26"),
        ("chủ nhật tuần này", "2026-11-29"),
        ("cn tuần trước", "2026-11-22"),
        ("3 ngày nữa", "2026-11-28"),
        ("sau 2 tuần", "2026-12-09"),
        ("1 tháng nữa", "2026-12-25"),
        ("1 năm sau", "2027-11-25"),
        ("cuối tháng 3/2027", "2027-03-31"),
        ("cuoi thang 2 nam 2028", "2028-02-29"),
        ("đầu tháng sau", "2026-12-01"),
        ("cuối tháng này", "2026-11-30"),
        ("cuối quý 1/2027", "2027-03-31"),
        ("đầu quý II năm 2027", "2027-04-01"),
        ("cuối năm", "refused"),
        ("cuối năm nay", "2026-12-31"),
        ("cuối năm 2027", "2027-12-31"),
        ("cuối tuần này", "2026-11-29"),
        ("29/2/2028", "2028-02-29"),
        ("thứ bảy 5/12", "2026-12-05"),
        ("3 ngày trước", "2026-11-22"),
        ("cách đây 3 hôm", "2026-11-22"),
        ("sáng nay", "2026-11-25"),
        ("tối nay", "2026-11-25"),
        ("tới thứ năm tuần này", "refused"),
        ("chiều qua", "2026-11-24"),
        ("tối hôm qua", "2026-11-24"),
        ("nộp ngày 5/12/2026", "2026-12-05"),
        ("da nhan duoc tu ngay 5/12/2026 roi a", "2026-12-05"),
        ("văn phòng nhận hôm thứ hai tuần trước", "2026-11-16"),
        ("vào ngày thứ hai tuần trước", "2026-11-16"),
        ("5/12/2026, nộp rồi", "2026-12-05"),
        ("gửi hôm qua rồi nhé", "2026-11-24"),
        ("nhận sau 2 tuần", "2026-12-09"),
    ],
)
def test_a_day(text: str, day: str) -> None:
    read = read_date(text, TODAY)
    assert read == day or (day == "refused" and isinstance(read, Problem))


@pytest.mark.parametrize(
    ("text", "says", "write"),
    [
        ("30/2", "Không có ngày 30/2: tháng 2 chỉ có 29 ngày.", "29/2"),
        ("30/2/2027", "Không có ngày 30/2/2027: tháng 2/2027 chỉ có 28 ngày.", "28/2/2027"),
        ("29/2/2027", "tháng 2/2027 chỉ có 28 ngày", "28/2/2027"),
        ("31/4/2027", "tháng 4/2027 chỉ có 30 ngày", "30/4/2027"),
        ("12/25/2026", "Không có tháng 25", "25/12/2026"),
        ("32/13/2026", "Không có tháng 13", "5/12/2026"),
        ("0/1/2027", "tính từ 1", "5/12/2026"),
        ("5/12/1700", "Năm 1700 ngoài khoảng", "5/12/2026"),
        ("1/1", "năm nay đã qua", "1/1/2026 hoặc 1/1/2027"),
        ("thứ hai", "chưa rõ thuộc tuần nào", "30/11/2026 hoặc 7/12/2026"),
        ("thứ tư", "chưa rõ thuộc tuần nào", "25/11/2026 hoặc 2/12/2026"),
        ("thứ hai, 5/12/2026", "Ngày 5/12/2026 là thứ bảy, không phải thứ hai.", "5/12/2026"),
        ("giữa tháng 3/2027", "chưa rõ là ngày nào", "16/3/2027"),
        ("tháng 3/2027", "một ngày cụ thể", "1/3/2027 hoặc 31/3/2027"),
        ("quý 1/2027", "một ngày cụ thể", "1/1/2027 hoặc 31/3/2027"),
        ("tuần sau", "một ngày cụ thể", "30/11/2026 hoặc 6/12/2026"),
        ("2027", "một ngày cụ thể", "1/1/2027 hoặc 31/12/2027"),
        ("sớm nhất có thể", "Chưa nhận ra ngày", "5/12/2026"),
        ("hôm kia", "“hôm kia” chưa rõ là ngày nào.", "23/11/2026 hoặc 22/11/2026"),
        ("thứ hai 5/12", "Ngày 5/12/2026 là thứ bảy, không phải thứ hai.", "5/12/2026"),
        ("nộp ngày 30/2/2027", "Không có ngày 30/2/2027", "28/2/2027"),
        ("chưa nộp ngày 5/12/2026", "Chưa nhận ra ngày", "5/12/2026"),
        ("trước ngày 5/12/2026", "Chưa nhận ra ngày", "5/12/2026"),
        ("sau ngày 5/12/2026", "Chưa nhận ra ngày", "5/12/2026"),
        ("nộp 5/12/2026 nhận 7/12/2026", "Chưa nhận ra ngày", "5/12/2026"),
        ("nộp rồi", "Chưa nhận ra ngày", "5/12/2026"),
        ("nhận", "Chưa nhận ra ngày", "5/12/2026"),
        ("2 tuần trước", "Chưa nhận ra ngày", "5/12/2026"),
        ("12345678 ngày nữa", "Chưa nhận ra ngày", "5/12/2026"),
        ("9999 ngày nữa", "Chưa nhận ra ngày", "5/12/2026"),
        ("٥/١٢/٢٠٢٦", "Chưa nhận ra ngày", "5/12/2026"),
        ("", "Chưa nhận ra ngày", "5/12/2026"),
    ],
)
def test_no_day_or_several_says_what_to_write(text: str, says: str, write: str) -> None:
    read = read_date(text, TODAY)
    assert isinstance(read, Problem)
    assert says in read.says
    assert read.write == write


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])
def test_a_relative_day_crosses_the_year(day: date) -> None:
    assert read_date("mai", day) == date.fromordinal(day.toordinal() + 1).isoformat()


def test_a_day_without_year_is_this_year_only_while_it_is_to_come() -> None:
    assert read_date("31/12", date(2026, 12, 31)) == "2026-12-31"
    assert isinstance(read_date("30/12", date(2026, 12, 31)), Problem)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("24/11", "2026-11-24", "2027-11-24"),
        ("25/11", "2026-11-25", "2026-11-25"),
        ("26/12", "2025-12-26", "2026-12-26"),
        ("ngày 1 tháng 1", "2026-01-01", "2027-01-01"),
        ("31/12", "2025-12-31", "2026-12-31"),
        ("cuối tháng 10", "2026-10-31", "2027-10-31"),
        ("26/11/2026", "2026-11-26", "2026-11-26"),
        ("hôm qua", "2026-11-24", "2026-11-24"),
    ],
)
def test_a_day_without_year_is_the_last_that_has_been_or_the_next_to_come(text: str, past: str, future: str) -> None:
    assert read_date(text, TODAY, Facing.PAST) == past
    assert read_date(text, TODAY, Facing.FUTURE) == future


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("26/11", date(2026, 11, 25), "26/11/2026"),
        ("ngày 25 tháng 12", date(2026, 11, 25), "25/12/2026"),
        ("5/1", date(2026, 12, 20), "5/1/2027"),
        ("29/2", date(2028, 2, 10), "29/2/2028"),
        ("đầu tháng 12", date(2026, 11, 25), "1/12/2026"),
    ],
)
def test_a_day_without_year_that_lies_a_few_days_ahead_is_none_of_last_year(text: str, today: date, day: str) -> None:
    read = read_date(text, today, Facing.PAST)
    assert isinstance(read, Problem)
    assert read.says == f"Ngày {day} chưa đến; ghi hôm nay hoặc một ngày đã qua (của năm trước thì ghi đủ cả năm)."


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 25), "2024-02-29"),
        (date(2028, 1, 10), "2024-02-29"),
        (date(2028, 2, 29), "2028-02-29"),
        (date(2104, 1, 10), "2096-02-29"),
    ],
)
def test_a_leap_day_without_year_is_the_last_that_has_been(today: date, day: str) -> None:
    assert read_date("29/2", today, Facing.PAST) == day
    assert isinstance(read_date("30/2", today, Facing.PAST), Problem)


def test_a_leap_day_is_not_looked_for_in_other_years_where_it_may_be_to_come() -> None:
    read = read_date("29/2", TODAY)
    assert isinstance(read, Problem)
    assert read.says == "Không có ngày 29/2/2026: tháng 2/2026 chỉ có 28 ngày."


@pytest.mark.parametrize(
    ("text", "facing", "write"),
    [
        ("thứ hai", Facing.PAST, "23/11/2026 hoặc 16/11/2026"),
        ("thứ sáu", Facing.PAST, "20/11/2026 hoặc 13/11/2026"),
        ("thứ tư", Facing.PAST, "25/11/2026 hoặc 18/11/2026"),
        ("thứ hai", Facing.FUTURE, "30/11/2026 hoặc 7/12/2026"),
    ],
)
def test_a_weekday_without_a_week_is_offered_on_the_side_that_is_asked_for(
    text: str, facing: Facing, write: str
) -> None:
    read = read_date(text, TODAY, facing)
    assert isinstance(read, Problem)
    assert read.write == write


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, date(2027, 2, 28)), (13, date(2028, 2, 29)), (-1, date(2026, 12, 31)), (0, date(2027, 1, 31))],
)
def test_months_are_added_to_the_last_day_at_most(months: int, day: date) -> None:
    assert add_months(date(2027, 1, 31), months) == day
