"""Both legs fused by weights, each leg's score kept; the gate's evidence."""

from collections.abc import Mapping

import numpy as np
import pytest

from knowledge.calibration import Logistic
from knowledge.coverage import Coverage
from knowledge.entries import Entry, Role
from knowledge.gate import weigh
from knowledge.lexical import Scores
from knowledge.retrieval import Hit, Query, Search
from knowledge.text import syllables

ENTRIES = [
    Entry("deadline", Role.TEXT, "trả lời bằng văn bản trong vòng 30 ngày làm việc"),
    Entry("reward", Role.TEXT, "khen thưởng tập thể, cá nhân"),
    Entry("shield", Role.TEXT, "bảo vệ cán bộ dám nghĩ dám làm"),
    Entry("deadline", Role.WORDING, "bao lâu thì phải trả lời"),
    Entry("silence:weather", Role.WORDING, "thời tiết hôm nay thế nào"),
]
WORDS_ALONE = Logistic(bias=-1.0, weights={"lexical-text": 2.0, "lexical-wording": 3.0, "terms-text": 1.0})
BOTH = Logistic(bias=-2.0, weights={"lexical-text": 2.0, "dense-text": 4.0})


class _Dense:
    """A leg of fixed scores that writes down what it was asked."""

    def __init__(self, **scores: float) -> None:
        self.targets = list(scores)
        self.asked: list[str] = []
        self._scores = np.array(list(scores.values()))

    def scores(self, text: str, nearest: int) -> Mapping[str, Scores]:
        assert nearest > 0
        self.asked.append(text)
        return {"text": self._scores}


def _query(text: str, *terms: str) -> Query:
    return Query(tuple(syllables(text)), text, terms)


SEARCH = Search(ENTRIES, WORDS_ALONE)


def test_by_words_alone_its_own_fusion_counts() -> None:
    assert not SEARCH.is_complete
    ranking = SEARCH.rank(_query("trả lời trong bao lâu"))
    hits = ranking.hits(SEARCH.targets)
    assert hits[0].target == "deadline"
    for hit in hits:
        expected = -1.0 + 2.0 * hit.legs["lexical-text"] + 3.0 * hit.legs["lexical-wording"]
        assert hit.log_odds == pytest.approx(expected)
        assert hit.score == pytest.approx(1 / (1 + np.exp(-expected)))
        assert not any(leg.startswith("dense") for leg in hit.legs)


def test_completed_adds_the_dense_leg_and_shares_the_lexical_one() -> None:
    dense = _Dense(reward=1.0, deadline=0.0)
    both = SEARCH.completed(dense, BOTH)
    assert both.is_complete
    assert not SEARCH.is_complete
    assert both._lexical is SEARCH._lexical
    query = _query("trả lời trong bao lâu")
    hits = both.rank(query).hits(both.targets)
    assert dense.asked == [query.text]
    assert hits[0].target == "reward"
    for hit in hits:
        assert hit.log_odds == pytest.approx(-2.0 + 2.0 * hit.legs["lexical-text"] + 4.0 * hit.legs["dense-text"])
    before = SEARCH.rank(query).hits(SEARCH.targets)
    assert [hit.legs["lexical-text"] for hit in before if hit.target == "deadline"] == [
        hit.legs["lexical-text"] for hit in hits if hit.target == "deadline"
    ]


def test_a_leg_that_lacks_a_target_scores_it_nothing() -> None:
    both = SEARCH.completed(_Dense(shield=0.5), BOTH)
    legs = {hit.target: hit.legs for hit in both.rank(_query("xyz")).hits(both.targets)}
    assert {target: found["dense-text"] for target, found in legs.items()} == {
        "deadline": 0.0,
        "reward": 0.0,
        "shield": 0.5,
        "silence:weather": 0.0,
    }


def test_hits_are_only_those_asked_for_best_first() -> None:
    ranking = SEARCH.rank(_query("khen thưởng cá nhân"))
    assert [hit.target for hit in ranking.hits(["shield", "reward", "unknown"])] == ["reward", "shield"]
    assert ranking.hits([]) == []


def test_a_handicap_moves_a_target_and_not_its_legs() -> None:
    ranking = SEARCH.rank(_query("khen thưởng cá nhân"))
    free = {hit.target: hit for hit in ranking.hits(SEARCH.targets)}
    behind = ranking.hits(SEARCH.targets, lambda target: -9.0 if target == "reward" else 0.0)
    assert behind[-1].target == "reward"
    assert behind[-1].log_odds == pytest.approx(free["reward"].log_odds - 9.0)
    assert behind[-1].legs == free["reward"].legs


def test_terms_are_a_leg_of_their_own() -> None:
    plain = SEARCH.rank(_query("sếp chưa phản hồi")).hits(["deadline"])[0]
    helped = SEARCH.rank(_query("sếp chưa phản hồi", "trả", "lời")).hits(["deadline"])[0]
    assert "terms-text" not in plain.legs
    assert helped.legs["terms-text"] > 0.0
    assert helped.log_odds == pytest.approx(plain.log_odds + helped.legs["terms-text"])


def test_unknown_words_lower_every_score() -> None:
    known = SEARCH.rank(_query("khen thưởng cá nhân")).hits(["reward"])[0]
    diluted = SEARCH.rank(_query("khen thưởng cá nhân bằng blockchain")).hits(["reward"])[0]
    assert diluted.log_odds < known.log_odds


def test_coverage_is_the_telling_share_of_a_question() -> None:
    coverage = Coverage(ENTRIES)

    def share(text: str, target: str) -> float:
        return float(coverage.scores(syllables(text))[coverage.targets.index(target)])

    assert share("khen thưởng", "reward") == pytest.approx(1.0)
    assert share("khen thuong", "reward") == pytest.approx(1.0)
    assert share("khen thưởng", "deadline") == 0.0
    assert 0.0 < share("khen thưởng blockchain", "reward") < 0.75
    assert share("bao lâu văn bản", "deadline") == pytest.approx(1.0), "text and wordings together"
    assert share("blockchain", "reward") == 0.0
    assert 0.0 <= share("là gì", "reward") <= 1.0


def _hit(target: str, log_odds: float, **legs: float) -> Hit:
    return Hit(target, log_odds, {name.replace("_", "-"): score for name, score in legs.items()})


def test_evidence_is_the_best_of_each_leg_and_the_nearest_silence() -> None:
    hits = [_hit("a", 2.0, lexical_text=0.4, lexical_wording=0.2), _hit("b", 1.0, lexical_text=0.6)]
    silences = [_hit("silence:x", -1.0, lexical_wording=0.1), _hit("silence:y", -2.0, lexical_wording=0.15)]
    found = weigh(hits, silences)
    assert found.silence == "silence:x"
    assert not found.is_silent
    assert found.features["top"] == 2.0
    assert found.features["best-lexical-text"] == 0.6
    assert found.features["best-lexical-wording"] == 0.2
    assert found.features["silent-lexical-wording"] == 0.15


def test_a_question_worded_like_a_silence_is_silent() -> None:
    assert weigh([_hit("a", 2.0, lexical_wording=0.2)], [_hit("silence:x", 1.0, lexical_wording=0.5)]).is_silent


def test_evidence_of_nothing() -> None:
    found = weigh([], [])
    assert found.silence == ""
    assert found.features["top"] < 0.0
    assert all(score == 0.0 for name, score in found.features.items() if name != "top")
