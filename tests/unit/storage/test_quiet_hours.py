"""When somebody is told of something, by what they have chosen."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conversations.case.hours import TIMES
from storage import calendar_seed
from storage.quiet_hours import DECISIONS_UNTIL, Preferences, Urgency, moment, tomorrow
from storage.working_days import Calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = Calendar(
    {day: one for year in range(2025, 2029) for day, one in calendar_seed.special_days(year).items()}, frozenset()
)
USUAL = Preferences()
LATE_RISER = Preferences(at=time(16))
EARLY = Preferences(at=time(7))
EVERY_DAY = Preferences(every_day=True)
DAILY = Preferences(daily=True)
NIGHT = Preferences(until=time(22))


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("chosen", "urgency", "now", "told"),
    [
        # Wednesday 25 November 2026 is worked, the 28th and 29th are a weekend, Thursday 24 December is worked.
        (USUAL, Urgency.STEP, "2026-11-25T06:00", "2026-11-25T08:00"),
        (USUAL, Urgency.STEP, "2026-11-25T08:00", "2026-11-25T08:00"),
        (USUAL, Urgency.STEP, "2026-11-25T11:15", "2026-11-25T11:15"),
        (USUAL, Urgency.STEP, "2026-11-25T20:00", "2026-11-26T08:00"),
        (USUAL, Urgency.STEP, "2026-11-27T21:00", "2026-11-30T08:00"),
        (USUAL, Urgency.STEP, "2026-12-31T22:00", "2027-01-04T08:00"),
        (LATE_RISER, Urgency.STEP, "2026-11-25T06:00", "2026-11-25T16:00"),
        (LATE_RISER, Urgency.STEP, "2026-11-25T11:15", "2026-11-25T16:00"),
        (LATE_RISER, Urgency.NEWS, "2026-11-25T11:15", "2026-11-25T11:15"),
        (LATE_RISER, Urgency.NEWS, "2026-11-25T21:00", "2026-11-26T16:00"),
        (EARLY, Urgency.STEP, "2026-11-25T06:00", "2026-11-25T07:00"),
        (EARLY, Urgency.EVENT, "2026-11-25T07:10", "2026-11-25T07:10"),
        (EVERY_DAY, Urgency.STEP, "2026-11-27T21:00", "2026-11-28T08:00"),
        (EVERY_DAY, Urgency.EVENT, "2026-11-29T10:00", "2026-11-29T10:00"),
        (NIGHT, Urgency.NEWS, "2026-11-25T21:59", "2026-11-25T21:59"),
        (NIGHT, Urgency.EVENT, "2026-11-25T22:00", "2026-11-26T07:30"),
        (DAILY, Urgency.NEWS, "2026-11-25T07:40", "2026-11-25T08:00"),
        (DAILY, Urgency.NEWS, "2026-11-25T11:15", "2026-11-26T08:00"),
        (DAILY, Urgency.EVENT, "2026-11-27T11:15", "2026-11-30T08:00"),
        (DAILY, Urgency.STEP, "2026-11-25T11:15", "2026-11-25T11:15"),
        (DAILY, Urgency.DECISION, "2026-11-25T11:15", "2026-11-25T11:15"),
        (USUAL, Urgency.EVENT, "2026-11-25T07:29", "2026-11-25T07:30"),
        (USUAL, Urgency.EVENT, "2026-11-25T19:59", "2026-11-25T19:59"),
        (USUAL, Urgency.EVENT, "2026-11-25T20:00", "2026-11-26T07:30"),
        (USUAL, Urgency.EVENT, "2026-11-28T10:00", "2026-11-30T07:30"),
        (USUAL, Urgency.DECISION, "2026-11-28T20:59", "2026-11-28T20:59"),
        (USUAL, Urgency.DECISION, "2026-11-28T21:00", "2026-11-29T07:30"),
        (USUAL, Urgency.DECISION, "2026-11-28T03:00", "2026-11-28T07:30"),
        (NIGHT, Urgency.DECISION, "2026-11-25T21:30", "2026-11-25T21:30"),
        (NIGHT, Urgency.DECISION, "2026-11-28T21:30", "2026-11-29T07:30"),
    ],
)
def test_when_it_is_told(chosen: Preferences, urgency: Urgency, now: str, told: str) -> None:
    assert moment(chosen, CALENDAR, ZONE, at(now), urgency) == at(told)


@pytest.mark.parametrize(
    ("chosen", "now", "told"),
    [
        (USUAL, "2026-11-25T23:59", "2026-11-26T08:00"),
        (USUAL, "2026-11-27T10:00", "2026-11-30T08:00"),
        (LATE_RISER, "2026-11-25T06:00", "2026-11-26T16:00"),
        (EVERY_DAY, "2026-11-27T10:00", "2026-11-28T08:00"),
    ],
)
def test_tomorrow_is_the_persons_time_of_the_next_day_that_suits(chosen: Preferences, now: str, told: str) -> None:
    assert tomorrow(chosen, CALENDAR, ZONE, at(now)) == at(told)


chosen_by_anybody = st.builds(
    Preferences, st.sampled_from(TIMES), st.sampled_from([time(20), time(22)]), st.booleans(), st.booleans()
)
any_moment = st.integers(0, 690 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes))


@given(chosen_by_anybody, any_moment, st.sampled_from(Urgency))
@example(Preferences(time(7), daily=True), at("2026-01-14T07:00"), Urgency.NEWS)
@settings(max_examples=300, deadline=None)
def test_never_in_quiet_hours_never_early_and_never_later_than_needed(
    chosen: Preferences, now: datetime, urgency: Urgency
) -> None:
    told = moment(chosen, CALENDAR, ZONE, now, urgency)
    assert told >= now
    assert _may_be_told(chosen, told, urgency)
    assert moment(chosen, CALENDAR, ZONE, told, urgency) == told
    assert [one for one in _openings(chosen, now, urgency) if now <= one < told] == []


def _may_be_told(chosen: Preferences, told: datetime, urgency: Urgency) -> bool:
    local = told.astimezone(ZONE)
    if urgency is Urgency.DECISION and min(chosen.at, time(7, 30)) <= local.time() < DECISIONS_UNTIL:
        return True
    works = chosen.every_day or CALENDAR.is_working(local.date())
    return works and min(chosen.at, time(7, 30)) <= local.time() < chosen.until


def _openings(chosen: Preferences, now: datetime, urgency: Urgency) -> list[datetime]:
    """Every moment of the next three weeks at which it could be told after having waited."""
    days = [now.astimezone(ZONE).date() + timedelta(days=days) for days in range(21)]
    with_reminders = urgency in {Urgency.STEP, Urgency.NEWS} or (chosen.daily and urgency is Urgency.EVENT)
    begins = chosen.at if with_reminders else min(chosen.at, time(7, 30))
    moments = [datetime.combine(day, begins, ZONE) for day in days]
    return [one for one in moments if _may_be_told(chosen, one, urgency)]


def test_a_chosen_time_is_within_everybodys_hours() -> None:
    for chosen_at, until in product(TIMES, (time(20), time(22))):
        chosen = Preferences(chosen_at, until)
        assert not chosen.is_quiet(CALENDAR, ZONE, datetime.combine(date(2026, 11, 25), chosen_at, ZONE))
