"""What gives way in a long history: the routine first, what a deadline or a duty hangs on last, nothing for nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.case.folding import Rank, fitting, rank_of
from storage.cases import Case
from tests.unit.conversations.case import cases
from tests.unit.conversations.case.cases import ASSIGNED, DECIDED, RECEIVED, SUBMITTED, case, happened, numbered

DAY = date(2027, 1, 11)
AGAIN = happened("prepared_again", date(2026, 12, 20))
DIFFICULT = happened("declared_difficult", date(2026, 12, 21), reason="liên ngành")
FOLD = 50.0


def lived(where: str) -> Case:
    """A life with a pause, a longer period, a decision, a risk and its reports."""
    told = {
        "started": {},
        "progress_reported": {"what": "tiến độ"},
        "risk_occurred": {"what": "hỏng thiết bị"},
        "risk_told": {"recipient": "Thị ủy"},
        "risk_reported": {"recipient": "Tỉnh ủy"},
        "verified": {"conclusion": "khách quan"},
    }
    later = [happened(kind, DAY, **details) for kind, details in told.items()]
    asked = happened("answer_asked", date(2026, 12, 22), recipient="Thị ủy")
    first = (SUBMITTED, RECEIVED, ASSIGNED, cases.STOPPED, AGAIN, DIFFICULT, asked, DECIDED)
    return case(*numbered(*first, *later), where=where)


@pytest.mark.parametrize(
    ("where", "turns", "steps", "others"),
    [
        (
            "quang-ngai",
            "received prepare_again prepared_again declared_difficult decided risk_occurred risk_reported",
            "submitted assigned started risk_told verified",
            "answer_asked progress_reported",
        ),
        (
            "hai-phong",
            "prepare_again decided risk_occurred",
            "submitted received assigned prepared_again started",
            "declared_difficult answer_asked progress_reported risk_told risk_reported verified",
        ),
    ],
)
def test_the_rules_of_the_place_say_what_a_case_turns_on(where: str, turns: str, steps: str, others: str) -> None:
    its = lived(where)
    found = {one.kind: rank_of(its, one) for one in its.standing.effective}
    assert {kind for kind, rank in found.items() if rank is Rank.TURN} == set(turns.split())
    assert {kind for kind, rank in found.items() if rank is Rank.STEP} == set(steps.split())
    assert {kind for kind, rank in found.items() if rank is Rank.EVENT} == set(others.split())


E, S, T, K = Rank


@pytest.mark.parametrize(
    ("ranks", "heights", "room", "folded"),
    [
        ([], [], 0, []),
        ([E, E, E], [50, 50, 50], 150, []),
        ([E, E, E, E], [50, 50, 50, 50], 150, [(1, 3)]),
        ([S, E, E, S, T], [50, 50, 50, 50, 50], 200, [(1, 3)]),
        ([E, T, E, E], [50, 50, 50, 50], 150, [(2, 4)]),
        ([E, K, E, K], [50, 50, 50, 50], 100, []),
        ([E, E, T], [50, 90, 50], 150, [(1, 2)]),
        ([E, E, S, S, T], [50, 50, 90, 90, 50], 150, [(1, 4)]),
        ([E, E, T, E, T, E], [50, 90, 50, 90, 50, 50], 250, [(1, 4)]),
    ],
)
def test_the_lowest_go_first_and_what_would_be_no_lower_stays(
    ranks: list[Rank], heights: list[float], room: float, folded: list[tuple[int, int]]
) -> None:
    assert [(run.begin, run.end) for run in fitting(ranks, heights, FOLD, room) if run.folded] == folded


@given(
    st.lists(st.tuples(st.sampled_from(Rank), st.sampled_from([35.0, 50.0, 70.0, 130.0])), max_size=40),
    st.floats(50, 2000),
)
def test_everything_is_shown_or_counted_once_and_fits_if_it_can(entries: list[tuple[Rank, float]], room: float) -> None:
    ranks, heights = [rank for rank, _ in entries], [height for _, height in entries]
    runs = fitting(ranks, heights, FOLD, room)
    assert [number for run in runs for number in range(run.begin, run.end)] == [*range(len(entries))]
    shown = {number for run in runs if not run.folded for number in range(run.begin, run.end)}
    kept = {number for number, rank in enumerate(ranks) if rank is Rank.KEPT or number == 0}
    assert kept <= shown
    needed = sum(FOLD if run.folded else sum(heights[run.begin : run.end]) for run in runs)
    assert needed <= room or shown == kept or all(heights[number] <= FOLD for number in shown - kept)
    assert all(sum(heights[run.begin : run.end]) > FOLD for run in runs if run.folded)
    assert needed == sum(heights) or sum(heights) > room
