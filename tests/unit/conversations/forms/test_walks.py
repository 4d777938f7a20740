"""A small number of the random walks of `benchmarks.walks`, the same at every run."""

from benchmarks.walks import Walk, walk


def test_no_walk_loses_an_answer_or_ends_nowhere() -> None:
    Walk.counts.clear()
    walk(80, steps=20, derandomize=True)
    assert Walk.counts["walks"] >= 80
    assert Walk.counts["changes"] > 500
    for move in (
        "Typed",
        "Chosen",
        "Back",
        "Skip",
        "Edit",
        "Jump",
        "Done",
        "DropLast",
        "stale",
        "restart",
        "migrations",
    ):
        assert Walk.counts[move], move
