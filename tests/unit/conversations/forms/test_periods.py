"""Periods as people write them, on Wednesday 25/11/2026."""

import pytest

from conversations.forms.periods import read_period
from conversations.forms.problems import Problem
from tests.unit.conversations.forms.samples import TODAY


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("từ 1/1/2027 đến 30/6/2027", "2027-01-01", "2027-06-30"),
        ("tu ngay 1/1/2027 den het ngay 30/6/2027", "2027-01-01", "2027-06-30"),
        ("Từ 1/1/2027 tới 30/6/2027.", "2027-01-01", "2027-06-30"),
        ("1/1/2027 - 30/6/2027", "2027-01-01", "2027-06-30"),
        ("1/1/2027-30/6/2027", "2027-01-01", "2027-06-30"),
        ("1/1/2027 – 30/6/2027", "2027-01-01", "2027-06-30"),
        ("từ 1/1 đến 30/6/2027", "2027-01-01", "2027-06-30"),
        ("từ 1/1/2027 đến 30/6", "2027-01-01", "2027-06-30"),
        ("từ 1/10 đến 31/3/2027", "2026-10-01", "2027-03-31"),
        ("từ 1/10/2026 đến 31/3", "2026-10-01", "2027-03-31"),
        ("từ 5 đến 10/12/2026", "2026-12-05", "2026-12-10"),
        ("từ tháng 3 đến tháng 6/2027", "2027-03-01", "2027-06-30"),
        ("từ 3 đến 6/2027", "2027-03-01", "2027-06-30"),
        ("từ quý 1/2027 đến quý 3/2027", "2027-01-01", "2027-09-30"),
        ("quý 1 đến quý III/2027", "2027-01-01", "2027-09-30"),
        ("từ mai đến thứ sáu tuần tới", "2026-11-26", "2026-12-04"),
        ("từ hôm nay đến cuối năm 2027", "2026-11-25", "2027-12-31"),
        ("quý 1/2027", "2027-01-01", "2027-03-31"),
        ("quy IV nam 2027", "2027-10-01", "2027-12-31"),
        ("quý sau", "2027-01-01", "2027-03-31"),
        ("tháng 2/2028", "2028-02-01", "2028-02-29"),
        ("tháng 12", "2026-12-01", "2026-12-31"),
        ("tháng sau", "2026-12-01", "2026-12-31"),
        ("tuần sau", "2026-11-30", "2026-12-06"),
        ("năm 2027", "2027-01-01", "2027-12-31"),
        ("năm sau", "2027-01-01", "2027-12-31"),
        ("6 tháng đầu năm 2027", "2027-01-01", "2027-06-30"),
        ("6 tháng cuối năm 2027", "2027-07-01", "2027-12-31"),
        ("6 tháng từ 1/1/2027", "2027-01-01", "2027-06-30"),
        ("6 tháng kể từ ngày 1/1/2027", "2027-01-01", "2027-06-30"),
        ("trong 6 tháng, bắt đầu từ 15/1/2027", "2027-01-15", "2027-07-14"),
        ("từ 1/1/2027 trong vòng 6 tháng", "2027-01-01", "2027-06-30"),
        ("3 tháng từ quý 2/2027", "2027-04-01", "2027-06-30"),
        ("30 ngày từ 1/1/2027", "2027-01-01", "2027-01-30"),
        ("2 tuần từ mai", "2026-11-26", "2026-12-09"),
        ("2 quý từ 1/1/2027", "2027-01-01", "2027-06-30"),
        ("1 năm từ 1/3/2027", "2027-03-01", "2028-02-29"),
        ("1 tháng từ 31/1/2027", "2027-01-31", "2027-02-28"),
    ],
)
def test_a_period(text: str, begin: str, end: str) -> None:
    assert read_period(text, TODAY) == {"begin": begin, "end": end}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("từ 30/6/2027 đến 1/1/2027", "Ngày kết thúc (1/1/2027) đứng trước ngày bắt đầu (30/6/2027)."),
        ("6 tháng", "Chưa có ngày bắt đầu"),
        ("trong vòng 2 tuần", "Chưa có ngày bắt đầu"),
        ("5/12/2026", "Chưa có ngày kết thúc"),
        ("mai", "Chưa có ngày kết thúc"),
        ("30 ngày làm việc từ 1/1/2027", "ngày làm việc"),
        ("từ 30/2/2027 đến 1/4/2027", "tháng 2/2027 chỉ có 28 ngày"),
        ("từ 1/2/2027 đến 31/4/2027", "tháng 4/2027 chỉ có 30 ngày"),
        ("0 tháng từ 1/1/2027", "Chưa nhận ra thời gian"),
        ("6 tháng từ ngày khởi công", "Chưa nhận ra ngày"),
        ("tháng 3", "năm nay đã qua"),
        ("càng sớm càng tốt", "Chưa nhận ra thời gian"),
        ("từ thứ hai đến thứ sáu", "chưa rõ thuộc tuần nào"),
        ("", "Chưa nhận ra thời gian"),
    ],
)
def test_no_period_says_why_and_what_to_write(text: str, says: str) -> None:
    read = read_period(text, TODAY)
    assert isinstance(read, Problem)
    assert says in read.says
    assert read.write
