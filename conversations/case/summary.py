"""A case in a few words: where it stands, and what is next. Plain records for the screens."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from conversations.case.entries import LONGEST_VALUE
from conversations.case.progress import Progress, every_progress
from conversations.case.wording import (
    WAITED_FOR,
    answered_words,
    bearer,
    full_day,
    left_words,
    raised,
    short_day,
    state_words,
)
from conversations.forms.telling import cut
from knowledge.library import Library
from storage.cases import Case
from storage.history import CaseState, has
from storage.lifecycle import Who
from storage.periods import Duty
from storage.working_days import Calendar, Due

WAITS = "chờ"
"""In the name of a state that says what is waited for."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period that runs. `due` is None while it stands still, after `used` days; `skipped` says what was not counted.

    `moved` says from where the calendar moved it to its present day, `was` what it was before the event that is told;
    "" where nothing moved it.
    """

    label: str
    since: str
    days: int
    due: str | None
    left: str
    late: bool
    skipped: tuple[str, ...]
    unconfirmed: tuple[int, ...]
    moved: str = ""
    was: str = ""
    used: int = 0


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A period that does not run: why, how many working days it will be, where that is ruled."""

    why: str
    days: int
    where: str
    provision: str


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Something to be done, `call` says how soon. `wording` is the document's own word, `where` the provision."""

    call: str
    label: str
    whose: str
    since: str
    wording: str
    where: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in a list. `next` is "" where the state says it already."""

    code: str
    title: str
    state: str
    next: str
    late: bool


def deadlines(case: Case, calendar: Calendar, today: date) -> tuple[Deadline, ...]:
    """The periods that run, the one that ends first at the head."""
    running = [one for one in every_progress(case, calendar, today) if one.clock.running]
    return tuple(_deadline(case, one) for one in sorted(running, key=lambda one: one.due.day if one.due else date.max))


def renewed(before: Case, after: Case, calendar: Calendar, today: date) -> tuple[Deadline, ...]:
    """The periods that run once something was recorded, each with the last day that it had before."""
    were = {one.label: one.due for one in deadlines(before, calendar, today)}
    found = ((one, were.get(one.label) or "") for one in deadlines(after, calendar, today))
    return tuple(replace(one, was=was if one.due and was != one.due else "") for one, was in found)


def named(side: Who, address: str) -> Mapping[Who, str]:
    """What both sides are called on the screen of somebody of one of them, who is addressed as `address`."""
    own = {Who.PROPOSER: address, Who.OFFICE: f"cơ quan của {address}"}
    return {**WAITED_FOR, side: own[side]}


def owed(standing: CaseState, side: Who) -> tuple[Duty, ...]:
    """What has to be done, by a side itself first."""
    return tuple(sorted(standing.open_duties, key=lambda duty: duty.rule.whose is not side))


def duties(owed: Iterable[Duty], library: Library, names: Mapping[Who, str] = WAITED_FOR) -> tuple[AtOnce, ...]:
    """What has to be done, and by whom."""
    return tuple(_duty(duty, library, names) for duty in owed)


def dropped(before: Case, after: Case) -> tuple[str, ...]:
    """The duties that were open and are none any more once something was recorded: nobody has met them."""
    gone = Counter(one.rule.key for one in before.standing.duties)
    gone -= Counter(one.rule.key for one in after.standing.duties)
    return tuple(one.rule.label for one in before.standing.open_duties if gone[one.rule.key])


def doubts(after: Case, library: Library) -> tuple[str, ...]:
    """What may be wrong in the last entry, by what the provisions say of it."""
    last = after.history[-1].happening
    meant = next((one for one in after.standing.effective if one.number == (last.corrects or last.number)), None)
    return tuple(
        f"{doubt.says} ({library.get(doubt.provision).locator})"
        for doubt in after.rules.procedure.doubts
        if meant and meant.kind == doubt.event and has(meant, doubt.if_)
    )


def listed(case: Case, calendar: Calendar, today: date, names: Mapping[Who, str] = WAITED_FOR) -> Listed:
    """The case as one entry of a list."""
    found = deadlines(case, calendar, today)
    late = bool(found and found[0].late)
    state, following = state_words(case), next_words(case, calendar, today, names)
    told = following == waiting(case, names) and WAITS in state
    return Listed(case.code, cut(case.title, 60), raised(state), "" if told else following, late)


def next_words(case: Case, calendar: Calendar, today: date, names: Mapping[Who, str] = WAITED_FOR) -> str:
    """What is next: what has to be done and by whom, the first deadline, else who is waited for."""
    found = case.standing.open_duties
    if found:
        rule = found[0].rule
        first = f"{rule.call} ({bearer(rule, names)}): {rule.label}"
        return f"{first}; {waiting(case, names)}" if len({duty.rule.whose for duty in found}) > 1 else first
    running = deadlines(case, calendar, today)
    if running:
        return f"hạn {running[0].due}, {running[0].left}" if running[0].due else running[0].left
    return waiting(case, names)


def waiting(case: Case, names: Mapping[Who, str] = WAITED_FOR) -> str:
    """Who has to do something next: whom the state waits for, and everybody who has an open duty."""
    state = case.rules.lifecycle.states[case.standing.state]
    if state.end:
        return "đã kết thúc"
    awaited = {state.waits_for, *(duty.rule.whose for duty in case.standing.open_duties)}
    return f"chờ {' và '.join(words for who, words in names.items() if who in awaited)}"


def following(case: Case, names: Mapping[Who, str] = WAITED_FOR) -> str:
    """Who has to do what next: what the state waits for, and who has an open duty beside."""
    state, owed = case.rules.lifecycle.states[case.standing.state], case.standing.open_duties
    if state.waits_for is None:
        return waiting(case, names)
    others = {duty.rule.whose for duty in owed} - {state.waits_for}
    beside = "".join(f"; {words} làm việc nêu trên" for who, words in names.items() if who in others)
    return f"chờ {names[state.waits_for]} {state.following}{beside}"


def answered(case: Case, calendar: Calendar, today: date) -> str:
    """Whether the answer came in time, and the last day of its period; "" where none was counted, or is awaited."""
    found = [one for one in every_progress(case, calendar, today) if not one.clock.running]
    last = found[-1] if found and not case.standing.running else None
    decisions = {kind for kind, event in case.rules.lifecycle.events.items() if event.decision}
    answer = next((one for one in reversed(case.standing.effective) if one.kind in decisions), None)
    if last is None or last.due is None or answer is None or answer.on != last.until:
        return ""
    words = answered_words(last)
    return f"{words[:1].lower()}{words[1:]}; hạn {full_day(last.due.day)}"


def uncounted(case: Case, library: Library) -> tuple[Uncounted, ...]:
    """The periods that ran before, do not run now, and begin anew with an event that the state waits for."""
    running = {clock.rule.key for clock in case.standing.running}
    return tuple(
        Uncounted(rule.awaits[case.standing.state], rule.days, library.get(rule.provision).locator, rule.provision)
        for rule in case.rules.procedure.clocks
        if case.standing.state in rule.awaits and rule.key not in running
    )


def _moved_here(case: Case, progress: Progress) -> str:
    """From where the calendar moved a period, all in all, to the day on which it ends now; "" where it came back."""
    if progress.due is None:
        return ""
    its = [move for move in case.moves if move.key.startswith(f"{progress.clock.rule.key}:")]
    began = now = progress.due.day
    for move in reversed(its):
        began = move.before if move.after == began else began
    return "" if began == now else f"{full_day(began)}, theo {cut(its[-1].special.document, LONGEST_VALUE)}"


def _deadline(case: Case, progress: Progress) -> Deadline:
    clock, due = progress.clock, progress.due
    return Deadline(
        label=clock.rule.label,
        since=full_day(clock.start),
        days=clock.days,
        due=full_day(due.day) if due else None,
        left=left_words(progress),
        used=progress.used,
        late=progress.late,
        skipped=skipped_days(due) if due else (),
        unconfirmed=due.unconfirmed if due else (),
        moved=_moved_here(case, progress),
    )


def skipped_days(due: Due) -> tuple[str, ...]:
    """The days that were not counted, each with its reason; those of one reason as one span while no day between
    them was counted."""
    weekends = [f"{due.weekends} ngày cuối tuần"] if due.weekends else []
    place = {skip.day: number for number, skip in enumerate(due.skipped)}
    spans: list[tuple[str, date, date]] = []
    for skip in due.holidays:
        reason, begin = skip.reason or "", skip.day
        if spans and spans[-1][0] == reason and _adjoin(spans[-1][2], begin, place):
            begin = spans.pop()[1]
        spans.append((reason, begin, skip.day))
    return tuple(weekends + [f"{_span(begin, end)} {reason}" for reason, begin, end in spans])


def _adjoin(day: date, later: date, place: Mapping[date, int]) -> bool:
    """Whether every day between two was skipped as well; `place` numbers the skipped days."""
    return (later - day).days == place[later] - place[day]


def _span(begin: date, end: date) -> str:
    """The days from one to another, without their year."""
    return short_day(begin)[:5] if begin == end else f"{short_day(begin)[:5]}-{short_day(end)[:5]}"


def _duty(duty: Duty, library: Library, names: Mapping[Who, str]) -> AtOnce:
    rule = duty.rule
    where = library.get(rule.provision).locator
    return AtOnce(raised(rule.call), rule.label, bearer(rule, names), short_day(duty.since), rule.wording, where)
