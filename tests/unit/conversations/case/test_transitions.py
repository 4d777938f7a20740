"""Every event in every state through the dialogue: recorded as the lifecycle says, or refused and nothing changed."""

import pytest

from conversations.actions import Action
from conversations.router import Router
from storage.lifecycle import Branch, Who, lifecycle
from tests.unit.conversations.case.lives import CODE, case_in, fill
from tests.unit.conversations.case.people import OFFICE, clerk, official
from tests.unit.conversations.registry import Registry

LAW = lifecycle()
OF_THE_OFFICE = {
    "received",
    "transferred",
    "superior_informed",
    "declared_difficult",
    "assigned",
    "council_formed",
    "appraised",
    "returned",
    "prepare_again",
    "decided",
    "head_reported",
    "issuer_written",
    "emergency_concluded",
    "risk_reported",
    "verified",
    "risk_judged",
    "protection_needed",
    "protection_begun",
    "protection_passed_up",
    "protection_above",
    "evaluated",
    "encouraged",
    "published",
}
"""What only an office does, once one takes part: the table of the data, written out by hand."""


def target(state: str, event: str) -> str:
    """The state after an event that is recorded with the first choice of every question."""
    to = LAW.events[event].to
    return next(iter(to.states.values())) if isinstance(to, Branch) else to or state


def ripe(registry: Registry, event: str) -> bool:
    """Whether what must have happened before an event has."""
    after = LAW.events[event].after
    return not after or any(registry.kept[CODE].standing.last(one) for one in after)


@pytest.mark.parametrize("state", LAW.states)
async def test_every_event_of_ones_own_paper_trail(router: Router, state: str) -> None:
    for event in LAW.events:
        registry = Registry()
        registry.kept[CODE] = before = case_in(state)
        person = official(router, registry)
        shown = await person.do(Action.CASE_RECORD, CODE, event)
        if state in LAW.sources(event) and ripe(registry, event):
            await fill(person, event)
            assert f"✅ Đã ghi: {LAW.events[event].label}, thứ Tư 25/11/2026." in person.screen
            after = registry.kept[CODE]
            assert after.standing.state == target(state, event), event
            assert [one.happening.kind for one in after.history[len(before.history) :]] == [event]
            assert person.kept == {}
        else:
            assert shown.startswith("⚠️ Hồ sơ đang ở bước “")
            assert registry.kept[CODE] == before
            assert person.kept == {}


@pytest.mark.parametrize("state", LAW.states)
async def test_what_each_side_is_offered_where_an_office_takes_part(router: Router, state: str) -> None:
    registry = Registry()
    registry.kept[CODE] = case_in(state, OFFICE.id)
    offered: dict[Who, set[str]] = {}
    for side, person in ((Who.PROPOSER, official(router, registry)), (Who.OFFICE, clerk(router, registry))):
        await person.do(Action.CASE_EVENTS, CODE)
        offered[side] = set(person.labels) - {"← Hồ sơ"}
    able = [event for event in LAW.events if state in LAW.sources(event) and ripe(registry, event)]
    labels = {event: LAW.events[event].label for event in able}
    assert offered[Who.PROPOSER] == {labels[one] for one in able if one not in OF_THE_OFFICE}
    assert offered[Who.OFFICE] == {labels[one] for one in able if Who.OFFICE in LAW.events[one].who}


@pytest.mark.parametrize("event", sorted(OF_THE_OFFICE))
async def test_a_proposer_does_not_record_what_the_office_does(router: Router, event: str) -> None:
    for state in sorted(LAW.sources(event)):
        registry = Registry()
        registry.kept[CODE] = before = case_in(state, OFFICE.id)
        person = official(router, registry)
        await person.do(Action.CASE_RECORD, CODE, event)
        assert "nên không ghi được" in person.screen
        assert registry.kept[CODE] == before


def test_the_data_say_what_is_the_offices_alone() -> None:
    assert {key for key, event in LAW.events.items() if event.office_alone} == OF_THE_OFFICE
    assert {key for key, event in LAW.events.items() if event.decision} == {"decided", "returned"}
    assert all(event.who == {Who.PROPOSER, Who.OFFICE} for event in LAW.events.values() if event.office_alone)
