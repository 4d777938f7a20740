"""When somebody is written to: now, by what they have chosen, and what becomes of what was planned before."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.hours import QuietHours
from storage.database import Database
from storage.preferences import ChosenPreferences
from storage.quiet_hours import Preferences, Urgency
from storage.working_days import Calendar, DayKind, SpecialDay
from tests.clock import HandClock
from tests.unit.conversations.registry import CALENDAR

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
USUAL, LATE = Preferences(), Preferences(at=time(16))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(UTC)


def hours(now: str) -> QuietHours:
    async def calendar() -> Calendar:
        return CALENDAR

    nowhere = ChosenPreferences(Database.open("sqlite+aiosqlite:////nowhere/damlam.db"))
    return QuietHours(HandClock(at(now)), ZONE, calendar, nowhere)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-11-25T07:30", "2026-11-25T07:31"),
        ("2026-11-25T08:00", "2026-11-25T08:01"),
        ("2026-11-25T19:58", "2026-11-25T19:59"),
        ("2026-11-25T19:59", "2026-11-26T08:00"),
        ("2026-11-25T07:00", "2026-11-25T08:00"),
        ("2026-11-28T10:00", "2026-11-30T08:00"),
    ],
)
def test_what_arises_goes_out_after_it_could_be_joined(now: str, goes: str) -> None:
    assert hours(now).reminding(USUAL, CALENDAR, Urgency.NEWS) == at(goes)


def test_what_is_gathered_early_waits_for_the_persons_time() -> None:
    assert hours("2026-11-25T06:00").reminding(USUAL, CALENDAR, Urgency.STEP) == at("2026-11-25T08:00")
    assert hours("2026-11-25T06:00").reminding(LATE, CALENDAR, Urgency.STEP) == at("2026-11-25T16:00")


def test_a_saturday_that_is_worked_is_a_working_day() -> None:
    worked = SpecialDay(at("2026-11-28T12:00").date(), DayKind.WORKING, "làm bù")
    calendar = Calendar({worked.day: worked}, frozenset())
    assert hours("2026-11-28T10:00").reminding(USUAL, calendar, Urgency.STEP) == at("2026-11-28T10:01")


@pytest.mark.parametrize(
    ("now", "planned", "goes"),
    [
        ("2026-11-25T08:00", "2026-11-25T08:00", None),
        ("2026-11-25T19:59", "2026-11-25T08:00", None),
        ("2026-11-25T20:00", "2026-11-25T19:59", "2026-11-26T08:00"),
        ("2026-11-27T22:30", "2026-11-24T08:00", "2026-11-30T08:00"),
        ("2026-11-28T10:00", "2026-11-27T08:00", "2026-11-30T08:00"),
        ("2026-11-25T07:40", "2026-11-24T08:00", "2026-11-25T08:00"),
        ("2026-11-25T11:00", "2026-11-24T08:00", "2026-11-25T11:01"),
    ],
)
def test_what_is_to_be_sent_too_late_waits_for_what_is_due_with_it(now: str, planned: str, goes: str | None) -> None:
    assert hours(now).put_off(USUAL, CALENDAR, at(planned)) == (at(goes) if goes else None)


@pytest.mark.parametrize(
    ("planned", "goes"),
    [
        ("2026-11-25T14:00", "2026-11-25T16:00"),
        ("2026-11-26T08:00", "2026-11-26T16:00"),
        ("2026-11-28T08:00", "2026-11-30T16:00"),
    ],
)
def test_another_choice_moves_what_waits_within_its_day(planned: str, goes: str) -> None:
    assert hours("2026-11-25T10:00").instead(LATE, CALENDAR, at(planned)) == at(goes)


def test_a_time_that_is_over_means_soon() -> None:
    assert hours("2026-11-25T10:00").instead(USUAL, CALENDAR, at("2026-11-25T16:00")) == at("2026-11-25T10:01")
