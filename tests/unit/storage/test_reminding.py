"""On which days somebody is told of a deadline."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import calendar_seed
from storage.reminding import BEFORE, is_told_of, last_step, morning, next_nudge, next_step, steps
from storage.working_days import Calendar

CALENDAR = Calendar(
    {day: one for year in range(2024, 2030) for day, one in calendar_seed.special_days(year).items()}, frozenset()
)
DUE = date(2027, 1, 5)
WORKING = st.dates(date(2024, 6, 1), date(2027, 12, 31)).filter(CALENDAR.is_working)


def test_the_days_of_a_deadline_in_order() -> None:
    told = [(f"{step.day:%d/%m}", step.left) for step in islice(steps(CALENDAR, DUE), 9)]
    assert told == [
        ("21/12", 10),
        ("28/12", 5),
        ("30/12", 3),
        ("04/01", 1),
        ("05/01", 0),
        ("06/01", -1),
        ("12/01", -5),
        ("19/01", -10),
        ("26/01", -15),
    ]


@given(WORKING)
@settings(max_examples=200, deadline=None)
def test_every_day_to_tell_is_a_working_day_and_later_than_the_one_before(due: date) -> None:
    told = list(islice(steps(CALENDAR, due), 12))
    assert [step.left for step in told[: len(BEFORE)]] == list(BEFORE)
    for step in told:
        assert CALENDAR.is_working(step.day)
        assert step.left == CALENDAR.working_days(step.day, due)
    assert [step.day for step in told] == sorted({step.day for step in told})


@given(WORKING, st.integers(-40, 60), st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_after_an_outage_one_step_is_told_and_the_next_is_to_come(due: date, away: int, long: int) -> None:
    after = due + timedelta(days=away)
    today = after + timedelta(days=long)
    come = last_step(CALENDAR, due, after, today)
    missed = [step for step in islice(steps(CALENDAR, due), 60) if after < step.day <= today]
    assert come == (missed[-1] if missed else None)
    assert next_step(CALENDAR, due, today).day > today


def test_whether_a_day_is_one_to_tell_of_it() -> None:
    days = [DUE + timedelta(days=number) for number in range(-20, 15)]
    told = [f"{day:%d/%m}" for day in days if is_told_of(CALENDAR, DUE, day)]
    assert told == ["21/12", "28/12", "30/12", "04/01", "05/01", "06/01", "12/01", "19/01"]


def test_a_duty_is_told_of_again_on_the_next_working_day() -> None:
    assert next_nudge(CALENDAR, date(2026, 11, 23)) == date(2026, 11, 25)
    assert next_nudge(CALENDAR, date(2026, 11, 27)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Ho_Chi_Minh", datetime(2026, 11, 24, 23, 0, tzinfo=UTC)),
        ("UTC", datetime(2026, 11, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_the_morning_is_the_offices_own(zone: str, expected: datetime) -> None:
    assert morning(date(2026, 11, 25), ZoneInfo(zone)) == expected


def test_what_is_not_called_for_at_once_is_told_of_every_week() -> None:
    assert next_nudge(CALENDAR, date(2026, 11, 16), at_once=False) == date(2026, 11, 23)
    assert next_nudge(CALENDAR, date(2026, 11, 17), at_once=False) == date(2026, 11, 25)
