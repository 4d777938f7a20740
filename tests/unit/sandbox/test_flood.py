"""Flood limits on a clock that the test moves."""

import pytest

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiError
from bot.sandbox.flood import Flood, Limits


class StillClock(Clock):
    """Stands still until advanced."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def now(self) -> float:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += seconds


def admitted(flood: Flood, chat_id: int, tries: int) -> int:
    """How many of some messages sent at once pass."""
    passed = 0
    for _ in range(tries):
        try:
            flood.admit(chat_id)
        except ApiError:
            continue
        passed += 1
    return passed


def test_a_chat_takes_a_burst_and_then_one_a_second() -> None:
    clock = StillClock()
    flood = Flood(clock, Limits(chat_rate=1, chat_burst=3))
    assert admitted(flood, 1, 10) == 3
    clock.advance(1)
    assert admitted(flood, 1, 10) == 1
    clock.advance(100)
    assert admitted(flood, 1, 10) == 3


def test_chats_do_not_spend_each_others_allowance() -> None:
    flood = Flood(StillClock(), Limits(chat_burst=2, total_burst=100))
    assert [admitted(flood, chat, 5) for chat in (1, 2, 3)] == [2, 2, 2]


def test_all_chats_together_are_limited() -> None:
    flood = Flood(StillClock(), Limits(total_burst=30))
    assert sum(admitted(flood, chat, 1) for chat in range(1, 61)) == 30


def test_a_group_takes_twenty_a_minute() -> None:
    clock = StillClock()
    flood = Flood(clock, Limits(chat_rate=0))
    assert admitted(flood, -1, 30) == 20
    clock.advance(60)
    assert admitted(flood, -1, 30) == 20


def test_the_refusal_says_how_long_to_wait() -> None:
    clock = StillClock()
    flood = Flood(clock, Limits(chat_rate=1 / 10, chat_burst=1))
    flood.admit(1)
    clock.advance(2.5)
    with pytest.raises(ApiError) as refusal:
        flood.admit(1)
    assert refusal.value.envelope() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 8",
        "parameters": {"retry_after": 8},
    }
    assert refusal.value.headers() == {"Retry-After": "8"}
    clock.advance(8)
    flood.admit(1)


def test_generous_limits_have_none() -> None:
    assert admitted(Flood(StillClock(), Limits.generous()), 1, 500) == 500
