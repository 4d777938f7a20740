"""A decision as its notice tells it: what was decided before all else, with the paper that says so."""

from dataclasses import dataclass

from conversations.case.filing import FIELD
from conversations.case.wording import details, event_of, full_day
from conversations.forms.telling import cut
from storage.cases import Case
from storage.history import CORRECTED, Happening
from storage.lifecycle import Branch

GRANTED = "approved"
"""The state of a case that may be carried out."""
NUMBER = "number"
"""The field with the number of the written answer (số văn bản)."""
LONGEST = 400
"""Characters of one value that the notice shows: the reason of a refusal is what its reader looks for."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, on which paper of which day, and what else was recorded of it."""

    granted: bool
    outcome: str
    paper: str
    fields: tuple[tuple[str, str], ...]


def decision(after: Case, happening: Happening) -> Decision | None:
    """What a happening decides; None of any other, a correction among them. `after` is the case once it is recorded."""
    if happening.kind == CORRECTED or not event_of(after, happening).decision:
        return None
    event = event_of(after, happening)
    chosen = event.to.field if isinstance(event.to, Branch) else ""
    outcome = event.fields[chosen].choices[happening.details[chosen]] if chosen else event.label
    number, day = happening.details.get(NUMBER, ""), full_day(happening.on)
    said = details(after, happening, event, but={chosen, NUMBER, FIELD})
    return Decision(
        after.standing.state == GRANTED,
        outcome[:1].lower() + outcome[1:],
        f"văn bản số {number}, {day}" if number else day,
        tuple((label, cut(value, LONGEST)) for label, value in said),
    )
