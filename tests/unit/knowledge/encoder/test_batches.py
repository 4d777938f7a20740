"""Passages go through the encoder in batches: many short ones together, long ones a few at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoder.embeddings import _batches


@pytest.mark.parametrize(
    ("lengths", "sizes"),
    [
        ([], []),
        ([10], [1]),
        ([10] * 32, [32]),
        ([10] * 33, [32, 1]),
        ([3_000, 900, 200], [2, 1]),
        ([9_000, 9_000], [1, 1]),
        ([5_000, 10, 10], [1, 2]),
    ],
)
def test_sizes(lengths: list[int], sizes: list[int]) -> None:
    assert [len(batch) for batch in _batches(["x" * length for length in lengths])] == sizes


@given(st.lists(st.text(max_size=50), max_size=200))
def test_nothing_is_lost_and_the_order_stays(texts: list[str]) -> None:
    assert [text for batch in _batches(texts) for text in batch] == texts
