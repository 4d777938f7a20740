"""Everyday expressions and the documents' terms for them ("sếp" -> "người đứng đầu")."""

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.text import syllables


class Synonyms:
    """Finds everyday expressions in a question. A term is added to what is searched; no word is ever replaced."""

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        """`terms` by everyday expression."""
        self._terms = {" ".join(syllables(expression)): tuple(found) for expression, found in terms.items()}
        longest_first = sorted(self._terms, key=len, reverse=True)
        self._pattern = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)") if self._terms else None
        )

    def terms_in(self, text: str) -> tuple[str, ...]:
        """The documents' terms for the expressions in a text of mended words, in order, each once."""
        if self._pattern is None:
            return ()
        found = self._pattern.findall(text)
        return tuple(dict.fromkeys(term for expression in found for term in self._terms[expression]))

    @staticmethod
    def words_of(terms: Iterable[str]) -> tuple[str, ...]:
        """The syllables of terms."""
        return tuple(word for term in terms for word in syllables(term))
