"""The lexical leg: BM25 over syllables and pairs, accented and folded, scored as a share of what the question asks."""

import math
from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, targets
from knowledge.text import clean, search_tokens, syllables

Scores = NDArray[np.float64]

_K1 = 1.2
_B = 0.75


class LexicalLeg:
    """BM25 over entries; several entries of one target count by the best of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Index the entries (at least one)."""
        self.targets = targets(entries)
        place = {target: number for number, target in enumerate(self.targets)}
        self._owner = np.array([place[entry.target] for entry in entries])
        tokens = [search_tokens(syllables(clean(entry.text))) for entry in entries]
        self._bm25 = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        self._bm25.index(tokens, show_progress=False)
        self._frequency = Counter(token for one in tokens for token in set(one))
        self._size = len(entries)

    def scores(self, words: Sequence[str]) -> Scores:
        """For each target its best BM25 score over the sum of the question's token weights: 0 is nothing in common.

        A word that no entry has weighs most and is never matched, so a question about something else scores low
        even when its common words match.
        """
        tokens = search_tokens(list(words))
        known = [token for token in tokens if token in self._frequency]
        best = np.zeros(len(self.targets))
        if not known:
            return best
        raw = self._bm25.get_scores(known).astype(np.float64)
        np.maximum.at(best, self._owner, raw)
        return best / sum(map(self.weight, tokens))

    def weight(self, token: str) -> float:
        """The token's inverse document frequency, as BM25 (Lucene's form) weighs it."""
        found = self._frequency.get(token, 0)
        return math.log(1 + (self._size - found + 0.5) / (found + 0.5))
