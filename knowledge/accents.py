"""Restores the accents of unaccented Vietnamese ("thoi han" -> "thời hạn") from the words of the store."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from knowledge.text import fold, has_accents

_PAIR_WEIGHT = 0.85
"""Share of the pair probability against the single one; the rest smooths pairs never seen."""
_EDGE = ""
"""Stands before the first and after the last syllable of a text."""
_MIN_ACCENTED_SHARE = 0.3
"""A text with fewer accented syllables than this was typed without accents, apart from what a keyboard put in."""


class AccentRestorer:
    """A pair model over accented syllables, learnt from given texts.

    Guarantees that the folded form of every syllable is unchanged and that a syllable it has never seen comes back
    as it was.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        """Learn from `texts`, each the syllables of one text in order."""
        self._single: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._starts: Counter[str] = Counter()
        forms: defaultdict[str, set[str]] = defaultdict(set)
        for words in texts:
            self._single.update(words)
            self._pairs.update(pairwise((_EDGE, *words, _EDGE)))
            for word in words:
                forms[fold(word)].add(word)
        for (first, _), count in self._pairs.items():
            self._starts[first] += count
        self._forms = {folded: tuple(sorted(found)) for folded, found in forms.items()}
        self._total = max(1, self._single.total())

    def knows(self, word: str) -> bool:
        """True when some text had this syllable, whatever its accents."""
        return fold(word) in self._forms

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every folded syllable seen."""
        return frozenset(self._forms)

    def restore(self, words: Sequence[str]) -> list[str]:
        """The likeliest accented spelling of `words`; a text that already carries accents comes back unchanged."""
        if not words or sum(map(has_accents, words)) >= _MIN_ACCENTED_SHARE * len(words):
            return list(words)
        best: dict[str, tuple[float, list[str]]] = {_EDGE: (0.0, [])}
        for word in words:
            best = {form: self._extended(best, form) for form in self._candidates(word)}
        return self._extended(best, _EDGE)[1][:-1]

    def _candidates(self, word: str) -> tuple[str, ...]:
        if has_accents(word):
            return (word,)
        return self._forms.get(word, (word,))

    def _extended(self, paths: dict[str, tuple[float, list[str]]], form: str) -> tuple[float, list[str]]:
        scored = ((score + self._log_probability(last, form), path) for last, (score, path) in paths.items())
        score, path = max(scored, key=lambda found: found[0])
        return score, [*path, form]

    def _log_probability(self, last: str, form: str) -> float:
        single = (self._single[form] + 0.1) / self._total
        pair = self._pairs[last, form] / self._starts[last] if self._starts[last] else 0.0
        return math.log(_PAIR_WEIGHT * pair + (1 - _PAIR_WEIGHT) * single)
