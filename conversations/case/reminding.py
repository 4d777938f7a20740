"""What somebody is reminded of: one deadline with the words of its rule, or several in one message."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conversations.actions import Action
from conversations.case.presenting import TITLE, CaseScreens
from conversations.case.progress import progress
from conversations.case.recording import recordable
from conversations.case.summary import WAITED_FOR
from conversations.case.wording import AT_ONCE, full_day, left_words
from conversations.cases import SeenCase
from conversations.events import Button, Keyboard, Profile, Reply
from conversations.forms.telling import cut
from conversations.screens import rows, screen
from knowledge.library import Library
from storage.cases import PREFIX
from storage.deadlines import Reminder
from storage.history import Clock, Duty
from storage.lifecycle import Who
from storage.working_days import Calendar

MOST = 8
"""Deadlines that one message tells of, the most pressing first; the others are counted."""
MOST_RULES = 2
"""Rules that it quotes."""
MUTE, UNMUTE = "1", "0"
"""Arguments of `Action.CASE_MUTE`."""
AT_ONCE_MARK = f"ngay: {AT_ONCE}"


@dataclass(frozen=True, slots=True)
class Watched:
    """A deadline as a reminder tells it. `due` and `left` are of a period, `wording` and `whose` of a duty."""

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
    wording: str = ""
    whose: str = ""
    order: tuple[int, date] = (0, date.max)


class ReminderScreens:
    """Draws reminders."""

    def __init__(self, library: Library) -> None:
        self._screens = CaseScreens(library)

    def reply(
        self,
        reminders: Sequence[Reminder],
        seen: Mapping[int, SeenCase],
        calendar: Calendar,
        today: date,
        profile: Profile,
    ) -> Reply | None:
        """What the reminders say to a user who sees these cases; None when there is nothing to say."""
        told = [
            (watched, seen[one.case_id])
            for one in reminders
            if one.case_id in seen and (watched := _watched(seen[one.case_id], one.key, calendar, today))
        ]
        if not told:
            return None
        if len(told) == 1:
            return self._one(*told[0], reminders, profile)
        told.sort(key=lambda pair: pair[0].order)
        return self._several(told, profile)

    def _one(self, watched: Watched, seen: SeenCase, reminders: Sequence[Reminder], profile: Profile) -> Reply:
        return screen(
            "reminder",
            profile,
            (*rows(self._open_buttons([seen], "Mở hồ sơ") + _doing(watched, seen, reminders)), *_stopping(seen)),
            one=watched,
            at_once=AT_ONCE_MARK,
            passage=self._screens.passage(watched.rule, profile),
        )

    def _several(self, told: Sequence[tuple[Watched, SeenCase]], profile: Profile) -> Reply:
        shown = told[:MOST]
        cases = {seen.case.code: seen for _, seen in shown}
        later = Button("Nhắc lại ngày mai", Action.REMIND_LATER, tuple(map(short, cases)))
        quoted = list(dict.fromkeys(watched.rule for watched, _ in told))[:MOST_RULES]
        return screen(
            "reminders",
            profile,
            (*rows(self._open_buttons([*cases.values()]), 3), (later,)),
            count=len(told),
            every=[watched for watched, _ in shown],
            more=len(told) - len(shown),
            at_once=AT_ONCE_MARK,
            passages=[self._screens.passage(rule, profile) for rule in quoted],
        )

    def _open_buttons(self, seen: Sequence[SeenCase], label: str = "") -> list[Button]:
        return [self._screens.open_button(one.case, label) for one in seen]


def _watched(seen: SeenCase, key: str, calendar: Calendar, today: date) -> Watched | None:
    """The deadline of this key as it stands now."""
    found = next((thing for name, thing in deadlines(seen) if name == key), None)
    code, title = seen.case.code, cut(seen.case.title, TITLE)
    match found:
        case Duty(rule, since):
            return Watched(
                code,
                title,
                rule.label,
                full_day(since),
                rule.provision,
                wording=rule.wording,
                whose=WAITED_FOR[rule.whose],
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
                order=(1, now.due.day),
            )
    return None


def deadlines(seen: SeenCase) -> Iterator[tuple[str, Clock | Duty]]:
    """What a case is watched for, by the keys that `storage.case_deadlines` gives."""
    for number, clock in enumerate(seen.case.standing.clocks):
        if clock.running:
            yield f"{clock.rule.key}:{number}", clock
    for number, duty in enumerate(seen.case.standing.duties):
        if duty.done_on is None:
            yield f"{duty.rule.key}:{number}", duty


def _doing(watched: Watched, seen: SeenCase, reminders: Sequence[Reminder]) -> list[Button]:
    """Records that a duty was done, or whatever else can be recorded."""
    code, possible = seen.case.code, recordable(seen)
    keys = {one.key for one in reminders if one.case_id == seen.case.id}
    done = [thing.rule.done_by for key, thing in deadlines(seen) if key in keys and isinstance(thing, Duty)]
    if watched.wording and set(done) & set(possible):
        return [Button("Đã xong", Action.CASE_RECORD, (code, done[0]))]
    return [Button("Ghi sự kiện", Action.CASE_EVENTS, (code,))] if possible else []


def _stopping(seen: SeenCase) -> Keyboard:
    """Puts the reminder off; those whose case it is can have no more of them. An office cannot: it has to act."""
    code = seen.case.code
    own = [Button("Tắt nhắc hồ sơ này", Action.CASE_MUTE, (code, MUTE))] if seen.side is Who.PROPOSER else []
    return rows([Button("Nhắc lại ngày mai", Action.REMIND_LATER, (code,)), *own])


def short(code: str) -> str:
    """A code as a button carries it that names many."""
    return code.removeprefix(PREFIX)
