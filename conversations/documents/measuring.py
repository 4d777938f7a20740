"""How wide words are in the bold face of the documents, so that a rule under them gets its length."""

import unicodedata
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from importlib import resources

import yaml

_UNKNOWN = 600
"""For a letter that the table lacks: about the mean of capitals and small letters."""
_MM_PER_POINT = 25.4 / 72


def width(text: str, size: float, *, caps: bool = False) -> float:
    """The width in millimetres of a text set bold in `size` points on one line."""
    letters = text.upper() if caps else text
    return sum(_advance(letter) for letter in letters) / 1000 * size * _MM_PER_POINT


def lines(text: str, fits: Callable[[str], bool], break_before: Collection[str]) -> list[str]:
    """A name as at most two lines: one when it fits, else broken where people break it, else where it is most even."""
    words = text.split()
    if fits(text) or len(words) < 2:
        return [text]
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    natural = [pair for pair in breaks if pair[1].casefold().startswith(tuple(f"{word} " for word in break_before))]
    fitting = [pair for pair in natural if all(map(fits, pair))]
    first, second = min(fitting or breaks, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    return [first, second]


@lru_cache(maxsize=1024)
def _advance(letter: str) -> int:
    """A letter's width in thousandths of its size. Tone marks add nothing, the horns of ơ and ư do."""
    widths = _widths()
    while letter not in widths:
        parts = unicodedata.decomposition(letter).split()
        if not parts or parts[0].startswith("<"):
            return 0 if unicodedata.combining(letter) else _UNKNOWN
        letter = chr(int(parts[0], 16))
    return widths[letter]


@cache
def _widths() -> dict[str, int]:
    table = yaml.safe_load(resources.files(__package__).joinpath("widths.yaml").read_text(encoding="utf-8"))
    return {letter: units for units, letters in table.items() for letter in letters}
