"""Cases are found by what people remember of them, however they write it."""

import pytest

from conversations.case.finding import sought

CODE, TITLE = "DL-7K3Q", "Một cửa lưu động cho các xã miền núi"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1342", "1342"),
        ("số 1342", "1342"),
        ("so den 1342", "1342"),
        ("1342", "Số 1342"),
        ("1342", "1342/VP"),
        ("215-TB/TU", "215-TB/TU"),
        ("215-tb/tu", "QĐ 215-TB/TU"),
        ("215", "QĐ số 215-TB/TU"),
        ("215-TB/TU", "215–TB/TU"),
        ("215-TB/TU", "215 - TB/TU"),
        ("215 TB/TU", "215-TB/TU"),
        ("công văn số 215-TB", "215-TB/TU"),
        ("thông báo 215", "215-TB/TU"),
        ("qđ 17a", "17A-QĐ/TU"),
    ],
)
def test_a_number_is_found_however_it_is_written(typed: str, number: str) -> None:
    looked_for = sought(typed)
    assert looked_for.fits(CODE, TITLE, [number])
    assert looked_for.digits
    assert looked_for.digits in number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("134", "1342"),
        ("2", "1342"),
        ("so", "Số 1342"),
        ("215-QĐ/TU", "215-TB/TU"),
        ("việc 9", "9-CV"),
        ("xã 1342", "1342"),
    ],
)
def test_part_of_a_piece_or_of_a_title_finds_no_number(typed: str, number: str) -> None:
    assert not sought(typed).fits(CODE, TITLE, [number])


@pytest.mark.parametrize("typed", ["mien nui", "MỘT CỬA", "dl 7k3q", "7k3q"])
def test_a_title_or_a_code_is_found_without_its_numbers_being_asked_about(typed: str) -> None:
    assert sought(typed).fits(CODE, TITLE, [])
    assert not sought("mien nui").digits
