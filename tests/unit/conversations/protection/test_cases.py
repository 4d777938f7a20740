"""Every written case ends as written, and together they show every criterion of every document all ways."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from conversations.forms.questions import Form
from conversations.protection.assessing import Assessment, Class, Reading, assess
from conversations.protection.questions import facts_of
from knowledge.protection import Regimes, Standing
from tests.unit.conversations.protection.written import Written, cases

CASES = cases()


def found_in(case: Written, form: Form, regimes: Regimes) -> Assessment:
    return assess(regimes, facts_of(case.counted(form)), case.place)


def ids(reading: Reading, standing: Standing) -> set[str]:
    return {held.criterion.id for held in reading.of(standing)}


def test_there_are_sixty_cases_and_all_places(regimes: Regimes) -> None:
    assert len(CASES) >= 60
    assert {case.place for case in CASES} == {"quang-ngai", "hai-phong", "lai-chau", "lam-dong", "other"}
    assert len({case.expected["story"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.place}")
def test_a_case_ends_as_written(case: Written, form: Form, regimes: Regimes) -> None:
    found, expected = found_in(case, form, regimes), case.expected
    assert found.ends == expected["ends"]
    if found.ends is not Class.STOPPED:
        assert ids(found.first, Standing.OPEN) == set(expected["open"])
        assert ids(found.first, Standing.UNMET) == set(expected["unmet"])
    assert (found.steps[0].id if found.steps else "") == expected["step"]
    assert {conflict.id for conflict in found.conflicts} == set(expected["conflicts"])
    for document, wanted in expected.get("beside", {}).items():
        (reading,) = (one for one in found.readings if one.regime.document == document)
        assert {
            "ends": reading.ends.value if "ends" in wanted else None,
            "unmet": ids(reading, Standing.UNMET) if "unmet" in wanted else None,
            "open": ids(reading, Standing.OPEN) if "open" in wanted else None,
        } == {
            "ends": wanted.get("ends"),
            "unmet": set(wanted["unmet"]) if "unmet" in wanted else None,
            "open": set(wanted["open"]) if "open" in wanted else None,
        }


def test_the_cases_show_every_criterion_of_every_document_all_ways(form: Form, regimes: Regimes) -> None:
    shown = set(_standings(form, regimes))
    every = {
        (document, criterion.id, standing)
        for document, regime in regimes.regimes.items()
        for criterion in regime.criteria
        for standing in Standing
    }
    assert every - shown == set()


def test_the_cases_show_every_conflict_that_is_ever_shown(form: Form, regimes: Regimes) -> None:
    shown = {conflict.id for case in CASES for conflict in found_in(case, form, regimes).conflicts}
    assert shown == {conflict.id for conflict in regimes.conflicts if conflict.when}
    assert {conflict.id for conflict in regimes.conflicts} - shown == {"C-3"}


def test_the_cases_reach_every_class_and_every_step(form: Form, regimes: Regimes) -> None:
    found = [found_in(case, form, regimes) for case in CASES]
    assert {one.ends for one in found} == set(Class)
    steps = {step.id for one in found for step in one.steps}
    assert steps == {step.id for regime in regimes.regimes.values() for step in regime.steps}


@pytest.mark.parametrize(
    ("change", "outcomes"),
    [
        ({"result": "reached"}, ["within-plan"]),
        ({"result": "missed"}, ["within-plan", "pilot"]),
        ({"result": "missed", "mode": "full"}, ["within-plan"]),
        ({"result": "missed", "mode": "unknown"}, ["within-plan", "pilot"]),
        ({"harm": "damage", "result": "partly"}, ["error", "pilot"]),
        ({"harm": "damage", "result": "partly", "approval": "emergency"}, ["error"]),
    ],
)
def test_only_a_pilot_that_failed_is_told_what_the_regulation_says_of_it(
    form: Form, regimes: Regimes, change: Mapping[str, str], outcomes: list[str]
) -> None:
    done = next(case for case in CASES if case.place == "quang-ngai" and not case.expected["change"])
    facts = facts_of(replace(done, answers={**done.answers, **change}).counted(form))
    found = assess(regimes, facts, "quang-ngai").first
    assert [one.id for one in found.outcomes] == outcomes
    assert (found.ends is Class.SHOWN) == (change.get("mode") != "unknown" and "harm" not in change)


def _standings(form: Form, regimes: Regimes) -> Iterator[tuple[str, str, Standing]]:
    for case in CASES:
        for reading in found_in(case, form, regimes).readings:
            for held in reading.held:
                yield reading.regime.document, held.criterion.id, held.standing
