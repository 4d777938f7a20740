"""A user's own data: sent as a file, erased only with the button of the latest request."""

import json

from conversations.actions import Action
from conversations.events import Command, Press, Text
from conversations.membership import AccessChanges, Audited
from conversations.own_data import MOST
from tests.unit.conversations.chat import Chat, buttons


async def test_everything_comes_as_a_json_file(chat: Chat) -> None:
    await chat.send(Text("bao nhiêu ngày?"))
    outcome = await chat.send(Command("dulieucuatoi"))
    (reply,) = outcome.replies
    assert reply.attachment is not None
    assert (reply.attachment.name, reply.attachment.mime) == ("du-lieu-cua-toi.json", "application/json")
    assert json.loads(reply.attachment.content) == json.loads(json.dumps(await chat.held()))
    assert outcome.audit == (Audited("export"),)


async def test_exports_have_a_limit_of_their_own(chat: Chat) -> None:
    for _ in range(MOST):
        assert (await chat.say(Command("dulieucuatoi"))).template == "own_data"
    outcome = await chat.send(Command("dulieucuatoi"))
    assert (outcome.replies[0].template, outcome.replies[0].attachment) == ("export_limit", None)
    assert outcome.audit == (Audited("export", "", "denied"),)


async def test_erasure_offers_the_export_first_and_erases_on_confirmation(chat: Chat) -> None:
    question = await chat.say(Command("xoadulieu"))
    assert list(buttons(question)) == ["Tải dữ liệu trước", "Xóa tất cả dữ liệu của tôi"]
    assert (await chat.press(question, "Tải dữ liệu trước")).replies[0].template == "own_data"
    outcome = await chat.press(question, "Xóa tất cả dữ liệu của tôi")
    assert outcome.access == AccessChanges(erased=True)
    assert outcome.audit == (Audited("erasure"),)
    assert outcome.profile is None
    assert outcome.replies[0].template == "erased"


async def test_only_the_button_of_the_latest_request_erases(chat: Chat) -> None:
    first = await chat.say(Command("xoadulieu"))
    second = await chat.say(Command("xoadulieu"))
    assert buttons(first) != buttons(second)
    old = await chat.press(first, "Xóa tất cả dữ liệu của tôi")
    assert (old.access, old.replies[0].template) == (None, "erase_stale")
    assert (await chat.press(second, "Xóa tất cả dữ liệu của tôi")).access == AccessChanges(erased=True)


async def test_no_button_erases_without_a_request(chat: Chat) -> None:
    for args in [(), ("",), ("0" * 16,)]:
        assert (await chat.send(Press(Action.ERASE, args))).access is None
