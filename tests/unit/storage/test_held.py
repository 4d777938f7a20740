"""What waits for one message: written, read back and joined."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.deadlines import Reminder
from storage.held import Happened, Held, Moved, all_in_all

cases, keys, days = st.integers(1, 3), st.sampled_from(["answer:0", "protect:1"]), st.dates()
reminders = st.builds(Reminder, cases, keys, st.none() | days)
happened = st.builds(Happened, cases, st.integers(1, 3))
moved = st.builds(Moved, cases, keys, days, days, st.text(max_size=5), st.datetimes(timezones=st.just(UTC)))
held = st.builds(
    Held,
    st.lists(reminders, max_size=3).map(tuple),
    st.lists(happened, max_size=3).map(tuple),
    st.lists(moved, max_size=3).map(tuple),
)


@given(held)
def test_what_is_written_is_read_back(about: Held) -> None:
    assert Held.read(json.loads(json.dumps(about.written()))) == about
    assert set(about.cases) == {one.case_id for one in about.every}


@given(held, held, held)
def test_joined_is_everything_once_in_whatever_order_it_came(first: Held, second: Held, third: Held) -> None:
    together = first.joined(second).joined(third)
    assert together == reduce(Held.joined, (third, first, second, first))
    assert set(together.every) == {*first.every, *second.every, *third.every}
    assert len(together.every) == len(set(together.every))


def test_a_row_of_before_news_were_held_and_a_row_that_was_blanked() -> None:
    assert Held.read({"reminders": [[1, "answer:0", "2027-01-06"]]}) == Held(
        (Reminder(1, "answer:0", date(2027, 1, 6)),)
    )
    assert Held.read({}) == Held()


NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIFTH, SIXTH, SEVENTH, EIGHTH = (date(2027, 1, day) for day in (5, 6, 7, 8))


@pytest.mark.parametrize(
    ("days", "now", "expected"),
    [
        ([(FIFTH, SIXTH)], SIXTH, [(FIFTH, SIXTH)]),
        ([(FIFTH, SIXTH), (SIXTH, SEVENTH)], SEVENTH, [(FIFTH, SEVENTH)]),
        ([(FIFTH, SIXTH), (SIXTH, FIFTH)], FIFTH, []),
        ([(FIFTH, SIXTH)], SEVENTH, []),
        ([(FIFTH, SIXTH)], None, []),
    ],
    ids=["moved", "on", "back", "elsewhere", "over"],
)
def test_moves_come_to_one_from_where_the_deadline_was(
    days: list[tuple[date, date]], now: date | None, expected: list[tuple[date, date]]
) -> None:
    moves = [Moved(1, "answer:0", *its, "nghỉ bù", NOON + timedelta(hours=hour)) for hour, its in enumerate(days)]
    for order in (moves, moves[::-1]):
        assert [(one.before, one.after) for one in all_in_all(order, {(1, "answer:0"): now})] == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([(FIFTH, SIXTH), (SIXTH, SEVENTH), (SEVENTH, EIGHTH)], (FIFTH, EIGHTH, "a; b; c")),
        ([(SEVENTH, SIXTH), (SIXTH, SEVENTH), (SEVENTH, EIGHTH)], (SEVENTH, EIGHTH, "c")),
        ([(FIFTH, SEVENTH), (SEVENTH, SIXTH), (SIXTH, EIGHTH)], (FIFTH, EIGHTH, "a; b; c")),
        ([(FIFTH, SIXTH), (SEVENTH, SIXTH), (SIXTH, EIGHTH)], (SEVENTH, EIGHTH, "b; c")),
    ],
    ids=["on", "back and on", "to and fro", "moved by something else"],
)
def test_what_several_moves_come_to_has_the_reasons_that_led_there(
    days: list[tuple[date, date]], expected: tuple[date, date, str]
) -> None:
    moves = [
        Moved(1, "answer:0", *its, reason, NOON + timedelta(hours=hour))
        for hour, (its, reason) in enumerate(zip(days, "abc", strict=True))
    ]
    for order in (moves, moves[::-1]):
        [one] = all_in_all(order, {(1, "answer:0"): EIGHTH})
        assert (one.before, one.after, one.reason) == expected


def test_what_was_entered_taken_out_and_entered_again_has_moved() -> None:
    days = [(FIFTH, SIXTH), (SIXTH, FIFTH), (FIFTH, SIXTH)]
    moves = [Moved(1, "answer:0", *its, "hoán đổi", NOON + timedelta(hours=hour)) for hour, its in enumerate(days)]
    held = Held(moved=(moves[0],)).joined(Held(moved=(moves[1],))).joined(Held(moved=(moves[2],)))
    [one] = all_in_all(held.moved, {(1, "answer:0"): SIXTH})
    assert (one.before, one.after) == (FIFTH, SIXTH)


def test_a_move_that_waits_since_before_its_moment_was_kept_comes_before_the_others() -> None:
    old = Held.read({"moved": [[1, "answer:0", "2027-01-05", "2027-01-06", "nghỉ bù"]]})
    [its] = old.moved
    assert (its.before, its.after, its.reason) == (FIFTH, SIXTH, "nghỉ bù")
    later = Moved(1, "answer:0", SIXTH, SEVENTH, "hoán đổi", NOON)
    [told] = all_in_all((later, its), {(1, "answer:0"): SEVENTH})
    assert (told.before, told.after) == (FIFTH, SEVENTH)
