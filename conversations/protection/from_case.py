"""What the history of a case says of an assessment's questions: only what was recorded, the rest is asked.

Pure. A happening that is missing proves nothing, so nothing is answered "no" from silence, except a case that was
submitted and has no decision yet: it waits.
"""

from collections.abc import Iterator

from conversations.forms.questions import Answers
from conversations.protection.questions import JURISDICTION
from storage.cases import Case
from storage.history import CaseState

ISSUES = {"unregulated": "unregulated", "unsuitable": "outdated"}
MODES = {"pilot": "pilot", "carry_out": "full"}
RESULTS = {"reached": "reached", "partly": "partly", "not": "missed"}
UNDER_WAY = frozenset({"approved", "carrying_out"})
WAITING = frozenset({"submitted", "received", "transferred", "appraising", "appraised", "preparing_again"})
"""States in which somebody still has to answer."""


def answers_of(case: Case) -> Answers:
    """The answers that the history gives, by question."""
    return dict([(JURISDICTION, case.jurisdiction), ("issue", ISSUES[case.issue]), *_told(case.standing)])


def _told(standing: CaseState) -> Iterator[tuple[str, str]]:
    if standing.last("submitted") or standing.last("received"):
        yield "reported", "sent"
    yield from _approval(standing)
    yield from _emergency(standing)
    yield from _outcome(standing)


def _approval(standing: CaseState) -> Iterator[tuple[str, str]]:
    decided = standing.last("decided")
    if standing.last("emergency_acted"):
        yield "approval", "emergency"
    elif decided and decided.details["outcome"] in MODES:
        by_head = decided.details["decided_by"] == "head"
        yield "approval", "head" if by_head else "written"
        yield "mode", MODES[decided.details["outcome"]]
        if by_head and standing.last("head_reported"):
            yield "head_reported", "yes"
    elif decided or standing.last("returned"):
        yield "approval", "refused"
    elif standing.state in WAITING:
        yield "approval", "waiting"


def _emergency(standing: CaseState) -> Iterator[tuple[str, str]]:
    if standing.last("emergency_reported"):
        yield "told_written", "yes"


def _outcome(standing: CaseState) -> Iterator[tuple[str, str]]:
    completed = standing.last("completed")
    judged = standing.last("evaluated") or standing.last("risk_judged")
    if completed:
        yield "result", RESULTS[completed.details["result"]]
    elif standing.state in UNDER_WAY:
        yield "result", "running"
    risk, reported = standing.last("risk_occurred"), standing.last("risk_told")
    if reported and "number" in reported.details and (risk is None or risk.number < reported.number):
        yield "reported_since", "written"
    if judged and judged.details["pure_motive"] == judged.details["common_good"] == "yes":
        yield "motive", "common"
    if judged and judged.details["right_policy"] in {"yes", "no"}:
        yield "inside", judged.details["right_policy"]
