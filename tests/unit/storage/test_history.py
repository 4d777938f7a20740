"""Histories: what follows from them, what is refused and why, corrections."""

import random
from dataclasses import replace
from datetime import date

import pytest

from storage import calendar_seed
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
        follow(QUANG_NGAI, case, replace(difficult, number=4), "unregulated", TODAY)
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


def test_a_duty_is_met_by_its_event() -> None:
    head = decided(3, NOVEMBER_20, decided_by="head")
    reported = Happening(4, "head_reported", date(2026, 11, 21), OFFICE, {"number": "7-BC/TU"})
    case = after(SUBMITTED, RECEIVED, head, reported)
    assert case.open_duties == ()
    assert case.duties[0].done_on == date(2026, 11, 21)


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
        follow(QUANG_NGAI, case, happening, "unregulated", TODAY)
    assert (refused.value.refusal, refused.value.about) == (refusal, about)


def test_a_refusal_says_what_is_possible() -> None:
    with pytest.raises(RefusedError) as refused:
        follow(QUANG_NGAI, after(SUBMITTED), decided(2, NOVEMBER_20), "unregulated", TODAY)
    events = ("received", "answer_asked", "obstruction_reported", "withdrawn")
    assert refused.value.possible == events
    assert possible(QUANG_NGAI, after(SUBMITTED), PROPOSER) == events


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
        assert derive(law, history, issue, TODAY) == (states[-1] if states else CaseState())
