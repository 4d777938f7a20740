"""The fuzzing benchmark: it tries as many as it says, the same ones for the same seed, and tells what it finds."""

import pytest

from benchmarks import fuzz
from bot.preparing import progress_bar
from knowledge.catalogue import Document


def tried(seed: int) -> fuzz.Tally:
    with progress_bar() as bar:
        return fuzz.documents(25, seed, bar)


def test_the_same_seed_tries_the_same_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def remember(document: Document, raw: str) -> None:
        seen.append(f"{document.key} {raw}")

    monkeypatch.setattr(fuzz, "check", remember)
    tallies = [tried(seed) for seed in (1, 1, 2)]
    assert [tally.tried for tally in tallies] == [25] * 3
    assert seen[:25] == seen[25:50] != seen[50:]


def test_failures_and_slowness_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(document: Document, raw: str) -> None:
        raise KeyError(document.key)

    monkeypatch.setattr(fuzz, "check", fail)
    failed = tried(1)
    assert len(failed.failures) == 25
    assert "KeyError" in failed.failures[0]
    monkeypatch.setattr(fuzz, "check", lambda document, raw: None)
    monkeypatch.setattr(fuzz, "HANG", -1.0)
    slow = tried(1)
    assert len(slow.failures) == 25
    assert " took 0.00 s" in slow.failures[0]
    assert slow.line().startswith("documents: 25 tried (25 refused), longest ")
    assert slow.line().endswith("25 failures")
