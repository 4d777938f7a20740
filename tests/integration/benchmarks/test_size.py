"""The measuring of steps against the size of the history, on histories that are small."""

import pytest

from benchmarks.size import BARE, KINDS, measure, ratio

SIZES = {"few": 100, "more": 300}


@pytest.mark.parametrize("kind", [KINDS[0], pytest.param(KINDS[1], marks=pytest.mark.postgres)])
async def test_every_step_is_measured_at_every_size(kind: str) -> None:
    found = await measure(kind, SIZES, cycles=2)
    steps = ["store", "claim", "add and finish", "claim to send", "sent"]
    assert list(found) == [*steps, "erase 100 rows"]
    assert all(list(found[step]) == [*SIZES, BARE] for step in steps)
    assert list(found["erase 100 rows"]) == list(SIZES)
    assert all(spent > 0 for by_size in found.values() for spent in by_size.values())


def test_the_ratio_is_of_the_largest_to_the_smallest() -> None:
    assert ratio({"few": 2.0, "more": 3.0}, SIZES) == 1.5
