"""The days between which an event may lie, on Wednesday 25/11/2026 or later, as every other entry stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conversations.case.order import misplaced, window
from conversations.case.recording import after
from conversations.case.wording import event_of
from storage.history import CORRECTED, Happening, RefusedError
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import DECIDED, answered, case, happened, numbered, random_case, waiting

TODAY = date(2027, 1, 8)


def correction(entry: int, on: date, **told: str) -> Happening:
    return Happening(0, CORRECTED, on, Who.OFFICE, told, corrects=entry)


def report(on: date) -> Happening:
    return happened("progress_reported", on, what="tuần 1")


RECEIVED = {"number": "1342", "received_by": "Văn phòng Thị ủy"}


@pytest.mark.parametrize(
    ("happening", "says"),
    [
        (
            correction(1, date(2026, 11, 24), recipient="Thị ủy"),
            "Thứ Ba 24/11/2026 sau “Tiếp nhận”. Ghi được từ 22/09/2021 (ngày ban hành Kết luận số 14-KL/TW) đến "
            "23/11/2026 (“Tiếp nhận”).",
        ),
        (
            correction(2, date(2026, 11, 18), **RECEIVED),
            "Thứ Tư 18/11/2026 trước “Nộp đề xuất”. Ghi được từ 19/11/2026 (“Nộp đề xuất”) đến 30/11/2026 "
            "(“Giao thẩm định”).",
        ),
        (
            correction(2, date(2026, 12, 1), **RECEIVED),
            "Thứ Ba 01/12/2026 sau “Giao thẩm định”. Ghi được từ 19/11/2026 (“Nộp đề xuất”) đến 30/11/2026 "
            "(“Giao thẩm định”).",
        ),
        (
            correction(3, date(2027, 1, 9), body="Ban Tổ chức"),
            "Thứ Bảy 09/01/2027 chưa đến. Ghi được từ 23/11/2026 (“Tiếp nhận”) đến 08/01/2027 (hôm nay).",
        ),
        (
            replace(DECIDED, on=date(2026, 11, 29)),
            "Chủ nhật 29/11/2026 trước “Giao thẩm định”. Ghi được từ 30/11/2026 (“Giao thẩm định”) đến 08/01/2027 "
            "(hôm nay).",
        ),
    ],
)
def test_a_refused_day_is_told_with_the_days_that_are_possible(happening: Happening, says: str) -> None:
    found = window(waiting(), happening, TODAY)
    assert found
    assert misplaced(waiting(), happening.on, found, TODAY) == says


def test_a_day_is_before_what_led_to_the_state_and_not_before_what_came_after_it_on_the_same_day() -> None:
    begun = date(2027, 1, 6)
    running = case(*numbered(*waiting().standing.effective, DECIDED, happened("started", begun), report(begun)))
    early = happened("risk_occurred", date(2027, 1, 5), what="hỏng máy")
    found = window(running, early, TODAY)
    assert found
    assert misplaced(running, early.on, found, TODAY) == (
        "Thứ Ba 05/01/2027 trước “Bắt đầu thực hiện”. Ghi được từ 06/01/2027 (“Bắt đầu thực hiện”) đến 08/01/2027 "
        "(hôm nay)."
    )


def test_one_possible_day_is_told_alone() -> None:
    one = case(*(replace(told, on=date(2026, 11, 23)) for told in waiting().standing.effective))
    found = window(one, correction(2, date(2026, 11, 20), **RECEIVED), TODAY)
    assert found
    assert misplaced(one, date(2026, 11, 20), found, TODAY).endswith("Ghi được ngày 23/11/2026 (“Nộp đề xuất”).")


def test_no_day_is_possible_where_something_else_is_wrong() -> None:
    assert window(answered(), replace(DECIDED, on=date(2027, 1, 5)), TODAY) is None


@pytest.mark.parametrize("seed", range(12))
def test_the_days_told_are_those_that_can_be_recorded(seed: int) -> None:
    life, today = random_case(seed, 12)
    for meant in (one for one in life.standing.effective if not event_of(life, one).describes):
        moved = replace(correction(meant.number, meant.on), who=meant.who, details=meant.details)
        found = window(life, moved, today)
        assert found
        edges = (found.first.day, found.last.day)
        for day in {near + timedelta(days=by) for near in (*edges, meant.on) for by in (-1, 0, 1)}:
            try:
                after(life, replace(moved, on=day), life.created_at, today)
                stands = True
            except RefusedError:
                stands = False
            if day >= date(2021, 9, 22):
                assert stands is (found.first.day <= day <= found.last.day)
