"""Receiving updates by long poll."""

import asyncio
from typing import Any

import pytest

from bot.sandbox import Sandbox, SandboxUser
from bot.sandbox.journal import Journal
from tests.integration.sandbox.calling import Api

TERMINATED = (
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def poll_is_waiting(sandbox: Sandbox) -> None:
    """Wait until a long poll has reached the server."""
    assert await sandbox.world.signal.wait_until(lambda: sandbox.world.updates.polled, 5)


async def test_updates_come_again_until_an_offset_confirms_them(api: Api, an: SandboxUser) -> None:
    for text in ("một", "hai", "ba"):
        await an.send(text)
    first = await api.ok("getUpdates")
    assert texts(first) == ["một", "hai", "ba"]
    assert [update["update_id"] - first[0]["update_id"] for update in first] == [0, 1, 2]
    assert await api.ok("getUpdates") == first
    assert await api.ok("getUpdates", offset=first[1]["update_id"]) == first[1:]
    assert await api.ok("getUpdates") == first[1:]
    assert await api.ok("getUpdates", offset=first[2]["update_id"] + 1) == []


async def test_a_limit_and_a_negative_offset(api: Api, an: SandboxUser) -> None:
    for number in range(5):
        await an.send(str(number))
    assert texts(await api.ok("getUpdates", limit=2)) == ["0", "1"]
    assert texts(await api.ok("getUpdates", offset=-2)) == ["3", "4"]
    assert texts(await api.ok("getUpdates")) == ["3", "4"]


async def test_a_poll_waits_for_the_next_update(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    poll = asyncio.create_task(api.ok("getUpdates", timeout=30))
    await poll_is_waiting(sandbox)
    await an.send("xin chào")
    assert texts(await poll) == ["xin chào"]


async def test_a_second_poll_ends_the_first(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    first = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await poll_is_waiting(sandbox)
    second = asyncio.create_task(api.ok("getUpdates", timeout=30))
    assert await first == TERMINATED
    await an.send("a")
    assert texts(await second) == ["a"]


async def test_no_poll_beside_a_webhook(api: Api, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await poll_is_waiting(sandbox)
    await api.ok("setWebhook", url=f"{sandbox.base_url}/nowhere")
    assert await poll == (409, "Conflict: terminated by setWebhook request")
    assert await api.refused("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await api.ok("deleteWebhook")
    assert await api.ok("getUpdates") == []


async def test_a_caller_that_hangs_up_loses_nothing(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    poll = asyncio.create_task(api.ok("getUpdates", timeout=30))
    await poll_is_waiting(sandbox)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await an.send("a")
    assert texts(await api.ok("getUpdates", timeout=5)) == ["a"]


async def test_only_the_kinds_asked_for_are_made(api: Api, an: SandboxUser) -> None:
    await api.ok("getUpdates", allowed_updates=["callback_query"])
    await an.send("không ai nghe")
    assert await api.ok("getUpdates") == []
    await api.ok("getUpdates", allowed_updates=[])
    await an.send("a")
    assert texts(await api.ok("getUpdates")) == ["a"]


@pytest.mark.parametrize(
    ("seconds", "left"), [(149, {"message", "callback_query"}), (151, {"message"}), (86_401, set())]
)
async def test_updates_have_a_lifetime(
    api: Api, sandbox: Sandbox, an: SandboxUser, seconds: float, left: set[str]
) -> None:
    button = {"text": "Nút", "callback_data": "d"}
    await api.ok("sendMessage", chat_id=an.id, text="a", reply_markup={"inline_keyboard": [[button]]})
    await an.click("Nút")
    await an.send("b")
    sandbox.world.clock.advance(seconds)
    updates = await api.ok("getUpdates")
    assert {kind for update in updates for kind in update} - {"update_id"} == left


async def test_what_each_kind_of_update_carries(api: Api, an: SandboxUser) -> None:
    button = {"text": "Nút", "callback_data": "dữ liệu"}
    sent = await api.ok("sendMessage", chat_id=an.id, text="a", reply_markup={"inline_keyboard": [[button]]})
    query = await an.click("Nút")
    written = await an.send("/hoi gì đó")
    await an.edit(written, "sửa lại")
    await an.block()
    pressed, message, edited, membership = await api.ok("getUpdates")
    assert pressed["callback_query"] | {"chat_instance": ""} == {
        "id": query,
        "from": message["message"]["from"],
        "message": sent,
        "chat_instance": "",
        "data": "dữ liệu",
    }
    assert message["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]
    assert message["message"]["chat"] == {
        "id": an.id,
        "type": "private",
        "first_name": "Nguyễn",
        "last_name": "Văn An",
    }
    assert edited["edited_message"]["text"] == "sửa lại"
    assert membership["my_chat_member"]["new_chat_member"]["status"] == "kicked"


@pytest.mark.parametrize("kind", ["sticker", "voice", "photo", "document", "contact", "location"])
async def test_people_send_more_than_text(api: Api, an: SandboxUser, kind: str) -> None:
    await an.send_media(kind)
    [update] = await api.ok("getUpdates")
    assert kind in update["message"]
    assert "text" not in update["message"]


async def test_the_bot_reads_a_document_of_a_person(api: Api, an: SandboxUser) -> None:
    await an.send_media("document", "nội dung".encode(), name="kế hoạch.docx", caption="đây")
    [update] = await api.ok("getUpdates")
    assert update["message"]["caption"] == "đây"
    assert update["message"]["document"]["file_name"] == "kế hoạch.docx"
    found = await api.ok("getFile", file_id=update["message"]["document"]["file_id"])
    content = await api.http.get(f"/file{api.path}/{found['file_path']}")
    assert content.content == "nội dung".encode()


async def test_a_document_has_the_type_that_its_name_promises_unless_told_otherwise(api: Api, an: SandboxUser) -> None:
    await an.send_document("tờ trình.txt", b"x")
    await an.send_document("tờ trình.txt", b"x", "application/x-msdownload", caption="đây")
    guessed, told = await api.ok("getUpdates")
    assert guessed["message"]["document"]["mime_type"] == "text/plain"
    assert "caption" not in guessed["message"]
    assert (told["message"]["document"]["mime_type"], told["message"]["caption"]) == ("application/x-msdownload", "đây")


async def test_a_photo_comes_in_sizes_that_are_files_of_their_own(api: Api, an: SandboxUser) -> None:
    message = await an.send_media("photo", b"large")
    assert await an.download(message) == b"large"
    [update] = await api.ok("getUpdates")
    small, large = update["message"]["photo"]
    assert small["width"] < large["width"]
    contents = []
    for size in (small, large):
        found = await api.ok("getFile", file_id=size["file_id"])
        contents.append((await api.http.get(f"/file{api.path}/{found['file_path']}")).content)
    assert contents[0] != contents[1] == b"large"


async def test_a_long_text_arrives_in_parts_as_from_telegrams_apps(api: Api, an: SandboxUser) -> None:
    await an.send("a" * 5000)
    assert [len(text) for text in texts(await api.ok("getUpdates"))] == [4096, 904]


async def test_a_reset_forgets_everyone_and_ends_the_poll(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    poll = asyncio.create_task(api.refused("getUpdates", timeout=30))
    await poll_is_waiting(sandbox)
    await api.control("POST", "/reset")
    assert (await poll)[0] == 409
    assert (await api.control("GET", "/users")) == {"users": []}
    assert await api.refused("sendMessage", chat_id=an.id, text="a") == (400, "Bad Request: chat not found")


async def test_a_group_hears_its_members(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    group = await api.control("POST", "/groups", title="Tổ đổi mới", members=[an.id])
    await api.control("POST", f"/users/{an.id}/send", text="chào tổ", chat=group["id"])
    [update] = await api.ok("getUpdates")
    assert update["message"]["chat"] == {"id": group["id"], "type": "group", "title": "Tổ đổi mới"}
    assert await api.ok("sendMessage", chat_id=group["id"], text="chào")


def test_the_journal_forgets_only_what_is_old(sandbox: Sandbox) -> None:
    journal = Journal(sandbox.world.signal)
    journal.add("a", 1, {})
    journal.add("b", 2, {})
    journal.add("c", None, {})
    assert [entry.kind for entry in journal.after(0)] == ["a", "b", "c"]
    assert [entry.kind for entry in journal.after(1, chat_id=1)] == ["c"]
    assert journal.after(3) == []
