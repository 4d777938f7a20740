"""What a free sentence tells of a case: only what it says in so many words, in a clause that asserts it.

A wrong answer filled in does more harm than a question asked once more, so whatever may be a question, a condition,
somebody else's matter or a plan for later fills nothing, and two things that contradict each other fill neither.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from conversations.forms.questions import Answers
from knowledge.text import fold, has_accents, tone_placed

_CLAUSE = re.compile(r"[.;:!?,\n]+|\b(?:nhưng|nhung|rồi|roi|sau đó|sau do|còn|và|va|mà)\b")
_QUESTION_END = re.compile(r"\?")
_WORDS = re.compile(r"[^\W_]+")


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Pattern(_Record):
    """A phrase in the words of users and what it tells. `denied` is what it tells when it is denied; none: nothing.

    `between` words may stand between the phrase's own.
    """

    fact: str
    value: str
    denied: str | None = None
    says: tuple[str, ...] = Field(min_length=1)


class _Sentences(_Record):
    denials: tuple[str, ...]
    doubts: tuple[str, ...]
    others: tuple[str, ...]
    asks: tuple[str, ...]
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase as words, accented and folded, and what it tells."""

    accented: tuple[str, ...]
    folded: tuple[str, ...]
    pattern: _Pattern


def told_in(sentence: str) -> Answers:
    """The answers that the sentence gives."""
    accented = has_accents(sentence)
    found: dict[str, set[str]] = {}
    if _of_others(sentence, accented=accented):
        return {}
    for clause in _clauses(sentence):
        if not _doubtful(clause, accented=accented):
            for fact, value in _told(clause, accented=accented):
                found.setdefault(fact, set()).add(value)
    return {fact: next(iter(values)) for fact, values in found.items() if len(values) == 1}


def about_a_case(question: str) -> bool:
    """Whether somebody asks whether their own case is protected, or tells of it."""
    accented = has_accents(question)
    words = _words(question, accented=accented)
    asks = any(_position(words, one) is not None for one in _listed("asks", accented=accented))
    return asks or bool(told_in(question))


def _clauses(sentence: str) -> Iterator[str]:
    """The clauses that assert something: a sentence that ends in a question mark asks in its last clause."""
    for part in re.split(r"(?<=[.?!\n])", sentence):
        clauses = [clause for clause in _CLAUSE.split(tone_placed(part)) if clause and clause.strip()]
        yield from clauses[:-1] if _QUESTION_END.search(part) else clauses


def _told(clause: str, *, accented: bool) -> Iterator[tuple[str, str]]:
    words = _words(clause, accented=accented)
    taken: dict[int, int] = {}
    for phrase in _phrases():
        wanted = phrase.accented if accented else phrase.folded
        at = _position(words, wanted)
        if at is None or any(taken.get(place, 0) > len(wanted) for place in range(at, at + len(wanted))):
            continue
        taken |= dict.fromkeys(range(at, at + len(wanted)), len(wanted))
        value = _meant(phrase.pattern, words, at, at + len(wanted), accented=accented)
        if value is not None:
            yield phrase.pattern.fact, value


def _meant(pattern: _Pattern, words: tuple[str, ...], start: int, end: int, *, accented: bool) -> str | None:
    """What a phrase tells where it stands: denied once before it ("chưa có văn bản") it is denied; denied twice, or
    after it ("thiệt hại thì chưa"), it tells nothing."""
    if _denials(words[end : end + 2], accented=accented):
        return None
    denials = _denials(words[max(0, start - 4) : start], accented=accented)
    if denials > 1:
        return None
    return pattern.denied if denials else pattern.value


def _position(words: tuple[str, ...], wanted: tuple[str, ...]) -> int | None:
    starts = range(len(words) - len(wanted) + 1)
    return next((start for start in starts if words[start : start + len(wanted)] == wanted), None)


def _denials(words: tuple[str, ...], *, accented: bool) -> int:
    """How many denials stand in the words."""
    listed = _listed("denials", accented=accented)
    return sum(words[at : at + len(one)] == one for at in range(len(words)) for one in listed)


def _doubtful(clause: str, *, accented: bool) -> bool:
    words = _words(clause, accented=accented)
    return any(_position(words, doubt) is not None for doubt in _listed("doubts", accented=accented))


def _of_others(sentence: str, *, accented: bool) -> bool:
    words = _words(sentence, accented=accented)
    return any(_position(words, other) is not None for other in _listed("others", accented=accented))


def _words(text: str, *, accented: bool) -> tuple[str, ...]:
    return tuple(_WORDS.findall(tone_placed(text) if accented else fold(text)))


@cache
def _phrases() -> tuple[_Phrase, ...]:
    """Every phrase, the longest first, so that a longer one is taken in place of one inside it."""
    found = [
        _Phrase(_words(text, accented=True), _words(text, accented=False), pattern)
        for pattern in _sentences().patterns
        for text in pattern.says
    ]
    return tuple(sorted(found, key=lambda phrase: -len(phrase.accented)))


@cache
def _listed(name: str, *, accented: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(_words(text, accented=accented) for text in getattr(_sentences(), name))


@cache
def _sentences() -> _Sentences:
    file = resources.files(__package__).joinpath("sentences.yaml")
    given: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    return _Sentences.model_validate(given)
