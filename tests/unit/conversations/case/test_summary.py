"""What a case says in a few words."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from conversations.case.summary import skipped_days
from storage.working_days import Calendar, DayKind, SpecialDay, Unit


def calendar(*off: tuple[date, str]) -> Calendar:
    return Calendar({day: SpecialDay(day, DayKind.OFF, reason) for day, reason in off}, frozenset({2026}))


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        ([(2, "nghỉ bù")], ("06/03 nghỉ bù",)),
        ([(2, "nghỉ bù"), (6, "nghỉ bù")], ("06/03 nghỉ bù", "10/03 nghỉ bù")),
        ([(2, "nghỉ bù"), (5, "nghỉ bù")], ("06/03-09/03 nghỉ bù",)),
        ([(5, "lễ"), (6, "bù"), (7, "lễ")], ("09/03 lễ", "10/03 bù", "11/03 lễ")),
    ],
    ids=["one", "a counted day between", "a weekend between", "another reason between"],
)
def test_days_off_of_one_reason_are_a_span_only_while_no_day_between_was_counted(
    off: Sequence[tuple[int, str]], expected: tuple[str, ...]
) -> None:
    wednesday = date(2026, 3, 4)
    days = calendar(*((wednesday + timedelta(days=after), reason) for after, reason in off))
    assert skipped_days(days.due(wednesday, 21, Unit.WORKING))[1:] == expected
