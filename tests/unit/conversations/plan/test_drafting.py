"""The three plans drafted question by question, as their users would: what they typed is what is kept and checked."""

from dataclasses import replace

import pytest

from benchmarks.drafting import Drafting, plans
from conversations.actions import Action
from conversations.events import Press, Reply
from conversations.forms.questions import Form
from knowledge.library import Library
from tests.unit.conversations.chat import MEMBER
from tests.unit.conversations.plan.desk import Desk
from tests.unit.conversations.plan.plans import FLOOD, HOSPITAL, SHOP

UNASKED = {"attachments"}
"""Files are sent over the channel; not here."""


class Phone:
    """The user's phone: the last message with its buttons."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.last: Reply | None = None

    async def start(self) -> None:
        self.last = (await self.desk.command("kehoach"))[-1]

    async def type(self, text: str) -> None:
        self.last = (await self.desk.say(text))[-1]

    async def tap(self, label: str) -> None:
        assert self.last
        self.last = (await self.desk.press(self.last, label))[-1]

    async def asked(self) -> str | None:
        active = await self.desk.active()
        assert active
        at = active.state["at"]
        return None if at == "review" else str(at)


@pytest.mark.parametrize("name", [SHOP, HOSPITAL, FLOOD])
async def test_a_plan_is_drafted_checked_and_exported(library: Library, form: Form, name: str) -> None:
    given = plans()[name]["answers"]
    desk = Desk(library)
    desk.profile = replace(MEMBER, jurisdiction=given["jurisdiction"])
    phone = Phone(desk)
    await phone.start()
    effort = await Drafting(form, given, phone.type, phone.tap, phone.asked).run()
    (draft,) = desk.kept.values()
    kept = draft.state["answers"]
    assert kept == {key: answer for key, answer in given.items() if key not in UNASKED}
    assert phone.last
    assert phone.last.template == "form_review"
    (shown,) = await desk.press(phone.last, "Kiểm tra kế hoạch")
    missing = [one.message for one in shown.context["findings"] if one.mark == "🔴"]  # type: ignore[attr-defined]
    assert missing in ([], ["Chưa có tài liệu kèm theo"])
    replies = await desk.replies(Press(Action.PLAN_EXPORT, (draft.id,)))
    assert [reply.attachment for reply in replies if reply.attachment]
    assert effort.questions <= 40
    assert effort.messages + effort.taps <= 75
