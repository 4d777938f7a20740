"""A case described anew: its form shows what stands and tells what its user changed in that, nothing else. Pure."""

from conversations.case.questions import ISSUE, SEEN, TITLE
from conversations.case.wording import event_of
from conversations.forms.questions import Answer, Answers
from storage.cases import Case
from storage.history import Details, effective


def description(case: Case, count: int | None = None) -> dict[str, str]:
    """What a case is called and of which kind its issue is, now or after its first `count` happenings."""
    found = {TITLE: case.first_title, ISSUE: case.first_issue}
    for happening in effective([one.happening for one in case.history[:count]]):
        if event_of(case, happening).describes:
            found |= {key: told for key, told in happening.details.items() if told}
    return found


def told_anew(case: Case, answers: Answers) -> Details:
    """What the user of a form changed in what it showed."""
    shown = description(case, int(str(answers[SEEN])))
    said = {key: str(answers.get(key, "")).strip() for key in shown}
    return {key: told for key, told in said.items() if told not in {"", shown[key]}}


def described_since(case: Case, answers: Answers) -> bool:
    """Whether somebody described the case anew since a form of that was shown."""
    return description(case, int(str(answers[SEEN]))) != description(case)


def up_to_date(case: Case, answers: Answers) -> Answers:
    """The answers of such a form with what its user left alone as it stands now."""
    seen: dict[str, Answer] = {SEEN: str(len(case.history))}
    return {**answers, **description(case), **told_anew(case, answers), **seen}
