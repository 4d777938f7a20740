"""What somebody is reminded of: one deadline with the words of its rule, several in one message, or all of a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from conversations.actions import Action
from conversations.case import entries
from conversations.case.corrections import Change, in_a_line
from conversations.case.presenting import TITLE, CaseScreens
from conversations.case.pressing import ANSWERS, MUTE, done_button
from conversations.case.progress import progress
from conversations.case.recording import answers, dischargeable, recordable
from conversations.case.summary import named
from conversations.case.wording import AT_ONCE, bearer, full_day, left_words, place
from conversations.cases import SeenCase
from conversations.events import Button, Keyboard, Profile, Reply
from conversations.forms.telling import cut
from conversations.screens import ADDRESSES, rows, screen
from knowledge.library import Library
from storage.case_deadlines import watched
from storage.cases import PREFIX
from storage.deadlines import Reminder
from storage.held import Held
from storage.lifecycle import Who
from storage.periods import Clock, Duty
from storage.working_days import Calendar

MOST = 8
"""Deadlines that one message tells of, the most pressing first; the others are counted."""
MOST_OF_EACH = 5
"""The same where news and deadlines share a message."""
MOST_RULES = 2
"""Rules that it quotes."""
ANSWERED = {Who.PROPOSER: "Đã có trả lời", Who.OFFICE: "Đã trả lời"}
"""Says that the written answer is there."""
ROOM = 1_200
"""Characters that the corrections in one message share for what they change."""
MORE = "… xem Diễn biến"
"""Stands for what a correction changes beyond that."""
LAST = 0
"""Working days left of a period that stands before all else: on its last day and after."""
MOST_DONE = 4
"""Duties that a message which sums up offers to record as done, a row each."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A deadline as a reminder tells it. `due` and `left` are of a period, `call`, `wording` and `whose` of a duty.

    `where` is the place of the rule among the provisions.
    """

    code: str
    title: str
    label: str
    since: str
    rule: str
    due: str = ""
    left: str = ""
    days: int = 0
    late: bool = False
    unconfirmed: tuple[int, ...] = ()
    call: str = ""
    wording: str = ""
    whose: str = ""
    where: str = ""
    order: tuple[int, bool, date] = (0, False, date.max)
    """What presses most stands first; of what presses alike, what the reader's own side has to do."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that is new in a case: what, the rule, more about it, and that it was put right since.

    `changes` are those of a correction, which `more` is made of.
    """

    seen: SeenCase
    told: str
    rule: str
    more: str = ""
    remark: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def code(self) -> str:
        """The code of the case."""
        return self.seen.case.code


class ReminderScreens:
    """Draws reminders."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._screens = CaseScreens(library)

    def reply(
        self, held: Held, seen: Mapping[int, SeenCase], calendar: Calendar, today: date, profile: Profile
    ) -> Reply | None:
        """What a message about these things says to a user who sees these cases; None when there is nothing to say."""
        told = [
            (replace(shown, where=place(shown.rule, self._library)), seen[case_id])
            for case_id, key in dict.fromkeys((one.case_id, one.key) for one in held.reminders)
            if case_id in seen and (shown := _shown(seen[case_id], key, calendar, today, profile))
        ]
        told.sort(key=lambda pair: pair[0].order)
        news = [*_happened(held, seen), *_moved(held, seen)]
        if news:
            return self._day(news, told, profile)
        if len(told) == 1:
            return self._one(*told[0], held.reminders, profile)
        return self._several(told, profile) if told else None

    def _one(self, one: Watched, seen: SeenCase, reminders: Sequence[Reminder], profile: Profile) -> Reply:
        return screen(
            "reminder",
            profile,
            (
                *rows(self._open_buttons([seen], "Mở hồ sơ") + _doing(seen, reminders)),
                *rows(_asking(seen) if one.late else []),
                *_stopping(seen),
            ),
            one=one,
            at_once=AT_ONCE,
            passage=self._screens.passage(one.rule, profile),
        )

    def _several(self, told: Sequence[tuple[Watched, SeenCase]], profile: Profile) -> Reply:
        shown = told[:MOST]
        cases = {seen.case.code: seen for _, seen in shown}
        quoted = list(dict.fromkeys(one.rule for one, _ in told))[:MOST_RULES]
        return screen(
            "reminders",
            profile,
            (*rows(self._open_buttons([*cases.values()]), 3), *_acting(shown)),
            count=len(told),
            every=[one for one, _ in shown],
            more=len(told) - len(shown),
            at_once=AT_ONCE,
            passages=[self._screens.passage(rule, profile) for rule in quoted],
        )

    def _day(self, news: Sequence[News], told: Sequence[tuple[Watched, SeenCase]], profile: Profile) -> Reply:
        """All that the day brings: what was recorded or has moved, and what is due."""
        shown, due = _sharing(news[:MOST_OF_EACH]), told[:MOST_OF_EACH]
        watched = {seen.case.code: seen for _, seen in due}
        cases = watched | {one.code: one.seen for one in shown}
        rules = [one.rule for one, _ in told] + [one.rule for one in news if one.rule]
        return screen(
            "reminders_day",
            profile,
            (*rows(self._open_buttons([*cases.values()]), 3), *_acting(due)),
            news=shown,
            more_news=len(news) - len(shown),
            count=len(told),
            every=[one for one, _ in due],
            more=len(told) - len(due),
            at_once=AT_ONCE,
            passages=[self._screens.passage(rule, profile) for rule in [*dict.fromkeys(rules)][:MOST_RULES]],
        )

    def _open_buttons(self, seen: Sequence[SeenCase], label: str = "") -> list[Button]:
        return [self._screens.open_button(one.case, label) for one in seen]


def _sharing(news: Sequence[News]) -> list[News]:
    """The news, with what their corrections change: field by field, in their part of the room of one message."""
    room = ROOM // max(sum(bool(one.changes) for one in news), 1)
    return [replace(one, more=in_a_line(one.changes, room, MORE)) if one.changes else one for one in news]


def _happened(held: Held, seen: Mapping[int, SeenCase]) -> Iterator[News]:
    """What was recorded, in the order of the histories."""
    for case_id, one in seen.items():
        numbers = {happened.number for happened in held.happened if happened.case_id == case_id}
        for entry in entries.history(one.case) if numbers else ():
            if entry.number in numbers:
                kind = one.case.history[entry.number - 1].happening.kind
                basis = one.case.rules.procedure.basis.get(kind, "")
                more = "" if entry.changes else entry.brief
                yield News(one, f"{entry.label}, {entry.day}", basis, more, entry.remark, entry.changes or ())


def _moved(held: Held, seen: Mapping[int, SeenCase]) -> Iterator[News]:
    """Which deadlines a notice on days off has moved."""
    for moved in held.moved:
        one = seen.get(moved.case_id)
        clock = dict(watched(one.case.standing)).get(moved.key) if one else None
        if one and isinstance(clock, Clock):
            label = clock.rule.label[:1].lower() + clock.rule.label[1:]
            days = f"từ {full_day(moved.before)} sang {full_day(moved.after)}"
            why = cut(moved.reason, entries.LONGEST_VALUE)
            yield News(one, f"hạn {label} chuyển {days} (lý do: {why})", clock.rule.provision)


def _shown(seen: SeenCase, key: str, calendar: Calendar, today: date, profile: Profile) -> Watched | None:
    """The deadline of this key as it stands now; those of the user's own side are called as the user is addressed."""
    found = next((thing for name, thing in watched(seen.case.standing) if name == key), None)
    code, title = seen.case.code, cut(seen.case.title, TITLE)
    match found:
        case Duty(rule, since):
            return Watched(
                code,
                title,
                rule.label,
                full_day(since),
                rule.provision,
                call=rule.call,
                wording=rule.wording,
                whose=bearer(rule, named(seen.side, ADDRESSES[profile.address])),
                order=(1 if rule.at_once else 2, rule.whose is not seen.side, since),
            )
        case Clock():
            now = progress(found, calendar, today)
            if now.due is None:
                return None
            return Watched(
                code,
                title,
                found.rule.label,
                full_day(found.start),
                found.rule.provision,
                due=full_day(now.due.day),
                left=left_words(now),
                days=found.days,
                late=now.late,
                unconfirmed=now.due.unconfirmed,
                order=(0 if now.left <= LAST else 2, False, now.due.day),
            )
    return None


def _doing(seen: SeenCase, reminders: Sequence[Reminder]) -> list[Button]:
    """Records that a duty was done, what was answered, or whatever else can be recorded."""
    code, possible = seen.case.code, recordable(seen)
    keys = {wanted.key for wanted in reminders if wanted.case_id == seen.case.id}
    duties = (thing for key, thing in watched(seen.case.standing) if key in keys and isinstance(thing, Duty))
    done = next((kind for duty in duties for kind in duty.rule.done_by if kind in possible), None)
    if done:
        return [Button("Đã xong", Action.CASE_RECORD, (code, done))]
    if answers(seen):
        return [Button(ANSWERED[seen.side], Action.CASE_EVENTS, (code, ANSWERS))]
    return [Button("Ghi sự kiện", Action.CASE_EVENTS, (code,))] if possible else []


def _acting(shown: Sequence[tuple[Watched, SeenCase]]) -> Keyboard:
    """Under a message that sums up: records the duties in it as done, puts it off, ends the reminders of own cases."""
    cases = {seen.case.code: seen for _, seen in shown}
    told = {(one.code, one.label) for one, _ in shown if one.wording}
    done = [
        done_button(seen.case, event, rule, coded=True)
        for code, seen in cases.items()
        for event, rule in dischargeable(seen)
        if (code, rule.label) in told
    ]
    later = [Button("Nhắc lại ngày mai", Action.REMIND_LATER, tuple(map(short, cases)))] if cases else []
    own = [
        Button(f"Tắt nhắc {code}", Action.CASE_MUTE, (code, MUTE))
        for code, seen in cases.items()
        if seen.side is Who.PROPOSER
    ]
    return (*rows(done[:MOST_DONE], 1), *rows(later), *rows(own))


def _asking(seen: SeenCase) -> list[Button]:
    """Drafts the letter that asks for an answer that is late."""
    if seen.side is Who.OFFICE:
        return []
    return [Button("Soạn văn bản đề nghị trả lời", Action.PAPER_BEGIN, (seen.case.code, "overdue"))]


def _stopping(seen: SeenCase) -> Keyboard:
    """Puts the reminder off; those whose case it is can have no more of them. An office cannot: it has to act."""
    code = seen.case.code
    own = [Button("Tắt nhắc hồ sơ này", Action.CASE_MUTE, (code, MUTE))] if seen.side is Who.PROPOSER else []
    return rows([Button("Nhắc lại ngày mai", Action.REMIND_LATER, (code,)), *own])


def short(code: str) -> str:
    """A code as a button carries it that names many."""
    return code.removeprefix(PREFIX)
