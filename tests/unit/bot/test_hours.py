"""When somebody may be written to unasked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.hours import QuietHours
from storage.working_days import Calendar, DayKind, SpecialDay
from tests.clock import HandClock
from tests.unit.conversations.registry import CALENDAR

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(UTC)


def hours(now: str) -> QuietHours:
    async def calendar() -> Calendar:
        return CALENDAR

    return QuietHours(HandClock(at(now)), ZONE, calendar)


@pytest.mark.parametrize(
    ("now", "event", "decision"),
    [
        ("2026-11-25T07:29", "2026-11-25T07:30", "2026-11-25T07:30"),
        ("2026-11-25T07:30", None, None),
        ("2026-11-28T19:59", None, None),
        ("2026-11-25T20:00", "2026-11-26T07:30", None),
        ("2026-11-29T21:00", "2026-11-30T07:30", "2026-11-30T07:30"),
        ("2026-11-25T00:00", "2026-11-25T07:30", "2026-11-25T07:30"),
    ],
)
async def test_news_of_a_case_is_told_on_any_day_a_decision_until_later(
    now: str, event: str | None, decision: str | None
) -> None:
    assert await hours(now).opening(1, decision=False) == (at(event) if event else None)
    assert await hours(now).opening(1, decision=True) == (at(decision) if decision else None)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-11-25T07:30", "2026-11-25T07:31"),
        ("2026-11-25T08:00", "2026-11-25T08:01"),
        ("2026-11-25T19:59", "2026-11-25T20:00"),
        ("2026-11-25T20:00", "2026-11-26T08:01"),
        ("2026-11-25T07:00", "2026-11-25T08:01"),
        ("2026-11-27T21:00", "2026-11-30T08:01"),
        ("2026-11-28T10:00", "2026-11-30T08:01"),
        ("2026-12-31T22:00", "2027-01-04T08:01"),
    ],
)
def test_a_reminder_goes_out_on_a_working_day_after_it_could_be_joined(now: str, goes: str) -> None:
    assert hours(now).reminding(CALENDAR) == at(goes)


async def test_tomorrow_is_the_next_working_day() -> None:
    assert await hours("2026-11-27T10:00").tomorrow() == at("2026-11-30T08:01")
    assert await hours("2026-11-25T23:59").tomorrow() == at("2026-11-26T08:01")


def test_a_saturday_that_is_worked_is_a_working_day() -> None:
    worked = SpecialDay(at("2026-11-28T12:00").date(), DayKind.WORKING, "làm bù")
    calendar = Calendar({worked.day: worked}, frozenset())
    assert hours("2026-11-28T10:00").reminding(calendar) == at("2026-11-28T10:01")
