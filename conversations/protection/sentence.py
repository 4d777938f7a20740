"""What a free sentence tells of a case: only what it says in so many words, in a clause that asserts it.

A wrong answer filled in does more harm than a question asked once more, so whatever may be a question, a condition,
somebody else's matter or a plan for later fills nothing, and two things that contradict each other fill neither.
Somebody else's matter lasts from the clause that names them to the next one that begins with the user.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from conversations.forms.questions import Answers
from knowledge.text import fold, has_accents, tone_placed

_CLAUSE = re.compile(r"[.;:!?,\n]+|\b(?:nhưng|nhung|rồi|roi|sau đó|sau do|còn|và|va|mà)\b")
_QUESTION_END = re.compile(r"\?")
_WORDS = re.compile(r"[^\W_]+")
_GAP, _NUMBER = "..", "#"
_WHO = {"jurisdiction", "side", "post", "manager"}
"""Who somebody is tells of no case yet."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Pattern(_Record):
    """Phrases in the words of users and what they tell. `denied` is what they tell when denied; none: nothing.

    In a phrase `{name}` stands for any of the words of that name, `..` for up to three words, none of them a denial,
    `#` for a number, `^` and `$` for the ends of the clause. `beside` holds what the same sentence must tell for this
    to be told.
    """

    fact: str
    value: str
    denied: str | None = None
    beside: dict[str, tuple[str, ...]] = {}
    says: tuple[str, ...] = Field(min_length=1)


class _Sentences(_Record):
    denials: tuple[str, ...]
    doubts: tuple[str, ...]
    others: tuple[str, ...]
    users: tuple[str, ...]
    asks: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    patterns: tuple[_Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A pattern where it stands: the words from `start` to before `end`."""

    pattern: _Pattern
    start: int
    end: int

    def inside_a_longer_one(self, others: Iterable["_Match"]) -> bool:
        """Whether a longer phrase shares words with this one and is to be taken in its place."""
        return any(
            one.end - one.start > self.end - self.start and one.start < self.end and self.start < one.end
            for one in others
        )


def told_in(sentence: str) -> Answers:
    """The answers that the sentence gives."""
    accented = has_accents(sentence)
    found: dict[str, set[str]] = {}
    wanting: list[tuple[_Pattern, str]] = []
    for clause in _asserted(sentence, accented=accented):
        for pattern, value in _told(clause, accented=accented):
            if pattern.beside:
                wanting.append((pattern, value))
            else:
                found.setdefault(pattern.fact, set()).add(value)
    for pattern, value in wanting:
        if all(found.get(fact, set()) & set(values) for fact, values in pattern.beside.items()):
            found.setdefault(pattern.fact, set()).add(value)
    return {fact: next(iter(values)) for fact, values in found.items() if len(values) == 1}


def about_a_case(question: str) -> bool:
    """Whether somebody asks whether their own case is protected, or tells of it."""
    accented = has_accents(question)
    words = " ".join(_words(question, accented=accented))
    return _says(words, "asks", accented=accented) or bool(told_in(question).keys() - _WHO)


def _asserted(sentence: str, *, accented: bool) -> Iterator[str]:
    """The clauses that assert something of the user's own matter, as words with a space between."""
    of_others = False
    for given in _clauses(sentence):
        clause = " ".join(_words(given, accented=accented))
        says = partial(_says, clause, accented=accented)
        of_others = says("others") or (of_others and not says("users"))
        if clause and not of_others and not says("doubts"):
            yield clause


def _says(clause: str, name: str, *, accented: bool) -> bool:
    """Whether one of the phrases of that name stands in the clause."""
    return any(phrase.search(clause) for phrase in _compiled(name, accented=accented))


def _clauses(sentence: str) -> Iterator[str]:
    """The clauses: a sentence that ends in a question mark asks in its last one, which is left out."""
    for part in re.split(r"(?<=[.?!\n])", sentence):
        clauses = [clause for clause in _CLAUSE.split(tone_placed(part)) if clause and clause.strip()]
        yield from clauses[:-1] if _QUESTION_END.search(part) else clauses


def _told(clause: str, *, accented: bool) -> Iterator[tuple[_Pattern, str]]:
    matches = [
        _Match(pattern, clause.count(" ", 0, at.start()), clause.count(" ", 0, at.end()) + 1)
        for phrase, pattern in _phrases(accented=accented)
        if (at := phrase.search(clause))
    ]
    words = tuple(clause.split())
    for match in matches:
        if not match.inside_a_longer_one(matches):
            value = _meant(match.pattern, words, match.start, match.end, accented=accented)
            if value is not None:
                yield match.pattern, value


def _meant(pattern: _Pattern, words: tuple[str, ...], start: int, end: int, *, accented: bool) -> str | None:
    """What a phrase tells where it stands: denied once before it ("chưa có văn bản") it is denied; denied twice, or
    after it ("thiệt hại thì chưa"), it tells nothing."""
    if _denials(words[end : end + 2], accented=accented):
        return None
    denials = _denials(words[max(0, start - 4) : start], accented=accented)
    if denials > 1:
        return None
    return pattern.denied if denials else pattern.value


def _denials(words: tuple[str, ...], *, accented: bool) -> int:
    """How many denials stand in the words."""
    listed = _denying(accented=accented)
    return sum(words[at : at + len(one)] == one for at in range(len(words)) for one in listed)


def _words(text: str, *, accented: bool) -> tuple[str, ...]:
    return tuple(_WORDS.findall(tone_placed(text) if accented else fold(text)))


@cache
def _phrases(*, accented: bool) -> tuple[tuple[re.Pattern[str], _Pattern], ...]:
    """Every phrase as what matches it in a clause."""
    return tuple(
        (re.compile(_matching(text, accented=accented)), pattern)
        for pattern in _sentences().patterns
        for text in pattern.says
    )


@cache
def _compiled(name: str, *, accented: bool) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_matching(text, accented=accented)) for text in getattr(_sentences(), name))


def _matching(phrase: str, *, accented: bool) -> str:
    parts = [_part(one, accented=accented) for one in phrase.strip("^$").split()]
    begin, end = "^" * phrase.startswith("^"), "$" * phrase.endswith("$")
    return rf"{begin}(?<!\S){' '.join(parts)}(?!\S){end}".replace(f" {_GAP} ", _gap(accented=accented))


def _part(token: str, *, accented: bool) -> str:
    """One word of a phrase, or what stands for several."""
    if token == _GAP:
        return token
    if token == _NUMBER:
        return r"\d\w*"
    named = _sentences().words[token[1:-1]] if token.startswith("{") else (token,)
    return f"(?:{'|'.join(' '.join(_words(one, accented=accented)) for one in named)})"


def _gap(*, accented: bool) -> str:
    denials = "|".join(" ".join(one) for one in _denying(accented=accented))
    return rf" (?:(?!(?:{denials}) )\S+ ){{0,3}}?"


@cache
def _denying(*, accented: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(_words(text, accented=accented) for text in _sentences().denials)


@cache
def _sentences() -> _Sentences:
    file = resources.files(__package__).joinpath("sentences.yaml")
    given: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    return _Sentences.model_validate(given)
