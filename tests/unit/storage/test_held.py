"""What waits for one message: written, read back and joined."""

import json
from datetime import date
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.deadlines import Reminder
from storage.held import Happened, Held, Moved, all_in_all

cases, keys, days = st.integers(1, 3), st.sampled_from(["answer:0", "protect:1"]), st.dates()
reminders = st.builds(Reminder, cases, keys, st.none() | days)
happened = st.builds(Happened, cases, st.integers(1, 3))
moved = st.builds(Moved, cases, keys, days, days, st.text(max_size=5))
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


FIFTH, SIXTH, SEVENTH = (date(2027, 1, day) for day in (5, 6, 7))


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
    moves = [Moved(1, "answer:0", before, after, "nghỉ bù") for before, after in days]
    for order in (moves, moves[::-1]):
        assert [(one.before, one.after) for one in all_in_all(order, {(1, "answer:0"): now})] == expected
