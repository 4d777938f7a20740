"""What a paper is in the life of a case once it was sent: the happenings to record, with their details. Pure.

Whoever keeps cases records them, in this order and where the case allows it (`storage.history.possible`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.forms.questions import Answers

FINDINGS = {"yes": "yes", "no": "no", "unknown": "unclear"}
"""What a lifecycle calls the findings of the checklist."""


@dataclass(frozen=True, slots=True)
class Recordable:
    """A kind of happening and, for each of its fields, the question that answers it."""

    kind: str
    fields: Mapping[str, str]
    values: Mapping[str, str] | None = None

    def details(self, answers: Answers) -> dict[str, str]:
        """The details as the answers give them; what was not answered is not there."""
        told = {field: answers.get(question) for field, question in self.fields.items()}
        return {
            field: self.values.get(value, value) if self.values else value
            for field, value in told.items()
            if isinstance(value, str)
        }


RECORDABLE: Mapping[str, tuple[Recordable, ...]] = {
    "emergency": (
        Recordable("emergency_acted", {"tried": "tried", "why": "why_not", "decision": "decision"}),
        Recordable("emergency_reported", {"recipient": "managing_body"}),
    ),
    "risk": (
        Recordable("risk_occurred", {"what": "happened"}),
        Recordable("risk_reported", {"recipient": "managing_body"}),
    ),
    "request": (Recordable("protection_requested", {"what": "measures"}),),
    "judging": (
        Recordable(
            "evaluated",
            {one: one for one in ("objective", "subjective", "right_policy", "pure_motive", "common_good")},
            FINDINGS,
        ),
    ),
}
"""By the key of the paper's form. A complaint and a reminder change no case."""
