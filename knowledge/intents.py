"""Tells a question about the documents from greetings, thanks, noise and attempts to command the bot."""

import re
from collections.abc import Mapping, Sequence

from knowledge.answer import Reason
from knowledge.text import fold, syllables

_ORDER = (Reason.COMMANDING, Reason.IDENTITY, Reason.GREETING, Reason.THANKS)
_FEWEST_LETTERS = 2


class IntentReader:
    """Reads the intents of `lexicon/intents.yaml`."""

    def __init__(self, phrases: Mapping[str, Mapping[str, Sequence[str]] | Sequence[str]]) -> None:
        """`phrases` as in the lexicon: fillers, and `whole` and `anywhere` patterns by intent."""
        fillers = phrases["fillers"]
        self._fillers = _any_of(list(fillers))
        self._whole: dict[Reason, re.Pattern[str]] = {}
        self._anywhere: dict[Reason, re.Pattern[str]] = {}
        for reason in _ORDER:
            patterns = phrases.get(reason.value, {})
            if not isinstance(patterns, Mapping):
                continue
            if "whole" in patterns:
                self._whole[reason] = _any_of(patterns["whole"])
            if "anywhere" in patterns:
                self._anywhere[reason] = _any_of(patterns["anywhere"])

    def read(self, text: str) -> Reason | None:
        """The intent of a message that is not a question, or None when it may be a question."""
        folded = " ".join(syllables(fold(text)))
        if sum(map(str.isalpha, folded)) < _FEWEST_LETTERS:
            return Reason.NOISE
        for reason in _ORDER:
            if reason in self._anywhere and self._anywhere[reason].search(folded):
                return reason
        for reason, pattern in self._whole.items():
            left, found = pattern.subn(" ", folded)
            if found and not self._fillers.sub(" ", left).strip():
                return reason
        return None if self._fillers.sub(" ", folded).strip() else Reason.NOISE


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")
