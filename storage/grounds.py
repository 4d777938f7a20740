"""What gives an event of a case its ground: what was decided and how, and of which kind the issue is.

A ground is asked for when something is recorded, and no more when a history is replayed: what was recorded before the
lifecycle named it stands, and every state stays derivable.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from storage.history import CaseState, Happening, Refusal, RefusedError, derive, effective, given, ripe, told
from storage.lifecycle import Rules


def recorded(rules: Rules, history: Sequence[Happening], issue: str, today: date) -> CaseState:
    """The state once the last happening of a history is recorded. Raises `RefusedError`.

    The happening must have its ground, and a correction must leave theirs to all that had one.
    """
    case = derive(rules, history, issue, today)
    before = {one.number for one in _groundless(rules, history[:-1], issue)}
    lacking = next((one for one in _groundless(rules, history, issue) if one.number not in before), None)
    if lacking:
        raise RefusedError(Refusal.UNGROUNDED, lacking.kind)
    return case


def missing(rules: Rules, case: CaseState, kind: str) -> str:
    """The ground, in words, for want of which alone an event cannot be recorded; "" where it is something else."""
    event = rules.lifecycle.events[kind]
    allowed = case.state in rules.lifecycle.sources(kind) and ripe(case, kind, event)
    return event.ground if allowed and not given(case, event) else ""


def _groundless(rules: Rules, history: Sequence[Happening], issue: str) -> Iterator[Happening]:
    """The happenings, as they stand, whose ground was not given by those before them."""
    before = CaseState(issue=issue)
    for happening in effective(history):
        event = rules.lifecycle.events[happening.kind]
        if not given(before, event):
            yield happening
        before = told(before, event, happening)
