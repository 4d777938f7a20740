"""That a paper was sent: asked for, and recorded in a case, where the reminders that follow begin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from conversations.access import Relation
from conversations.actions import Action
from conversations.case import summary
from conversations.case.presenting import CaseScreens
from conversations.case.questions import CODE, ISSUE, ON, SEEN, TITLE
from conversations.case.recording import of_others
from conversations.case.scribe import CHANGED, Scribe
from conversations.case.wording import full_day
from conversations.cases import SeenCase
from conversations.drafts import FORM_RECORDED, Draft
from conversations.events import Button, CaseChanges, DraftChanges, Keyboard, MadeCase, Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.buttons import edit_button, new_draft_id
from conversations.forms.kinds import Again
from conversations.forms.opened import Opened, Opener, first, kept
from conversations.forms.questions import Answer, Answers
from conversations.forms.telling import label
from conversations.membership import Audited, Role
from conversations.ports import OnCommand, OnPress, Records
from conversations.protection.papers import PaperKind, Sent, sent_mark, sent_of
from conversations.protection.questions import ABOUT_CASE, ABOUT_SENT, JURISDICTION, case_of
from conversations.protection.recording import Owed, Recording, recording, wanting
from conversations.protection.sent import PAPER, Sending, SentKind
from conversations.screens import ADDRESSES, rows, screen
from conversations.shelf import ELSEWHERE, Shelf
from knowledge.library import Library
from storage.cases import Case
from storage.lifecycle import lifecycle
from storage.listing import Sought

NEW = "+"
"""Stands in a button for a case that is yet to be made."""
LOOKED_AT = 100
"""Cases of a list that are held against a paper; from the card of any other a paper is begun, too."""
EVERY_CASE = Sought(lambda *_: True)
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
ANSWERED_BY: Mapping[str, str] = {
    "emergency": "emergency_concluded",
    "risk": "verified",
    "request": "protection_begun",
    "obstructed": "obstruction_answered",
    "overdue": "decided",
}
"""The event that is recorded next, by the key of the paper's form."""
THEIRS = "Kết quả do cơ quan giải quyết ghi; {address} được báo ngay."
"""What is next where the other side alone records it."""


class SendingDialogue:
    """Asks for the day of sending and records what a paper is in a case. Keeps nothing: all is in the outcome."""

    def __init__(self, papers: Sequence[PaperKind], scribe: Scribe, library: Library) -> None:
        self._scribe = scribe
        self._papers = Opener(papers)
        self.kinds = tuple(SentKind(key, self.conclude, scribe.today) for key in Sending)
        self._sent = Opener(self.kinds)
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
            return Outcome((self._had(paper, sent, profile),))
        chosen = press.args[1] if len(press.args) > 1 else case_of(paper.draft)
        if chosen == NEW and paper.draft.form != JUDGING:
            return self._into(paper, self._made(paper, "", "", profile), profile)
        seen = await records.case(chosen) if chosen else None
        return self._into(paper, seen, profile) if seen else Outcome((await self._which(paper, profile, records),))

    async def conclude(self, draft: Draft, profile: Profile, records: Records) -> Outcome | Again:
        """Records what was sent, in the case or in a new one."""
        answers: Mapping[str, Answer] = draft.state["answers"]
        paper = await self._papers.draft(str(answers[PAPER]), profile, records)
        seen = await self._case(paper, answers, profile, records) if paper and not sent_of(paper.draft) else None
        over = DraftChanges(handed_on=(draft.id,))
        if paper is None or seen is None:
            return Outcome((cupboard.gone(profile),), drafts=over)
        known = str(len(seen.case.history))
        if answers[SEEN] != known:
            return Again(ON, CHANGED.format(entry=self._screens.latest(seen.case)), {SEEN: known})
        found = self._found(paper, seen, date.fromisoformat(str(answers[ON])))
        if isinstance(found, Owed):
            if found.question == ON:
                return Again(ON, found.says)
            return Outcome((self._lacking(paper, [found.question], found.says, profile),), drafts=over)
        if not found.entries:
            return Outcome((self._barred(paper, seen, found, profile),), drafts=over)
        return await self._recorded(paper, draft, seen, found, profile, records)

    def _into(self, paper: Opened, seen: SeenCase, profile: Profile) -> Outcome:
        """Asks for the day, unless the paper does not tell all that the case needs, or the case takes nothing of it."""
        new = not seen.case.id
        answers = paper.state.answers
        lacking = wanting(paper.draft.form, answers, seen, new=new)
        if new and not answers.get(TITLE):
            lacking = [TITLE, *lacking]
        found = self._found(paper, seen, self._scribe.today())
        if isinstance(found, Recording) and not found.entries:
            return Outcome((self._barred(paper, seen, found, profile),))
        if lacking:
            return Outcome((self._lacking(paper, lacking, "", profile),))
        return self._asked(paper, seen, profile)

    def _asked(self, paper: Opened, seen: SeenCase, profile: Profile) -> Outcome:
        """The form that asks for the day."""
        new = not seen.case.id
        key = Sending.JUDGED if paper.draft.form == JUDGING else Sending.NEW if new else Sending.KNOWN
        about: dict[str, Answer] = {
            PAPER: paper.draft.id,
            CODE: NEW if new else seen.case.code,
            SEEN: str(len(seen.case.history)),
        }
        opened = self._sent.begin(self._sent.kinds[key], new_draft_id(), paper.draft.title, profile, about)
        return kept(opened, opened.screens(self._shelf).present(profile), active=True)

    async def _recorded(
        self, paper: Opened, draft: Draft, seen: SeenCase, found: Recording, profile: Profile, records: Records
    ) -> Outcome:
        """The entries to be stored in their order, the card after them, and the paper marked as sent."""
        calendar, case = await records.calendar(), seen.case
        events = tuple(
            self._scribe.event(one.before, one.happening, one.after, calendar, profile) for one in found.entries
        )
        later = replace(seen, case=found.entries[-1].after)
        card = await self._scribe.card(
            later, profile, records, "\n".join(_told(paper.draft.form, found, seen, profile))
        )
        on = date.fromisoformat(str(draft.state["answers"][ON]))
        about = {ABOUT_CASE: case.code, ABOUT_SENT: sent_mark(paper.draft, Sent(case.code, on))}
        state = replace(paper.state, answers={**paper.state.answers, **about}, revision=paper.state.revision + 1)
        made = () if case.id else (MadeCase(case.code, case.title, case.jurisdiction, case.issue),)
        audit = (
            *(Audited("case-made", one.code) for one in made),
            *(Audited("case-recorded", f"{case.code} {one.happening.kind}") for one in found.entries),
            Audited(FORM_RECORDED, f"{draft.id} {case.code}"),
        )
        drafts = DraftChanges(saved=(paper.at(state).draft,), handed_on=(draft.id,))
        return Outcome((card,), drafts=drafts, cases=CaseChanges(made=made, recorded=events), audit=audit)

    async def _case(self, paper: Opened, answers: Answers, profile: Profile, records: Records) -> SeenCase | None:
        """The case to record in; one that is yet to be made has no id."""
        if answers[CODE] != NEW:
            return await records.case(str(answers[CODE]))
        return self._made(paper, await records.free_code(), str(answers[ISSUE]), profile)

    def _made(self, paper: Opened, code: str, issue: str, profile: Profile) -> SeenCase:
        """The case that is made for a paper."""
        answers = paper.engine.answers(paper.state)
        place = answers.get(JURISDICTION) or profile.jurisdiction or ELSEWHERE
        title = str(answers.get(TITLE) or paper.draft.title)
        return SeenCase(Case(0, code, title, str(place), issue, None, None, (), self._scribe.now()), Relation.OWN)

    def _found(self, paper: Opened, seen: SeenCase, on: date) -> Recording | Owed:
        """What is recorded in a case when it was sent on a day."""
        answers = {**paper.state.answers, ON: on.isoformat()}
        now, today = self._scribe.now(), self._scribe.today()
        return recording(paper.draft.form, answers, seen, new=not seen.case.id, now=now, today=today)

    async def _which(self, paper: Opened, profile: Profile, records: Records) -> Reply:
        """In which case to record it: those that take it first, of a checklist those alone."""
        judging = paper.draft.form == JUDGING
        office = (
            (await records.board_fitting(EVERY_CASE, LOOKED_AT)).cases if judging and profile.role is Role.CLERK else ()
        )
        own = (await records.own(0, LOOKED_AT)).cases
        every = [one for one in (*office, *own) if not _ended(one.case)]
        able = [one for one in every if self._takes(paper, one)]
        shown = (able if judging else [*able, *(one for one in every if one not in able)])[:CASES]
        draft_id = paper.draft.id
        buttons = [Button(one.case.code, Action.PAPER_SENT, (draft_id, one.case.code)) for one in shown]
        calendar, today = await records.calendar(), self._scribe.today()
        return screen(
            "paper_which",
            profile,
            (*rows(buttons), *self._leaving(paper)),
            judging=judging,
            cases=[summary.listed(one.case, calendar, today) for one in shown],
        )

    def _takes(self, paper: Opened, seen: SeenCase) -> bool:
        found = self._found(paper, seen, self._scribe.today())
        return isinstance(found, Owed) or bool(found.entries)

    def _lacking(self, paper: Opened, questions: Sequence[str], says: str, profile: Profile) -> Reply:
        """What the paper has to tell first, a button each."""
        named = [question for question in paper.kind.form.questions if question.key in questions]
        edits = [edit_button(label(question), paper.draft, question.key) for question in named]
        back = Button("← Văn bản", Action.FORM_OPEN, (paper.draft.id,))
        names = [label(question) for question in named]
        return screen("paper_lacking", profile, (*rows(edits), (back,)), says=says, names=names)

    def _barred(self, paper: Opened, seen: SeenCase, found: Recording, profile: Profile) -> Reply:
        """Why nothing of it can be recorded in a case."""
        keyboard = (
            (self._screens.open_button(seen.case, f"Mở {seen.case.code}"),),
            *self._leaving(paper),
        )
        judging = paper.draft.form == JUDGING
        return screen(
            "paper_barred", profile, keyboard, code=seen.case.code, barred=found.barred, had=found.had, judging=judging
        )

    def _leaving(self, paper: Opened) -> Keyboard:
        """A new case, and the paper again. Nobody judges in a new case."""
        judging = paper.draft.form == JUDGING
        new = [] if judging else [Button("Lập hồ sơ mới", Action.PAPER_SENT, (paper.draft.id, NEW))]
        return rows([*new, Button("← Văn bản", Action.FORM_OPEN, (paper.draft.id,))])

    def _had(self, paper: Opened, sent: Sent, profile: Profile) -> Reply:
        """That it was recorded already."""
        keyboard = (
            (
                Button("Mở hồ sơ", Action.CASE_OPEN, (sent.code,)),
                Button("Soạn bản mới từ bản này", Action.FORM_COPY, (paper.draft.id,)),
            ),
        )
        return screen("paper_sent", profile, keyboard, code=sent.code, on=full_day(sent.on))


def _told(paper: str, found: Recording, seen: SeenCase, profile: Profile) -> Iterator[str]:
    """What was recorded, what was there, what could not be recorded and why, and what is next."""
    events = lifecycle().events
    if not seen.case.id:
        yield f"✅ Đã lập hồ sơ {seen.case.code}."
    recorded = (f"{events[one.happening.kind].label}, {full_day(one.happening.on)}" for one in found.entries)
    yield f"✅ Đã ghi: {'; '.join(recorded)}."
    if found.had:
        yield f"Đã có trong hồ sơ: {', '.join(found.had)}."
    yield from (f"⚠️ Chưa ghi được: {why}" for why in found.barred)
    following = ANSWERED_BY.get(paper)
    theirs = following and of_others(seen, events[following])
    yield THEIRS.format(address=ADDRESSES[profile.address]) if theirs else FOLLOWING[paper]


def _ended(case: Case) -> bool:
    return case.rules.lifecycle.states[case.standing.state].end
