"""An emergency that was reported on paper: the day of the report is known before that of the act is asked.

The act is reported after it (`quang-ngai/dieu-4/khoan-4`: "ngay khi có điều kiện phải báo cáo"): where the two days
contradict each other nobody but the user knows which of them is wrong, so both are asked again.
"""

from datetime import date

from conversations.case.questions import ACTED, ON, SUBMITTED_ON
from conversations.case.wording import full_day, raised
from conversations.forms.kinds import Again
from conversations.forms.questions import Answers

UNSURE = "?"
"""Stands for the day of a report that is to be asked again."""
CONTRADICTED = (
    "{acted} là sau ngày nộp báo cáo ({reported}): một trong hai ngày chưa đúng. Cho biết lại ngày đã xử lý; "
    "ngày nộp báo cáo được hỏi lại ở bước sau."
)


def contradicted(event: str, answers: Answers, on: date) -> Again | None:
    """The question for the day of an act that came after its report, once; None where there is nothing to ask."""
    reported = str(answers.get(SUBMITTED_ON, UNSURE))
    if event != ACTED or reported == UNSURE or on.isoformat() <= reported:
        return None
    says = CONTRADICTED.format(acted=raised(full_day(on)), reported=full_day(date.fromisoformat(reported)))
    return Again(ON, says, {SUBMITTED_ON: UNSURE})


def of_report(event: str, answers: Answers, recipient: str) -> Answers | None:
    """What is known of the report, which is recorded after the act; None where it was not handed in on paper."""
    reported = answers.get(SUBMITTED_ON)
    if event != ACTED or reported is None:
        return None
    known = {"recipient": recipient}
    return known if reported == UNSURE else {**known, ON: reported}
