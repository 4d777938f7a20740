"""Numbers and locators are one thing however they are written."""

import pytest

from knowledge.figures import Figures


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("30 ngày làm việc", ("30", "ngày làm việc")),
        ("ba mươi ngày làm việc", ("30", "ngày làm việc")),
        ("Ba mươi ngày làm việc", ("30", "ngày làm việc")),
        ("030 ngày làm việc", ("30", "ngày làm việc")),
        ("30 ngày", ("30", "ngày")),
        ("hai mươi lăm ngày", ("25", "ngày")),
        ("hai mươi năm", ("20", "năm")),
        ("mười lăm ngày", ("15", "ngày")),
        ("một trăm linh năm ngày", ("105", "ngày")),
        ("một trăm hai mươi triệu đồng", ("120", "triệu")),
        ("hai trăm ngày", ("200", "ngày")),
        ("hai tháng", ("2", "tháng")),
        ("năm năm", ("5", "năm")),
        ("ba trường hợp", ("3", "trường")),
        ("10%", ("10%", "")),
        ("10 %", ("10%", "")),
        ("mười phần trăm", ("10%", "")),
        ("03%", ("3%", "")),
        ("7,5 triệu", ("7,5", "triệu")),
        ("22/9/2021", ("22/9/2021", "")),
        ("22/09/2021", ("22/9/2021", "")),
        ("ngày 22 tháng 9 năm 2021", ("22/9/2021", "")),
        ("tháng 6 năm 2026", ("6/2026", "")),
        ("từ năm 2025", ("2025", "năm:")),
        ("số 14-KL/TW", ("14-kl/tw", "")),
        ("３０ ngày", ("30", "ngày")),
    ],
)
def test_a_number_with_what_it_counts(text: str, number: tuple[str, str]) -> None:
    assert Figures.of(text).numbers == {number}


@pytest.mark.parametrize(
    "text",
    ["một số trường hợp", "năm nay", "tư tưởng", "cả hai bên", "một phần của đề án", "không có căn cứ", "hằng năm"],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert not Figures.of(text).numbers


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Điều 4 khoản 3", {("điều", "4"), ("khoản", "3")}),
        ("khoản 3 Điều 4", {("điều", "4"), ("khoản", "3")}),
        ("khoản 3 của Điều 4", {("điều", "4"), ("khoản", "3")}),
        (
            "Điều 4 khoản 3 điểm đ, gạch đầu dòng 2",
            {("điều", "4"), ("khoản", "3"), ("điểm", "đ"), ("gạch đầu dòng", "2")},
        ),
        ("mục 2.4", {("mục", "2.4")}),
        ("mục IV khoản 3", {("mục", "iv"), ("khoản", "3")}),
        ("Điều bốn", {("điều", "4")}),
        ("chú thích 1", {("chú thích", "1")}),
    ],
)
def test_a_locator_in_any_order(text: str, place: set[tuple[str, str]]) -> None:
    assert Figures.of(text) == Figures(frozenset({frozenset(place)}), frozenset())


@pytest.mark.parametrize("text", ["mục vi phạm", "phần y tế", "điều này", "tiết kiệm", "quan điểm", "khoản chi"])
def test_words_that_only_look_like_locators(text: str) -> None:
    assert not Figures.of(text).places


def test_locators_side_by_side_stay_apart() -> None:
    assert Figures.of("Điều 4, Điều 6").places == {frozenset({("điều", "4")}), frozenset({("điều", "6")})}


def test_levels_of_two_places_do_not_make_a_third() -> None:
    known = [Figures.of("Điều 4 khoản 3"), Figures.of("Điều 6 khoản 1")]
    assert not Figures.of("Điều 4; khoản 1 Điều 6").places_beyond(known)
    assert Figures.of("Điều 4 khoản 1").places_beyond(known)


def test_a_number_of_another_thing_is_another_number() -> None:
    known = [Figures.of("30 ngày làm việc"), Figures.of("10 tháng")]
    assert not Figures.of("ba mươi ngày làm việc").numbers_beyond(known)
    assert Figures.of("30 tháng").numbers_beyond(known) == [("30", "tháng")]
