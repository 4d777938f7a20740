"""Numbers with units, and sums of money."""

import pytest

from conversations.forms.money import read_money
from conversations.forms.numbers import read_number, shown
from conversations.forms.problems import Problem


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1.234,5", "1234.5", "ngày làm việc"),
        ("12,5%", "12.5", "%"),
        ("12,5 %", "12.5", "%"),
        ("30 ngay lam viec", "30", "ngày làm việc"),
        ("30 NGÀY LÀM VIỆC", "30", "ngày làm việc"),
        ("30", "30", "ngày làm việc"),
        ("30 hộ", "30", "hộ"),
        ("5 m2", "5", "m2"),
        ("2,50 triệu lượt/năm", "2.5", "triệu lượt/năm"),
        ("khoảng 200 hồ sơ", "200", "hồ sơ"),
        ("1.234.567", "1234567", "ngày làm việc"),
        ("1 234 567 hộ", "1234567", "hộ"),
        ("1,234,567", "1234567", "ngày làm việc"),
        ("1,234.5", "1234.5", "ngày làm việc"),
        ("1.5", "1.5", "ngày làm việc"),
        ("0,125", "0.125", "ngày làm việc"),
        ("0.125", "0.125", "ngày làm việc"),
        ("-5%", "-5", "%"),
        ("−5%", "-5", "%"),
        ("0", "0", "ngày làm việc"),
        ("007", "7", "ngày làm việc"),
    ],
)
def test_a_number(text: str, number: str, unit: str) -> None:
    assert read_number(text, "ngày làm việc") == {"number": number, "unit": unit}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,234", "có thể đọc hai cách: 1.234 hoặc 1,2340"),
        ("20-30 ngày", "đúng một con số"),
        ("30 ngày\n40 ngày", "đúng một con số"),
        ("giảm 20%", "Chưa nhận ra con số"),
        ("ba mươi ngày", "Chưa nhận ra con số"),
        ("1.2.3", "Chưa nhận ra con số"),
        ("5/12", "đúng một con số"),
        ("٣٠", "Chưa nhận ra con số"),
        ("9" * 31, "quá lớn"),
        ("", "Chưa nhận ra con số"),
    ],
)
def test_no_number_says_why(text: str, says: str) -> None:
    read = read_number(text, "ngày")
    assert isinstance(read, Problem)
    assert says in read.says


@pytest.mark.parametrize(
    ("stored", "told"), [("1234.5", "1.234,5"), ("30", "30"), ("-0.5", "-0,5"), ("-1234", "-1.234"), ("0", "0")]
)
def test_a_stored_number_is_told_as_people_write_it(stored: str, told: str) -> None:
    assert shown(stored) == told


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 tỉ đồng", 1_500_000_000),
        ("1.5 ty", 1_500_000_000),
        ("500 triệu", 500_000_000),
        ("500tr", 500_000_000),
        ("2 ty 300 trieu", 2_300_000_000),
        ("2 tỷ 300 triệu 500 nghìn đồng", 2_300_500_000),
        ("300.000.000 đ", 300_000_000),
        ("300.000.000đ", 300_000_000),
        ("300 000 000 VND", 300_000_000),
        ("300000000", 300_000_000),
        ("500k", 500_000),
        ("500 đồng", 500),
        ("1 tỷ rưỡi", 1_500_000_000),
        ("khoảng 2 tỷ đồng", 2_000_000_000),
        ("2 triệu 500.000 đồng", 2_500_000),
        ("1.500 tỷ", 1_500_000_000_000),
        ("0", 0),
        ("không", 0),
    ],
)
def test_a_sum(text: str, dong: int) -> None:
    assert read_money(text) == dong


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("500", "chưa rõ là đồng, triệu hay tỷ"),
        ("12,5", "chưa rõ là đồng, triệu hay tỷ"),
        ("2 tỷ 3", "phần cuối chưa rõ là triệu hay nghìn"),
        ("1tr5", "phần cuối chưa rõ"),
        ("1,500 tỷ", "có thể đọc hai cách"),
        ("300 triệu 2 tỷ", "chưa đúng thứ tự"),
        ("2 tỷ 3000 triệu", "chưa đúng thứ tự"),
        ("1.234.567,5 đ", "số đồng nguyên"),
        ("500 USD", "đồng Việt Nam"),
        ("$500", "đồng Việt Nam"),
        ("1-2 tỷ", "Chưa nhận ra số tiền"),
        ("-5 triệu", "Chưa nhận ra số tiền"),
        ("ba tỷ", "Chưa nhận ra số tiền"),
        ("999.999.999.999 tỷ", "quá lớn"),
        ("theo dự toán", "Chưa nhận ra số tiền"),
        ("", "Chưa nhận ra số tiền"),
    ],
)
def test_no_sum_says_why_and_what_to_write(text: str, says: str) -> None:
    read = read_money(text)
    assert isinstance(read, Problem)
    assert says in read.says
    assert read.write


def test_a_hostile_text_is_read_in_no_time() -> None:
    """Patterns of sums and numbers do not take forever on what almost matches."""
    assert isinstance(read_money("1 " * 2000 + "x"), Problem)
    assert isinstance(read_money("1 trieu " * 600 + "x"), Problem)
    assert isinstance(read_number("1." * 2000 + "x", ""), Problem)
