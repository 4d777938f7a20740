"""Retrieval: the lexical and dense legs side by side, fused by calibrated weights, each leg's score kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge.calibration import Logistic
from knowledge.coverage import Coverage
from knowledge.entries import Entry, Role
from knowledge.lexical import LexicalLeg, Scores

NEAREST = 160
"""Entries the dense leg brings: several wordings lead to one provision, so more than the provisions wanted."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for.

    `words` go to the lexical leg, `terms` are words of other expressions that mean the same, `text` is encoded.
    """

    words: tuple[str, ...]
    text: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A target found: `log_odds` that it settles the question, calibrated, and the raw score of each leg."""

    target: str
    log_odds: float
    legs: Mapping[str, float]

    @property
    def score(self) -> float:
        """The chance that it settles the question, 0..1."""
        return float(1.0 / (1.0 + np.exp(-self.log_odds)))


class DenseUnavailable(Exception):
    """The dense leg cannot answer now; words alone can."""


class Dense(Protocol):
    """A dense leg: see `knowledge.index.DenseLeg`. What it is asked for may raise DenseUnavailable."""

    targets: list[str]

    def scores(self, text: str, nearest: int) -> Mapping[str, Scores]: ...


@dataclass(frozen=True)
class Ranking:
    """Every target's scores for one query."""

    place: Mapping[str, int]
    log_odds: Scores
    legs: Mapping[str, Scores]

    def hits(self, among: Iterable[str], handicap: Callable[[str], float] = lambda _target: 0.0) -> list[Hit]:
        """The targets `among` that are indexed, best first; `handicap` is added to a target's log-odds."""
        found = [self._hit(target, handicap(target)) for target in among if target in self.place]
        return sorted(found, key=lambda hit: -hit.log_odds)

    def _hit(self, target: str, handicap: float) -> Hit:
        place = self.place[target]
        legs = {name: float(scores[place]) for name, scores in self.legs.items()}
        return Hit(target, float(self.log_odds[place]) + handicap, legs)


class Search:
    """Searches entries by both legs, or by words alone while there is no dense leg."""

    def __init__(self, entries: Sequence[Entry], fusion: Logistic, dense: Dense | None = None) -> None:
        """Index the entries for the lexical leg; `dense` must be over the same entries, `fusion` fit the legs given."""
        by_role = {role: [entry for entry in entries if entry.role is role] for role in Role}
        self._lexical = {role: LexicalLeg(group) for role, group in by_role.items() if group}
        self.targets = list(dict.fromkeys(entry.target for entry in entries))
        self._place = {target: number for number, target in enumerate(self.targets)}
        self._coverage = Coverage(entries)
        self._dense = dense
        self._fusion = fusion

    @property
    def is_complete(self) -> bool:
        """True when both legs answer."""
        return self._dense is not None

    def completed(self, dense: Dense, fusion: Logistic) -> "Search":
        """The same search with the dense leg; the lexical leg is shared, not built again."""
        both = copy(self)
        both._dense, both._fusion = dense, fusion
        return both

    def rank(self, query: Query) -> Ranking:
        """Score every target."""
        legs = self._leg_scores(query)
        fused = np.full(len(self.targets), self._fusion.bias)
        for name, weight in self._fusion.weights.items():
            if name in legs:
                fused += weight * legs[name]
        return Ranking(self._place, fused, legs)

    def _leg_scores(self, query: Query) -> dict[str, Scores]:
        legs = {
            f"lexical-{role}": self._aligned(leg.targets, leg.scores(query.words))
            for role, leg in self._lexical.items()
        }
        legs["coverage"] = self._aligned(self._coverage.targets, self._coverage.scores(query.words))
        if query.terms:
            for role, leg in self._lexical.items():
                legs[f"terms-{role}"] = self._aligned(leg.targets, leg.scores(query.terms))
        if self._dense is not None:
            for name, scores in self._dense.scores(query.text, NEAREST).items():
                legs[f"dense-{name}"] = self._aligned(self._dense.targets, scores)
        return legs

    def _aligned(self, targets: Sequence[str], scores: Scores) -> Scores:
        """A leg's scores in the order of all targets, 0 where the leg has none."""
        if targets == self.targets:
            return scores
        aligned = np.zeros(len(self.targets))
        aligned[[self._place[target] for target in targets]] = scores
        return aligned
