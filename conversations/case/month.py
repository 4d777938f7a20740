"""The months of a period as a picture for a phone: every counted day numbered, every skipped one with its reason.

Only the weeks of the period are shown. Of a period longer than `MOST` months the first and the last are shown, and what
lies between is summed up.
"""

from calendar import Calendar as Weeks
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, product
from string import ascii_lowercase

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
    centred,
    column,
    png,
)
from conversations.case.timeline import AMBER, BLUE, CARD, GROUND, INK, LINE, MIME, QUIET
from conversations.case.wording import full_day, short_day
from conversations.due import UNITS
from conversations.events import Attachment
from storage.working_days import Due, Unit, days_between

MOST = 4
"""Months on a picture; half as many where these leave no room."""
MOST_NOTES = 10
"""Days that the legend explains; fewer where there is no room."""
KEY = "Số nhỏ: ngày trong tháng. Số đậm: ngày thứ mấy của thời hạn. “nghỉ”: cuối tuần, không tính."
READING = "Ngày nhận là ngày 0. Đây là cách hiểu để nhắc hạn, không phải trích văn bản."
OFF, REASON = "#e3e7ec", "#fbe7c6"
"""Grounds of days not counted: of the weekend, and with a reason of their own."""

_MARGIN = 15
_GAP = 10
_SIDE = (WIDTH - 2 * _MARGIN) / 7
_NAMES = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_HEAD = Font(18, Weight.BOLD)
_LEAD = Font(13.5)
_MONTH = Font(14, Weight.BOLD)
_NAME = Font(11)
_DATE = Font(10)
_COUNT = Font(13.5, Weight.BOLD)
_SMALL = Font(9.5, Weight.BOLD)
_LEGEND = Font(12)
_ROW = _DATE.height + _COUNT.height + 2
"""The height of a week: a date above a number, and a gap."""
_ONE = timedelta(days=1)
_Month = tuple[int, int]
_Line = tuple[str, str]
"""Words and their colour."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the picture. `number` is its place in the count, `letter` that of its reason in the legend."""

    day: date
    number: int | None = None
    off: bool = False
    letter: str = ""
    word: str = ""


def months(due: Due) -> Attachment:
    """The picture as PNG. Takes processor time."""
    return Attachment(f"han-{due.day:%Y%m%d}.png", MIME, png(layout(due)), shown=True)


def counted(due: Due) -> dict[date, int]:
    """The number of every day that counts, from 1."""
    days = days_between(due.received, due.day)
    if due.unit is Unit.CALENDAR:
        return {day: number for number, day in enumerate(days, start=1) if number <= due.days}
    skipped = {skip.day for skip in due.skipped}
    return {day: number for number, day in enumerate((day for day in days if day not in skipped), start=1)}


def layout(due: Due) -> Picture:
    """The picture, no taller than `TALLEST`, with as many explanations as there is room for."""
    drawn = chain(_drafts(due, MOST), _drafts(due, MOST // 2))
    return next(picture for picture in drawn if picture.height <= TALLEST)


def _drafts(due: Due, most: int) -> Iterator[Picture]:
    """The picture of at most so many months, with fewer and fewer explanations."""
    shown, hidden = _chosen(due, most)
    letters = _letters(due, shown)
    days = _days(due, letters)
    marks: list[Mark] = [*_head(due)]
    for place, month in enumerate(shown):
        if hidden and place == most // 2:
            marks += _between(hidden, days, bottom(marks) + _GAP)
        low = bottom(marks) + _GAP
        marks += [mark.lower(low) for mark in _month(month, days)]
    low, notes = bottom(marks), [*_notes(due, shown, letters)]
    for explained in range(MOST_NOTES, -1, -1):
        legend = _legend(due, notes, explained, low)
        yield Picture(WIDTH, round(bottom(legend) + _GAP), GROUND, (*marks, *legend))


def _chosen(due: Due, most: int) -> tuple[list[_Month], list[_Month]]:
    """The months to show, and those for which there is no room."""
    every = sorted({(day.year, day.month) for day in (due.received, *days_between(due.received, due.day))})
    half = most // 2
    return (every, []) if len(every) <= most else ([*every[:half], *every[-half:]], every[half:-half])


def _letters(due: Due, shown: Sequence[_Month]) -> dict[str, str]:
    """A letter for each reason in the months shown, in the order of their days."""
    reasons = dict.fromkeys(skip.reason or "" for skip in due.holidays if (skip.day.year, skip.day.month) in shown)
    names = chain(ascii_lowercase, map("".join, product(ascii_lowercase, repeat=2)))
    return dict(zip(reasons, names, strict=False))


def _days(due: Due, letters: Mapping[str, str]) -> dict[date, Day]:
    """What there is to say of each day of the period."""
    numbers = counted(due)
    days = {day: Day(day, number) for day, number in numbers.items()}
    days |= {skip.day: Day(skip.day, off=True, letter=letters.get(skip.reason or "", "")) for skip in due.skipped}
    days |= {one.day: Day(one.day, numbers[one.day], word="bù") for one in due.made_up}
    days[due.received] = Day(due.received, 0, word="nhận")
    days[due.day] = Day(due.day, due.days, word="HẠN")
    return days


def _head(due: Due) -> Iterator[Mark]:
    width = WIDTH - 2 * _MARGIN
    lead = f"{due.days} {UNITS[due.unit]} kể từ {full_day(due.received)}"
    words = [Words(f"Hạn: {full_day(due.day)}", _MARGIN, _GAP, _HEAD, BLUE)]
    words += column(lead, _MARGIN, bottom(words), width, _LEAD, INK)
    yield Shape(Form.PANEL, Box(0, 0, WIDTH, bottom(words) + _GAP), CARD)
    yield from words


def _between(hidden: Sequence[_Month], days: Mapping[date, Day], top: float) -> tuple[Words, ...]:
    """What the months that are not shown hold."""
    inside = [day for day in days.values() if (day.day.year, day.day.month) in hidden]
    first, last = (f"{month:02}/{year}" for year, month in (hidden[0], hidden[-1]))
    when = f"Từ tháng {first} đến tháng {last}" if first != last else f"Tháng {first}"
    off = sum(day.off for day in inside)
    said = f"{ELLIPSIS} {when}: {len(inside) - off} ngày được tính, {off} ngày không tính {ELLIPSIS}"
    return column(said, _MARGIN, top, WIDTH - 2 * _MARGIN, _LEAD, QUIET)


def _month(month: _Month, days: Mapping[date, Day]) -> Iterator[Mark]:
    """A month at the top of the canvas, its weeks of the period."""
    year, number = month
    name = Words(f"Tháng {number:02}/{year}", _MARGIN, 0, _MONTH, INK)
    yield name
    row = name.box.bottom
    for place, weekday in enumerate(_NAMES):
        yield centred(weekday, _cell(place, row, _NAME.height), _NAME, QUIET)
    row += _NAME.height
    for week in Weeks().monthdatescalendar(year, number):
        inside = [day for day in week if day.month == number]
        if any(day in days for day in inside):
            for day in inside:
                yield from _drawn(days.get(day, Day(day)), _cell(day.weekday(), row, _ROW), known=day in days)
            row += _ROW


def _cell(place: int, top: float, height: float) -> Box:
    left = _MARGIN + place * _SIDE
    return Box(left, top, left + _SIDE, top + height)


def _drawn(day: Day, cell: Box, *, known: bool) -> Iterator[Mark]:
    """A day: its date small at the top left, its place in the count large, a word at the top right."""
    last = day.word == "HẠN"
    ink = GROUND if last else INK if known else QUIET
    ground = BLUE if last else (REASON if day.letter else OFF) if day.off else GROUND
    panel = Box(cell.left + 1, cell.top + 1, cell.right - 1, cell.bottom - 1)
    if known:
        edge = BLUE if day.number == 0 else LINE
        yield Shape(Form.PANEL, panel, ground, edge, 2 if day.number == 0 else 0.5, 4)
    yield Words(str(day.day.day), panel.left + 4, panel.top, _DATE, ink)
    if day.word:
        yield Words(day.word, panel.right - 4 - _SMALL.width(day.word), panel.top, _SMALL, ink if last else BLUE)
    low = Box(panel.left, panel.top + _DATE.height, panel.right, panel.bottom)
    if day.off:
        yield centred(day.letter or "nghỉ", low, _COUNT if day.letter else _DATE, AMBER if day.letter else INK)
    elif day.number is not None:
        yield centred(str(day.number), low, _COUNT, ink if last else BLUE)


def _legend(due: Due, notes: Sequence[_Line], most: int, top: float) -> list[Words]:
    """The lines under the months, at most so many of them notes."""
    lines: list[_Line] = [(KEY, INK), *notes[:most]]
    if len(notes) > most:
        lines.append((f"{ELLIPSIS} và {len(notes) - most} ghi chú khác.", AMBER))
    years = due.unconfirmed
    lines += [(f"Chưa có thông báo chính thức về ngày nghỉ năm {year}: hạn có thể thay đổi.", AMBER) for year in years]
    words: list[Words] = []
    for line, colour in (*lines, (READING, QUIET)):
        words += column(line, _MARGIN, bottom(words, top) + 4, WIDTH - 2 * _MARGIN, _LEGEND, colour, most=3)
    return words


def _notes(due: Due, shown: Sequence[_Month], letters: Mapping[str, str]) -> Iterator[_Line]:
    """What the letters and words in the months mean."""
    for special in due.made_up:
        if (special.day.year, special.day.month) in shown:
            yield f"bù: {short_day(special.day)} vẫn tính: {special.reason}", BLUE
    for reason, letter in letters.items():
        days = [skip.day for skip in due.holidays if skip.reason == reason and (skip.day.year, skip.day.month) in shown]
        yield f"{letter}: {spans(days)}: {reason}", AMBER


def spans(days: Sequence[date]) -> str:
    """Days in words, those that follow one another as one span: "30/04-03/05/2026, 02/09/2026"."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _ONE:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{run[0]:%d/%m}-{short_day(run[-1])}" if len(run) > 1 else short_day(run[0]) for run in runs)
