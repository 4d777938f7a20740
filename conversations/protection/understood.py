"""What was understood from a sentence, on its way through the button that confirms it. Pure.

A button has room for 64 bytes, so an answer travels as the numbers of its question and choice, under the fingerprint of
the form: a button of another form, or one that nobody made, confirms nothing.
"""

from collections.abc import Iterator
from hashlib import sha256

from conversations.forms.questions import Answers, Form

NOTHING = "none"
"""On the button that fills in nothing."""
ROOM = 8
"""Answers that a button can carry; what more a sentence told is asked."""


def written(given: Answers, form: Form) -> str:
    """The answers of choices as a button carries them."""
    pairs = [
        f"{number}.{choice}"
        for number, question in enumerate(form.questions)
        for choice, one in enumerate(question.choices)
        if given.get(question.key) == one.key
    ]
    return "-".join([_fingerprint(form), *pairs[:ROOM]])


def read(code: str, form: Form) -> Answers:
    """The answers that a button carries; none where it is not one of this form."""
    fingerprint, *pairs = code.split("-")
    if fingerprint != _fingerprint(form):
        return {}
    return dict(_answers(pairs, form))


def _answers(pairs: list[str], form: Form) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        number, _, choice = pair.partition(".")
        if number.isdecimal() and choice.isdecimal() and int(number) < len(form.questions):
            question = form.questions[int(number)]
            if int(choice) < len(question.choices):
                yield question.key, question.choices[int(choice)].key


def _fingerprint(form: Form) -> str:
    """Changes whenever a question or choice does."""
    keys = [f"{question.key}:{','.join(one.key for one in question.choices)}" for question in form.questions]
    return sha256("|".join(keys).encode()).hexdigest()[:6]
