"""A paper begun from a case: which there are, and what the case answers of it already."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from conversations.actions import Action
from conversations.ask import stale
from conversations.case.recording import recordable
from conversations.cases import SeenCase
from conversations.drafts import Draft
from conversations.events import Button, Outcome, Press, Profile
from conversations.forms.buttons import new_draft_id
from conversations.forms.dates import told
from conversations.forms.kinds import FormKind
from conversations.forms.opened import Opener, first, kept
from conversations.forms.questions import Answers
from conversations.forms.telling import cut, label
from conversations.ports import OnCommand, OnPress, Records
from conversations.protection.papers import PaperKind, sent_of
from conversations.protection.prefilling import of_case, of_sender
from conversations.protection.questions import case_of
from conversations.screens import rows, screen
from conversations.shelf import Shelf
from storage.lifecycle import Who

OFFERED: Mapping[str, tuple[str, str]] = {
    "risk": ("Báo cáo rủi ro", "khi có rủi ro, sai sót"),
    "request": ("Yêu cầu được bảo vệ", "khi bị kiểm tra, khiếu nại hoặc cần được bảo vệ"),
    "overdue": ("Đề nghị trả lời", "khi quá hạn mà chưa được trả lời"),
    "obstructed": ("Phản ánh bị cản trở", "khi bị cản trở, trù dập"),
    "emergency": ("Báo cáo khẩn cấp", "khi đã phải xử lý ngay, chưa kịp xin chủ trương"),
    "judging": ("Phiếu đánh giá", "khi xem xét một việc không đạt kết quả"),
}
"""The papers by the key of their form: the button, and when one is drafted."""
SIDES: Mapping[Who, tuple[str, ...]] = {
    Who.PROPOSER: ("risk", "request", "overdue", "obstructed", "emergency"),
    Who.OFFICE: ("judging", "risk"),
}
JUDGED = {"evaluated", "risk_judged"}
"""The happenings that the judge's checklist is for."""
LONGEST_TITLE = 100


class PaperBeginning:
    """Begins papers. Keeps nothing: what an event changes is in the outcome."""

    def __init__(
        self,
        papers: Sequence[PaperKind],
        shelf: Shelf,
        *,
        today: Callable[[], date],
        new_id: Callable[[], str] = new_draft_id,
    ) -> None:
        self._papers = {paper.form.key: paper for paper in papers}
        self._opener = Opener(papers)
        self._shelf = shelf
        self._today = today
        self._new_id = new_id
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {Action.PAPER_LIST: self.listing, Action.PAPER_BEGIN: self.begin}

    async def listing(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The papers that the user's side of a case may need."""
        seen = await records.case(first(press)) if first(press) else None
        if seen is None:
            return Outcome((stale(profile),))
        code = seen.case.code
        keys = papers_of(seen)
        buttons = [Button(OFFERED[key][0], Action.PAPER_BEGIN, (code, key)) for key in keys]
        keyboard = (*rows(buttons), (Button("← Hồ sơ", Action.CASE_OPEN, (code,)),))
        papers = [OFFERED[key] for key in keys]
        return Outcome((screen("paper_list", profile, keyboard, redraw=True, code=code, papers=papers),))

    async def begin(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins a paper with what the case tells; one that was begun from it and not sent is gone on with."""
        seen = await records.case(first(press)) if first(press) else None
        key = press.args[1] if len(press.args) > 1 else ""
        if seen is None or key not in papers_of(seen):
            return Outcome((stale(profile),))
        begun = [one for one in await records.drafts() if one.form == key and case_of(one) == seen.case.code]
        unsent = next((one for one in begun if sent_of(one) is None), None)
        return self._resumed(unsent, profile) if unsent else await self.opened(key, seen, {}, profile, records)

    async def opened(
        self, key: str, seen: SeenCase | None, given: Answers, profile: Profile, records: Records
    ) -> Outcome:
        """A new paper at its first open question, with what is `given`, what a case answers and who sends it."""
        kind = self._papers[key]
        versions = await records.versions(seen.case.plan.draft_id) if seen and seen.case.plan else ()
        known = of_sender(kind.form, await records.drafts(), versions)
        answers = {**known, **given, **(of_case(kind.form, seen.case) if seen else {})}
        noun = kind.naming.noun
        about = str(answers.get("title") or told(self._today()))
        title = cut(f"{noun[:1].upper()}{noun[1:]}: {about}", LONGEST_TITLE)
        opened = self._opener.begin(kind, self._new_id(), title, profile, answers)
        return kept(opened, opened.screens(self._shelf).present(profile, notices=filled(kind, answers)), active=True)

    def _resumed(self, draft: Draft, profile: Profile) -> Outcome:
        opened = self._opener.open(draft, profile)
        if opened is None:
            raise LookupError(draft.form)
        opened = opened.unnamed()
        notices = (*opened.notices, "Soạn tiếp bản đang soạn từ hồ sơ này.")
        return kept(opened, opened.screens(self._shelf).present(profile, notices=notices), active=True)


def papers_of(seen: SeenCase) -> tuple[str, ...]:
    """The papers that a side of a case may need; whoever follows a case alone judges it, too. None of an ended case."""
    if seen.case.rules.lifecycle.states[seen.case.standing.state].end:
        return ()
    alone = seen.side is Who.PROPOSER and seen.case.office is None
    judges = alone and JUDGED & set(recordable(seen))
    return (*SIDES[seen.side], *(("judging",) if judges else ()))


def filled(kind: FormKind, answers: Answers) -> tuple[str, ...]:
    """What is said of what was filled in."""
    names = [label(question) for question in kind.form.questions if question.key in answers and not question.only_in]
    return (f"Đã điền từ thông tin có sẵn: {', '.join(names)}. Xem lại ở cuối.",) if names else ()
