"""Forms that come to something by themselves when the last question is answered, and forms that are not begun alone."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from conversations.access import OWN_WORK, RULES
from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import Command, DraftChanges, Outcome, Press, Profile, Reply, Text
from conversations.forms.kinds import Again, Naming
from conversations.forms.loading import load_form
from conversations.forms.questions import Answers, Form
from conversations.ports import Records
from conversations.router import Router
from conversations.screens import screen
from knowledge.library import Library
from tests.unit.conversations.chat import MEMBER, BuiltAnswers, Chat, buttons
from tests.unit.conversations.forms.samples import FORM, SmallKind

TODAY = date(2026, 11, 25)
SHORT = load_form("""
key: su-viec
version: 1
title: Sự việc
parts:
  - key: su-viec
    title: Sự việc
    questions:
      - {key: so, label: Số, text: "Số văn bản?", kind: short}
      - {key: ngay, label: Ngày, text: "Ngày nào?", kind: date}
""")


@dataclass
class EndingKind(SmallKind):
    """Comes to an end; `refuses` is a day that it does not take, `reviews` whether the review comes first."""

    form: Form = SHORT
    naming: Naming = field(default_factory=lambda: Naming("ghi", "sự việc", "Các sự việc"))
    refuses: str = ""
    reviews: bool = False
    came: list[Answers] = field(default_factory=list)

    async def conclude(
        self, draft: Draft, profile: Profile, records: Records, *, reviewed: bool
    ) -> Outcome | Again | None:
        answers: Answers = draft.state["answers"]
        if answers["ngay"] == self.refuses:
            return Again("ngay", "Ngày này không được.", {"so": "ghi lại"})
        if self.reviews and not reviewed:
            return None
        self.came.append(dict(answers))
        return Outcome((screen("file_unasked", profile, kinds="PDF"),), drafts=DraftChanges(handed_on=(draft.id,)))


@pytest.fixture
def kind() -> EndingKind:
    return EndingKind()


@pytest.fixture
def chat(kind: EndingKind, answers: BuiltAnswers, library: Library, monkeypatch: pytest.MonkeyPatch) -> Chat:
    monkeypatch.setitem(RULES, "command:ghi", OWN_WORK)  # type: ignore[arg-type] - a dict behind the read-only name
    return Chat(Router(answers, library, kinds=[kind], today=lambda: TODAY), MEMBER)


async def said(chat: Chat, *texts: str) -> Reply:
    reply = (await chat.send(Command("ghi"))).replies[-1]
    for text in texts:
        reply = (await chat.send(buttons(reply).get(text, Text(text)))).replies[-1]
    return reply


async def test_the_last_answer_concludes_and_the_draft_is_over(chat: Chat, kind: EndingKind) -> None:
    reply = await said(chat, "215-TB/TU", "24/11/2026")
    assert reply.template == "file_unasked"
    assert kind.came == [{"so": "215-TB/TU", "ngay": "2026-11-24"}]
    assert chat.kept == {}
    assert await chat.active() is None


async def test_the_review_comes_first_where_the_kind_wants_it(chat: Chat, kind: EndingKind) -> None:
    kind.reviews = True
    assert (await said(chat, "215-TB/TU", "24/11/2026")).template == "form_review"
    assert kind.came == []
    (draft,) = chat.kept.values()
    done = await chat.send(Press(Action.FORM_CONCLUDE, (draft.id, str(draft.revision))))
    assert [reply.template for reply in done.replies] == ["file_unasked"]
    assert len(kind.came) == 1


async def test_one_answer_is_asked_again_with_the_reason(chat: Chat, kind: EndingKind) -> None:
    kind.refuses = "2026-11-24"
    reply = await said(chat, "215-TB/TU", "24/11/2026")
    assert (reply.template, reply.context["says"]) == ("form_problem", "Ngày này không được.")
    (draft,) = chat.kept.values()
    assert draft.state["answers"] == {"so": "ghi lại"}
    assert kind.came == []
    assert (await chat.send(Text("23/11/2026"))).replies[-1].template == "file_unasked"
    assert kind.came == [{"so": "ghi lại", "ngay": "2026-11-23"}]


async def test_nothing_is_concluded_while_a_required_answer_is_missing(chat: Chat, kind: EndingKind) -> None:
    reply = await said(chat, "Bỏ qua", "24/11/2026")
    assert reply.template == "form_review"
    (draft,) = chat.kept.values()
    (shown,) = (await chat.send(Press(Action.FORM_CONCLUDE, (draft.id, str(draft.revision))))).replies
    assert shown.context["notices"] == ("Còn câu bắt buộc chưa trả lời: bấm số của câu để trả lời.",)
    assert kind.came == []


@pytest.mark.parametrize("revision", ["1", "99", "x", ""])
async def test_an_old_button_concludes_nothing(chat: Chat, kind: EndingKind, revision: str) -> None:
    kind.reviews = True
    await said(chat, "215-TB/TU", "24/11/2026")
    (draft,) = chat.kept.values()
    (shown,) = (await chat.send(Press(Action.FORM_CONCLUDE, (draft.id, revision)))).replies
    assert shown.context["notices"] == ("Nút vừa bấm thuộc bước cũ; đây là bước hiện tại.",)
    assert kind.came == []
    assert (await chat.say(Press(Action.FORM_CONCLUDE, ("gone", "1")))).template == "form_gone"


async def test_a_draft_whose_button_was_pressed_and_that_is_over_is_not_taken_in_hand(
    chat: Chat, kind: EndingKind
) -> None:
    kind.reviews = True
    await said(chat, "1", "24/11/2026")
    (first,) = chat.kept.values()
    await chat.send(Press(Action.FORM_NEW, (kind.form.key,)))
    second = chat.in_hand
    await chat.send(Press(Action.FORM_CONCLUDE, (first.id, str(first.revision))))
    assert (chat.in_hand, set(chat.kept)) == (second, {second})


async def test_a_kind_that_does_not_end_by_itself_stays_at_its_review(
    chat: Chat, answers: BuiltAnswers, library: Library
) -> None:
    usual = Chat(Router(answers, library, kinds=[SmallKind()]), MEMBER)
    await usual.send(Command("kehoach"))
    (draft,) = usual.kept.values()
    (shown,) = (await usual.send(Press(Action.FORM_CONCLUDE, (draft.id, str(draft.revision))))).replies
    assert shown.template == "form_step"


async def test_a_kind_without_a_command_is_begun_by_something_else(answers: BuiltAnswers, library: Library) -> None:
    kind = SmallKind(naming=Naming("", "sự kiện", "Các sự kiện"))
    chat = Chat(Router(answers, library, kinds=[kind], today=lambda: TODAY), MEMBER)
    assert "command:" not in chat.router.entries
    assert (await chat.say(Press(Action.FORM_NEW, (FORM.key,)))).template == "form_gone"
    assert chat.kept == {}
    assert buttons(await chat.say(Command("tieptuc"))) == {}
    assert buttons(await chat.say(Press(Action.FORM_LIST, (FORM.key, "0")))) == {}
