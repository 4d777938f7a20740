"""The history of a case as a document: what it is about, its periods and duties, everything that was recorded.

It is an extract of what was entered, not an official document, and says so. Nothing is left out: a happening that was
corrected or dropped stands there with the number of the entry that did so, in the words of the chat. The PDF is printed
from the DOCX by a `Printer`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.case.corrections import before
from conversations.case.entries import Told, history, voided
from conversations.case.progress import Progress, every_progress
from conversations.case.summary import skipped_days
from conversations.case.wording import (
    AT_ONCE,
    ISSUES,
    WHO,
    answered_words,
    details,
    event_of,
    full_day,
    full_place,
    left_words,
    move_reason,
    move_words,
    place,
    raised,
    short_day,
    state_words,
    unconfirmed_words,
)
from conversations.documents.blocks import Block, Face, Grid, Paragraph, Row, Run, paragraph
from conversations.documents.formats import Side, Style, format_of, twips
from conversations.documents.rendering import MIME, render
from conversations.events import Attachment
from knowledge.library import Library
from storage.cases import Case, DueMoved, Recorded
from storage.history import Happening
from storage.periods import Duty
from storage.working_days import Calendar

KIND = "Diễn biến hồ sơ"
NOTE = (
    "Bản trích từ thông tin do người dùng nhập vào trợ lý Dám Làm, không phải văn bản của cơ quan có thẩm quyền. "
    "Cách tính hạn là cách hiểu để nhắc hạn, không phải trích văn bản."
)
MOVED = "Chuyển hạn"
BY_CALENDAR = "Lịch ngày nghỉ"
_PERIODS = ("Thời hạn", "Từ ngày", "Hết ngày", "Tình trạng")
_PERIOD_SHARES = (5, 3, 3, 4)
_DUTIES = ("Việc phải làm", "Từ ngày", "Tình trạng")
_DUTY_SHARES = (8, 3, 4)
_EVENTS = ("TT", "Ngày", "Sự kiện", "Nội dung đã ghi", "Người ghi, lúc ghi")
_EVENT_SHARES = (1, 3, 4, 6, 4)
_MOMENT = "%d/%m/%Y %H:%M"


def sheet(case: Case, calendar: Calendar, now: datetime, zone: ZoneInfo, library: Library) -> Attachment:
    """The history as DOCX, as of a moment. Takes processor time."""
    today = now.astimezone(zone).date()
    found = [*blocks(case, calendar, now, zone, library)]
    content = render(found, Side.STATE, preview=False, title=f"{KIND} {case.code}", made_on=today)
    return Attachment(f"dien-bien-{case.code}-{today:%Y%m%d}.docx", MIME, content)


def blocks(case: Case, calendar: Calendar, now: datetime, zone: ZoneInfo, library: Library) -> Iterator[Block]:
    """What the document consists of."""
    local = now.astimezone(zone)
    yield paragraph(Style.KIND, KIND)
    yield paragraph(Style.SUBJECT, f"{case.code}: {case.title}")
    yield from _facts(case, local)
    every = every_progress(case, calendar, local.date())
    if every:
        yield _grid(_PERIODS, _PERIOD_SHARES, [_period(progress, library) for progress in every])
        yield from (paragraph(Style.CELL, Run(said, Face.ITALIC)) for said in _counted(every))
    if case.standing.duties:
        yield _grid(_DUTIES, _DUTY_SHARES, [_duty(duty, library) for duty in case.standing.duties])
    if case.history:
        yield _grid(_EVENTS, _EVENT_SHARES, [*_history(case, zone, library)])
    yield paragraph(Style.BASIS, Run(NOTE, Face.ITALIC))


def _facts(case: Case, local: datetime) -> Iterator[Paragraph]:
    facts = {
        "Tình trạng": raised(state_words(case)),
        "Loại vấn đề": raised(ISSUES[case.issue]),
        "Cơ quan giải quyết": case.office or "chưa có cơ quan tham gia trên hệ thống",
        "Tính đến": f"{local:%H:%M}, {full_day(local.date())}",
    }
    if case.plan:
        facts["Kế hoạch"] = f"phiên bản {case.plan.version}, mã kiểm tra {case.plan.digest}"
    for label, value in facts.items():
        yield paragraph(Style.BODY, Run(f"{label}: ", Face.BOLD), value)


def _period(progress: Progress, library: Library) -> tuple[str, ...]:
    clock, due = progress.clock, progress.due
    stands = answered_words(progress) if clock.stopped_on else raised(left_words(progress))
    ended = f"{stands}, dừng tính {short_day(clock.stopped_on)}" if clock.stopped_on else stands
    about = f"{clock.rule.label}, {clock.days} ngày làm việc ({full_place(clock.rule.provision, library)})"
    return about, short_day(clock.start), short_day(due.day) if due else "chưa tính được", ended


def _counted(every: Sequence[Progress]) -> Iterator[str]:
    """Which days were not counted in each period, and that a day may still move while a period runs."""
    for progress in every:
        skipped = skipped_days(progress.due) if progress.due else ()
        if skipped:
            yield f"{progress.clock.rule.label}, từ {short_day(progress.clock.start)}: đã trừ {', '.join(skipped)}."
    dated = (one.due for one in every if one.clock.running and one.due)
    said = unconfirmed_words({year for due in dated for year in due.unconfirmed})
    if said:
        yield said


def _duty(duty: Duty, library: Library) -> tuple[str, ...]:
    rule = duty.rule
    about = f"{rule.label} (“{rule.wording}”: {AT_ONCE}; {full_place(rule.provision, library)})"
    return about, short_day(duty.since), _done(duty)


def _done(duty: Duty) -> str:
    if duty.left_on:
        return f"Chưa ghi là đã làm khi hồ sơ kết thúc, {short_day(duty.left_on)}"
    return f"Đã làm {short_day(duty.done_on)}" if duty.done_on else "Chưa làm"


def _history(case: Case, zone: ZoneInfo, library: Library) -> Iterator[tuple[str, ...]]:
    """Every happening as it was recorded, corrections among them, and the deadlines that the calendar moved between."""
    moves = [*case.moves]
    for recorded, entry in zip(case.history, history(case), strict=True):
        while moves and moves[0].at < recorded.at:
            yield _moved(case, moves.pop(0), zone)
        happening = recorded.happening
        told = "; ".join(_told(case, happening, entry, library))
        yield str(happening.number), short_day(happening.on), entry.label, told, _by(recorded, zone)
    yield from (_moved(case, move, zone) for move in moves)


def _moved(case: Case, move: DueMoved, zone: ZoneInfo) -> tuple[str, ...]:
    at = move.at.astimezone(zone)
    about = f"{move_words(case, move)}: {move_reason(move)}; theo {move.special.document}"
    return "–", short_day(at.date()), MOVED, about, f"{BY_CALENDAR}, {at:{_MOMENT}}"


def _told(case: Case, happening: Happening, entry: Told, library: Library) -> Iterator[str]:
    """What an entry says, uncut, on what it rests, and where it was put right or dropped."""
    yield from (f"{label}: {value}" for label, value in _fields(case, happening, entry))
    basis = case.rules.procedure.basis.get(happening.kind)
    if basis:
        yield f"Căn cứ: {place(basis, library)}"
    if entry.remark:
        yield raised(entry.remark)


def _fields(case: Case, happening: Happening, entry: Told) -> Iterable[tuple[str, str]]:
    if happening.void:
        return voided(case, before(case, happening), longest=None)
    if entry.changes is not None:
        return ((one.label, one.words()) for one in entry.changes)
    return details(case, happening, event_of(case, happening))


def _by(recorded: Recorded, zone: ZoneInfo) -> str:
    return f"{raised(WHO[recorded.happening.who])}, {recorded.at.astimezone(zone):{_MOMENT}}"


def _grid(heads: Sequence[str], shares: Sequence[int], rows: Sequence[Sequence[str]]) -> Grid:
    """A table as wide as the text."""
    width = format_of(Side.STATE).page.text_width
    widths = tuple(twips(width * share / sum(shares)) for share in shares)
    head = tuple(paragraph(Style.CELL_HEAD, text) for text in heads)
    return Grid(widths, head, tuple(Row(tuple(paragraph(Style.CELL, text) for text in row)) for row in rows))
