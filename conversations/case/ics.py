"""The deadlines of a case as a calendar file (RFC 5545), to be added to a phone's calendar.

A period has one UID in its case, also where it begins anew, and so has a duty: no two of a kind run at once. The
SEQUENCE grows with what is recorded and with what a change of the calendar moves. So a file made later moves the event
instead of adding a second one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from conversations.case.wording import AT_ONCE, full_place, raised, short_day, unconfirmed_words
from conversations.events import Attachment
from knowledge.library import Library
from knowledge.text import clean
from storage.case_deadlines import watched
from storage.cases import Case
from storage.periods import Clock, Duty
from storage.reminding import AT
from storage.working_days import Calendar

MIME = "text/calendar"
PRODUCT = "-//damlam//Dam Lam//VI"
DOMAIN = "damlam"
ALARMS = (5, 1, 0)
"""Working days before the last day on which the phone rings, at the hour of the reminders."""
_LONGEST_LINE = 75
"""Octets."""
_BREAK = "\r\n"
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of one day."""

    uid: str
    day: date
    summary: str
    description: str
    alarms: tuple[timedelta, ...] = ()
    """How long after the beginning of the day (before it, when below zero)."""


def calendar_file(case: Case, calendar: Calendar, made_at: datetime, library: Library) -> Attachment:
    """The deadlines that have a last day, and the open immediate duties on the day since when they are; `made_at` is
    the moment that the file tells. A case without any gives a calendar without events."""
    return written(
        f"{case.code}.ics", entries(case, calendar, library), made_at, sequence=len(case.history) + len(case.moves)
    )


def written(name: str, every: Iterable[Entry], made_at: datetime, *, sequence: int) -> Attachment:
    """Entries as a file of this name; of two with the same UID the one with the greater `sequence` holds."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for entry in every:
        lines += _event(entry, made_at, sequence)
    lines.append("END:VCALENDAR")
    text = "".join(f"{folded}{_BREAK}" for folded in map(fold, lines))
    return Attachment(name, MIME, text.encode())


def entries(case: Case, calendar: Calendar, library: Library) -> Iterator[Entry]:
    """What goes into the file."""
    for _, one in watched(case.standing):
        uid = f"{case.code}-{one.rule.key}@{DOMAIN}".lower()
        yield from (
            _duty(case, one, uid, library) if isinstance(one, Duty) else _period(case, one, uid, calendar, library)
        )


def _duty(case: Case, duty: Duty, uid: str, library: Library) -> Iterator[Entry]:
    rule = duty.rule
    said = f"{raised(rule.call)}, từ {short_day(duty.since)}: {AT_ONCE}."
    summary = f"{case.code}: {rule.call}: {rule.label}"
    yield Entry(uid, duty.since, summary, _described(case, rule.provision, library, said))


def _period(case: Case, clock: Clock, uid: str, calendar: Calendar, library: Library) -> Iterator[Entry]:
    rule, due = clock.rule, clock.due(calendar)
    if due is None:
        return
    said = f"Tính từ {short_day(clock.start)}, hết ngày {short_day(due.day)} ({clock.days} ngày làm việc)."
    told = _described(case, rule.provision, library, said, unconfirmed_words(due.unconfirmed))
    alarms = tuple(_alarm(calendar, due.day, days) for days in ALARMS)
    yield Entry(uid, due.day, f"{case.code}: hạn: {rule.label}", told, alarms)


def _described(case: Case, provision: str, library: Library, *said: str) -> str:
    """What the case is about, what is said, where that is ruled."""
    return "\n".join(filter(None, (about(case), *said, f"Căn cứ: {full_place(provision, library)}.")))


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, none of which breaks a letter; the others begin with a space."""
    pieces = [""]
    for letter in line:
        room = _LONGEST_LINE - (len(pieces) > 1)
        if len(f"{pieces[-1]}{letter}".encode()) > room:
            pieces.append("")
        pieces[-1] += letter
    return f"{_BREAK} ".join(pieces)


def escape(text: str) -> str:
    """Text as the value of a property."""
    return "\n".join(clean(line) for line in text.splitlines()).translate(_ESCAPED)


def about(case: Case) -> str:
    """Which case an entry is of."""
    return f"Hồ sơ {case.code}: {clean(case.title)}"


def _alarm(calendar: Calendar, due: date, days: int) -> timedelta:
    return calendar.back(due, days) - due + timedelta(hours=AT.hour, minutes=AT.minute)


def _event(entry: Entry, made_at: datetime, sequence: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{sequence}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + _DAY:%Y%m%d}"
    yield f"SUMMARY:{escape(entry.summary)}"
    yield f"DESCRIPTION:{escape(entry.description)}"
    yield "TRANSP:TRANSPARENT"
    for alarm in entry.alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escape(entry.summary)}")
        yield from (f"TRIGGER:{duration(alarm)}", "END:VALARM")
    yield "END:VEVENT"


def duration(span: timedelta) -> str:
    """A span of whole minutes as RFC 5545 writes it: -P4DT16H."""
    minutes = abs(span) // timedelta(minutes=1)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    time = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (left, "M")) if amount)
    written = f"{days}D" * bool(days) + f"T{time}" * bool(time)
    return f"{'-' if span < timedelta() else ''}P{written or 'T0M'}"
