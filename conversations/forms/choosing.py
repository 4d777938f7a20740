"""A choice by its number or its words, typed instead of pressed."""

import re
from collections.abc import Sequence

from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Choice
from knowledge.text import fold

_NONE = {"khong", "khong co", "khong chon", "khong co muc nao"}
_PARTS = (re.compile(r"[\n;]"), re.compile(r"[\n;,]"), re.compile(r"\s+(?:và|va)\s+|[\n;,\s]+"))
"""How several choices may be parted, the least eager first: a label may hold a comma."""
_LEAST_BEGINNING = 3
_NUMBER = re.compile(r"0*([0-9]{1,3})[.)]?")


def read_choice(text: str, choices: Sequence[Choice]) -> str | Problem:
    """The key of the choice."""
    said = _said(text)
    number = _NUMBER.fullmatch(said)
    if number and 1 <= int(number[1]) <= len(choices):
        return choices[int(number[1]) - 1].key
    same = [choice for choice in choices if _said(choice.label) == said]
    begun = [choice for choice in choices if len(said) >= _LEAST_BEGINNING and _said(choice.label).startswith(said)]
    found = same or begun
    if len(found) == 1:
        return found[0].key
    return problem("choice_several", given=text.strip(), count=len(found)) if found else problem("choice")


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
