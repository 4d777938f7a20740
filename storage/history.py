"""What happened to a case, and what follows from it: state, clocks and duties are derived, never kept apart.

The history only grows. A correction (đính chính) is a happening that names an earlier one; deriving the state replays
the happenings as they stand after all corrections, so that a correction which makes a later happening impossible is
refused as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from storage.lifecycle import DESCRIPTION, Branch, Detail, DutyRule, EventKind, Rules, Values, Who
from storage.periods import Clock, Duty, Pause

CORRECTED = "corrected"
"""The kind of happening that puts another right; `corrects` is its number."""
FIRST_STATE = "drafted"

Details = Mapping[str, str]


class Refusal(StrEnum):
    """Why a happening cannot be recorded."""

    UNKNOWN = "unknown"
    NOT_NOW = "not_now"
    """Not in this state; the exception says what is possible."""
    NOT_YOURS = "not_yours"
    NOT_BEFORE = "not_before"
    """Something else has to happen first."""
    UNGROUNDED = "ungrounded"
    """What gives an event its ground was decided otherwise, or the issue is of another kind (`storage.grounds`)."""
    ALREADY = "already"
    FUTURE = "future"
    TOO_EARLY = "too_early"
    """Before the happening that led to the present state."""
    MISSING = "missing"
    WRONG_VALUE = "wrong_value"
    NO_SUCH_NUMBER = "no_such_number"


class RefusedError(ValueError):
    """A happening that the state does not allow. `about` is the event, field or day concerned."""

    def __init__(self, refusal: Refusal, about: str = "", possible: Sequence[str] = ()) -> None:
        super().__init__(f"{refusal}: {about}")
        self.refusal = refusal
        self.about = about
        self.possible = tuple(possible)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was recorded. `number` counts from 1; `on` is the day it happened (not when it was recorded).

    A correction has the kind `CORRECTED`, names the corrected happening, and carries its right day and details; with
    `void` that happening did not happen at all.
    """

    number: int
    kind: str
    on: date
    who: Who
    details: Details = field(default_factory=dict)
    corrects: int | None = None
    void: bool = False


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands. `effective` are the happenings as corrected, in the order of their numbers.

    `issue` is the kind of the issue, `title` what the case was called anew, "" where it never was.
    """

    state: str = FIRST_STATE
    effective: tuple[Happening, ...] = ()
    clocks: tuple[Clock, ...] = ()
    duties: tuple[Duty, ...] = ()
    since: date | None = None
    """The day of the happening that led to the state."""
    issue: str = ""
    title: str = ""

    def last(self, kind: str) -> Happening | None:
        """The last happening of a kind."""
        return next((one for one in reversed(self.effective) if one.kind == kind), None)

    @property
    def running(self) -> tuple[Clock, ...]:
        """The clocks that run."""
        return tuple(clock for clock in self.clocks if clock.running)

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        """The duties that somebody still has to meet, those that have to be met at once first."""
        still = (duty for duty in self.duties if duty.open)
        return tuple(sorted(still, key=lambda duty: not duty.rule.at_once))


def possible(rules: Rules, case: CaseState, who: Who) -> tuple[str, ...]:
    """The events that `who` may record now, in the order of the lifecycle."""
    return tuple(
        key
        for key, event in rules.lifecycle.events.items()
        if case.state in rules.lifecycle.sources(key) and who in event.who and ripe(case, key, event)
        if given(case, event)
    )


def given(case: CaseState, event: EventKind) -> bool:
    """Whether the ground of an event is given in a case, where it has one."""
    fits = event.only_issue in {None, case.issue}
    return fits and all(has(case.last(kind), wanted) for kind, wanted in event.given.items())


def derive(rules: Rules, history: Sequence[Happening], issue: str, today: date) -> CaseState:
    """The state that a history leads to. `issue` is the kind of the issue as it was told when the case was made.

    Raises `RefusedError` for the first happening that is not allowed.
    """
    case = CaseState(issue=issue)
    for happening in effective(history):
        case = follow(rules, case, happening, today)
    return case


def effective(history: Sequence[Happening]) -> tuple[Happening, ...]:
    """The happenings as they stand after all corrections. Raises `RefusedError` for a correction of nothing."""
    standing: dict[int, Happening] = {}
    for happening in history:
        if happening.kind != CORRECTED:
            standing[happening.number] = happening
            continue
        corrected = standing.get(happening.corrects or 0)
        if corrected is None:
            raise RefusedError(Refusal.NO_SUCH_NUMBER, str(happening.corrects))
        if happening.void:
            del standing[corrected.number]
        else:
            standing[corrected.number] = replace(corrected, on=happening.on, details=happening.details)
    return tuple(standing.values())


def follow(rules: Rules, case: CaseState, happening: Happening, today: date) -> CaseState:
    """The state after one more happening. Raises `RefusedError`, and nothing is changed.

    What is told of the issue, on whatever day, holds from the beginning: duties are those of an issue of that kind.
    Its ground is not asked for: a history may be older than that is named (`storage.grounds.recorded` asks for it).
    """
    event = rules.lifecycle.events.get(happening.kind)
    if event is None:
        raise RefusedError(Refusal.UNKNOWN, happening.kind)
    _check(rules, case, happening, event, today)
    return _described(rules, told(case, event, happening)) if event.describes else _step(rules, case, happening)


def _described(rules: Rules, case: CaseState) -> CaseState:
    """A case as it stands where its issue has always been of the kind that was told last."""
    again = CaseState(title=case.title, issue=case.issue)
    for happening in case.effective:
        again = _step(rules, again, happening)
    return again


def _step(rules: Rules, case: CaseState, happening: Happening) -> CaseState:
    """What follows from one more happening that may happen, whatever it says of title and issue."""
    target = _target(rules.lifecycle.events[happening.kind], happening)
    duties = _duties(rules, case, happening)
    ends = target is not None and rules.lifecycle.states[target].end
    return replace(
        case,
        effective=(*case.effective, happening),
        state=target or case.state,
        since=happening.on if target else case.since,
        clocks=_clocks(rules, case.clocks, happening, moved=target is not None),
        duties=tuple(_left(duty, happening.on) for duty in duties) if ends else duties,
    )


def told(case: CaseState, event: EventKind, happening: Happening) -> CaseState:
    """A case with one more happening, and what that says of its title and issue; nothing else follows from it yet."""
    known = replace(case, effective=(*case.effective, happening))
    about = {key: happening.details.get(key) for key in DESCRIPTION} if event.describes else {}
    return replace(known, title=about.get("title") or case.title, issue=about.get("issue") or case.issue)


def earliest(rules: Rules, case: CaseState, kind: str) -> date | None:
    """The first day on which an event may happen: that of what led to the state, or of what must come before it."""
    grounds = (case.last(one) for one in rules.lifecycle.events[kind].after)
    return max(filter(None, (case.since, *(one.on for one in grounds if one))), default=None)


def _target(event: EventKind, happening: Happening) -> str | None:
    if isinstance(event.to, Branch):
        return event.to.states[happening.details[event.to.field]]
    return event.to


def _check(rules: Rules, case: CaseState, happening: Happening, event: EventKind, today: date) -> None:
    if happening.who not in event.who:
        raise RefusedError(Refusal.NOT_YOURS, happening.kind, possible(rules, case, happening.who))
    if case.state not in rules.lifecycle.sources(happening.kind):
        raise RefusedError(Refusal.NOT_NOW, happening.kind, possible(rules, case, happening.who))
    if not _grounded(case, event):
        raise RefusedError(Refusal.NOT_BEFORE, event.after[0])
    if not ripe(case, happening.kind, event):
        raise RefusedError(Refusal.ALREADY, happening.kind)
    if happening.on > today:
        raise RefusedError(Refusal.FUTURE, happening.on.isoformat())
    first = earliest(rules, case, happening.kind)
    if first and happening.on < first and not event.describes:
        raise RefusedError(Refusal.TOO_EARLY, first.isoformat())
    _check_details(event.fields, happening.details)
    if event.describes and not any(happening.details.values()):
        raise RefusedError(Refusal.MISSING, next(iter(event.fields)))


def _check_details(fields: Mapping[str, Detail], details: Details) -> None:
    for key in details:
        if key not in fields:
            raise RefusedError(Refusal.WRONG_VALUE, key)
    for key, wanted in fields.items():
        value = details.get(key, "")
        if wanted.required and not value.strip():
            raise RefusedError(Refusal.MISSING, key)
        if value and wanted.choices and value not in wanted.choices:
            raise RefusedError(Refusal.WRONG_VALUE, key)


def ripe(case: CaseState, kind: str, event: EventKind) -> bool:
    """Whether what must have happened before has, and what may happen once has not yet."""
    if not _grounded(case, event):
        return False
    previous, renewed = case.last(kind), case.last(event.once_since) if event.once_since else None
    return not (event.once_since and previous and (renewed is None or renewed.number < previous.number))


def _grounded(case: CaseState, event: EventKind) -> bool:
    return not event.after or any(case.last(one) for one in event.after)


def _clocks(rules: Rules, clocks: tuple[Clock, ...], happening: Happening, *, moved: bool) -> tuple[Clock, ...]:
    after = tuple(_clock_after(clock, happening, moved=moved) if clock.running else clock for clock in clocks)
    running = {clock.rule.key for clock in after if clock.running}
    begun = (
        Clock(rule, happening.on, rule.days)
        for rule in rules.procedure.clocks
        if rule.start == happening.kind and rule.key not in running
    )
    return (*after, *begun)


def _clock_after(clock: Clock, happening: Happening, *, moved: bool) -> Clock:
    """A running clock after a happening: made longer, resumed, paused, stopped or left alone."""
    if moved and clock.paused:
        resumed = replace(clock.pauses[-1], end=happening.on)
        clock = replace(clock, pauses=(*clock.pauses[:-1], resumed))
    if happening.kind == clock.rule.extended_by:
        return replace(clock, days=clock.rule.extended_days or clock.days, extended_on=happening.on)
    match happening.details.get("clock"):
        case "stops":
            return replace(clock, pauses=(*clock.pauses, Pause(happening.on)))
        case "restarts":
            return replace(clock, stopped_on=happening.on)
    return replace(clock, stopped_on=happening.on) if happening.kind in clock.rule.stop else clock


def _duties(rules: Rules, case: CaseState, happening: Happening) -> tuple[Duty, ...]:
    """The duties after a happening; one that is open does not arise a second time."""
    met = tuple(
        replace(duty, done_on=happening.on) if duty.open and happening.kind in duty.rule.done_by else duty
        for duty in case.duties
    )
    still = {duty.rule.key for duty in met if duty.open}
    arisen = (rule for rule in rules.procedure.duties if _arises(rule, case, happening))
    return (*met, *(Duty(rule, happening.on) for rule in arisen if rule.key not in still))


def _left(duty: Duty, on: date) -> Duty:
    return replace(duty, left_on=on) if duty.open else duty


def _arises(rule: DutyRule, case: CaseState, happening: Happening) -> bool:
    if happening.kind not in rule.events or rule.only_issue not in {None, case.issue}:
        return False
    return has(happening, rule.if_) and all(has(case.last(kind), wanted) for kind, wanted in rule.given.items())


def has(happening: Happening | None, wanted: Values) -> bool:
    """Whether it happened with these values."""
    return happening is not None and all(happening.details.get(key) in values for key, values in wanted.items())
