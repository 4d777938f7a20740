"""How much of what a question says a provision speaks of: the evidence that tells a near miss from an answer."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from knowledge.entries import Entry
from knowledge.text import fold, syllables

WEAK = frozenset(
    "a ai anh ay ba bao bi biet boi bot cac cai can cang cha chi cho chua co con cua cung da dang dau de den di do"
    " duoc gi giup gom ha hay het hien hoac hoi hon kem khi khong la lai lam len luc ma may minh moi mot muon nao nay"
    " neu nen ngay nghia nhe nhieu nhu nhung noi o ra rang roi sao sau se so ta tai the theo thi thoi toi tren trong"
    " truoc tu tung va vao ve vi viec voi vay xin".split()
)
"""Folded syllables that say nothing of what a question is about."""


class Coverage:
    """The words of every target, from its text and wordings, and how much each word tells."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Learn the words of the entries' targets."""
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        for entry in entries:
            self._words[entry.target].update(map(fold, syllables(entry.text)))
        self._frequency = Counter(word for words in self._words.values() for word in words)

    def share(self, words: Sequence[str], target: str) -> float:
        """The weighted share of a question's words that the target has, 0..1; 1 for a question of weak words alone."""
        asked = {fold(word) for word in words} - WEAK
        total = sum(map(self._weight, asked))
        return sum(self._weight(word) for word in asked & self._words[target]) / total if total else 1.0

    def heaviest_missing(self, words: Sequence[str], target: str) -> float:
        """The weight of the most telling word of a question that the target lacks; 0 when it lacks none."""
        asked = {fold(word) for word in words} - WEAK
        return max(map(self._weight, asked - self._words[target]), default=0.0)

    def _weight(self, word: str) -> float:
        found = self._frequency[word]
        return math.log(1 + (len(self._words) - found + 0.5) / (found + 0.5))
