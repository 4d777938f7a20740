"""Whether a chat model's text says only what the provisions it cites say. Pure: text in, text or a flaw out.

A text passes only when every check does; what is lost by strictness is a paraphrase, and the provision itself is shown
in any case.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import chain, groupby, pairwise

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.answer import Citation
from knowledge.figures import Figures
from knowledge.text import clean, has_accents, syllables

MAX_CHARACTERS = 600
"""The longest text that is shown, ids left out."""
DRAFT = "dự thảo, chưa có hiệu lực"

_MIN_ACCENTED = 0.4
"""The least share of accented syllables in Vietnamese prose; it usually has two thirds."""
_MIN_SUPPORT = 0.2
"""The least share of syllable pairs that the cited provisions have, too. Measured on the store: free paraphrases have
0.45 and more of their provision's pairs, text on other matters 0.06."""
_LEAKED = 8
"""Syllables in a row that only one who repeats the instructions has in common with them."""
_BEFORE, _AFTER = 2, 3
"""How many syllables around a promise must be the document's, too."""

_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]")
_BETWEEN_IDS = re.compile(r"[\s,;]+")
_MARKUP = re.compile(
    r"[<>\[\]{}`*|#\\~]|__|&\w+;|^\s*(?:[-+•–]|\d+[.)])\s|\w://|www\.|t\.me|@\w|\b[a-z]+-[a-z0-9]+/", re.MULTILINE
)
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_FINISHED = (".", "!", "?", "…", '"', "”", ")", "]")
_BEFORE_STOP = re.compile(r"\s+(?=[.,;:!?])")
_CLAUSE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD = re.compile(r"[^\W_]+|[^\w\s]+")
_STOP = "|"
"""Stands where a clause ends in a text that is read syllable by syllable."""


class Flaw(StrEnum):
    """Why a text cannot be shown."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNFINISHED = "unfinished"
    """It breaks off."""
    MARKUP = "markup"
    """Markup, lists, links or ids outside brackets."""
    NOT_VIETNAMESE = "not-vietnamese"
    REFUSAL = "refusal"
    """It speaks of itself or of not knowing."""
    LEAK = "leak"
    """It repeats its instructions."""
    UNCITED = "uncited"
    """It cites none of the provisions."""
    LOCATOR = "locator"
    NUMBER = "number"
    NAME = "name"
    """A body, a place or a document that the cited provisions do not name."""
    QUOTE = "quote"
    """Words in quotation marks that are not the document's."""
    MEASURE = "measure"
    """A limit or a quantity in words that the cited provisions do not have."""
    PROMISE = "promise"
    UNSUPPORTED = "unsupported"
    """Hardly a word of it is in the cited provisions."""


class UngroundedError(Exception):
    """The text must not be shown. `dropped` is how many ids it made up."""

    def __init__(self, flaw: Flaw, dropped: int = 0) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.dropped = dropped


@dataclass(frozen=True, slots=True)
class Grounded:
    """A text that may be shown, without ids; `cited` are those it had, `dropped` is how many others it had."""

    text: str
    cited: tuple[str, ...]
    dropped: int


class _Words(BaseModel):
    """The words of grounding.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    promises: tuple[str, ...]
    measures: tuple[str, ...]
    refusals: tuple[str, ...]
    leaks: tuple[str, ...]
    foreign: tuple[str, ...]


@cache
def _words() -> _Words:
    file = resources.files("knowledge").joinpath("grounding.yaml")
    return _Words.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def ground(text: str, citations: Sequence[Citation], instructions: str = "") -> Grounded:
    """The text without its ids, checked against the provisions it cites among `citations`.

    An id of the first citation is left out, since that provision is printed under the text; another one gives way to
    its locator. `instructions` are the words that the model was given and must not repeat. Raises UngroundedError.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    known = {citation.id: citation for citation in citations}
    ids = list(chain.from_iterable(map(_ids, _BRACKETS.findall(written))))
    cited = [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]
    dropped = sum(id_ not in known for id_ in ids)
    flaw = _flaw_of_form(written, instructions, cited) or _flaw_of_content(_tidy(_BRACKETS.sub("", written)), cited)
    if flaw:
        raise UngroundedError(flaw, dropped)
    located = _BRACKETS.sub(lambda group: _locators(group[1], known, citations[0]), written)
    return Grounded(_tidy(located), tuple(citation.id for citation in cited), dropped)


def _ids(group: str) -> list[str]:
    return [id_ for id_ in _BETWEEN_IDS.split(group) if id_]


def _locators(group: str, known: dict[str, Citation], first: Citation) -> str:
    named = [known[id_] for id_ in _ids(group) if id_ in known and id_ != first.id]
    places = [f"{one.locator}, {one.document}{f', {DRAFT}' if one.status == 'draft' else ''}" for one in named]
    return f" ({'; '.join(dict.fromkeys(places))})" if places else ""


def _tidy(text: str) -> str:
    """One paragraph that ends as a sentence does."""
    tidied = _BEFORE_STOP.sub("", clean(text))
    return tidied if tidied.endswith((".", "!", "?", "…", '."', ".”")) else f"{tidied}."


def _flaw_of_form(written: str, instructions: str, cited: Sequence[Citation]) -> Flaw | None:
    bare = _BRACKETS.sub("", written).strip()
    spoken, words = _spoken(clean(bare)), _words()
    checks: tuple[tuple[Flaw, Callable[[], bool]], ...] = (
        (Flaw.EMPTY, lambda: not syllables(bare)),
        (Flaw.MARKUP, lambda: bool(_MARKUP.search(bare)) or any(unicodedata.category(char) == "So" for char in bare)),
        (Flaw.LEAK, lambda: _has_any(spoken, words.leaks) or _repeats(bare, instructions, cited)),
        (Flaw.REFUSAL, lambda: _has_any(spoken, words.refusals)),
        (Flaw.TOO_LONG, lambda: len(bare) > MAX_CHARACTERS),
        (Flaw.NOT_VIETNAMESE, lambda: _has_any(spoken, words.foreign) or not _is_vietnamese(bare)),
        (Flaw.UNFINISHED, lambda: not written.endswith(_FINISHED)),
        (Flaw.UNCITED, lambda: not cited),
    )
    return next((flaw for flaw, fails in checks if fails()), None)


def _flaw_of_content(bare: str, cited: Sequence[Citation]) -> Flaw | None:
    sources = [source for one in cited for source in (one.text, one.locator, one.document)]
    known, figures = [Figures.of(source) for source in sources], Figures.of(bare)
    said, spoken, words = "".join(map(_spoken, sources)), _spoken(bare), _words()
    checks: tuple[tuple[Flaw, Callable[[], bool]], ...] = (
        (Flaw.LOCATOR, lambda: bool(figures.places_beyond(known))),
        (Flaw.NUMBER, lambda: bool(figures.numbers_beyond(known))),
        (Flaw.NAME, lambda: not all(_is_named(name, sources) for name in _names(bare))),
        (Flaw.QUOTE, lambda: not all(_has(_flowing(said), quoted) for quoted in _QUOTED.findall(bare))),
        (Flaw.MEASURE, lambda: any(_has(spoken, one) and not _has(said, one) for one in words.measures)),
        (Flaw.PROMISE, lambda: not all(window in said for one in words.promises for window in _windows(spoken, one))),
        (Flaw.UNSUPPORTED, lambda: _support(bare, sources) < _MIN_SUPPORT),
    )
    return next((flaw for flaw, fails in checks if fails()), None)


def _spoken(text: str) -> str:
    """The text as it is read: syllables with a space on either side of each, and a mark where a clause ends."""
    clauses = (" ".join(syllables(clause)) for clause in _CLAUSE_END.split(unicodedata.normalize("NFC", text)))
    return "".join(f" {clause} {_STOP} " for clause in clauses if clause)


def _flowing(spoken: str) -> str:
    """The same without the marks."""
    return f" {' '.join(word for word in spoken.split() if word != _STOP)} "


def _has(spoken: str, phrase: str) -> bool:
    return f" {' '.join(syllables(phrase))} " in spoken


def _has_any(spoken: str, phrases: Sequence[str]) -> bool:
    return any(_has(spoken, phrase) for phrase in phrases)


def _windows(spoken: str, phrase: str) -> Iterator[str]:
    """Each place of a phrase with the syllables around it, as far as the clause goes and with the mark of its end."""
    wanted = syllables(phrase)
    for clause in spoken.split(_STOP):
        words = [*clause.split(), _STOP]
        for at in range(len(words) - len(wanted)):
            end = at + len(wanted)
            if words[at:end] == wanted:
                yield f" {' '.join(words[max(0, at - _BEFORE) : end + _AFTER])} "


def _repeats(text: str, instructions: str, cited: Sequence[Citation]) -> bool:
    allowed = set().union(*(_runs(citation.text) for citation in cited))
    return bool((_runs(text) & _runs(instructions)) - allowed)


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every so many syllables in a row."""
    words = syllables(text)
    return {tuple(words[at : at + _LEAKED]) for at in range(len(words) - _LEAKED + 1)}


def _is_vietnamese(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    words = [word for word in syllables(text) if word.isalpha()]
    latin = all(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return latin and sum(map(has_accents, words)) >= _MIN_ACCENTED * len(words)


def _names(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Capitalised words in a row, and whether they begin a clause."""
    for clause in _CLAUSE_END.split(text):
        runs = groupby(_WORD.findall(clause), key=lambda word: word[0].isupper())
        yield from ((at == 0, list(run)) for at, (capital, run) in enumerate(runs) if capital)


def _is_named(name: tuple[bool, list[str]], sources: Sequence[str]) -> bool:
    """True when a source has the words; the first word of a clause is no part of a name when the others are one."""
    begins, words = name
    whole = " ".join(words)
    if any(_has(_flowing(_spoken(source)), whole) for source in sources):
        return True
    return begins and any(" ".join(words[1:]) in source for source in sources)


def _support(text: str, sources: Sequence[str]) -> float:
    """The share of the text's neighbouring syllables that are neighbours in the sources, too."""
    pairs = set(pairwise(syllables(text)))
    known = {pair for source in sources for pair in pairwise(syllables(source))}
    return len(pairs & known) / max(1, len(pairs))
