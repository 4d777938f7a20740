"""Texts as answers keep them: everything the user wrote but for what no document and no database can carry."""

import re
import unicodedata

from conversations.forms.problems import Problem, problem

_UNCARRIED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def tidy(text: str) -> str:
    """The text in NFC without control characters, lone surrogates and blanks at its edges; emoji and marks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TRAILING.sub("", _UNCARRIED.sub("", unicodedata.normalize("NFC", lines))).strip()


def read_text(text: str, longest: int) -> str | Problem:
    """The text, where there is some and not too much."""
    kept = tidy(text)
    if not kept:
        return problem("empty")
    if len(kept) > longest:
        return problem("too_long", length=counted(len(kept)), longest=counted(longest))
    return kept


def counted(number: int) -> str:
    """A whole number as users read it: 20000 is "20.000"."""
    return f"{number:,}".replace(",", ".")
