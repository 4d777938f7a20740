"""How long a proposal has waited for an answer, in words for the reminder letter. No day of receipt, no count."""

from datetime import date

from conversations.documents.filled import day
from conversations.forms.questions import Answers
from conversations.protection.questions import JURISDICTION
from storage.calendar_seed import confirmed, special_days
from storage.lifecycle import rules
from storage.working_days import Calendar

CLOCK = "answer"
"""The period within which a proposal is answered, by its key in a procedure."""


def waited(answers: Answers, today: date) -> str:
    """The working days since the receipt and the last day of the period, where the place's document sets one.

    "" where the day of receipt is not known. The days off are those of the packaged calendar.
    """
    received = answers.get("received")
    if not isinstance(received, str):
        return ""
    start = date.fromisoformat(received)
    calendar = _calendar(start.year, today.year + 1)
    days = calendar.working_days(start, today)
    said = f"Tính đến ngày {day(today.isoformat())} đã {days} ngày làm việc kể từ ngày nhận"
    rule = next((one for one in rules(str(answers.get(JURISDICTION))).procedure.clocks if one.key == CLOCK), None)
    if rule is None:
        return f"{said}."
    whole = rule.extended_days if answers.get("difficult") == "yes" and rule.extended_days else rule.days
    due = calendar.due(start, whole)
    return f"{said}; thời hạn {whole} ngày làm việc hết ngày {day(due.day.isoformat())}."


def _calendar(first: int, last: int) -> Calendar:
    years = range(first, last + 1)
    special = {key: value for year in years for key, value in special_days(year).items()}
    return Calendar(special, frozenset(year for year in years if confirmed(year)))
