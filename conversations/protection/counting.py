"""How long a proposal has waited for an answer, in words for the reminder letter. No day of receipt, no count."""

from dataclasses import dataclass
from datetime import date

from conversations.case.summary import skipped_days
from conversations.documents.filled import day
from conversations.forms.questions import Answers
from conversations.protection.questions import JURISDICTION
from storage.lifecycle import rules
from storage.working_days import LONGEST, Calendar

CLOCK = "answer"
"""The period within which a proposal is answered, by its key in a procedure."""


@dataclass(frozen=True, slots=True)
class Waited:
    """The count in a sentence, and the days that were not counted with the reason of each; "" for nothing to say."""

    said: str = ""
    skipped: str = ""


def received_on(answers: Answers) -> date | None:
    """The day from which a proposal waits."""
    received = answers.get("received")
    return date.fromisoformat(received) if isinstance(received, str) else None


def waited(answers: Answers, today: date, calendar: Calendar) -> Waited:
    """The working days since the receipt and the last day of the period, where the place's document sets one."""
    start = received_on(answers)
    if start is None:
        return Waited()
    days = calendar.working_days(start, today)
    said = f"Tính đến ngày {day(today.isoformat())} đã {days} ngày làm việc kể từ ngày nhận"
    rule = next((one for one in rules(str(answers.get(JURISDICTION))).procedure.clocks if one.key == CLOCK), None)
    if rule is None:
        return Waited(f"{said}.", _skipped(calendar, start, days))
    whole = rule.extended_days if answers.get("difficult") == "yes" and rule.extended_days else rule.days
    due = calendar.due(start, whole)
    said = f"{said}; thời hạn {whole} ngày làm việc hết ngày {day(due.day.isoformat())}."
    return Waited(said, _skipped(calendar, start, max(days, whole)))


def _skipped(calendar: Calendar, start: date, days: int) -> str:
    """The days off among the first `days` working days."""
    found = skipped_days(calendar.due(start, days)) if 1 <= days <= LONGEST else ()
    return f"Ngày nghỉ không tính: {'; '.join(found)}." if found else ""
