"""That a paper was sent: asked for, and recorded in a case, where the reminders that follow begin."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from conversations.access import Relation
from conversations.actions import Action
from conversations.case import summary
from conversations.case.presenting import CaseScreens
from conversations.case.questions import CODE, ISSUE, ON, SEEN, TITLE
from conversations.case.scribe import CHANGED, Scribe
from conversations.case.wording import full_day
from conversations.cases import SeenCase
from conversations.drafts import Draft
from conversations.events import Button, CaseChanges, DraftChanges, MadeCase, Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.buttons import new_draft_id
from conversations.forms.engine import Engine
from conversations.forms.kinds import Again
from conversations.forms.opened import Opened, Opener, first, kept
from conversations.forms.questions import Answer, Answers
from conversations.forms.telling import cut
from conversations.membership import Audited, Role
from conversations.ports import OnCommand, OnPress, Records
from conversations.protection.papers import PaperKind, sent_mark, sent_of
from conversations.protection.questions import ABOUT_CASE, ABOUT_SENT, JURISDICTION, case_of
from conversations.protection.recording import Recording, recording, wanting
from conversations.protection.sent import PAPER, SentKind
from conversations.screens import rows, screen
from conversations.shelf import ELSEWHERE, Shelf
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import lifecycle

NEW = "+"
"""Stands in a button for a case that is yet to be made."""
CASES = 8
"""Cases to choose from on one screen."""
JUDGING = "judging"
FOLLOWING: Mapping[str, str] = {
    "emergency": "Khi tập thể đã kết luận, ghi “Tập thể thảo luận, đánh giá, kết luận”.",
    "risk": "Khi có kết luận của cấp trên, ghi “Cấp trên kiểm tra, kết luận”.",
    "request": "Khi được trả lời, ghi “Triển khai biện pháp bảo vệ”: cấp ủy tự làm, hay đề nghị cơ quan cấp trên.",
    "obstructed": "Khi được trả lời, ghi “Xử lý, trả lời phản ánh bị cản trở, trù dập”.",
    "overdue": "Khi có văn bản trả lời, ghi “Có quyết định” hoặc “Trả lời bằng văn bản”.",
    "judging": "Phiếu không phải kết luận; kết luận thuộc thẩm quyền của tập thể.",
}
"""What is to be recorded next, by the key of the paper's form."""


class SendingDialogue:
    """Asks for the day of sending and records what a paper is in a case. Keeps nothing: all is in the outcome."""

    def __init__(self, papers: Sequence[PaperKind], scribe: Scribe, library: Library) -> None:
        self._scribe = scribe
        self._papers = Opener(papers)
        self.kinds = tuple(SentKind(one.form, self.conclude, scribe.today) for one in papers)
        self._sent = Opener(self.kinds)
        self._by_paper = {kind.paper: kind for kind in self.kinds}
        self._shelf = Shelf(library)
        self._screens: CaseScreens = scribe.screens
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {Action.PAPER_SENT: self.sent}

    async def sent(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks in which case to record the paper where that is not known, else on which day it was sent."""
        paper = await self._papers.draft(first(press), profile, records)
        if paper is None:
            return Outcome((cupboard.gone(profile),))
        sent = sent_of(paper.draft)
        if sent:
            return Outcome((self._had(paper, sent.code, sent.on, profile),))
        chosen = press.args[1] if len(press.args) > 1 else case_of(paper.draft)
        if chosen == NEW and paper.draft.form != JUDGING:
            return self._begun(paper, self._made(paper, "", "", profile, {}), profile, new=True)
        seen = await records.case(chosen) if chosen else None
        if seen is None:
            return Outcome((await self._which(paper, profile, records),))
        tried = self._tried(paper, seen)
        if isinstance(tried, Recording) and not tried.entries:
            return Outcome((self._barred(paper, seen, tried, profile),))
        return self._begun(paper, seen, profile, new=False)

    async def conclude(self, draft: Draft, profile: Profile, records: Records) -> Outcome | Again:
        """Records what was sent, in the case or in a new one."""
        answers: Mapping[str, Answer] = draft.state["answers"]
        paper = await self._papers.draft(str(answers[PAPER]), profile, records)
        seen = await self._case(paper, answers, profile, records) if paper and not sent_of(paper.draft) else None
        over = DraftChanges(handed_on=(draft.id,))
        if paper is None or seen is None:
            return Outcome((cupboard.gone(profile),), drafts=over)
        whole, now = {**paper.state.answers, **answers}, self._scribe.now()
        found = self._owed(seen, answers) or recording(
            paper.draft.form, whole, seen, new=not seen.case.id, now=now, today=self._scribe.today()
        )
        if isinstance(found, Again):
            return found
        if not found.entries:
            return Outcome((self._barred(paper, seen, found, profile),), drafts=over)
        return await self._recorded(paper, draft, seen, found, profile, records)

    async def _case(self, paper: Opened, answers: Answers, profile: Profile, records: Records) -> SeenCase | None:
        """The case to record in; one that is yet to be made has no id."""
        if answers[CODE] != NEW:
            return await records.case(str(answers[CODE]))
        title = {TITLE: answers[TITLE]} if TITLE in answers else {}
        return self._made(paper, await records.free_code(), str(answers.get(ISSUE, "")), profile, title)

    def _owed(self, seen: SeenCase, answers: Answers) -> Again | None:
        """What a new case needs; that somebody recorded something in an old one meanwhile."""
        if not seen.case.id:
            return None if seen.case.issue else Again(ISSUE, "Cần câu này để lập hồ sơ.")
        known = str(len(seen.case.history))
        if answers.get(SEEN) == known:
            return None
        return Again(ON, CHANGED.format(entry=self._screens.latest(seen.case)), {SEEN: known})

    async def _recorded(
        self, paper: Opened, draft: Draft, seen: SeenCase, found: Recording, profile: Profile, records: Records
    ) -> Outcome:
        """The entries to be stored in their order, the card after them, and the paper marked as sent."""
        calendar, case = await records.calendar(), seen.case
        events = tuple(
            self._scribe.event(one.before, one.happening, one.after, calendar, profile) for one in found.entries
        )
        later = replace(seen, case=found.entries[-1].after)
        card = await self._scribe.card(later, profile, records, _told(paper.draft.form, found, new=not case.id))
        on = date.fromisoformat(str(draft.state["answers"][ON]))
        about = {ABOUT_CASE: case.code, ABOUT_SENT: sent_mark(paper.draft, case.code, on)}
        state = replace(paper.state, answers={**paper.state.answers, **about}, revision=paper.state.revision + 1)
        made = () if case.id else (MadeCase(case.code, case.title, case.jurisdiction, case.issue),)
        audit = (
            *(Audited("case-made", one.code) for one in made),
            *(Audited("case-recorded", f"{case.code} {one.happening.kind}") for one in found.entries),
        )
        drafts = DraftChanges(saved=(paper.at(state).draft,), handed_on=(draft.id,))
        return Outcome((card,), drafts=drafts, cases=CaseChanges(made=made, recorded=events), audit=audit)

    def _begun(self, paper: Opened, seen: SeenCase, profile: Profile, *, new: bool) -> Outcome:
        """Asks for the day, and before it for what the paper does not tell of that the case needs."""
        key, told = paper.draft.form, paper.state.answers
        form = self._by_paper[key].form
        beginning = [ISSUE, *([] if told.get(TITLE) else [TITLE])] if new else []
        wanted = {*wanting(key, told, seen, new=new), *beginning, ON}
        about: dict[str, Answer] = {
            PAPER: paper.draft.id,
            CODE: NEW if new else seen.case.code,
            SEEN: str(len(seen.case.history)),
        }
        state = replace(Engine(form, None).begin(), answers=about, revision=1)
        state = replace(state, skipped=tuple(one.key for one in form.questions if one.key not in wanted))
        state = replace(state, at=Engine(form, None).first_open(state))
        draft = Draft(new_draft_id(), form.key, cut(f"Đã gửi: {paper.draft.title}", 100), state.to_json(), 1)
        opened = self._sent.open(draft, profile)
        if opened is None:
            raise LookupError(form.key)
        whole = replace(opened, changed=True)
        return kept(whole, whole.screens(self._shelf).present(profile), active=True)

    def _made(self, paper: Opened, code: str, issue: str, profile: Profile, given: Answers) -> SeenCase:
        """The case that is made for a paper."""
        answers = {**paper.engine.answers(paper.state), **given}
        place = answers.get(JURISDICTION) or profile.jurisdiction or ELSEWHERE
        title = str(answers.get(TITLE) or paper.draft.title)
        return SeenCase(Case(0, code, title, str(place), issue, None, None, (), self._scribe.now()), Relation.OWN)

    def _tried(self, paper: Opened, seen: SeenCase) -> Recording | Again:
        """What would be recorded if it were sent today."""
        today = self._scribe.today()
        answers = {**paper.state.answers, ON: today.isoformat()}
        return recording(paper.draft.form, answers, seen, new=False, now=self._scribe.now(), today=today)

    async def _which(self, paper: Opened, profile: Profile, records: Records) -> Reply:
        """In which case to record it: those that take it first."""
        judging = paper.draft.form == JUDGING
        office = await records.board() if judging and profile.role is Role.CLERK else ()
        every = [one for one in (*office, *await records.cases()) if not _ended(one.case)]
        able = [one for one in every if _records(self._tried(paper, one))]
        others = [one for one in every if one not in able]
        shown = (able if judging else [*able, *others])[:CASES]
        draft_id = paper.draft.id
        buttons = [Button(one.case.code, Action.PAPER_SENT, (draft_id, one.case.code)) for one in shown]
        new = [] if judging else [Button("Lập hồ sơ mới", Action.PAPER_SENT, (draft_id, NEW))]
        back = Button("← Văn bản", Action.FORM_OPEN, (draft_id,))
        calendar, today = await records.calendar(), self._scribe.today()
        return screen(
            "paper_which",
            profile,
            (*rows(buttons), *rows([*new, back])),
            judging=judging,
            cases=[summary.listed(one.case, calendar, today) for one in shown],
        )

    def _barred(self, paper: Opened, seen: SeenCase, found: Recording, profile: Profile) -> Reply:
        """Why nothing of it can be recorded in a case."""
        draft_id, judging = paper.draft.id, paper.draft.form == JUDGING
        new = [] if judging else [Button("Lập hồ sơ mới", Action.PAPER_SENT, (draft_id, NEW))]
        keyboard = (
            *rows([self._screens.open_button(seen.case, f"Mở {seen.case.code}"), *new]),
            (Button("← Văn bản", Action.FORM_OPEN, (draft_id,)),),
        )
        return screen(
            "paper_barred", profile, keyboard, code=seen.case.code, barred=found.barred, had=found.had, judging=judging
        )

    def _had(self, paper: Opened, code: str, on: date, profile: Profile) -> Reply:
        """That it was recorded already."""
        keyboard = (
            (
                Button("Mở hồ sơ", Action.CASE_OPEN, (code,)),
                Button("Soạn bản mới từ bản này", Action.FORM_COPY, (paper.draft.id,)),
            ),
        )
        return screen("paper_sent", profile, keyboard, code=code, on=full_day(on))


def _told(paper: str, found: Recording, *, new: bool) -> str:
    """What was recorded, what was there, what could not be recorded and why, and what is next."""
    events = lifecycle().events
    recorded = "; ".join(f"{events[one.happening.kind].label}, {full_day(one.happening.on)}" for one in found.entries)
    made = f"✅ Đã lập hồ sơ {found.entries[0].before.code}.\n" if new else ""
    had = [f"Đã có trong hồ sơ: {', '.join(found.had)}."] if found.had else []
    return made + "\n".join(
        [f"✅ Đã ghi: {recorded}.", *had, *(f"⚠️ Chưa ghi được: {why}" for why in found.barred), FOLLOWING[paper]]
    )


def _records(found: Recording | Again) -> bool:
    return isinstance(found, Again) or bool(found.entries)


def _ended(case: Case) -> bool:
    return case.rules.lifecycle.states[case.standing.state].end
