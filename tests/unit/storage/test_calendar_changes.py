"""A change of the calendar by itself: what it enters, what it takes out, why a period moves."""

from dataclasses import replace
from datetime import date

import pytest

from storage import calendar_seed
from storage.calendar_changes import CalendarChange, ChangeError, Entry, missing
from storage.working_days import Calendar, DayKind, SpecialDay

MONDAY, SATURDAY = date(2027, 1, 4), date(2027, 1, 9)
OFF = SpecialDay(MONDAY, DayKind.OFF, "hoán đổi", "TB 1")
WORKED = SpecialDay(SATURDAY, DayKind.WORKING, "hoán đổi", "TB 1")
PLAIN = ((date(2027, 1, 8), DayKind.WORKING), (date(2027, 1, 10), DayKind.OFF))
EMPTY = Calendar({}, frozenset())


def test_days_are_entered_in_their_order() -> None:
    change = CalendarChange.entering(WORKED, OFF)
    assert [one.day for one in change.days] == [MONDAY, SATURDAY]
    assert (change.reason, change.document, change.years) == ("hoán đổi", "TB 1", (2027,))
    after = change.applied(EMPTY)
    assert (after.is_working(MONDAY), after.is_working(SATURDAY)) == (False, True)


@pytest.mark.parametrize(
    "days", [(), (OFF, OFF), (OFF, SpecialDay(SATURDAY, DayKind.WORKING, "hoán đổi", "TB 2"))], ids=str
)
def test_a_change_that_cannot_be(days: tuple[SpecialDay, ...]) -> None:
    with pytest.raises(ChangeError):
        CalendarChange.entering(*days)


@pytest.mark.parametrize(("special", "becomes"), [(OFF, DayKind.WORKING), (WORKED, DayKind.OFF)])
def test_what_is_taken_out_is_an_ordinary_day_again(special: SpecialDay, becomes: DayKind) -> None:
    entered = CalendarChange.entering(special).applied(EMPTY)
    change = CalendarChange.removing([Entry(special, seeded=False)], "nhầm", "TB 2")
    assert change.days[0].now == SpecialDay(special.day, becomes, "nhầm", "TB 2")
    assert change.applied(entered) == EMPTY
    assert (change.holds(entered), change.holds(EMPTY)) == (True, False)


def test_what_was_entered_over_the_seed_gives_way_to_it() -> None:
    day = date(2027, 9, 2)
    over = Entry(SpecialDay(day, DayKind.WORKING, "nhầm", "TB 1"), seeded=False)
    [one] = CalendarChange.removing([over], "nhầm", "TB 2").days
    assert (one.kept, one.now.kind) == (calendar_seed.special_days(2027)[day], DayKind.OFF)


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (MONDAY, MONDAY, None),
        (date(2027, 1, 3), MONDAY, OFF),
        (MONDAY, SATURDAY, WORKED),
        (
            date(2026, 12, 1),
            date(2027, 2, 1),
            SpecialDay(MONDAY, DayKind.OFF, "hoán đổi; 09/01/2027 là ngày làm việc", "TB 1"),
        ),
    ],
)
def test_why_a_period_moves(after: date, until: date, expected: SpecialDay | None) -> None:
    assert CalendarChange.entering(OFF, WORKED).within(after, until) == expected


def test_days_without_an_entry() -> None:
    assert missing([MONDAY, SATURDAY], [Entry(OFF, seeded=True)]) == (SATURDAY,)


def test_a_day_that_is_already_so_by_its_weekday_or_its_entry_is_idle() -> None:
    friday, sunday = (SpecialDay(day, kind, "hoán đổi", "TB 1") for day, kind in PLAIN)
    change = CalendarChange.entering(OFF, WORKED, friday, sunday)
    assert change.idle(EMPTY) == (friday, sunday)
    assert change.idle(change.applied(EMPTY)) == (OFF, friday, WORKED, sunday)
    assert CalendarChange.removing([Entry(OFF, seeded=False)], "nhầm", "TB 2").idle(EMPTY) == ()


def test_an_entry_with_another_reason_is_reworded_and_with_another_kind_changed() -> None:
    before = CalendarChange.entering(OFF, WORKED).applied(EMPTY)
    again = CalendarChange.entering(
        replace(OFF, document="TB 3"), SpecialDay(SATURDAY, DayKind.OFF, "hoán đổi", "TB 3")
    )
    assert (again.idle(before), again.reworded(before)) == ((), (OFF,))
    assert again.reworded(EMPTY) == ()
