"""The arithmetic of the benchmark against values computed by hand."""

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ablations import TextLeg
from benchmarks.answers import pairs
from benchmarks.baselines import Shares, best_refusal
from benchmarks.bench import RememberingEncoder, stripped
from benchmarks.latency import stopwatch
from benchmarks.memory import CHATS, EACH
from benchmarks.retrieval import systems
from bot.flood import LIMIT
from knowledge.evaluation import Asked, Judged, percentile, rank_of


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.95, 7.0),
        ([3.0, 1.0, 2.0, 4.0], 0.5, 2.0),
        ([3.0, 1.0, 2.0, 4.0], 0.75, 3.0),
        ([3.0, 1.0, 2.0, 4.0], 0.76, 4.0),
        ([float(n) for n in range(1, 21)], 0.95, 19.0),
        ([float(n) for n in range(1, 22)], 0.95, 20.0),
        ([5.0, 6.0], 0.0, 5.0),
        ([5.0, 6.0], 1.0, 6.0),
    ],
)
def test_percentiles_by_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(
    ("gold", "texts", "rank"),
    [
        (["Ba mươi  ngày"], ["hai ngày", "trong ba mươi\nngày làm việc"], 2),
        (["a", "b"], ["xxb", "a"], 1),
        (["a"], ["x", "y"], 0),
        ([], ["x"], 0),
        (["a"], [], 0),
    ],
)
def test_the_place_of_the_first_right_text(gold: list[str], texts: list[str], rank: int) -> None:
    assert rank_of(gold, texts) == rank


def test_shares_count_the_first_place_and_the_first_five() -> None:
    assert Shares.of([1, 1, 5, 6, 0]) == Shares(first=0.4, within_five=0.6)


@pytest.mark.parametrize(
    ("answerable", "refusable", "accuracy"),
    [
        ([0.8, 0.9], [0.1, 0.2], 1.0),
        # From 0.9 on: half of the answerable are answered and all the others refused; from 0.5 on: all and half.
        ([0.5, 0.9], [0.4, 0.6], 0.75),
        # From 0.6 on: two of three answered, three of four refused; from 0.3 on .625, from 0.7 on two thirds.
        ([0.3, 0.6, 0.7], [0.1, 0.4, 0.5, 0.65], (2 / 3 + 3 / 4) / 2),
        # Worse than chance the wrong way round: refusing nothing, or everything, is still a half.
        ([0.1, 0.2], [0.8, 0.9], 0.5),
        ([0.5], [0.5], 0.5),
    ],
)
def test_the_best_threshold_in_hindsight(answerable: list[float], refusable: list[float], accuracy: float) -> None:
    assert math.isclose(best_refusal(answerable, refusable), accuracy)


def asked(identity: str, text: str, pair: str | None = None) -> Asked:
    return Asked.model_validate({"id": identity, "q": text, "gold": ["x"]} | ({"pair": pair} if pair else {}))


def judged(identity: str) -> Judged:
    return Judged(identity, "direct", True, False, 1, None, 0, True, 0.0)


def test_pairs_are_matched_by_their_mark_and_told_apart_by_their_accents() -> None:
    questions = [
        asked("1", "thoi han tra loi", "p1"),
        asked("2", "Không thuộc cặp nào"),
        asked("3", "Ai thẩm định?", "p2"),
        asked("4", "Thời hạn trả lời", "p1"),
        asked("5", "ai tham dinh", "p2"),
    ]

    found = pairs(questions, [judged(one.id) for one in questions])

    assert [one.id for one in found.accented] == ["4", "3"]
    assert [one.id for one in found.unaccented] == ["1", "5"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [(["Thời hạn"], "pairs of one question: p1"), (["Thời hạn", "Thẩm định"], "pair p1: two questions")],
)
def test_a_mark_that_is_not_on_one_question_of_each_spelling_is_named(texts: list[str], message: str) -> None:
    questions = [asked(str(number), text, "p1") for number, text in enumerate(texts)]

    with pytest.raises(ValueError, match=message):
        pairs(questions, [judged(one.id) for one in questions])


def test_a_stripped_question_keeps_all_but_its_accents() -> None:
    question = asked("1", "Điều 4 khoản 3 quy định gì?", "p1")

    assert stripped(question).q == "Dieu 4 khoan 3 quy dinh gi?"
    assert stripped(question).gold == question.gold


class Clock:
    """Work that takes as many seconds as it is told, on a clock of its own."""

    now = 0.0

    @classmethod
    def perf_counter(cls) -> float:
        return cls.now

    def work(self, seconds: float) -> float:
        Clock.now += seconds
        return seconds

    def fail(self) -> None:
        Clock.now += 5.0
        raise ValueError("broken")


def test_the_stopwatch_sums_the_calls_of_each_part_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.latency.perf_counter", Clock.perf_counter)
    work = Clock.work
    clock = Clock()

    with stopwatch({"working": [(Clock, "work")], "failing": [(Clock, "fail")], "idle": []}) as spent:
        assert clock.work(2.0) == 2.0
        clock.work(3.0)
        with pytest.raises(ValueError, match="broken"):
            clock.fail()
    clock.work(9.0)

    assert spent == {"working": 5.0, "failing": 5.0, "idle": 0.0}
    assert Clock.work is work


class Counting:
    """An encoder that counts what it is asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_query(self, text: str) -> list[float]:
        self.asked.append(text)
        return [float(len(text)), 0.0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        return [[0.0, float(len(text))] for text in texts]


def test_the_remembering_encoder_encodes_a_question_once_and_passages_once_for_good(tmp_path: Path) -> None:
    inner = Counting()
    first = RememberingEncoder(inner, tmp_path / "kept")

    assert [first.embed_query("hỏi"), first.embed_query("hỏi")] == [[3.0, 0.0], [3.0, 0.0]]
    assert first.embed_documents(["một", "hai ba"]) == [[0.0, 3.0], [0.0, 6.0]]
    again = RememberingEncoder(inner, tmp_path / "kept")
    assert again.embed_documents(["một", "hai ba"]) == [[0.0, 3.0], [0.0, 6.0]]
    assert inner.asked == ["hỏi", "một", "hai ba"]
    again.embed_documents(["hai ba", "một"])
    assert inner.asked[3:] == ["hai ba", "một"]


def test_the_text_leg_keeps_the_scores_of_texts_under_their_own_targets() -> None:
    class Both:
        def __init__(self) -> None:
            self.targets = ["silence:1", "doc/1", "doc/2"]

        def scores(self, text: str, nearest: int) -> dict[str, np.ndarray]:
            return {"text": np.array([0.0, 0.5, 0.25]), "wording": np.array([0.9, 0.8, 0.7])}

    leg = TextLeg(Both(), {"doc/1", "doc/2"})

    assert leg.targets == ["doc/1", "doc/2"]
    assert {role: list(scores) for role, scores in leg.scores("hỏi", 5).items()} == {"text": [0.5, 0.25]}


def test_nobody_asks_so_much_that_the_bot_would_call_it_a_flood() -> None:
    assert EACH + 1 < LIMIT
    assert CHATS * EACH == 200


def test_the_table_of_retrieval_has_a_row_for_each_system_and_spelling() -> None:
    report = {
        "systems": {
            "ours": {"accented": {"R@1": 0.5, "MRR@10": 0.75}, "stripped": {"R@1": 0.25, "MRR@10": 0.5}},
            "bm25": {"accented": {"R@1": 0.4, "MRR@10": 0.6}, "stripped": {"R@1": 0.0, "MRR@10": 0.1}},
        }
    }

    assert systems(report).splitlines()[2:] == [
        "| ours | accented | 0.5 | 0.75 |",
        "| ours | stripped | 0.25 | 0.5 |",
        "| bm25 | accented | 0.4 | 0.6 |",
        "| bm25 | stripped | 0 | 0.1 |",
    ]
