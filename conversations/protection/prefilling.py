"""What a paper begins with: what the history of its case answers, and who its sender was last time. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conversations.drafts import Draft, Version
from conversations.forms.dates import told
from conversations.forms.questions import Answers, Form, Kind
from conversations.protection.counting import RECEIPT, answer_clock
from conversations.protection.questions import ABOUT_CASE, JURISDICTION
from storage.cases import Case
from storage.history import CaseState, Happening

SENDER = ("proposer_name", "proposer_post", "proposer_unit", "side", "place")
"""What stays the same from paper to paper."""
RECIPIENTS = ("transferred", "emergency_reported", "submitted")
"""The happenings that name whom the case is with, the one that counts first at the head."""
TO_WHOM_IT_IS_WITH = {"risk", "request", "overdue"}
"""The papers that go to whom the case is with; whom an emergency or a complaint is reported to is asked."""
RESULTS = {"partly": "partly", "not": "missed"}


def of_case(form: Form, case: Case) -> Answers:
    """What the case answers of a paper's questions; the rest is asked."""
    about = {ABOUT_CASE: case.code, JURISDICTION: case.jurisdiction, "title": case.title}
    return fitting(form, {**about, **dict(_told(form.key, case.standing))})


def of_sender(form: Form, drafts: Sequence[Draft], versions: Sequence[Version]) -> Answers:
    """Who sends, from the version of the plan that a case is about, else from what the user filled in last."""
    given: Sequence[Mapping[str, Any]] = [
        *(one.answers for one in reversed(versions)),
        *(one.state["answers"] for one in drafts),
    ]
    theirs = (one for one in given if one.get("proposer_name") and one.get("proposer_kind") in {None, "official"})
    named = next(theirs, {})
    return fitting(form, {key: named[key] for key in SENDER if key in named})


def fitting(form: Form, given: Mapping[str, Any]) -> Answers:
    """Those of the answers that the form's own questions can take."""
    questions = {one.key: one for one in form.questions}
    return {
        key: answer
        for key, answer in given.items()
        if (question := questions.get(key))
        and isinstance(answer, str)
        and (question.kind is not Kind.CHOICE or answer in {choice.key for choice in question.choices})
        and len(answer) <= question.longest
    }


def _told(paper: str, standing: CaseState) -> Iterator[tuple[str, str]]:
    yield from _approval(standing)
    yield from _waiting(standing)
    if paper == "emergency":
        yield from _acted(standing)
    elif paper == "risk":
        yield from _risk(standing)
    done = standing.last("completed")
    if done and done.details["result"] in RESULTS:
        yield "result", RESULTS[done.details["result"]]
    to = next((found for kind in RECIPIENTS if (found := standing.last(kind))), None)
    if to and paper in TO_WHOM_IT_IS_WITH:
        yield "managing_body", to.details["recipient"]


def _approval(standing: CaseState) -> Iterator[tuple[str, str]]:
    decided, taken_up = standing.last("decided"), standing.last("taken_up")
    if decided and decided.details["outcome"] != "refused":
        yield "approved_by", f"Văn bản số {decided.details['number']}, quyết định ngày {told(decided.on)}"
    elif taken_up and taken_up.details.get("approval"):
        yield "approved_by", taken_up.details["approval"]


def _waiting(standing: CaseState) -> Iterator[tuple[str, str]]:
    submitted, received, clock = standing.last("submitted"), _receipt(standing), answer_clock(standing)
    if submitted:
        yield "sent_on", submitted.on.isoformat()
    if received:
        yield "received", received.on.isoformat()
        yield from _known(received, {"number": "register"})
    if clock and clock.extended_on:
        yield "difficult", "yes"


def _receipt(standing: CaseState) -> Happening | None:
    """The receipt that the case counts from: that of its running period, else the last one.

    After a transfer that begins the count anew there is none until the proposal is received again.
    """
    clock, last = answer_clock(standing), standing.last(RECEIPT)
    if clock:
        receipts = (one for one in reversed(standing.effective) if one.kind == RECEIPT and one.on == clock.start)
        return next(receipts, None)
    anew = standing.last("transferred")
    gone = last and anew and anew.number > last.number and anew.details["clock"] == "restarts"
    return None if gone else last


def _acted(standing: CaseState) -> Iterator[tuple[str, str]]:
    """What was recorded of an emergency need not be written again."""
    acted = standing.last("emergency_acted")
    if acted:
        yield "occurred_on", acted.on.isoformat()
        yield from _known(acted, {"tried": "tried", "why": "why_not", "decision": "decision"})


def _risk(standing: CaseState) -> Iterator[tuple[str, str]]:
    """Nor what was recorded of a risk that nobody has been told of."""
    risk, reported = standing.last("risk_occurred"), standing.last("risk_told")
    if risk and (reported is None or reported.number < risk.number):
        yield "occurred_on", risk.on.isoformat()
        yield from _known(risk, {"what": "happened"})


def _known(happening: Happening, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((question, happening.details[name]) for name, question in fields.items() if name in happening.details)
