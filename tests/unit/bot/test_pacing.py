import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.pacing import Limit, Pace


class Now:
    """Seconds that a test moves by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def pace(now: Now) -> Pace:
    return Pace(overall=Limit(30, 30), per_chat=Limit(1, 3), clock=now)


def test_a_short_burst_goes_at_once_and_then_one_a_second(pace: Pace, now: Now) -> None:
    for _ in range(3):
        assert pace.wait(1) == 0
        pace.sent(1)
    assert pace.wait(1) == pytest.approx(1)
    now.at += 1
    assert pace.wait(1) == 0
    pace.sent(1)
    assert pace.wait(1) == pytest.approx(1)


def test_one_chat_does_not_hold_up_another(pace: Pace) -> None:
    for _ in range(3):
        pace.sent(1)
    assert pace.wait(2) == 0


def test_all_chats_share_the_limit_over_all(pace: Pace, now: Now) -> None:
    for chat in range(30):
        assert pace.wait(chat) == 0
        pace.sent(chat)
    assert pace.wait(99) == pytest.approx(1 / 30)
    now.at += 1 / 30 + 1e-6
    assert pace.wait(99) == 0


def test_a_refused_chat_waits_as_long_as_telegram_says_and_others_do_not(pace: Pace, now: Now) -> None:
    pace.refused(1, 17)
    assert pace.wait(1) == pytest.approx(17)
    assert pace.wait(2) == 0
    now.at += 17
    assert pace.wait(1) == 0


def test_two_chats_refused_at_once_hold_everything(pace: Pace, now: Now) -> None:
    pace.refused(1, 5)
    pace.refused(2, 9)
    assert pace.wait(3) == pytest.approx(9)
    now.at += 9
    assert pace.wait(3) == 0


def test_chats_at_rest_are_forgotten(pace: Pace, now: Now) -> None:
    for chat in range(100):
        pace.sent(chat)
        now.at += 10
    assert len(pace._chats) <= 2


RESTS = [(2, 0.0), (2, 0.0), (2, 2.3074149964336668e-07), (1, 0.0), (1, 9.435562083058649e-06), (3, 0.0), (1, 0.0)]
"""Messages after which so little is lacking that waiting for it would not move the clock."""


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 2)), max_size=120))
@example(RESTS)
def test_no_second_sees_more_than_burst_and_rate_allow(steps: list[tuple[int, float]]) -> None:
    now = Now()
    pace = Pace(overall=Limit(5, 5), per_chat=Limit(1, 3), clock=now)
    sent: list[tuple[float, int]] = []
    for chat, pause in steps:
        now.at += pause
        while (wait := pace.wait(chat)) > 0:
            assert now.at + wait > now.at
            now.at += wait
        pace.sent(chat)
        sent.append((now.at, chat))
    for start, _ in sent:
        within = [chat for at, chat in sent if start <= at <= start + 1]
        assert len(within) <= 5 + 5 + 1
        assert all(within.count(chat) <= 3 + 1 + 1 for chat in within)
