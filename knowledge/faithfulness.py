"""Whether a text put into other words still states what its author stated: the same figures, the same names. Pure.

It is strict on purpose: what is lost by strictness is a proposal, and the author's own text stands in any case.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.figures import Figures
from knowledge.text import clean, tone_placed

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_OPENING = re.compile(r"(?:^|[.!?:;\n•–-])\s*[\"“(]*$")
"""What stands before the first word of a sentence or item, which has a capital whatever it is."""
_SPELT = frozenset("mười mươi trăm nghìn ngàn triệu tỷ tỉ chục".split())
"""Words that make a number of what stands before them."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What a rewriting lost of the original, and what it added: figures, locators and names, as written."""

    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.added)


def drift(original: str, proposal: str, abbreviations: Mapping[str, str]) -> Drift:
    """What the proposal lost and added. `abbreviations` may be written out, and names abbreviated."""
    before, after = clean_lines(original), clean_lines(proposal)
    allowed, kept = (_with_long_forms(text, abbreviations) for text in (before, after))
    return Drift(
        lost=tuple(dict.fromkeys([*_beyond(before, after), *_names_beyond(before, kept)])),
        added=tuple(dict.fromkeys([*_beyond(after, before), *_names_beyond(after, allowed)])),
    )


def clean_lines(text: str) -> str:
    """The text in one normal form, its lines kept."""
    return "\n".join(filter(None, (clean(line) for line in text.splitlines())))


def _beyond(text: str, other: str) -> Iterator[str]:
    """The figures of one text that the other does not have, or has less often."""
    said, known = Figures.of(text), Figures.of(other)
    for number, counted in sorted(said.numbers - known.numbers):
        yield f"{number} {counted}".strip(" :")
    for place in sorted(said.places - known.places, key=sorted):
        yield " ".join(f"{level} {value}" for level, value in sorted(place))
    yield from (Counter(_digits(text)) - Counter(_digits(other))).keys()
    yield from (Counter(_spelt(text)) - Counter(_spelt(other))).keys()


def _digits(text: str) -> Iterator[str]:
    return (number.lstrip("0") for number in _NUMBER.findall(text))


def _spelt(text: str) -> Iterator[str]:
    return (word for word in _words(text) if word in _SPELT)


def _names_beyond(text: str, known: set[str]) -> Iterator[str]:
    """The names of a text with a word that is not known: words with a capital that do not only open a sentence.

    The first word of a sentence counts when another one with a capital follows, as in the name of a person.
    """
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        if word[0][0].islower() or _folded(word[0]) in known:
            continue
        following = words[place + 1] if place + 1 < len(words) else None
        goes_on = following and following[0][0].isupper() and text[word.end() : following.start()] == " "
        if goes_on or not _OPENING.search(text[: word.start()]):
            yield word[0]


def _with_long_forms(text: str, abbreviations: Mapping[str, str]) -> set[str]:
    """The words of a text, those that its abbreviations stand for, and the abbreviations of what it has in full."""
    known = set(_words(text))
    joined = f" {' '.join(_words(text))} "
    for short, long in abbreviations.items():
        words = list(_words(long))
        if _folded(short) in known:
            known.update(words)
        if f" {' '.join(words)} " in joined:
            known.add(_folded(short))
    return known


def _words(text: str) -> Iterator[str]:
    return (_folded(word) for word in _WORD.findall(text))


def _folded(word: str) -> str:
    """Tones placed one way, so that "Uỷ" and "Ủy" are one word; accents kept, "Lan" is not "Lân"."""
    return tone_placed(word.lower())
