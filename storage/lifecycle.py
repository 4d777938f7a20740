"""The life of a case as data: states, events, and what each document makes of them (clocks and immediate duties).

`lifecycle.yaml` says what can happen, `procedures/` what a document says about it, by provision id. Nothing here names
a state or an event: a new one is a line of data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FOLDER = Path(__file__).parent
OPEN = "*open"
"""In `from`: every state that is no end."""
DESCRIPTION = {"title", "issue"}
"""What a case is about, as an event that `describes` it tells."""
CENTRAL = "central"
"""The jurisdiction of the Centre, whose procedure holds where a place has none."""


class LifecycleError(ValueError):
    """The data contradict themselves; the message names the place."""


class Who(StrEnum):
    """Who records an event, or who has a duty."""

    PROPOSER = "proposer"
    """Người đề xuất."""
    OFFICE = "office"
    """Cơ quan tiếp nhận, giải quyết."""


def _several(given: object) -> object:
    return (given,) if isinstance(given, str) else given


OneOrMore = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""One name, or a list of them."""


Values = Mapping[str, OneOrMore]
"""For fields of an event, each by its key, the values one of which was recorded."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class State(_Data):
    """A state. `waits_for` is who has to do something next, and `following` what, after "chờ người đề xuất"."""

    label: str
    following: str = ""
    waits_for: Who | None = None
    end: bool = False


class Detail(_Data):
    """What is recorded with an event. `kind` is a kind of question of the forms.

    What is `private` is shown to nobody in a case that an office takes part in. `longest` is in characters, where it is
    less than the forms take.
    """

    label: str
    kind: Literal["short", "long", "choice", "files"]
    required: bool = True
    choices: Mapping[str, str] = Field(default_factory=dict)
    private: bool = False
    longest: int | None = None


class Branch(_Data):
    """The state after an event depends on one of its fields."""

    field: str
    states: Mapping[str, str]


class EventKind(_Data):
    """Something that can happen to a case.

    Of the events `after`, where there are any, one must have happened before; with `once_since` it happens once after
    each such event. Its ground are values of earlier events, `given` with the last of each kind, and the kind of issue,
    `only_issue`; `ground` says it in words, after "chỉ ghi khi". Where an office takes part in the case, an event with
    `office_alone` is the office's to record; where somebody proposes it in the bot, one with `proposer_alone` is
    theirs. A `decision` answers a proposal: people are told of it until later in the evening than of other events.
    The fields of one that `describes` are what the case is called and of which kind its issue is, each as far as it is
    told anew; its day is that on which it is recorded.
    """

    label: str
    from_: tuple[str, ...] = Field(alias="from")
    to: str | Branch | None = None
    who: frozenset[Who]
    office_alone: bool = False
    proposer_alone: bool = False
    decision: bool = False
    describes: bool = False
    once_since: str | None = None
    after: tuple[str, ...] = ()
    given: Mapping[str, Values] = Field(default_factory=dict)
    only_issue: str | None = None
    ground: str = ""
    fields: Mapping[str, Detail] = Field(default_factory=dict)


class ClockRule(_Data):
    """A period that a document sets: `days` working days from the day of the event `start`.

    `extended_days` is the whole period after the event `extended_by`, not an addition to it. `awaits` says of a state
    why nothing is counted in it, where the period does not run: it begins anew with the next event `start`.
    """

    key: str
    label: str
    start: str
    days: int
    extended_by: str | None = None
    extended_days: int | None = None
    stop: tuple[str, ...]
    awaits: Mapping[str, str] = Field(default_factory=dict)
    provision: str


class DutyRule(_Data):
    """Something to be done for which the document sets no number of days; `wording` is its own word for it.

    It arises with one of `events`, unless it is open already, and is met by one of `done_by`. `if_` are values of the
    event's fields for which it arises, `given` those of earlier events, the last of each kind; `only_issue` the kind of
    issue. `at_once` is false where the document does not say "at once": it is told of every week then, not every
    working day. What is `above` is done by a body above the office, which records it.
    """

    key: str
    label: str
    events: OneOrMore = Field(alias="event")
    if_: Values = Field(default_factory=dict, alias="if")
    given: Mapping[str, Values] = Field(default_factory=dict)
    only_issue: str | None = None
    done_by: OneOrMore
    whose: Who
    wording: str
    provision: str
    at_once: bool = True
    above: bool = False

    @property
    def call(self) -> str:
        """How it is called for, within a sentence."""
        return "làm ngay" if self.at_once else "phải làm"


class Doubt(_Data):
    """What whoever records an event with these values may have got wrong, by what a provision says of it."""

    event: str
    if_: Values = Field(alias="if")
    says: str
    provision: str


class Procedure(_Data):
    """What the document of a jurisdiction makes of the events.

    `basis` are the provisions that events rest on, `mind` those to keep in mind once a case has come into a state,
    `report` is the one that asks for a periodic report on the whole. `doubts` are told to whoever records an event,
    and to whom it concerns.
    """

    jurisdiction: str
    clocks: tuple[ClockRule, ...] = ()
    duties: tuple[DutyRule, ...] = ()
    basis: Mapping[str, str] = Field(default_factory=dict)
    mind: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    report: str | None = None

    @property
    def provisions(self) -> frozenset[str]:
        """Every provision that the procedure names."""
        clocks, duties = (clock.provision for clock in self.clocks), (duty.provision for duty in self.duties)
        mind = (provision for kept in self.mind.values() for provision in kept)
        report = (self.report,) if self.report else ()
        doubts = (doubt.provision for doubt in self.doubts)
        return frozenset((*self.basis.values(), *clocks, *duties, *mind, *doubts, *report))


class Lifecycle(_Data):
    """All states and events."""

    states: Mapping[str, State]
    events: Mapping[str, EventKind]

    def sources(self, event: str) -> frozenset[str]:
        """The states that an event may happen in."""
        named = self.events[event].from_
        return frozenset(
            name for name, state in self.states.items() if name in named or (OPEN in named and not state.end)
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """The lifecycle and the procedure that applies to one case."""

    lifecycle: Lifecycle
    procedure: Procedure


@cache
def lifecycle() -> Lifecycle:
    """The lifecycle, checked. Raises `LifecycleError`."""
    found = Lifecycle.model_validate(yaml.safe_load((FOLDER / "lifecycle.yaml").read_text(encoding="utf-8")))
    for key, event in found.events.items():
        targets = event.to.states.values() if isinstance(event.to, Branch) else [event.to] if event.to else []
        unknown = {*targets, *event.from_} - set(found.states) - {OPEN}
        unknown |= {*event.after, *event.given, *([event.once_since] if event.once_since else [])} - set(found.events)
        if unknown:
            raise LifecycleError(f"Event {key} names {sorted(unknown)}, which does not exist.")
        if event.describes and set(event.fields) != DESCRIPTION:
            raise LifecycleError(f"Event {key} describes a case by {sorted(event.fields)}, not {sorted(DESCRIPTION)}.")
        if isinstance(event.to, Branch) and set(event.to.states) != set(event.fields[event.to.field].choices):
            raise LifecycleError(f"Event {key} does not lead on from every choice of {event.to.field}.")
        if bool(event.ground) != bool(event.given or event.only_issue):
            raise LifecycleError(f"Event {key} needs a ground and its words, or none of both.")
        _check_values(event.given, found, f"event {key}")
    return found


@cache
def procedures() -> Mapping[str, Procedure]:
    """The procedures by jurisdiction, checked against the lifecycle. Raises `LifecycleError`."""
    found: dict[str, Procedure] = {}
    for path in sorted((FOLDER / "procedures").glob("*.yaml")):
        procedure = Procedure.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        _check(procedure, path.name)
        found[procedure.jurisdiction] = procedure
    return found


@cache
def digest() -> str:
    """What tells these rules, the lifecycle and all procedures, from those of another version: 16 characters."""
    files = (FOLDER / "lifecycle.yaml", *sorted((FOLDER / "procedures").glob("*.yaml")))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


def rules(jurisdiction: str) -> Rules:
    """The rules of a case of the jurisdiction; where it has no procedure of its own, what the Centre says holds."""
    return Rules(lifecycle(), procedures().get(jurisdiction) or procedures()[CENTRAL])


def _check(procedure: Procedure, name: str) -> None:
    known = lifecycle().events
    named = {*procedure.basis}
    for clock in procedure.clocks:
        named |= {clock.start, *clock.stop, *([clock.extended_by] if clock.extended_by else [])}
    for duty in procedure.duties:
        named |= {*duty.events, *duty.done_by, *duty.given}
        asked = {**dict.fromkeys(duty.events, duty.if_), **duty.given}
        _check_values(asked, lifecycle(), f"{name}: duty {duty.key}")
    for doubt in procedure.doubts:
        named |= {doubt.event}
        _check_values({doubt.event: doubt.if_}, lifecycle(), f"{name}: a doubt")
    keys = [*(clock.key for clock in procedure.clocks), *(duty.key for duty in procedure.duties)]
    if len(keys) > len(set(keys)):
        raise LifecycleError(f"{name}: two periods or duties have one key among {sorted(keys)}.")
    unknown = {*procedure.mind, *(state for clock in procedure.clocks for state in clock.awaits)}
    unknown -= set(lifecycle().states)
    if unknown:
        raise LifecycleError(f"{name}: mind or awaits name {sorted(unknown)}, no states.")
    if named - set(known):
        raise LifecycleError(f"{name} names the events {sorted(named - set(known))}, which do not exist.")


def _check_values(asked: Mapping[str, Values], law: Lifecycle, name: str) -> None:
    """That the events have the fields, and the fields the values, that something depends on."""
    for event, wanted in asked.items():
        known = law.events[event].fields if event in law.events else {}
        for key, values in wanted.items():
            if key not in known or set(values) - set(known[key].choices):
                raise LifecycleError(f"{name} asks for {key} of {event} to be one of {values}.")
