"""The timeline of a case as a picture for a phone: what happened, where it stands today, what is due.

Nothing is told by colour alone: what is late says so, and every kind of entry has a shape of its own. A long history
keeps its first event, what it turned on, and its latest ones; the others are counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import itemgetter

from conversations.case.drawing import (
    ELLIPSIS,
    TALLEST,
    WIDTH,
    Box,
    Font,
    Form,
    Mark,
    Picture,
    Shape,
    Weight,
    Words,
    bottom,
    column,
    png,
)
from conversations.case.folding import Rank, fitting, rank_of
from conversations.case.progress import Progress, every_progress
from conversations.case.wording import (
    AT_ONCE,
    answered_words,
    details,
    event_of,
    full_day,
    left_words,
    place,
    raised,
    short_day,
    state_words,
    unconfirmed_words,
)
from conversations.events import Attachment
from knowledge.library import Library
from storage.cases import Case
from storage.history import Happening
from storage.periods import Duty
from storage.working_days import Calendar

MIME = "image/png"

GROUND, CARD, LINE = "#ffffff", "#eef3f9", "#9aa8b8"
INK, QUIET, BLUE, RED, AMBER = "#17212e", "#51606f", "#1b4f8a", "#b3261e", "#8a5300"
"""Colours of words; each has a contrast of more than 4.5 with the ground and the card."""

_MARGIN = 18
_AXIS = 116
"""Where the line runs down on which the entries lie."""
_TEXT = 134
_GAP = 12
_DOT = 5
_BAR = 10
_MOST_DUTIES = 5

_CODE = Font(22, Weight.BOLD)
_TITLE = Font(15)
_STATE = Font(14, Weight.BOLD)
_DATE = Font(13)
_DATE_BOLD = Font(13, Weight.BOLD)
_LABEL = Font(14, Weight.BOLD)
_NOTE = Font(12.5)
_FOLDED = _LABEL.height + _NOTE.height + _GAP
"""The height of the entry that stands for those left out, and the most that a brief one has."""


class Tone(StrEnum):
    """What an entry is."""

    PAST = "past"
    TODAY = "today"
    DUE = "due"
    LATE = "late"
    AT_ONCE = "at_once"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. `head` stands left of the line: a date, or a word."""

    tone: Tone
    head: str
    label: str
    note: str = ""
    rank: Rank = Rank.EVENT
    brief: bool = False
    """Label and note have one line each."""


_COLOURS = {
    Tone.PAST: INK,
    Tone.TODAY: BLUE,
    Tone.DUE: BLUE,
    Tone.LATE: RED,
    Tone.AT_ONCE: RED,
    Tone.PAUSED: AMBER,
}


def timeline(case: Case, calendar: Calendar, today: date, library: Library) -> Attachment:
    """The picture as PNG. Takes processor time."""
    picture = png(layout(case, calendar, today, library))
    return Attachment(f"{case.code}-{today:%Y%m%d}.png", MIME, picture, shown=True)


def layout(case: Case, calendar: Calendar, today: date, library: Library) -> Picture:
    """The picture, no taller than `TALLEST`."""
    every = every_progress(case, calendar, today)
    past = _past(case, every, library)
    ahead = [*_ahead(case, every, today, library)]
    top = [*_top(case, every)]
    foot = _foot(every)
    room = TALLEST - bottom(top) - sum(map(_height, ahead)) - bottom(foot) - 3 * _GAP
    place = bottom(top) + _GAP
    signs: list[Mark] = []
    rows: list[Mark] = []
    for entry in (*_folded(past, room), *ahead):
        sign, *words = (mark.lower(place) for mark in _row(entry))
        signs.append(sign)
        rows += words
        place += _height(entry)
    axis = Shape(Form.STROKE, Box(_AXIS, signs[0].box.top, _AXIS, signs[-1].box.top), LINE, thickness=2)
    last = [mark.lower(place) for mark in foot]
    height = round(bottom(last, place) + _GAP)
    return Picture(WIDTH, height, GROUND, (*top, axis, *signs, *rows, *last))


def _folded(past: Sequence[Entry], room: float) -> Iterator[Entry]:
    """The entries for which there is room: those left out are counted where they stood."""
    for run in fitting([entry.rank for entry in past], [_height(entry) for entry in past], _FOLDED, room):
        entries = past[run.begin : run.end]
        yield from [_fold(entries)] if run.folded else entries


def _fold(entries: Sequence[Entry]) -> Entry:
    """An entry that stands for others; of a single one its first words, which take no more room than a count."""
    if len(entries) == 1:
        return replace(entries[0], brief=True)
    first, last = entries[0].head, entries[-1].head
    when = f"Từ {first} đến {last}" if first != last else f"Ngày {first}"
    return Entry(Tone.PAST, ELLIPSIS, f"{ELLIPSIS} {len(entries)} sự kiện", when)


def _past(case: Case, every: Sequence[Progress], library: Library) -> list[Entry]:
    """What happened and what became late, by day."""
    dated = [(one.on, _event(case, one, every)) for one in case.standing.effective]
    dated += [(one.due.day, _deadline(one, library)) for one in every if one.clock.running and one.late and one.due]
    return [entry for _day, entry in sorted(dated, key=itemgetter(0))]


def _event(case: Case, happening: Happening, every: Sequence[Progress]) -> Entry:
    """What was recorded with an event and, of an answer, whether it came in time."""
    event = event_of(case, happening)
    told = [f"{label}: {value}" for label, value in details(case, happening, event)]
    note = " · ".join([*_answered(happening, every), *told])
    return Entry(Tone.PAST, short_day(happening.on), event.label, note, rank_of(case, happening))


def _answered(happening: Happening, every: Sequence[Progress]) -> Iterator[str]:
    """What it answered: of a period that began anew on the same day, the later one."""
    stopped = [one for one in every if one.clock.stopped_on == happening.on and happening.kind in one.clock.rule.stop]
    yield from map(answered_words, {one.clock.rule.key: one for one in stopped}.values())


def _ahead(case: Case, every: Sequence[Progress], today: date, library: Library) -> Iterator[Entry]:
    """Today, what must be done at once, what stands still, what is still to come."""
    yield Entry(Tone.TODAY, "Hôm nay", raised(full_day(today)))
    yield from _duties(case.standing.open_duties, library)
    ahead = [one for one in every if one.clock.running and not one.late]
    for progress in sorted(ahead, key=lambda one: one.due.day if one.due else date.min):
        yield _deadline(progress, library)


def _deadline(progress: Progress, library: Library) -> Entry:
    rule = progress.clock.rule
    note = f"{raised(left_words(progress))} · {progress.clock.days} ngày làm việc ({place(rule.provision, library)})"
    if progress.due is None:
        return Entry(Tone.PAUSED, "Tạm dừng", f"Chưa tính được hạn: {rule.label}", note)
    if progress.late:
        return Entry(Tone.LATE, short_day(progress.due.day), f"QUÁ HẠN: {rule.label}", note, Rank.KEPT)
    return Entry(Tone.DUE, short_day(progress.due.day), f"Hạn: {rule.label}", note)


def _duties(duties: Sequence[Duty], library: Library) -> Iterator[Entry]:
    for duty in duties[:_MOST_DUTIES]:
        rule = duty.rule
        note = f"Từ {short_day(duty.since)}, “{rule.wording}”: {AT_ONCE} ({place(rule.provision, library)})"
        yield Entry(Tone.AT_ONCE, "Ngay" if rule.at_once else "Phải làm", rule.label, note)
    if len(duties) > _MOST_DUTIES:
        yield Entry(Tone.AT_ONCE, "…", f"{len(duties) - _MOST_DUTIES} việc khác phải làm")


def _top(case: Case, every: Sequence[Progress]) -> Iterator[Mark]:
    """The card: code, title, state, and a bar for every period that runs."""
    width = WIDTH - 2 * _MARGIN
    code = Words(case.code, _MARGIN, 0, _CODE, BLUE)
    title = column(case.title, _MARGIN, code.box.bottom, width, _TITLE, INK, most=3)
    state = column(raised(state_words(case)), _MARGIN, bottom(title, code.box.bottom) + 2, width, _STATE, INK, most=2)
    words: list[Mark] = [code, *title, *state]
    for progress in every:
        if progress.clock.running:
            words += _bar(progress, bottom(words) + _GAP)
    lowered = [mark.lower(_GAP) for mark in words]
    yield Shape(Form.PANEL, Box(0, 0, WIDTH, bottom(lowered) + _GAP), CARD)
    yield from lowered


def _bar(progress: Progress, top: float) -> list[Mark]:
    """How much of a period has gone: a bar, and the same in words."""
    width = WIDTH - 2 * _MARGIN
    colour = RED if progress.late else AMBER if progress.due is None else BLUE
    share = min(1.0, progress.used / progress.clock.days)
    whole = Box(_MARGIN, top, _MARGIN + width, top + _BAR)
    gone = replace(whole, right=whole.left + max(_BAR, width * share))
    said = f"Đã qua {progress.used}/{progress.clock.days} ngày làm việc, {left_words(progress)}"
    return [
        Shape(Form.PANEL, whole, GROUND, LINE, 1, _BAR / 2),
        Shape(Form.PANEL, gone, colour, radius=_BAR / 2),
        *column(said, _MARGIN, whole.bottom + 2, width, _NOTE, colour),
    ]


def _foot(every: Sequence[Progress]) -> tuple[Words, ...]:
    """That a date may still move."""
    years = {year for one in every if one.clock.running and one.due for year in one.due.unconfirmed}
    said = unconfirmed_words(years)
    return column(said, _MARGIN, 0, WIDTH - 2 * _MARGIN, _NOTE, AMBER) if said else ()


def _height(entry: Entry) -> float:
    return bottom(_row(entry)) + _GAP


def _row(entry: Entry) -> list[Mark]:
    """An entry as it stands at the top of the canvas."""
    colour = _COLOURS[entry.tone]
    width = WIDTH - _MARGIN - _TEXT
    label = column(entry.label, _TEXT, 0, width, _LABEL, colour, most=1 if entry.brief else 3)
    note = column(entry.note, _TEXT, bottom(label), width, _NOTE, QUIET, most=1 if entry.brief else 5)
    date_font = _DATE if entry.tone is Tone.PAST else _DATE_BOLD
    left = _AXIS - _DOT - 10 - date_font.width(entry.head)
    head = Words(entry.head, left, (_LABEL.height - date_font.height) / 2, date_font, colour)
    return [_sign(entry.tone, _LABEL.height / 2 + 1), head, *label, *note]


def _sign(tone: Tone, middle: float) -> Shape:
    """The shape on the line."""
    form, fill, size = _SIGNS[tone]
    box = Box(_AXIS - size, middle - size, _AXIS + size, middle + size)
    return Shape(form, box, fill, _COLOURS[tone], 2.5)


_SIGNS = {
    Tone.PAST: (Form.DISC, INK, _DOT),
    Tone.TODAY: (Form.PANEL, BLUE, _DOT + 1),
    Tone.DUE: (Form.DISC, GROUND, _DOT + 1),
    Tone.LATE: (Form.TRIANGLE, RED, _DOT + 3),
    Tone.AT_ONCE: (Form.DIAMOND, RED, _DOT + 3),
    Tone.PAUSED: (Form.PANEL, GROUND, _DOT + 1),
}
