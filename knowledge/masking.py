"""Numbers of persons are hidden from whoever is told a text outside the house."""

import re

from knowledge.text import clean

HIDDEN = "(số đã che)"

_PERSONAL = re.compile(r"\+?\(?\d(?:[\s.()-]{0,2}\d){8,}")
"""Numbers of 9 digits and more, however grouped: identity cards (9 or 12), telephones (10; 11 with the country)."""


def masked(text: str) -> str:
    """The text without numbers of identity cards and telephones."""
    return _PERSONAL.sub(HIDDEN, clean(text))
