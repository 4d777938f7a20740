"""How much of what a question says a provision speaks of, in its text and all its wordings together."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from knowledge.entries import Entry, targets
from knowledge.lexical import Scores
from knowledge.text import fold, syllables

WEAK = frozenset(
    "a ai anh ay ba bao bi biet boi bot cac cai can cang cha chi cho chua co con cua cung da dang dau de den di do"
    " duoc gi giup gom ha hay het hien hoac hoi hon kem khi khong la lai lam len luc ma may minh moi mot muon nao nay"
    " neu nen ngay nghia nhe nhieu nhu nhung noi o ra rang roi sao sau se so ta tai the theo thi thoi toi tren trong"
    " truoc tu tung va vao ve vi viec voi vay xin".split()
)
"""Folded syllables that say nothing of what a question is about."""


class Coverage:
    """The words of every target, and how much each word tells: a word of few targets tells more."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Learn the words of the entries' targets."""
        words: defaultdict[str, set[str]] = defaultdict(set)
        for entry in entries:
            words[entry.target].update(map(fold, syllables(entry.text)))
        self.targets = targets(entries)
        self._column = {word: number for number, word in enumerate(sorted(set().union(*words.values())))}
        self._has = np.zeros((len(self._column), len(self.targets)), dtype=np.float32)
        for number, target in enumerate(self.targets):
            self._has[[self._column[word] for word in words[target]], number] = 1.0
        self._frequency = self._has.sum(axis=1)

    def scores(self, words: Sequence[str]) -> Scores:
        """For each target the weighted share of the question's telling words that it has, 0..1."""
        asked = sorted({fold(word) for word in words} - WEAK)
        known = [self._column[word] for word in asked if word in self._column]
        weights = [self._weight(float(self._frequency[column])) for column in known]
        total = sum(weights) + (len(asked) - len(known)) * self._weight(0.0)
        if not weights:
            return np.zeros(len(self.targets))
        return np.asarray(np.array(weights) @ self._has[known] / total, dtype=np.float64)

    def _weight(self, found: float) -> float:
        return math.log(1 + (len(self.targets) - found + 0.5) / (found + 0.5))
