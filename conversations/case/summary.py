"""A case in a few words: where it stands, what is next, what was recorded. Plain records for the screens."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from conversations.case.corrections import LONGEST, Change, before, changes, in_a_line
from conversations.case.progress import Progress, every_progress
from conversations.case.wording import (
    answered_words,
    bearer,
    details,
    event_of,
    full_day,
    left_words,
    move_reason,
    move_words,
    raised,
    short_day,
    state_words,
)
from conversations.cases import SeenCase
from conversations.clock import day_of
from conversations.forms.telling import cut
from knowledge.library import Library
from storage.cases import Case, DueMoved, Recorded
from storage.history import CORRECTED, CaseState, Happening, has
from storage.lifecycle import Who
from storage.periods import Duty
from storage.working_days import Calendar, Due

WAITED_FOR = {Who.PROPOSER: "người đề xuất", Who.OFFICE: "cơ quan giải quyết"}
ANOTHER = {Who.PROPOSER: "người cùng đề xuất", Who.OFFICE: "cán bộ khác của cơ quan"}
"""Somebody of the user's own side."""
WAITS = "chờ"
"""In the name of a state that says what is waited for."""
LONGEST_VALUE = 160
"""Characters of what was recorded that a screen shows."""
SHORTEST = 40
"""Characters that are shown of each thing that was recorded, where there are many: what is short is never cut off."""
LONGEST_CHANGES = 480
"""Characters of what a correction changes that a line of the history shows."""
VOID = "Bỏ sự kiện"
CORRECTION = "Đính chính"
VOIDED = "Nội dung bị bỏ"
"""What an entry said that is void now."""


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
class Told:
    """A happening as a screen tells it. `remark` says that it was put right.

    What nobody recorded has the number 0: a deadline that the calendar moved. The fields of a correction, or of a new
    description of the case, are those that it changes, from what to what, and `changes` has them uncut; of anything
    else it is None. Where an entry is declared void, the field is what it said.
    """

    number: int
    day: str
    label: str
    fields: tuple[tuple[str, str], ...]
    by: str = ""
    remark: str = ""
    changes: tuple[Change, ...] | None = None

    @property
    def changed(self) -> bool:
        """Whether it changes what was told."""
        return self.changes is not None

    @property
    def brief(self) -> str:
        """The fields in one line."""
        if self.changes:
            return in_a_line(self.changes, LONGEST_CHANGES, f"… bấm {self.number} để xem")
        told = [f"{label}: {value}" for label, value in self.fields]
        if len("; ".join(told)) <= LONGEST_VALUE:
            return "; ".join(told)
        return "; ".join(cut(one, max(LONGEST_VALUE // len(told), SHORTEST)) for one in told)


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


def told(case: Case, happening: Happening, by: str = "", remark: str = "") -> Told:
    """A happening that is no correction."""
    event = event_of(case, happening)
    fields = tuple((label, cut(value, LONGEST_VALUE)) for label, value in details(case, happening, event))
    return Told(happening.number, full_day(happening.on), event.label, fields, by, remark)


def history(case: Case) -> Iterator[Told]:
    """Every entry, oldest first, corrections among them."""
    kinds = {one.happening.number: one.happening for one in case.history}
    put_right = {one.happening.corrects: one.happening for one in case.history if one.happening.corrects}
    for recorded in case.history:
        happening = recorded.happening
        corrected = put_right.get(happening.number)
        remark = f"{'đã bỏ' if corrected.void else 'đã đính chính'} tại số {corrected.number}" if corrected else ""
        yield _entry(case, recorded, kinds, remark)


def recorder(seen: SeenCase, number: int) -> str:
    """Who recorded an entry, as the user may know it; "" for the user.

    Of their own side somebody else, whose name is not told; of the other side, and where it is not known, the side.
    """
    recorded = seen.case.history[number - 1]
    who = recorded.happening.who
    if who is not seen.side or recorded.actor is None or not seen.chat:
        return WAITED_FOR[who]
    return "" if recorded.actor == seen.chat else ANOTHER[who]


def past(case: Case) -> Iterator[Told]:
    """Every entry with the deadlines that the calendar moved between them, oldest first."""
    moves = [*case.moves]
    for recorded, entry in zip(case.history, history(case), strict=True):
        while moves and moves[0].at < recorded.at:
            yield _moved(case, moves.pop(0))
        yield entry
    yield from (_moved(case, move) for move in moves)


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
    return f"{answered_words(last)}, hạn {full_day(last.due.day)}"


def uncounted(case: Case, library: Library) -> tuple[Uncounted, ...]:
    """The periods that ran before, do not run now, and begin anew with an event that the state waits for."""
    running = {clock.rule.key for clock in case.standing.running}
    return tuple(
        Uncounted(rule.awaits[case.standing.state], rule.days, library.get(rule.provision).locator, rule.provision)
        for rule in case.rules.procedure.clocks
        if case.standing.state in rule.awaits and rule.key not in running
    )


def _entry(case: Case, recorded: Recorded, kinds: dict[int, Happening], remark: str) -> Told:
    happening = recorded.happening
    by = WAITED_FOR[happening.who]
    describes = happening.kind != CORRECTED and event_of(case, happening).describes
    if happening.kind != CORRECTED and not describes:
        return told(case, happening, by, remark)
    was = before(case, happening)
    changed = tuple(changes(case, was, happening))
    fields = voided(case, was) if happening.void else tuple((one.label, one.words(LONGEST)) for one in changed)
    if describes:
        return replace(told(case, happening, by, remark), fields=fields, changes=changed)
    event = event_of(case, was)
    label = f"{VOID if happening.void else CORRECTION} số {was.number} ({event.label})"
    return Told(happening.number, full_day(happening.on), label, fields, by, remark, changed)


def voided(case: Case, was: Happening, longest: int | None = LONGEST_VALUE) -> tuple[tuple[str, str]]:
    """What an entry said, as far as it may be told, as one field; its values uncut where there is no `longest`."""
    event = event_of(case, was)
    values = ((label, cut(value, longest or len(value))) for label, value in details(case, was, event))
    said = (f"{label}: {value}" for label, value in values)
    return ((VOIDED, "; ".join((event.label, full_day(was.on), *said))),)


def _moved(case: Case, move: DueMoved) -> Told:
    fields = (("Lý do", cut(move_reason(move), LONGEST_VALUE)), ("Theo", cut(move.special.document, LONGEST_VALUE)))
    return Told(0, full_day(day_of(move.at)), move_words(case, move), fields)


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
