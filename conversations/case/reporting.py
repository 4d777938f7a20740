"""The days on which an official means to report how a plan is carried out, for a phone's calendar.

The documents ask for reports and set no period (`basis` of `progress_reported` in `storage/procedures`): who reports
chooses one, and nothing here is called a deadline. The days are those of one year, each an event of its own: none falls
on a day off, and none is left in the phone for ever.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice
from types import MappingProxyType

from conversations.case.ics import DOMAIN, Entry, about, written
from conversations.case.wording import full_day, full_place, raised
from conversations.events import Attachment
from knowledge.library import Library
from storage.cases import Case
from storage.reminding import AT
from storage.working_days import Calendar

REPORT = "progress_reported"
DECISION = "decided"
LAST, LAST_OF_EVERY_MONTH = 31, 28
MONTHS = 12
"""How far ahead: a year."""
MINUTE = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Period:
    """How often is reported: every so many months, in words."""

    months: int
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """A day to report on: the one that whole periods lead to, and the first on or after it that offices work on."""

    planned: date
    day: date

    @property
    def moved(self) -> bool:
        """Whether the planned day is a day off."""
        return self.day != self.planned


PERIODS: Mapping[str, Period] = MappingProxyType(
    {str(one.months): one for one in (Period(1, "Mỗi tháng"), Period(3, "Mỗi quý"), Period(6, "Sáu tháng một lần"))}
)
"""By what stands for them in a button."""


def basis(case: Case) -> str | None:
    """The provision by which is reported how the plan of a case is carried out; None where nothing is to report."""
    reports = case.standing.state in case.rules.lifecycle.sources(REPORT)
    return case.rules.procedure.basis.get(REPORT) if reports else None


def year_ahead(case: Case, period: Period, calendar: Calendar, today: date) -> tuple[Report, ...]:
    """The days of one year to report on, whole periods after the decision, all of them after the present day.

    Without a decision they are counted from the present day. From the 29th to 31st on they are the last days of months.
    """
    decided = case.standing.last(DECISION)
    begun = decided.on if decided else today
    on = LAST if begun.day > LAST_OF_EVERY_MONTH else begun.day
    planned = (_later(begun, period.months * number, on) for number in count(1))
    every = (Report(day, calendar.on_or_after(day)) for day in planned)
    return tuple(islice((one for one in every if one.day > today), MONTHS // period.months))


def reports_file(case: Case, reports: Iterable[Report], made_at: datetime, library: Library) -> Attachment:
    """A calendar file that rings at eight on each of the days; loaded again, a month has one of them as before.

    Raises `LookupError` where nothing is to report.
    """
    provision = basis(case)
    if provision is None:
        raise LookupError(case.code)
    every = [_entry(case, one, provision, library) for one in reports]
    return written(f"{case.code}-bao-cao.ics", every, made_at, sequence=int(made_at.timestamp()) // MINUTE)


def _entry(case: Case, report: Report, provision: str, library: Library) -> Entry:
    """A day of a report; its name is the month's in which it was planned, whatever the day and the period."""
    moved = f"{raised(full_day(report.planned))} là ngày nghỉ: chuyển sang ngày làm việc tiếp theo."
    said = (
        about(case),
        "Văn bản không ấn định kỳ báo cáo; kỳ này do người đề xuất chọn.",
        *([moved] if report.moved else []),
        f"Căn cứ: {full_place(provision, library)}.",
    )
    return Entry(
        f"{case.code}-reports-{report.planned:%Y-%m}@{DOMAIN}".lower(),
        report.day,
        f"{case.code}: báo cáo quá trình thực hiện",
        "\n".join(said),
        (timedelta(hours=AT.hour, minutes=AT.minute),),
    )


def _later(day: date, months: int, on: int) -> date:
    """A day of the month that is so many months later, the last one where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(on, monthrange(year, month + 1)[1]))
