"""A choice by its number or its words, typed instead of pressed."""

import re
from collections.abc import Sequence

from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Choice
from conversations.forms.telling import cut
from knowledge.text import fold

_NONE = {"khong", "khong co", "khong chon", "khong co muc nao"}
_PARTS = (re.compile(r"[\n;]"), re.compile(r"[\n;,]"), re.compile(r"\s+(?:và|va)\s+|[\n;,\s]+"))
"""How several choices may be parted, the least eager first: a label may hold a comma."""
_LEAST_BEGINNING = 3
_LEAST_INSIDE = 2
"""Syllables, beside those that deny, by which a choice is known from the middle of its label."""
_DENYING = {"khong", "chua", "chang"}
_SYLLABLE = re.compile(r"\w+|\?")
_NUMBER = re.compile(r"0*([0-9]{1,3})[.)]?")


def read_choice(text: str, choices: Sequence[Choice]) -> str | Problem:
    """The key of the choice: by its number, its label, how the label begins, or words that stand in no other label."""
    said = _said(text)
    number = _NUMBER.fullmatch(said)
    if number and 1 <= int(number[1]) <= len(choices):
        return choices[int(number[1]) - 1].key
    same = [choice for choice in choices if _said(choice.label) == said]
    begun = [choice for choice in choices if len(said) >= _LEAST_BEGINNING and _said(choice.label).startswith(said)]
    found = same or begun or _holding(said, choices)
    if not found:
        return problem("choice")
    if len(found) > 1:
        return problem("choice_several", given=text.strip(), count=len(found), listed=_listed(found, choices))
    if not (same or begun) and _denied(said, found[0]):
        return problem("choice_denied", given=text.strip(), listed=_listed(found, choices))
    return found[0].key


def _holding(said: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices in whose labels the words stand, one syllable after the other."""
    telling = [one for one in _SYLLABLE.findall(said) if one not in _DENYING]
    return [one for one in choices if _before(said, one) is not None] if len(telling) >= _LEAST_INSIDE else []


def _denied(said: str, choice: Choice) -> bool:
    """Whether the label may deny what the words say: "phù hợp" is no way to say "không phù hợp"."""
    return not _DENYING.isdisjoint(_before(said, choice) or [])


def _before(said: str, choice: Choice) -> list[str] | None:
    """The syllables of the label that stand before the words, None where it does not hold them."""
    words, label = _SYLLABLE.findall(said), _SYLLABLE.findall(fold(choice.label))
    starts = range(len(label) - len(words) + 1)
    return next((label[:start] for start in starts if label[start : start + len(words)] == words), None)


def _listed(found: Sequence[Choice], choices: Sequence[Choice]) -> str:
    return "; ".join(f"{number}. {cut(one.label)}" for number, one in enumerate(choices, 1) if one in found)


def read_choices(text: str, choices: Sequence[Choice]) -> list[str] | Problem:
    """The keys of the choices, in the order of the form."""
    if not isinstance(whole := read_choice(text, choices), Problem):
        return [whole]
    if _said(text) in _NONE:
        return []
    fault: Problem = whole
    for parting in _PARTS:
        parts = [part for part in parting.split(text) if part and part.strip()]
        keys = [(part, read_choice(part, choices)) for part in parts]
        wrong = [part for part, key in keys if isinstance(key, Problem)]
        if not wrong and parts:
            return ordered([key for _, key in keys if isinstance(key, str)], choices)
        fault = problem("choices_one", given=wrong[0].strip()) if wrong else fault
    return fault


def ordered(keys: Sequence[str], choices: Sequence[Choice]) -> list[str]:
    """The keys once each, in the order of the form."""
    return [choice.key for choice in choices if choice.key in keys]


def _said(text: str) -> str:
    return " ".join(fold(text).strip(" .,;:!\"'“”").split())
