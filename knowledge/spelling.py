"""Mends phone-written Vietnamese: everyday abbreviations, undecoded Telex, small typing errors."""

import re
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import fold, syllables

_ONSET = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x"
_NUCLEUS = (
    "[aeiouy]|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|uya|uye|uyu|uoi|uou|ieu|yeu|ye|oai|oay|oao"
    "|oeo|uay"
)
_CODA = "c|ch|m|n|ng|nh|p|t"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_NUCLEUS})(?:{_CODA})?")
_TELEX_TONE = re.compile(r"^(.+?)([fsrxj])$")
_TELEX_MARKS = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))
_ARTICLE = re.compile(
    r"(?<!\w)(?:[đd]\.? ?(\d{1,2})[ ,.]*k\.? ?(\d{1,2})|[đd]\.?(\d{1,2})|k\.?(\d{1,2}))(?!\w)", re.IGNORECASE
)
_SHORTEST_MENDED = 4


def _article(found: re.Match[str]) -> str:
    article, clause = found[1] or found[3], found[2] or found[4]
    return (
        f"điều {article} khoản {clause}" if article and clause else f"điều {article}" if article else f"khoản {clause}"
    )


def is_syllable(word: str) -> bool:
    """True when the letters could be a Vietnamese syllable, whatever its accents."""
    return _SYLLABLE.fullmatch(fold(word)) is not None


class Speller:
    """Expands abbreviations and mends syllables that no Vietnamese word has, towards a known vocabulary.

    A syllable that could be Vietnamese is never changed, known or not: an unknown one is evidence that the question
    is about something else.
    """

    def __init__(self, abbreviations: Mapping[str, str], vocabulary: Collection[str]) -> None:
        """`vocabulary` holds folded syllables.

        An abbreviation that is one of them is left alone: "rui", "tu" are rủi, từ without accents before anything else.
        """
        self._vocabulary = sorted(vocabulary)
        self._known = frozenset(vocabulary)
        kept = {key: value for key, value in abbreviations.items() if not (key in self._known and is_syllable(key))}
        self._abbreviations = {key: syllables(value) for key, value in kept.items()}

    def expand(self, text: str) -> list[str]:
        """The syllables of a text with abbreviations written out and "đ4 k3" read as "điều 4 khoản 3"."""
        return [part for word in syllables(_ARTICLE.sub(_article, text)) for part in self._expanded(word)]

    def mend(self, words: Sequence[str]) -> list[str]:
        """The syllables with Telex decoded and typing errors of one letter mended where that gives a known syllable."""
        return [self._mended(word) for word in words]

    def _expanded(self, word: str) -> list[str]:
        return self._abbreviations.get(word) or [word]

    def _mended(self, word: str) -> str:
        folded = fold(word)
        if not folded.isalpha() or folded in self._known:
            return word
        telex = self._telex(folded)
        if telex in self._known:
            return telex
        if is_syllable(word) or len(folded) < _SHORTEST_MENDED:
            return word
        near = process.extractOne(folded, self._vocabulary, scorer=OSA.distance, score_cutoff=1)
        return near[0] if near else word

    @staticmethod
    def _telex(word: str) -> str:
        tone = _TELEX_TONE.match(word)
        plain = tone.group(1) if tone else word
        for typed, letter in _TELEX_MARKS:
            plain = plain.replace(typed, letter)
        return plain
