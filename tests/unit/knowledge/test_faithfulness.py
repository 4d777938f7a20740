"""A rewriting keeps every figure and name of its author, and adds none."""

import pytest

from knowledge.faithfulness import Drift, drift

SHORT = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân"}
TEXT = (
    "Sau sap xep phường có 4 tổ cách trụ sở hơn 9 km. Từ tháng 7 đến tháng 10/2026 tiếp 6.240 lượt, ông Võ Minh Quân "
    "phụ trách theo Quyết định số 12/2020/QĐ-UBND, Điều 5 khoản 2; xong trước ngày 15/02/2027."
)
POLISHED = (
    "Sau sắp xếp, phường hiện có 4 tổ cách trụ sở hơn 9 km. Từ tháng 7 đến tháng 10/2026, đã tiếp 6.240 lượt; ông Võ "
    "Minh Quân được giao phụ trách, căn cứ Quyết định số 12/2020/QĐ-UBND, Điều 5 khoản 2; hoàn thành trước ngày "
    "15/02/2027."
)


def test_the_same_in_better_words_is_faithful() -> None:
    assert drift(TEXT, POLISHED, SHORT) == Drift()
    assert not drift(TEXT, POLISHED, SHORT)


@pytest.mark.parametrize(
    ("old", "new", "lost", "added"),
    [
        ("6.240", "6.420", "6.240", "6.420"),
        ("4 tổ", "5 tổ", "4 tổ", "5 tổ"),
        ("9 km", "9 m", "9 km", "9 m"),
        ("tháng 7", "tháng 8", "7", "8"),
        ("15/02/2027", "15/03/2027", "15/2/2027", "15/3/2027"),
        ("12/2020/QĐ-UBND", "13/2020/QĐ-UBND", "12/2020/qđ-ubnd", "13/2020/qđ-ubnd"),
        ("Điều 5 khoản 2", "Điều 5 khoản 3", "khoản 2 điều 5", "khoản 3 điều 5"),
        ("Quân", "Quang", "Quân", "Quang"),
    ],
)
def test_a_changed_figure_or_name_is_found(old: str, new: str, lost: str, added: str) -> None:
    found = drift(TEXT, POLISHED.replace(old, new), SHORT)
    assert lost in found.lost
    assert added in found.added


@pytest.mark.parametrize(
    ("addition", "added"),
    [
        (" Đạt 95%.", "95%"),
        (" Nguyễn Văn An đồng ý.", "An"),
        (" Việc này được Hà Nội làm trước.", "Nội"),
        (" Có hai mươi hộ tham gia.", "mươi"),
        (" Theo Điều 9.", "điều 9"),
    ],
)
def test_an_addition_is_found(addition: str, added: str) -> None:
    found = drift(TEXT, POLISHED + addition, SHORT)
    assert found.lost == ()
    assert added in found.added


def test_a_dropped_name_is_found() -> None:
    assert drift(TEXT, POLISHED.replace("ông Võ Minh Quân", "lãnh đạo"), SHORT).lost == ("Võ", "Minh", "Quân")


def test_a_figure_said_twice_and_kept_once_is_found() -> None:
    assert drift("Có 3 người ở tổ 3.", "Có 3 người.", SHORT).lost


def test_abbreviations_may_be_written_out_and_names_abbreviated() -> None:
    assert not drift("ubnd phường giao 3 người", "Ủy ban nhân dân phường giao 3 người.", SHORT)
    assert not drift("UBND phường giao 3 người", "Uỷ ban nhân dân phường giao 3 người.", SHORT)
    assert not drift("Ủy ban nhân dân phường giao", "Giao UBND phường.", SHORT)


def test_a_body_that_was_not_named_is_found() -> None:
    assert drift("phường giao 3 người", "Theo đó, UBND phường giao 3 người.", SHORT).added == ("UBND",)


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert not drift("giao 3 người. làm trong 2 ngày", "Phường giao 3 người.\nViệc làm trong 2 ngày.", SHORT)


def test_a_date_may_get_its_zeros() -> None:
    assert not drift("xong ngày 5/2/2027", "Hoàn thành ngày 05/02/2027.", SHORT)
    assert not drift("xong ngày 5/2/2027", "Hoàn thành ngày 05 tháng 02 năm 2027.", SHORT)


def test_lower_case_names_may_get_their_capitals() -> None:
    assert not drift("anh võ minh quân phụ trách", "Đồng chí Võ Minh Quân phụ trách.", SHORT)
