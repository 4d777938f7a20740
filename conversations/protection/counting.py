"""How long a proposal has waited for an answer, in words for the reminder letter. No day of receipt, no count.

A letter is signed and must not call anybody late who is not. So of a case in which a receipt was recorded the last day
is that of its own running period, or none is named: what a transfer or a preparing again does to it was asked and
recorded there, and the answers of the letter do not say it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.case.summary import skipped_days
from conversations.documents.filled import day
from conversations.forms.questions import Answers
from conversations.protection.questions import JURISDICTION
from storage.cases import Case
from storage.history import CaseState
from storage.lifecycle import rules
from storage.periods import PAUSED, Clock, Pause
from storage.working_days import LONGEST, Calendar

CLOCK = "answer"
"""The period within which a proposal is answered, by its key in a procedure."""
RECEIPT = "received"


@dataclass(frozen=True, slots=True)
class Waited:
    """The count in a sentence, and the days that were not counted with the reason of each; "" for nothing to say.

    `early` warns whoever writes, and not in the letter, that the period has not ended.
    """

    said: str = ""
    skipped: str = ""
    early: str = ""


def received_on(answers: Answers) -> date | None:
    """The day from which a proposal waits."""
    received = answers.get("received")
    return date.fromisoformat(received) if isinstance(received, str) else None


def answer_clock(standing: CaseState) -> Clock | None:
    """The period that runs, or stands still, until a case is answered."""
    return next((clock for clock in standing.running if clock.rule.key == CLOCK), None)


def waited(answers: Answers, today: date, calendar: Calendar, case: Case | None = None) -> Waited:
    """The working days since the receipt, and the last day of the period where there is one to be named.

    `case` is the case of the letter. Where the user's answers are not those of its period, the days are counted from
    the day that the user wrote and no last day is named.
    """
    start = received_on(answers)
    if start is None:
        return Waited()
    if case is None or case.standing.last(RECEIPT) is None:
        return _counted(start, _period(answers), today, calendar)
    clock = answer_clock(case.standing)
    if clock and _agree(answers, case, clock):
        own = clock.counted(calendar)
        return Waited() if clock.paused else _counted(clock.start, clock.days, today, own, clock.pauses)
    return Waited() if _stood_still(case.standing) else _counted(start, None, today, calendar)


def _period(answers: Answers) -> int | None:
    """The days that the document of the place sets."""
    rule = next((one for one in rules(str(answers.get(JURISDICTION))).procedure.clocks if one.key == CLOCK), None)
    if rule is None:
        return None
    return rule.extended_days if answers.get("difficult") == "yes" and rule.extended_days else rule.days


def _agree(answers: Answers, case: Case, clock: Clock) -> bool:
    """Whether the letter tells of the receipt, the difficulty and the place what the case does."""
    difficult = clock.extended_on is not None
    told = (answers.get(JURISDICTION), received_on(answers), answers.get("difficult") == "yes")
    return told == (case.jurisdiction, clock.start, difficult)


def _stood_still(standing: CaseState) -> bool:
    """Whether days were ever recorded as not counting: which ones, another day of receipt leaves open."""
    return any(one.details.get("clock") == "stops" for one in standing.effective)


def _counted(start: date, whole: int | None, today: date, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Waited:
    """The sentences; `calendar` does not count the pauses, `whole` is the period that has a last day to name."""
    days = calendar.working_days(start, today)
    spans = "; ".join(_spans(pauses))
    stood = f", không tính thời gian {PAUSED} ({spans})" if spans else ""
    said = f"Tính đến ngày {day(today.isoformat())} đã {days} ngày làm việc kể từ ngày nhận{stood}"
    if whole is None:
        return Waited(f"{said}.", _skipped(calendar, start, days))
    due = calendar.due(start, whole)
    said = f"{said}; thời hạn {whole} ngày làm việc hết ngày {day(due.day.isoformat())}."
    return Waited(said, _skipped(calendar, start, max(days, whole)), _early(due.day, today, calendar))


def _early(due: date, today: date, calendar: Calendar) -> str:
    if today > due:
        return ""
    left = calendar.working_days(today, due)
    return f"⚠️ Chưa quá hạn: còn {left} ngày làm việc, đến hết ngày {day(due.isoformat())}."


def _spans(pauses: Sequence[Pause]) -> Iterator[str]:
    """The days of each pause, the first and the last."""
    for pause in pauses:
        if pause.end and pause.begin < pause.end:
            first = pause.begin + timedelta(days=1)
            yield f"từ ngày {day(first.isoformat())} đến ngày {day(pause.end.isoformat())}"


def _skipped(calendar: Calendar, start: date, days: int) -> str:
    """The days off among the first `days` working days; the pauses are told of with the count."""
    if not 1 <= days <= LONGEST:
        return ""
    due = calendar.due(start, days)
    found = skipped_days(replace(due, skipped=tuple(one for one in due.skipped if one.reason != PAUSED)))
    return f"Ngày nghỉ không tính: {'; '.join(found)}." if found else ""
