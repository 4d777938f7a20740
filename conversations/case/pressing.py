"""The buttons under the screens of a case."""

from collections.abc import Sequence

from conversations.access import Relation
from conversations.actions import Action
from conversations.case.filing import attached
from conversations.case.recording import dischargeable, recordable
from conversations.case.reporting import basis
from conversations.cases import SeenCase
from conversations.drafts import Draft
from conversations.events import Button, Keyboard
from conversations.forms.telling import cut
from conversations.screens import rows
from storage.cases import Case
from storage.history import Happening
from storage.lifecycle import DutyRule

BEGUN = 40
"""Characters of what a form records, on the button that goes on with it."""
LONGEST_LABEL = 60
"""Characters of a button's label."""
ANSWERS = "answers"
"""Stands in a button of `Action.CASE_EVENTS`: only those that answer the proposal."""
MUTE, UNMUTE = "1", "0"
"""Stand in a button of `Action.CASE_MUTE`."""


def card_buttons(seen: SeenCase, *, counted: bool, invited: bool) -> Keyboard:
    """All that can be done with a case from its card: what is owed before all else.

    `counted`: a period that runs has a last day.
    """
    code = (seen.case.code,)
    record = [Button("Ghi sự kiện", Action.CASE_EVENTS, code)] if recordable(seen) else []
    past = [
        Button("Diễn biến", Action.CASE_HISTORY, (*code, "0")),
        Button("Dòng thời gian", Action.CASE_TIMELINE, code),
    ]
    due = [Button("Cách tính hạn", Action.CASE_COUNTED, code)] if counted else []
    calendar = [Button("Thêm vào lịch", Action.CASE_ICS, code)] if counted or seen.case.standing.open_duties else []
    own = seen.whose is Relation.OWN
    reports = reports_button(seen.case) if own else []
    people = [Button("Người cùng đề xuất", Action.CASE_PEOPLE, code)] if own else []
    protect = [Button("Đối chiếu bảo vệ", Action.PROTECT_CASE, code)] if own else []
    ended = seen.case.rules.lifecycle.states[seen.case.standing.state].end
    invite = Button("Mời người đề xuất", Action.CASE_INVITE, code)
    if invited:
        invite = Button("Thu hồi lời mời", Action.CASE_INVITE_END, code)
    inviting = [invite] if seen.without_proposer and (invited or not ended) else []
    papers = [] if ended else [Button("Soạn văn bản", Action.PAPER_LIST, code)]
    again = [Button("Nhắc hạn trở lại", Action.CASE_MUTE, (*code, UNMUTE))] if seen.muted else []
    done = [done_button(seen.case, *one) for one in dischargeable(seen) if one[1].whose is seen.side]
    past = past if seen.case.history else []
    return rows(done, 1) + rows(
        [*record, *past, *due, *calendar, *reports, *people, *inviting, *protect, *papers, *again]
    )


def reports_button(case: Case) -> list[Button]:
    """Asks how often is reported how the plan is carried out, where that is to be reported."""
    return [Button("Đặt lịch báo cáo", Action.CASE_REPORTS, (case.code,))] if basis(case) else []


def files_button(case: Case, happening: Happening) -> list[Button]:
    """Shows the files that came with a happening, where any did."""
    args = (case.code, str(happening.number))
    return [Button("Xem văn bản", Action.CASE_FILES, args)] if attached(happening.details) else []


def going_on(begun: Sequence[tuple[Draft, str]]) -> Keyboard:
    """A button each for the forms that wait to be gone on with."""
    return rows([Button(f"Viết tiếp: {cut(label, BEGUN)}", Action.FORM_OPEN, (one.id,)) for one, label in begun], 1)


def done_button(case: Case, event: str, rule: DutyRule, *, coded: bool = False) -> Button:
    """Records that a duty was done, through the form of the event; `coded` names the case as well."""
    label = f"Đã xong: {f'{case.code}, ' if coded else ''}{rule.label}"
    return Button(cut(label, LONGEST_LABEL), Action.CASE_RECORD, (case.code, event))
