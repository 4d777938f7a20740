"""The vectors of practice, and properties against a slow oracle that walks day by day."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import calendar_seed
from storage.working_days import LONGEST, Calendar, DayKind, PeriodError, Skip, SpecialDay, Unit, days_between

YEARS = range(2023, 2030)
CALENDAR = Calendar(
    {day: special for year in YEARS for day, special in calendar_seed.special_days(year).items()},
    frozenset(year for year in YEARS if calendar_seed.confirmed(year)),
)
RECEIVED = st.dates(date(2024, 1, 1), date(2027, 12, 31))
DAYS = st.integers(1, 120)
special_days = cache(calendar_seed.special_days)

VECTORS = [
    (date(2024, 4, 1), 30, date(2024, 5, 16)),
    (date(2024, 5, 3), 1, date(2024, 5, 4)),
    (date(2025, 4, 14), 30, date(2025, 5, 28)),
    (date(2025, 4, 14), 60, date(2025, 7, 9)),
    (date(2025, 12, 26), 5, date(2026, 1, 6)),
    (date(2025, 12, 26), 7, date(2026, 1, 8)),
    (date(2026, 1, 9), 1, date(2026, 1, 10)),
    (date(2026, 11, 20), 7, date(2026, 12, 2)),
    (date(2026, 11, 20), 30, date(2027, 1, 5)),
    (date(2026, 11, 20), 60, date(2027, 2, 23)),
]


def oracle(received: date, days: int) -> date:
    """The slow way: every weekday is written out, then the n-th working one is taken."""
    long = [received + timedelta(days=number) for number in range(1, 3 * days + 40)]
    working = []
    for day in long:
        special = special_days(day.year).get(day)
        works = day.isoweekday() <= 5 if special is None else special.kind == "working"
        if works:
            working.append(day)
    return working[days - 1]


@pytest.mark.parametrize(("received", "days", "expected"), VECTORS)
def test_the_vectors_of_practice(received: date, days: int, expected: date) -> None:
    assert CALENDAR.due(received, days).day == expected


@given(RECEIVED, DAYS)
@settings(max_examples=300, deadline=None)
def test_the_count_agrees_with_the_oracle_and_never_ends_on_a_day_off(received: date, days: int) -> None:
    due = CALENDAR.due(received, days)
    assert due.day == oracle(received, days)
    assert CALENDAR.is_working(due.day)
    assert CALENDAR.working_days(received, due.day) == days


@given(RECEIVED, DAYS, DAYS)
@settings(max_examples=300, deadline=None)
def test_periods_add_up_and_longer_ones_end_later(received: date, first: int, second: int) -> None:
    between = CALENDAR.due(received, first).day
    assert CALENDAR.due(between, second).day == CALENDAR.due(received, first + second).day
    assert CALENDAR.due(received, first).day < CALENDAR.due(received, first + second).day
    later = received + timedelta(days=1)
    assert CALENDAR.due(received, first).day <= CALENDAR.due(later, first).day


@given(RECEIVED, DAYS)
@settings(max_examples=200, deadline=None)
def test_every_day_is_either_counted_or_skipped_with_its_reason(received: date, days: int) -> None:
    due = CALENDAR.due(received, days)
    assert (due.day - received).days == days + len(due.skipped)
    assert due.weekends + len(due.holidays) == len(due.skipped)
    assert [skip.day for skip in due.skipped] == sorted({skip.day for skip in due.skipped})
    for skip in due.skipped:
        assert not CALENDAR.is_working(skip.day)
        assert skip.reason is not None or skip.day.weekday() in {5, 6}


@given(RECEIVED, DAYS)
@settings(max_examples=200, deadline=None)
def test_going_back_undoes_going_forward_from_a_working_day(received: date, days: int) -> None:
    due = CALENDAR.due(received, days).day
    back = CALENDAR.back(due, days)
    assert CALENDAR.due(back, days).day == due
    assert back <= received or CALENDAR.is_working(received)


@given(RECEIVED, RECEIVED)
@settings(max_examples=200, deadline=None)
def test_working_days_between_two_days_have_a_sign(one: date, other: date) -> None:
    assert CALENDAR.working_days(one, other) == -CALENDAR.working_days(other, one)


def test_an_explanation_names_what_was_skipped_and_what_was_made_up() -> None:
    due = CALENDAR.due(date(2025, 12, 26), 10)
    assert due.holidays == (
        Skip(date(2026, 1, 1), "Tết Dương lịch"),
        Skip(date(2026, 1, 2), "Nghỉ hoán đổi (làm bù ngày 10/01/2026)"),
    )
    assert [special.day for special in due.made_up] == [date(2026, 1, 10)]
    assert due.weekends == 5
    assert due.unconfirmed == ()


def test_years_without_a_notice_are_named() -> None:
    assert CALENDAR.due(date(2026, 11, 20), 30).unconfirmed == (2027,)
    assert CALENDAR.due(date(2027, 12, 20), 30).unconfirmed == (2027, 2028)
    assert CALENDAR.due(date(2026, 3, 2), 30).unconfirmed == ()


@pytest.mark.parametrize(
    ("received", "days", "expected", "skipped"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 12), []),
        (date(2026, 3, 2), 12, date(2026, 3, 16), [date(2026, 3, 14), date(2026, 3, 15)]),
        (date(2026, 4, 24), 6, date(2026, 5, 4), [date(2026, 4, 30) + timedelta(days=n) for n in range(4)]),
    ],
)
def test_calendar_days_end_with_the_next_working_day(
    received: date, days: int, expected: date, skipped: list[date]
) -> None:
    due = CALENDAR.due(received, days, Unit.CALENDAR)
    assert due.day == expected
    assert [skip.day for skip in due.skipped] == skipped
    assert due.made_up == ()


@pytest.mark.parametrize("days", [0, -1, LONGEST + 1, 10**9])
def test_a_period_that_cannot_be_counted_is_refused(days: int) -> None:
    with pytest.raises(PeriodError):
        CALENDAR.due(date(2026, 3, 2), days)


def test_a_made_up_saturday_is_worked_and_a_swapped_friday_is_not() -> None:
    saturday, friday = date(2026, 8, 22), date(2026, 8, 21)
    swapped = Calendar(
        {saturday: SpecialDay(saturday, DayKind.WORKING, "bù"), friday: SpecialDay(friday, DayKind.OFF, "đổi")},
        frozenset({2026}),
    )
    assert swapped.is_working(saturday)
    assert not swapped.is_working(friday)
    assert swapped.due(date(2026, 8, 20), 1).day == saturday


def test_days_between_leaves_the_first_out_and_takes_the_last_in() -> None:
    assert list(days_between(date(2026, 2, 27), date(2026, 3, 1))) == [date(2026, 2, 28), date(2026, 3, 1)]
    assert list(days_between(date(2026, 3, 1), date(2026, 3, 1))) == []


@pytest.mark.parametrize("day", [date(2024, 2, 8), date(2025, 1, 27), date(2027, 2, 4)])
def test_the_second_day_before_tet_has_a_name_that_is_true_however_long_the_last_month_is(day: date) -> None:
    """It is the 29th of a month of 30 days in 2024, the 28th of one of 29 days in 2025 and 2027."""
    special = calendar_seed.special_days(day.year)[day]
    assert (special.kind, special.reason) == (DayKind.OFF, "Ngày trước giao thừa Tết Nguyên Đán")


def test_no_day_is_called_by_a_day_of_the_last_lunar_month() -> None:
    reasons = {one.reason for year in range(2000, 2101) for one in special_days(year).values()}
    assert not [reason for reason in reasons if reason.startswith("29")]
