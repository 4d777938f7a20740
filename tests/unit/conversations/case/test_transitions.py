"""Every event in every state through the dialogue: recorded as the lifecycle says, or refused and nothing changed."""

from dataclasses import replace

import pytest

from conversations.actions import Action
from conversations.router import Router
from storage.cases import Case
from storage.history import Happening, derive
from storage.lifecycle import Branch, Who, lifecycle
from tests.unit.conversations.case.lives import BEGUN, CODE, LATEST, case_in, fill
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

OF_THE_PROPOSER = {
    "answer_asked",
    "emergency_acted",
    "risk_told",
    "protection_requested",
    "obstruction_reported",
    "withdrawn",
}
"""What only a proposer does, once one is in the bot; of a proposal on paper the office records it."""


def target(state: str, event: str) -> str:
    """The state after an event that is recorded with the first choice of every question."""
    to = LAW.events[event].to
    return next(iter(to.states.values())) if isinstance(to, Branch) else to or state


GROUNDS: dict[str, tuple[str, str]] = {
    "head_reported": ("decided_by", "head"),
    "issuer_written": ("issue", "unsuitable"),
    "superior_informed": ("skips_level", "yes"),
}
"""What gives an event its ground beside what must have happened: the table of the data, written out by hand."""


def ripe(registry: Registry, event: str) -> bool:
    """Whether what must have happened before an event has, and gives it its ground."""
    return preceded(registry, event) and given(registry.kept[CODE], event)


def preceded(registry: Registry, event: str) -> bool:
    after = LAW.events[event].after
    return not after or any(registry.kept[CODE].standing.last(one) for one in after)


def given(case: Case, event: str) -> bool:
    grounds = [one for kind in ("transferred", "decided") if (one := case.standing.last(kind))]
    told = {"issue": case.issue, **{key: value for one in grounds for key, value in one.details.items()}}
    return event not in GROUNDS or told[GROUNDS[event][0]] == GROUNDS[event][1]


def decided(*, head: bool, unsuitable: bool, office: str | None = None) -> Case:
    """A case that was decided by the head or not, of one kind of issue or the other."""
    issue = "unsuitable" if unsuitable else "unregulated"
    made = case_in("approved", office)
    history = tuple(
        replace(one, happening=replace(one.happening, details={**one.happening.details, "decided_by": "head"}))
        if head and one.happening.kind == "decided"
        else one
        for one in made.history
    )
    standing = derive(made.rules, [one.happening for one in history], issue, LATEST)
    return replace(made, first_issue=issue, history=history, standing=standing)


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
            barred = state not in LAW.sources(event) or not preceded(registry, event)
            says = "Hồ sơ đang ở bước “" if barred else f"“{LAW.events[event].label}” chỉ ghi khi "
            assert shown.startswith(f"⚠️ {says}")
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
    of_office = {labels[one] for one in able if Who.OFFICE in LAW.events[one].who}
    assert offered[Who.OFFICE] == of_office - {LAW.events[one].label for one in OF_THE_PROPOSER}


@pytest.mark.parametrize("state", LAW.states)
async def test_of_a_proposal_on_paper_the_office_records_what_both_sides_do(router: Router, state: str) -> None:
    registry = Registry()
    registry.kept[CODE] = replace(case_in(state, OFFICE.id), people=())
    person = clerk(router, registry)
    await person.do(Action.CASE_EVENTS, CODE)
    able = [event for event in LAW.events if state in LAW.sources(event) and ripe(registry, event)]
    assert set(person.labels) - {"← Hồ sơ"} == {LAW.events[one].label for one in able if one != "taken_up"}


@pytest.mark.parametrize("event", sorted(OF_THE_PROPOSER))
async def test_an_office_does_not_record_what_a_proposer_in_the_bot_does(router: Router, event: str) -> None:
    for state in sorted(LAW.sources(event)):
        registry = Registry()
        registry.kept[CODE] = before = case_in(state, OFFICE.id)
        person = clerk(router, registry)
        await person.do(Action.CASE_RECORD, CODE, event)
        assert "nên không ghi được" in person.screen
        assert registry.kept[CODE] == before


@pytest.mark.parametrize("event", sorted(OF_THE_OFFICE))
async def test_a_proposer_does_not_record_what_the_office_does(router: Router, event: str) -> None:
    for state in sorted(LAW.sources(event)):
        registry = Registry()
        registry.kept[CODE] = before = case_in(state, OFFICE.id)
        person = official(router, registry)
        await person.do(Action.CASE_RECORD, CODE, event)
        assert "nên không ghi được" in person.screen or "chỉ ghi khi" in person.screen
        assert registry.kept[CODE] == before


@pytest.mark.parametrize("head", [False, True])
@pytest.mark.parametrize("unsuitable", [False, True])
@pytest.mark.parametrize("office", [None, OFFICE.id])
async def test_an_event_is_offered_and_recorded_only_where_its_ground_is_given(
    router: Router, office: str | None, *, head: bool, unsuitable: bool
) -> None:
    for event, able in (("head_reported", head), ("issuer_written", unsuitable)):
        registry = Registry()
        registry.kept[CODE] = before = decided(head=head, unsuitable=unsuitable, office=office)
        person = clerk(router, registry) if office else official(router, registry)
        label = LAW.events[event].label
        await person.do(Action.CASE_EVENTS, CODE)
        assert (label in person.labels) is able
        shown = await person.do(Action.CASE_RECORD, CODE, event)
        if able:
            await fill(person, event)
            assert f"✅ Đã ghi: {label}, thứ Tư 25/11/2026." in person.screen
        else:
            assert shown.startswith(f"⚠️ “{label}” chỉ ghi khi {LAW.events[event].ground}. Ghi được: “")
            assert label not in shown.partition("Ghi được")[2]
            assert registry.kept[CODE] == before


async def test_the_decision_that_an_event_rests_on_is_put_right_only_once_the_event_is(router: Router) -> None:
    registry = Registry()
    registry.kept[CODE] = decided(head=True, unsuitable=False)
    person = official(router, registry)
    await person.do(Action.CASE_RECORD, CODE, "head_reported")
    await fill(person, "head_reported")
    number = next(str(one.happening.number) for one in person.one.history if one.happening.kind == "decided")
    await person.do(Action.CASE_CORRECT, CODE, number)
    await person.tap("2")
    await person.tap("Tập thể")
    had = person.one
    shown = await person.tap("Ghi vào hồ sơ")
    assert shown.startswith("⚠️ Sửa như vậy thì “Người đứng đầu báo cáo cấp trên trực tiếp” không còn căn cứ.")
    assert person.one == had


@pytest.mark.parametrize("event", ["head_reported", "issuer_written"])
async def test_what_was_recorded_without_its_ground_before_stands_and_can_be_put_right(
    router: Router, event: str
) -> None:
    """Such entries are older than the grounds: the case opens, goes on, and is corrected as before."""
    made = decided(head=False, unsuitable=False)
    details = {"number": "5", **({"recipient": "UBND tỉnh"} if event == "issuer_written" else {})}
    entry = Happening(len(made.history) + 1, event, BEGUN, Who.PROPOSER, details)
    history = (*made.history, replace(made.history[-1], happening=entry))
    standing = derive(made.rules, [one.happening for one in history], made.first_issue, LATEST)
    registry = Registry()
    registry.kept[CODE] = replace(made, history=history, standing=standing)
    person = official(router, registry)
    await person.do(Action.CASE_RECORD, CODE, "started")
    await fill(person, "started")
    assert person.one.standing.state == "carrying_out"
    await person.do(Action.CASE_CORRECT, CODE, str(entry.number))
    await person.tap("1")
    await person.type("6")
    assert "✅ Đã ghi: Đính chính số" in await person.tap("Ghi vào hồ sơ")
    await person.do(Action.CASE_VOID, CODE, str(entry.number))
    assert "✅ Đã ghi: Bỏ sự kiện số" in await person.tap("Bỏ sự kiện")


def test_the_data_say_what_is_the_offices_alone() -> None:
    assert {key for key, event in LAW.events.items() if event.office_alone} == OF_THE_OFFICE
    assert {key for key, event in LAW.events.items() if event.decision} == {"decided", "returned"}
    assert {key for key, event in LAW.events.items() if event.proposer_alone} == OF_THE_PROPOSER
    assert {key for key, event in LAW.events.items() if event.ground} == set(GROUNDS)
    alone = [event for event in LAW.events.values() if event.office_alone or event.proposer_alone]
    assert all(event.who == {Who.PROPOSER, Who.OFFICE} for event in alone)
