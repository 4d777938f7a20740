"""The days on which an official means to report how a plan is carried out, for a phone's calendar.

The documents ask for reports and set no period (`basis` of `progress_reported` in `storage/procedures`): who reports
chooses one, and nothing here is called a deadline.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from types import MappingProxyType

from conversations.case.ics import DOMAIN, Entry, about, written
from conversations.case.wording import full_place
from conversations.clock import day_of
from conversations.events import Attachment
from knowledge.library import Library
from storage.cases import Case
from storage.reminding import AT

REPORT = "progress_reported"
DECISION = "decided"
LAST_OF_EVERY_MONTH = 28
MINUTE = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Period:
    """How often is reported: every so many months, in words."""

    months: int
    words: str


PERIODS: Mapping[str, Period] = MappingProxyType(
    {str(one.months): one for one in (Period(1, "Mỗi tháng"), Period(3, "Mỗi quý"), Period(6, "Sáu tháng một lần"))}
)
"""By what stands for them in a button."""


def basis(case: Case) -> str | None:
    """The provision by which is reported how the plan of a case is carried out; None where nothing is to report."""
    reports = case.standing.state in case.rules.lifecycle.sources(REPORT)
    return case.rules.procedure.basis.get(REPORT) if reports else None


def days(case: Case, period: Period, today: date) -> tuple[date, str]:
    """The first day after the present one that is whole periods after the decision, and the rule of the later ones.

    Without a decision they are counted from the present day. From the 29th to 31st on they are the last days of months.
    """
    decided = case.standing.last(DECISION)
    begun = decided.on if decided else today
    on, rule = (31, ";BYMONTHDAY=-1") if begun.day > LAST_OF_EVERY_MONTH else (begun.day, "")
    every = (_later(begun, period.months * number, on) for number in count(1))
    return next(day for day in every if day > today), f"FREQ=MONTHLY;INTERVAL={period.months}{rule}"


def reports_file(case: Case, period: Period, made_at: datetime, library: Library) -> Attachment:
    """A calendar file that rings at eight on each of the days; another period takes the place of the one before.

    Raises `LookupError` where nothing is to report.
    """
    provision = basis(case)
    if provision is None:
        raise LookupError(case.code)
    day, rule = days(case, period, day_of(made_at))
    said = f"{about(case)}\nVăn bản không ấn định kỳ báo cáo; kỳ này do người đề xuất chọn."
    entry = Entry(
        f"{case.code}-reports@{DOMAIN}".lower(),
        day,
        f"{case.code}: báo cáo quá trình thực hiện",
        f"{said}\nCăn cứ: {full_place(provision, library)}.",
        (timedelta(hours=AT.hour, minutes=AT.minute),),
        rule,
    )
    return written(f"{case.code}-bao-cao.ics", [entry], made_at, sequence=int(made_at.timestamp()) // MINUTE)


def _later(day: date, months: int, on: int) -> date:
    """A day of the month that is so many months later, the last one where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(on, monthrange(year, month + 1)[1]))
