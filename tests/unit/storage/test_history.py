"""Histories: what follows from them, what is refused and why, corrections."""

import random
from dataclasses import replace
from datetime import date

import pytest

from storage import calendar_seed
from storage.case_deadlines import watched
from storage.grounds import missing, recorded
from storage.history import CORRECTED, CaseState, Happening, Refusal, RefusedError, derive, effective, follow, possible
from storage.lifecycle import Who, rules
from storage.working_days import Calendar
from tests.unit.storage.case_walks import TODAY, walk

QUANG_NGAI = rules("quang-ngai")
HAI_PHONG = rules("hai-phong")
CALENDAR = Calendar(
    {day: one for year in range(2025, 2029) for day, one in calendar_seed.special_days(year).items()}, frozenset()
)
PROPOSER, OFFICE = Who.PROPOSER, Who.OFFICE
NOVEMBER_20 = date(2026, 11, 20)
BY = ("head", "collective")

SUBMITTED = Happening(1, "submitted", date(2026, 11, 19), PROPOSER, {"recipient": "Văn phòng Thị ủy"})
RECEIVED = Happening(2, "received", NOVEMBER_20, OFFICE, {"number": "1342"})


def decided(number: int, on: date, **details: str) -> Happening:
    usual = {"outcome": "pilot", "decided_by": "collective", "number": "215-TB/TU"}
    return Happening(number, "decided", on, OFFICE, usual | details)


def transferred(number: int, on: date, **details: str) -> Happening:
    usual = {"recipient": "Tỉnh ủy", "skips_level": "no", "clock": "goes_on"}
    return Happening(number, "transferred", on, OFFICE, usual | details)


def after(*happenings: Happening, issue: str = "unregulated", where: str = "quang-ngai") -> CaseState:
    return derive(rules(where), happenings, issue, TODAY)


def due(case: CaseState) -> date | None:
    [clock] = case.running
    found = clock.due(CALENDAR)
    return found.day if found else None


def test_the_clock_starts_with_the_receipt_and_not_before() -> None:
    assert after(SUBMITTED).clocks == ()
    assert due(after(SUBMITTED, RECEIVED)) == date(2027, 1, 5)


def test_a_difficult_matter_has_sixty_days_in_all() -> None:
    difficult = Happening(3, "declared_difficult", date(2026, 12, 10), OFFICE, {"reason": "liên ngành"})
    case = after(SUBMITTED, RECEIVED, difficult)
    assert due(case) == date(2027, 2, 23)
    assert case.clocks[0].extended_on == date(2026, 12, 10)
    with pytest.raises(RefusedError) as refused:
        follow(QUANG_NGAI, case, replace(difficult, number=4), TODAY)
    assert refused.value.refusal is Refusal.ALREADY


def test_a_written_answer_stops_the_clock() -> None:
    case = after(SUBMITTED, RECEIVED, decided(3, date(2026, 12, 1)))
    assert case.state == "approved"
    assert case.running == ()
    assert case.clocks[0].stopped_on == date(2026, 12, 1)


@pytest.mark.parametrize(("choice", "expected"), [("runs", date(2027, 1, 5)), ("stops", date(2027, 1, 12))])
def test_whether_preparing_again_stops_the_clock_is_what_was_recorded(choice: str, expected: date) -> None:
    again = Happening(3, "prepare_again", date(2026, 12, 1), OFFICE, {"what": "rủi ro", "clock": choice})
    paused = after(SUBMITTED, RECEIVED, again)
    assert (due(paused) is None) == (choice == "stops")
    assert (
        due(after(SUBMITTED, RECEIVED, again, Happening(4, "prepared_again", date(2026, 12, 8), PROPOSER))) == expected
    )


@pytest.mark.parametrize(("choice", "expected"), [("goes_on", date(2027, 1, 5)), ("restarts", date(2027, 1, 20))])
def test_whether_a_transfer_restarts_the_clock_is_what_was_recorded(choice: str, expected: date) -> None:
    moved = transferred(3, date(2026, 12, 1), clock=choice)
    case = after(SUBMITTED, RECEIVED, moved)
    assert len(case.running) == (choice == "goes_on")
    assert due(after(SUBMITTED, RECEIVED, moved, Happening(4, "received", date(2026, 12, 8), OFFICE))) == expected


@pytest.mark.parametrize(
    ("happening", "issue", "duties"),
    [
        (decided(3, NOVEMBER_20), "unregulated", []),
        (decided(3, NOVEMBER_20), "unsuitable", ["write_issuer"]),
        (decided(3, NOVEMBER_20, outcome="refused"), "unsuitable", []),
        (decided(3, NOVEMBER_20, decided_by="head"), "unregulated", ["head_reports"]),
        (decided(3, NOVEMBER_20, decided_by="head"), "unsuitable", ["head_reports", "write_issuer"]),
        (decided(3, NOVEMBER_20, decided_by="head", outcome="carry_out"), "unregulated", ["head_reports"]),
        (decided(3, NOVEMBER_20, decided_by="head", outcome="refused"), "unregulated", []),
        (
            Happening(
                3, "transferred", NOVEMBER_20, OFFICE, {"recipient": "x", "skips_level": "yes", "clock": "goes_on"}
            ),
            "unregulated",
            ["inform_superior"],
        ),
        (
            Happening(
                3, "transferred", NOVEMBER_20, OFFICE, {"recipient": "x", "skips_level": "no", "clock": "goes_on"}
            ),
            "unregulated",
            [],
        ),
    ],
)
def test_immediate_duties_arise(happening: Happening, issue: str, duties: list[str]) -> None:
    case = after(SUBMITTED, RECEIVED, happening, issue=issue)
    assert [duty.rule.key for duty in case.open_duties] == duties


NEEDED = Happening(0, "protection_needed", NOVEMBER_20, OFFICE, {"what": "bị vu khống"})
REQUESTED = Happening(0, "protection_requested", date(2026, 11, 23), PROPOSER, {"what": "cử người dự"})


def begun(on: date, branch: str) -> Happening:
    return Happening(0, "protection_begun", on, OFFICE, {"branch": branch, "what": "x"})


def protecting(*happenings: Happening, where: str = "quang-ngai") -> CaseState:
    return after(*(replace(one, number=number) for number, one in enumerate((SUBMITTED, *happenings), 1)), where=where)


@pytest.mark.parametrize("asked", [(NEEDED,), (REQUESTED,), (NEEDED, REQUESTED), (NEEDED, NEEDED, REQUESTED)])
@pytest.mark.parametrize(
    ("branch", "then"), [("acts", []), ("passed_up", [("report_passing_up", "đồng thời"), ("protect_above", None)])]
)
def test_a_need_and_a_request_open_one_duty_with_both_branches(
    asked: tuple[Happening, ...], branch: str, then: list[tuple[str, str | None]]
) -> None:
    [duty] = protecting(*asked).open_duties
    assert (duty.rule.key, duty.rule.wording, duty.since) == ("protect", "ngay", asked[0].on)
    case = protecting(*asked, begun(date(2026, 11, 24), branch))
    assert [one.rule.key for one in case.open_duties] == [key for key, _ in then]
    assert all(wording in (None, one.rule.wording) for one, (_, wording) in zip(case.open_duties, then, strict=True))
    assert case.duties[0].done_on == date(2026, 11, 24)


def test_a_need_that_comes_after_the_measures_is_a_duty_of_its_own() -> None:
    later = replace(NEEDED, on=date(2026, 11, 26))
    case = protecting(REQUESTED, begun(date(2026, 11, 24), "acts"), later)
    assert [(one.rule.key, one.since) for one in case.open_duties] == [("protect", later.on)]
    with pytest.raises(RefusedError) as refused:
        protecting(REQUESTED, begun(date(2026, 11, 24), "acts"), later, begun(date(2026, 11, 25), "acts"))
    assert (refused.value.refusal, refused.value.about) == (Refusal.TOO_EARLY, "2026-11-26")


def test_measures_need_one_of_the_two_before_them() -> None:
    with pytest.raises(RefusedError) as refused:
        protecting(begun(date(2026, 11, 24), "acts"))
    assert (refused.value.refusal, refused.value.about) == (Refusal.NOT_BEFORE, "protection_requested")


@pytest.mark.parametrize("where", ["hai-phong", "lai-chau", "lam-dong", "other"])
def test_where_no_document_says_that_protection_begins_at_once_nothing_is_due(where: str) -> None:
    assert protecting(NEEDED, REQUESTED, where=where).open_duties == ()


JUDGED_BY = {
    "quang-ngai": "quang-ngai/dieu-3/khoan-4",
    "hai-phong": "hai-phong/4/doan-2",
    "lai-chau": "lai-chau/ii/3/doan-4",
    "lam-dong": "kl-14/muc-2.4/doan-2",
    "other": "kl-14/muc-2.4/doan-2",
}
RISK_JUDGED_BY = {**JUDGED_BY, "quang-ngai": "quang-ngai/dieu-7/khoan-6"}
STARTED = Happening(4, "started", NOVEMBER_20, PROPOSER)
RISK = Happening(5, "risk_occurred", NOVEMBER_20, PROPOSER, {"what": "chậm"})
FAIR = {"right_policy": "yes", "pure_motive": "yes", "common_good": "unclear"}


def completed(number: int, result: str) -> Happening:
    return Happening(number, "completed", NOVEMBER_20, PROPOSER, {"result": result})


def judging(case: CaseState) -> dict[str, str]:
    return {one.rule.key: one.rule.provision for one in case.open_duties if one.rule.key.startswith("judge")}


@pytest.mark.parametrize("where", JUDGED_BY)
@pytest.mark.parametrize("outcome", ["pilot", "carry_out"])
@pytest.mark.parametrize("result", ["reached", "partly", "not"])
def test_a_failed_pilot_is_to_be_judged_by_the_places_own_provision(where: str, outcome: str, result: str) -> None:
    """Quảng Ngãi does not say it of pilots alone."""
    decision = decided(3, NOVEMBER_20, outcome=outcome)
    case = after(SUBMITTED, RECEIVED, decision, STARTED, completed(5, result), where=where)
    failed = result != "reached" and (outcome == "pilot" or where == "quang-ngai")
    assert judging(case) == ({"judge_fairly": JUDGED_BY[where]} if failed else {})


@pytest.mark.parametrize("where", JUDGED_BY)
@pytest.mark.parametrize("outcome", ["pilot", "carry_out"])
def test_a_risk_is_to_be_judged_before_it_is_completed(where: str, outcome: str) -> None:
    """Quảng Ngãi does not say it of pilots alone."""
    decision = decided(3, NOVEMBER_20, outcome=outcome)
    case = after(SUBMITTED, RECEIVED, decision, STARTED, RISK, where=where)
    asked = outcome == "pilot" or where == "quang-ngai"
    assert judging(case) == ({"judge_risk": RISK_JUDGED_BY[where]} if asked else {})
    judged = Happening(6, "risk_judged", NOVEMBER_20, OFFICE, FAIR)
    assert judging(after(SUBMITTED, RECEIVED, decision, STARTED, RISK, judged, where=where)) == {}
    ends = (completed(6, "reached"), Happening(7, "evaluated", NOVEMBER_20, OFFICE, FAIR))
    assert judging(after(SUBMITTED, RECEIVED, decision, STARTED, RISK, *ends, where=where)) == {}


@pytest.mark.parametrize("where", JUDGED_BY)
def test_what_was_never_decided_to_be_a_pilot_is_none(where: str) -> None:
    taken_up = Happening(1, "taken_up", NOVEMBER_20, PROPOSER)
    every = {"judge_risk": "quang-ngai/dieu-7/khoan-6"} if where == "quang-ngai" else {}
    assert judging(after(taken_up, replace(RISK, number=2), where=where)) == every


def test_a_decision_that_is_put_right_takes_its_duty_along() -> None:
    decision = decided(3, NOVEMBER_20)
    right = {**decision.details, "outcome": "carry_out"}
    correction = Happening(6, CORRECTED, NOVEMBER_20, OFFICE, right, corrects=3)
    told = (SUBMITTED, RECEIVED, decision, STARTED, RISK)
    assert judging(after(*told, where="hai-phong")) == {"judge_risk": "hai-phong/4/doan-2"}
    assert judging(after(*told, correction, where="hai-phong")) == {}


def test_a_duty_is_met_by_its_event() -> None:
    head = decided(3, NOVEMBER_20, decided_by="head")
    reported = Happening(4, "head_reported", date(2026, 11, 21), OFFICE, {"number": "7-BC/TU"})
    case = after(SUBMITTED, RECEIVED, head, reported)
    assert case.open_duties == ()
    assert case.duties[0].done_on == date(2026, 11, 21)


REPORTED = Happening(4, "head_reported", date(2026, 11, 21), OFFICE, {"number": "7-BC/TU"})
WRITTEN = Happening(4, "issuer_written", date(2026, 11, 21), OFFICE, {"recipient": "UBND tỉnh", "number": "8"})


@pytest.mark.parametrize(
    ("entry", "by", "issue", "able"),
    [
        (REPORTED, "head", "unregulated", True),
        (REPORTED, "collective", "unregulated", False),
        (REPORTED, "collective", "unsuitable", False),
        (WRITTEN, "collective", "unsuitable", True),
        (WRITTEN, "head", "unregulated", False),
    ],
)
def test_what_has_a_ground_is_recorded_where_it_is_given_and_replayed_everywhere(
    entry: Happening, by: str, issue: str, *, able: bool
) -> None:
    history = (SUBMITTED, RECEIVED, decided(3, NOVEMBER_20, decided_by=by))
    case = after(*history, issue=issue)
    assert (entry.kind in possible(QUANG_NGAI, case, OFFICE)) is able
    assert missing(QUANG_NGAI, case, entry.kind) == ("" if able else QUANG_NGAI.lifecycle.events[entry.kind].ground)
    assert after(*history, entry, issue=issue).effective[-1] == entry
    if able:
        assert recorded(QUANG_NGAI, (*history, entry), issue, TODAY) == after(*history, entry, issue=issue)
        return
    with pytest.raises(RefusedError) as refused:
        recorded(QUANG_NGAI, (*history, entry), issue, TODAY)
    assert (refused.value.refusal, refused.value.about) == (Refusal.UNGROUNDED, entry.kind)


def test_no_correction_takes_away_a_ground_but_what_never_had_one_stands() -> None:
    head, collective = ((SUBMITTED, RECEIVED, decided(3, NOVEMBER_20, decided_by=by), REPORTED) for by in BY)
    right = Happening(5, CORRECTED, NOVEMBER_20, OFFICE, decided(3, NOVEMBER_20).details, corrects=3)
    with pytest.raises(RefusedError) as refused:
        recorded(QUANG_NGAI, (*head, right), "unregulated", TODAY)
    assert (refused.value.refusal, refused.value.about) == (Refusal.UNGROUNDED, "head_reported")
    other = replace(right, details={**right.details, "number": "9"})
    assert recorded(QUANG_NGAI, (*collective, other), "unregulated", TODAY).last("head_reported") == REPORTED
    started = Happening(5, "started", date(2026, 11, 23), PROPOSER)
    assert recorded(QUANG_NGAI, (*collective, started), "unregulated", TODAY).state == "carrying_out"
    void = Happening(5, CORRECTED, NOVEMBER_20, OFFICE, {}, corrects=4, void=True)
    assert recorded(QUANG_NGAI, (*collective, void), "unregulated", TODAY).last("head_reported") is None


def described(number: int, issue: str, title: str = "Một cửa lưu động", on: date = NOVEMBER_20) -> Happening:
    return Happening(number, "described", on, OFFICE, {"title": title, "issue": issue})


def test_what_the_head_refused_asks_for_no_report_of_it() -> None:
    history = (SUBMITTED, RECEIVED, decided(3, NOVEMBER_20, decided_by="head", outcome="refused"))
    case = after(*history)
    assert (case.duties, "head_reported" in possible(QUANG_NGAI, case, OFFICE)) == ((), False)
    assert missing(QUANG_NGAI, case, "head_reported") == "người đứng đầu quyết định thực hiện, tập thể không thống nhất"


@pytest.mark.parametrize(
    ("issue", "then", "open_keys"),
    [
        ("unregulated", [described(4, "unsuitable")], ["write_issuer"]),
        ("unregulated", [described(4, "unregulated", "Tên khác")], []),
        ("unsuitable", [], ["write_issuer"]),
        ("unsuitable", [described(4, "unsuitable", "Tên khác")], ["write_issuer"]),
        ("unsuitable", [described(4, "unregulated")], []),
        ("unsuitable", [described(4, "unregulated"), described(5, "unsuitable")], ["write_issuer"]),
        ("unsuitable", [WRITTEN, described(5, "unsuitable", "Tên khác")], []),
        ("unsuitable", [WRITTEN, described(5, "unregulated"), described(6, "unsuitable")], []),
    ],
)
def test_a_duty_for_one_kind_of_issue_comes_and_goes_with_it(
    issue: str, then: list[Happening], open_keys: list[str]
) -> None:
    case = after(SUBMITTED, RECEIVED, decided(3, NOVEMBER_20), *then, issue=issue)
    assert [one.rule.key for one in case.open_duties] == open_keys
    assert ("issuer_written" in possible(QUANG_NGAI, case, OFFICE)) is (case.issue == "unsuitable")


def test_a_duty_is_of_the_day_that_brought_it_whenever_the_kind_of_the_issue_was_told() -> None:
    late = described(5, "unsuitable", on=date(2026, 11, 30))
    started = Happening(4, "started", date(2026, 11, 23), PROPOSER)
    case = after(SUBMITTED, RECEIVED, decided(3, NOVEMBER_20), started, late)
    assert [(one.rule.key, one.since) for one in case.duties] == [("write_issuer", NOVEMBER_20)]


def test_a_letter_recorded_before_the_kind_was_put_right_has_met_the_duty() -> None:
    case = after(SUBMITTED, RECEIVED, decided(3, NOVEMBER_20), WRITTEN, described(5, "unsuitable"))
    assert [(one.rule.key, one.done_on) for one in case.duties] == [("write_issuer", WRITTEN.on)]


def test_what_describes_a_case_tells_at_least_one_thing_and_keeps_the_other() -> None:
    with pytest.raises(RefusedError) as refused:
        after(SUBMITTED, Happening(2, "described", NOVEMBER_20, OFFICE))
    assert (refused.value.refusal, refused.value.about) == (Refusal.MISSING, "title")
    kind, name = {"issue": "unsuitable"}, {"title": "Tên hai"}
    told = [Happening(number, "described", NOVEMBER_20, OFFICE, one) for number, one in ((2, kind), (3, name))]
    assert (after(SUBMITTED, *told).title, after(SUBMITTED, *told).issue) == ("Tên hai", "unsuitable")


def test_a_description_keeps_no_day_from_being_put_right() -> None:
    later = Happening(4, CORRECTED, date(2026, 11, 26), OFFICE, RECEIVED.details, corrects=2)
    case = after(SUBMITTED, RECEIVED, described(3, "unregulated"), later)
    assert case.clocks[0].start == date(2026, 11, 26)


def test_before_a_decision_and_after_a_refusal_a_kind_of_issue_brings_no_duty() -> None:
    assert after(SUBMITTED, RECEIVED, described(3, "unsuitable")).duties == ()
    refused = decided(3, NOVEMBER_20, outcome="refused")
    assert after(SUBMITTED, RECEIVED, refused, described(4, "unsuitable")).duties == ()


def test_what_a_case_is_about_is_what_was_told_last_and_stands_in_order() -> None:
    first, second = described(2, "unsuitable", "Tên hai"), described(3, "unregulated", "Tên ba")
    case = after(SUBMITTED, first, second)
    assert (case.title, case.issue, case.state) == ("Tên ba", "unregulated", "submitted")
    void = Happening(4, CORRECTED, NOVEMBER_20, OFFICE, corrects=3, void=True)
    both = Happening(5, CORRECTED, NOVEMBER_20, OFFICE, corrects=2, void=True)
    assert (after(SUBMITTED, first, second, void).title, after(SUBMITTED, first, second, void).issue) == (
        "Tên hai",
        "unsuitable",
    )
    assert (after(SUBMITTED, first, second, void, both).title, after(SUBMITTED, first, second, void, both).issue) == (
        "",
        "unregulated",
    )


def test_no_correction_of_a_description_takes_the_ground_from_a_letter() -> None:
    history = (SUBMITTED, described(2, "unsuitable"), replace(RECEIVED, number=3), decided(4, NOVEMBER_20))
    written = replace(WRITTEN, number=5)
    assert recorded(QUANG_NGAI, (*history, written), "unregulated", TODAY).last("issuer_written") == written
    for wrong in (
        Happening(6, CORRECTED, NOVEMBER_20, OFFICE, corrects=2, void=True),
        Happening(6, CORRECTED, NOVEMBER_20, OFFICE, described(2, "unregulated").details, corrects=2),
    ):
        with pytest.raises(RefusedError) as refused:
            recorded(QUANG_NGAI, (*history, written, wrong), "unregulated", TODAY)
        assert (refused.value.refusal, refused.value.about) == (Refusal.UNGROUNDED, "issuer_written")


def test_a_duty_ends_with_its_case_unmet_and_is_open_again_where_the_end_was_none() -> None:
    head = decided(3, NOVEMBER_20, decided_by="head")
    closed = Happening(4, "closed", date(2026, 11, 23), OFFICE)
    case = after(SUBMITTED, RECEIVED, head, closed)
    assert [(one.rule.key, one.done_on, one.left_on) for one in case.duties] == [("head_reports", None, closed.on)]
    assert (case.open_duties, [*watched(case)]) == ((), [])
    assert possible(QUANG_NGAI, case, OFFICE) == ()
    void = Happening(5, CORRECTED, date(2026, 11, 24), OFFICE, corrects=4, void=True)
    assert [one.rule.key for one in after(SUBMITTED, RECEIVED, head, closed, void).open_duties] == ["head_reports"]


def test_an_emergency_begins_with_the_act_and_asks_for_the_report() -> None:
    acted = Happening(
        1, "emergency_acted", NOVEMBER_20, PROPOSER, {"tried": "Bí thư", "why": "mất sóng", "decision": "sơ tán"}
    )
    case = after(acted)
    assert [(duty.rule.key, duty.rule.wording) for duty in case.open_duties] == [
        ("report_emergency", "ngay khi có điều kiện")
    ]
    assert case.clocks == ()


def test_where_the_document_is_silent_nothing_is_counted() -> None:
    case = after(SUBMITTED, RECEIVED, decided(3, NOVEMBER_20, decided_by="head"), issue="unsuitable", where="hai-phong")
    assert case.state == "approved"
    assert (case.clocks, case.duties) == ((), ())


@pytest.mark.parametrize(
    ("happening", "refusal", "about"),
    [
        (Happening(3, "submitted", NOVEMBER_20, PROPOSER, {"recipient": "x"}), Refusal.NOT_NOW, "submitted"),
        (Happening(3, "received", NOVEMBER_20, OFFICE), Refusal.NOT_NOW, "received"),
        (Happening(3, "taken_up", NOVEMBER_20, OFFICE), Refusal.NOT_YOURS, "taken_up"),
        (Happening(3, "no_such", NOVEMBER_20, OFFICE), Refusal.UNKNOWN, "no_such"),
        (Happening(3, "superior_informed", NOVEMBER_20, OFFICE), Refusal.NOT_BEFORE, "transferred"),
        (Happening(3, "assigned", date(2028, 1, 1), OFFICE, {"body": "x"}), Refusal.FUTURE, "2028-01-01"),
        (Happening(3, "assigned", date(2026, 11, 18), OFFICE, {"body": "x"}), Refusal.TOO_EARLY, "2026-11-20"),
        (Happening(3, "assigned", NOVEMBER_20, OFFICE, {"body": "  "}), Refusal.MISSING, "body"),
        (Happening(3, "assigned", NOVEMBER_20, OFFICE), Refusal.MISSING, "body"),
        (Happening(3, "assigned", NOVEMBER_20, OFFICE, {"body": "x", "z": "y"}), Refusal.WRONG_VALUE, "z"),
        (decided(3, NOVEMBER_20, outcome="maybe"), Refusal.WRONG_VALUE, "outcome"),
    ],
)
def test_what_the_state_does_not_allow_is_refused_and_named(happening: Happening, refusal: Refusal, about: str) -> None:
    case = after(SUBMITTED, RECEIVED)
    with pytest.raises(RefusedError) as refused:
        follow(QUANG_NGAI, case, happening, TODAY)
    assert (refused.value.refusal, refused.value.about) == (refusal, about)


def test_a_refusal_says_what_is_possible() -> None:
    with pytest.raises(RefusedError) as refused:
        follow(QUANG_NGAI, after(SUBMITTED), decided(2, NOVEMBER_20), TODAY)
    requests = ("protection_requested", "protection_needed", "obstruction_reported", "described", "withdrawn")
    assert refused.value.possible == ("received", "answer_asked", *requests)
    assert possible(QUANG_NGAI, after(SUBMITTED), PROPOSER) == refused.value.possible


def test_a_correction_moves_the_clock_and_overwrites_nothing() -> None:
    later = Happening(3, CORRECTED, date(2026, 11, 23), OFFICE, {"number": "1343"}, corrects=2)
    history = (SUBMITTED, RECEIVED, later)
    case = derive(QUANG_NGAI, history, "unregulated", TODAY)
    assert due(case) == date(2027, 1, 6)
    assert case.last("received") == replace(RECEIVED, on=date(2026, 11, 23), details={"number": "1343"})
    assert history[1] is RECEIVED


def test_a_correction_may_say_that_something_did_not_happen() -> None:
    void = Happening(3, CORRECTED, NOVEMBER_20, OFFICE, corrects=2, void=True)
    case = after(SUBMITTED, RECEIVED, void)
    assert (case.state, case.clocks) == ("submitted", ())


def test_a_correction_that_makes_a_later_happening_impossible_is_refused() -> None:
    void = Happening(4, CORRECTED, NOVEMBER_20, OFFICE, corrects=2, void=True)
    with pytest.raises(RefusedError) as refused:
        after(SUBMITTED, RECEIVED, decided(3, date(2026, 12, 1)), void)
    assert (refused.value.refusal, refused.value.about) == (Refusal.NOT_NOW, "decided")


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        effective((SUBMITTED, Happening(2, CORRECTED, NOVEMBER_20, OFFICE, corrects=9)))
    assert refused.value.refusal is Refusal.NO_SUCH_NUMBER


@pytest.mark.parametrize("where", ["quang-ngai", "hai-phong", "lai-chau", "lam-dong"])
def test_replaying_a_history_gives_the_state(where: str) -> None:
    chance = random.Random(20261125)
    reached = set()
    for _ in range(150):
        issue = chance.choice(["unregulated", "unsuitable"])
        history, states = walk(rules(where), chance, 14, issue)
        for length, state in enumerate(states, 1):
            assert derive(rules(where), history[:length], issue, TODAY) == state
        reached |= {state.state for state in states}
        for clock in states[-1].clocks:
            ends = clock.due(CALENDAR)
            assert (ends is None) == clock.paused
            assert ends is None or (ends.day > clock.start and CALENDAR.is_working(ends.day))
    assert len(reached) >= 14


@pytest.mark.parametrize("where", ["quang-ngai", "hai-phong", "lai-chau", "lam-dong"])
def test_ten_thousand_histories_replayed_give_the_states_they_came_to(where: str) -> None:
    """A quarter of them in each place; what the last happening led to is what the whole history leads to."""
    chance, law = random.Random(f"replay {where}"), rules(where)
    for _ in range(2_500):
        issue = chance.choice(["unregulated", "unsuitable"])
        history, states = walk(law, chance, chance.randint(1, 14), issue)
        assert derive(law, history, issue, TODAY) == (states[-1] if states else CaseState(issue=issue))
