"""What the history of a case answers, and that it answers nothing that was not recorded."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from conversations.forms.questions import Form
from conversations.protection.from_case import answers_of
from storage.cases import Case, Recorded
from storage.history import CaseState, Happening, derive
from storage.lifecycle import Who, rules

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, tzinfo=UTC)
EMERGENCY = ("emergency_acted", {"tried": "Gọi Bí thư", "why": "Mất sóng", "decision": "Sơ tán"})
SUBMITTED = ("submitted", {"recipient": "Văn phòng Đảng ủy"})
RECEIVED = ("received", {})
PILOT = ("decided", {"outcome": "pilot", "decided_by": "collective", "number": "215-TB/TU"})
CARRY_OUT = ("decided", {"outcome": "carry_out", "decided_by": "head", "number": "216-TB/TU"})
REFUSED = ("decided", {"outcome": "refused", "decided_by": "collective", "number": "217-TB/TU"})
RETURNED = ("returned", {"number": "218-TB/TU"})
STARTED = ("started", {})
RISK = ("risk_occurred", {"what": "Chậm hồ sơ"})
RISK_TOLD = ("risk_told", {"recipient": "Đảng ủy", "number": "12-BC"})
RISK_SPOKEN_OF = ("risk_told", {"recipient": "Đảng ủy"})
RISK_REPORTED = ("risk_reported", {"recipient": "Tỉnh ủy"})
COMPLETED = ("completed", {"result": "not"})
FAIR = {"right_policy": "yes", "pure_motive": "yes", "common_good": "yes"}
Told = tuple[str, dict[str, str]]


def case(*told: Told, issue: str = "unregulated", place: str = "quang-ngai") -> Case:
    happenings = [
        Happening(number, kind, date(2026, 9, number), Who.PROPOSER, details)
        for number, (kind, details) in enumerate(told, 1)
    ]
    standing = derive(rules(place), happenings, issue, TODAY)
    bare = Case(1, "DL-7K3Q", "Một cửa", place, issue, None, None, (1,), NOW)
    return replace(bare, history=tuple(Recorded(one, 1, NOW) for one in happenings), standing=standing)


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ((), {}),
        ((SUBMITTED,), {"reported": "sent", "approval": "waiting"}),
        ((SUBMITTED, RECEIVED), {"reported": "sent", "approval": "waiting"}),
        ((SUBMITTED, RECEIVED, REFUSED), {"reported": "sent", "approval": "refused"}),
        ((SUBMITTED, RECEIVED, RETURNED), {"reported": "sent", "approval": "refused"}),
        (
            (SUBMITTED, RECEIVED, PILOT),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "running"},
        ),
        (
            (SUBMITTED, RECEIVED, CARRY_OUT),
            {"reported": "sent", "approval": "head", "mode": "full", "result": "running"},
        ),
        (
            (SUBMITTED, RECEIVED, CARRY_OUT, ("head_reported", {"number": "5"})),
            {"reported": "sent", "approval": "head", "mode": "full", "result": "running", "head_reported": "yes"},
        ),
        (
            (SUBMITTED, RECEIVED, PILOT, STARTED, RISK, RISK_REPORTED),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "running"},
        ),
        (
            (SUBMITTED, RECEIVED, PILOT, STARTED, RISK, RISK_TOLD),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "running"}
            | {"reported_since": "written"},
        ),
        (
            (SUBMITTED, RECEIVED, PILOT, STARTED, RISK, RISK_SPOKEN_OF),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "running"},
        ),
        (
            (SUBMITTED, RECEIVED, PILOT, STARTED, RISK, RISK_TOLD, RISK),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "running"},
        ),
        (
            (SUBMITTED, RECEIVED, PILOT, STARTED, COMPLETED, ("evaluated", FAIR)),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "missed"}
            | {"motive": "common", "inside": "yes"},
        ),
        (
            (SUBMITTED, RECEIVED, PILOT, STARTED, COMPLETED, ("evaluated", FAIR | {"common_good": "unclear"})),
            {"reported": "sent", "approval": "written", "mode": "pilot", "result": "missed", "inside": "yes"},
        ),
        ((EMERGENCY,), {"approval": "emergency"}),
        (
            (EMERGENCY, ("emergency_reported", {"recipient": "Đảng ủy"})),
            {"approval": "emergency", "told_written": "yes"},
        ),
    ],
)
def test_a_history_answers_what_was_recorded(told: tuple[Told, ...], answers: dict[str, str]) -> None:
    assert answers_of(case(*told)) == {"jurisdiction": "quang-ngai", "issue": "unregulated", **answers}


def test_an_unsuitable_rule_is_an_outdated_one() -> None:
    assert answers_of(case(issue="unsuitable", place="hai-phong")) == {"jurisdiction": "hai-phong", "issue": "outdated"}


def test_a_risk_says_nothing_of_its_harm_and_silence_nothing_of_reports() -> None:
    found = answers_of(case(SUBMITTED, RECEIVED, PILOT, STARTED, RISK))
    assert not {"harm", "reported_since", "remedied", "motive", "legality"} & set(found)


def test_every_answer_is_a_choice_of_its_question(form: Form) -> None:
    choices = {question.key: {choice.key for choice in question.choices} for question in form.questions}
    for told in ((SUBMITTED, RECEIVED, CARRY_OUT), (SUBMITTED, RECEIVED, PILOT, STARTED, COMPLETED), (EMERGENCY,)):
        assert all(value in choices[key] for key, value in answers_of(case(*told)).items())


def test_a_case_without_a_history_begins_where_it_begins() -> None:
    assert case().standing == CaseState(issue="unregulated")
