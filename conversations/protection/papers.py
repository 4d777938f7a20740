"""The papers for a bad day, each a short form that ends in a document, and the judge's checklist.

How one begins from a case stands in `beginning`, what it means for a case once it was sent in `sending`.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from conversations.actions import Action
from conversations.case.kinds import near_days, near_example
from conversations.documents.filled import day
from conversations.documents.printing import NotPrinted, Printer
from conversations.documents.producing import Request, produce
from conversations.drafts import Draft
from conversations.events import Attachment, Button, Keyboard, Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.kinds import FormKind, Naming
from conversations.forms.opened import Opened, Opener, first
from conversations.forms.questions import Answers, Form, Part, Question
from conversations.ports import OnCommand, OnPress, Records
from conversations.protection.counting import Waited, received_on, waited
from conversations.protection.kind import known_place
from conversations.protection.questions import (
    ABOUT_CASE,
    ABOUT_SENT,
    about,
    addressed,
    case_of,
    packaged_form,
    place_of,
    with_places,
)
from conversations.screens import screen
from knowledge.catalogue import Catalogue
from knowledge.library import Library
from storage.working_days import Calendar

NAMINGS: Mapping[str, Naming] = {
    "emergency": Naming("khancap", "báo cáo khẩn cấp", "Các báo cáo khẩn cấp đang soạn"),
    "risk": Naming("baoruiro", "báo cáo rủi ro", "Các báo cáo rủi ro, sai sót đang soạn"),
    "request": Naming("yeucaubaove", "yêu cầu được bảo vệ", "Các yêu cầu được bảo vệ đang soạn"),
    "obstructed": Naming("bicantro", "phản ánh", "Các phản ánh bị cản trở, trù dập đang soạn"),
    "overdue": Naming("quahan", "đề nghị trả lời", "Các đề nghị trả lời đang soạn"),
    "judging": Naming("danhgia", "phiếu đánh giá", "Các phiếu đánh giá đang soạn"),
}
"""The papers by the key of their form."""
KEEP = "Giữ một bản có dấu đến."
"""What is said where the documents of the place do not say what becomes of a paper."""
OF_THE_PLACE: Mapping[str, Mapping[str, str]] = {
    "quang-ngai": {
        # Điều 4 khoản 4
        "emergency": "Gửi ngay khi có điều kiện; sau đó đề nghị tập thể lãnh đạo thảo luận, đánh giá, kết luận.",
        # Điều 8 khoản 3, Điều 6 khoản 2 điểm c
        "risk": "Gửi kịp thời; theo dõi đến khi cấp trên trực tiếp có kết luận.",
        # Điều 7 khoản 5
        "request": "Nơi nhận triển khai biện pháp, hoặc đề nghị cấp trên và báo cáo (Điều 7 khoản 5): hỏi lại.",
    }
}
"""What the document of a place says becomes of a paper."""
ADVICE: Mapping[str, str] = {
    "obstructed": (
        "Chỉ nêu việc và bằng chứng; giữ một bản có dấu đến. Ghi đã gửi thì cơ quan của hồ sơ và người cùng đề xuất "
        "thấy việc đã gửi phản ánh, không thấy nội dung."
    ),
    "overdue": "Im lặng không có nghĩa là đồng ý; chưa có văn bản trả lời thì chưa làm phần đang xin chủ trương.",
    "judging": "Phiếu này để tập thể thảo luận, không phải kết luận.",
}
"""What is said with the document in every place."""
PDF = "pdf"
SENT_LABEL: Mapping[str, str] = {"judging": "Ghi vào hồ sơ"}
"""What the button says that records a paper; "Đã gửi" for the others."""


class PaperKind:
    """A paper as a kind of form (`conversations.forms.kinds.FormKind`)."""

    def __init__(self, form: Form, naming: Naming, today: Callable[[], date]) -> None:
        self._form = form
        self._naming = naming
        self._today = today

    @property
    def form(self) -> Form:
        """The questions."""
        return self._form

    @property
    def naming(self) -> Naming:
        """How users know it."""
        return self._naming

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """Where the matter is."""
        return place_of(answers, profile)

    def known(self, profile: Profile) -> Answers:
        """The place is not asked of somebody who has chosen one."""
        return known_place(self._form, profile)

    def title(self, answers: Answers) -> str | None:
        """What the paper is about."""
        title = answers.get("title")
        return title if isinstance(title, str) else None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """Nothing is said before the end."""
        del part, draft, profile
        return ()

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """Today and yesterday, where a day is asked for."""
        del profile
        return near_days(question, draft, self._today())

    def example(self, question: Question, draft: Draft) -> str:
        """The day that is recorded or today, where a day is asked for that has been."""
        return near_example(question, draft, self._today())

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """The document, and that it was sent."""
        del profile
        return (
            (
                Button("Tạo văn bản (DOCX)", Action.PAPER_EXPORT, (draft.id, "docx")),
                Button("Bản PDF", Action.PAPER_EXPORT, (draft.id, PDF)),
            ),
            (sent_button(draft),),
        )


class PaperDialogue:
    """Makes the documents of papers. Keeps nothing."""

    def __init__(
        self, kinds: tuple[FormKind, ...], library: Library, *, printer: Printer, today: Callable[[], date]
    ) -> None:
        self._opener = Opener(kinds)
        self._library = library
        self._printer = printer
        self._today = today
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {Action.PAPER_EXPORT: self.export}

    async def export(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The document of a paper as it stands; what is not known stands there as "[cần bổ sung]"."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        count = await self._count(opened, records)
        (made,) = await asyncio.to_thread(produce, self._request(opened, count), self._library)
        if press.args[1:] == (PDF,):
            printed = await self._printer.pdf(made)
            if isinstance(printed, NotPrinted):
                return Outcome((screen("plan_not_printed", profile, why=printed.value),))
            made = printed
        return Outcome((self._made(opened, made, count, profile),))

    async def _count(self, opened: Opened, records: Records) -> Waited:
        answers = opened.engine.answers(opened.state)
        received = received_on(answers)
        calendar = await records.calendar(*([received.year] if received else []))
        return await self._waited(opened, answers, calendar, records)

    def _request(self, opened: Opened, count: Waited) -> Request:
        answers, today = opened.engine.answers(opened.state), self._today()
        facts = {"today": day(today.isoformat()), "waited": count.said, "skipped": count.skipped}
        return Request(opened.kind.form, answers, 1, today, facts=facts)

    async def _waited(self, opened: Opened, answers: Answers, calendar: Calendar, records: Records) -> Waited:
        """The count by the case that the paper is about; a case that cannot be seen any more says nothing."""
        code = case_of(opened.draft)
        if not code:
            return waited(answers, self._today(), calendar)
        seen = await records.case(code)
        return waited(answers, self._today(), calendar, seen.case) if seen else Waited()

    def _made(self, opened: Opened, made: Attachment, count: Waited, profile: Profile) -> Reply:
        edit = ((sent_button(opened.draft), Button("← Xem lại, sửa", Action.FORM_OPEN, (opened.draft.id,))),)
        return screen(
            "paper_made",
            profile,
            edit,
            attachment=made,
            missing=len(opened.engine.missing(opened.state)),
            early=count.early,
            advice=advice(opened.kind.form.key, opened.engine.place),
        )


def advice(key: str, place: str | None) -> str:
    """What is said with a paper: nothing of one place's procedure in another."""
    return ADVICE.get(key) or OF_THE_PLACE.get(place or "", {}).get(key, KEEP)


def paper_kinds(catalogue: Catalogue, today: Callable[[], date]) -> tuple[PaperKind, ...]:
    """Every paper; the questions of sender and recipient come last in each."""
    return tuple(PaperKind(paper_form(key, catalogue), naming, today) for key, naming in NAMINGS.items())


def paper_form(key: str, catalogue: Catalogue) -> Form:
    """The whole form of a paper. Raises FormError when a packaged file is wrong."""
    own, sender = packaged_form(key), packaged_form("sender")
    whole = addressed(with_places(replace(own, parts=(*own.parts, *sender.parts)), catalogue))
    return about(whole, ABOUT_CASE, ABOUT_SENT)


@dataclass(frozen=True, slots=True)
class Sent:
    """That a paper was sent: the case in which it was recorded, and the day."""

    code: str
    on: date


def sent_of(draft: Draft) -> Sent | None:
    """That the paper of a draft was sent; a copy of the draft was not."""
    kept = draft.state["answers"].get(ABOUT_SENT)
    draft_id, code, on = kept.split(_BETWEEN) if isinstance(kept, str) else ("", "", "")
    return Sent(code, date.fromisoformat(on)) if draft_id == draft.id else None


def sent_mark(draft: Draft, sent: Sent) -> str:
    """How that is kept."""
    return _BETWEEN.join((draft.id, sent.code, sent.on.isoformat()))


def sent_button(draft: Draft) -> Button:
    """Records that the paper was sent; once it is recorded it opens the case."""
    sent = sent_of(draft)
    if sent:
        return Button(f"Mở hồ sơ {sent.code}", Action.CASE_OPEN, (sent.code,))
    return Button(SENT_LABEL.get(draft.form, "Đã gửi"), Action.PAPER_SENT, (draft.id,))


_BETWEEN = ":"
