"""What a year amounts to for an office: a row for every case that it had to answer, or that was still open in the year.

A case is taken as it stood at the end of the day that the report counts up to, whatever happened to it since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conversations.case.progress import Progress, progress
from storage.cases import Case
from storage.history import CaseState, Happening, derive
from storage.lifecycle import Lifecycle
from storage.working_days import Calendar

REPORTED = "emergency_reported"
"""The report of an emergency in writing (quang-ngai/dieu-4/khoan-4)."""
RECEIPTS = ("received", REPORTED)
"""Events that bring a case to an office. An emergency comes with its report; the act itself brings it nothing."""
DECIDED, RETURNED = "decided", "returned"
"""Events that answer a proposal in writing."""
PROTECTED, ABOVE = "protection_begun", "protection_above"
"""Events with which measures of protection begin: of the office, or of the body above that it asked."""
PASSED_UP = "passed_up"
"""The office took no measure itself and asked the body above for one (quang-ngai/dieu-7/khoan-5)."""


class Result(StrEnum):
    """How a case stands with its answer; the value is what the report says."""

    IN_TIME = "Trả lời đúng hạn"
    LATE = "Trả lời quá hạn"
    ANSWERED = "Trả lời, không ấn định thời hạn"
    WAITING = "Chưa trả lời, còn hạn"
    OVERDUE = "Chưa trả lời, quá hạn"
    PAUSED = "Chưa trả lời, tạm dừng tính hạn"
    OPEN = "Chưa trả lời, không ấn định thời hạn"
    WITHDRAWN = "Rút trước khi trả lời"
    URGENT = "Việc khẩn cấp, không xin chủ trương trước"
    EARLIER = "Đã trả lời hoặc xử lý trước năm báo cáo"
    """What the year had no longer to answer: the case is listed because it was still open."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the report. `used` are the working days from the receipt to the answer, less those it stood still.

    `received` is of an emergency the day of its report, because no other receipt is recorded of it.
    """

    code: str
    title: str
    received: date
    days: int | None
    due: date | None
    answered: date | None
    used: int | None
    result: Result
    answer: str
    protected: date | None
    state: str
    open: bool


def last_day(year: int, today: date) -> date:
    """The day up to whose end the report of a year counts."""
    return min(today, date(year, 12, 31))


def answers(lifecycle: Lifecycle) -> tuple[str, ...]:
    """What an answer can say, in the lifecycle's words."""
    return (*lifecycle.events[DECIDED].fields["outcome"].choices.values(), lifecycle.events[RETURNED].label)


def rows(cases: Iterable[Case], year: int, until: date, calendar: Calendar) -> tuple[Row, ...]:
    """The rows of the year, counted up to the end of a day in it, by the day of receipt."""
    found = (_row(case, year, until, calendar) for case in cases)
    return tuple(sorted((row for row in found if row), key=lambda row: (row.received, row.code)))


def _row(case: Case, year: int, until: date, calendar: Calendar) -> Row | None:
    """The row of a case; None for one that was not received by then, or had ended before the year."""
    begin = date(year, 1, 1)
    standing = derive(case.rules, [one for one in case.standing.effective if one.on <= until], case.first_issue, until)
    receipts = [one.on for one in standing.effective if one.kind in RECEIPTS]
    state = case.rules.lifecycle.states[standing.state]
    if not receipts or (state.end and standing.since and standing.since < begin):
        return None
    counted = progress(standing.clocks[-1], calendar, until) if standing.clocks else None
    received = counted.clock.start if counted else receipts[-1]
    answer = _answer(standing)
    days_used = counted.used if counted else calendar.working_days(received, answer.on) if answer else None
    return Row(
        code=case.code,
        title=case.title,
        received=received,
        days=counted.clock.days if counted else None,
        due=counted.due.day if counted and counted.due else None,
        answered=answer.on if answer else None,
        used=days_used if answer else None,
        result=_result(standing, answer, counted, begin, ended=state.end),
        answer=_said(case.rules.lifecycle, answer) if answer else "",
        protected=next(_protections(standing, begin), None),
        state=state.label,
        open=not state.end,
    )


def _answer(standing: CaseState) -> Happening | None:
    return standing.last(DECIDED) or standing.last(RETURNED)


def _said(lifecycle: Lifecycle, answer: Happening) -> str:
    event = lifecycle.events[answer.kind]
    return event.fields["outcome"].choices[answer.details["outcome"]] if answer.kind == DECIDED else event.label


def _protections(standing: CaseState, begin: date) -> Iterator[date]:
    return (one.on for one in standing.effective if _protects(one) and one.on >= begin)


def _protects(one: Happening) -> bool:
    return one.kind == ABOVE or (one.kind == PROTECTED and one.details.get("branch") != PASSED_UP)


def _result(
    standing: CaseState, answer: Happening | None, counted: Progress | None, begin: date, *, ended: bool
) -> Result:
    if answer:
        return Result.EARLIER if answer.on < begin else _answered(counted)
    reported = standing.last(REPORTED)
    if reported:
        return Result.EARLIER if reported.on < begin else Result.URGENT
    if ended:
        return Result.WITHDRAWN
    return _unanswered(counted)


def _answered(counted: Progress | None) -> Result:
    if counted is None:
        return Result.ANSWERED
    return Result.LATE if counted.late else Result.IN_TIME


def _unanswered(counted: Progress | None) -> Result:
    if counted is None:
        return Result.OPEN
    if counted.due is None:
        return Result.PAUSED
    return Result.OVERDUE if counted.late else Result.WAITING
