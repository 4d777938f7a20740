"""The control API and the client that speaks it."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.sandbox import Sandbox, SandboxUser
from tests.integration.sandbox.calling import Api


def keyboard(*labels: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()} for label in labels]]}


async def test_a_transcript_shows_both_sides(api: Api, an: SandboxUser) -> None:
    markup = keyboard("Có", "Không")
    await api.ok("sendMessage", chat_id=an.id, text="<b>Đồng ý</b>?", parse_mode="HTML", reply_markup=markup)
    own, asked = await an.transcript()
    assert (own.text, own.from_bot) == ("/start", False)
    assert (asked.text, asked.html, asked.labels) == ("Đồng ý?", "<b>Đồng ý</b>?", ["Có", "Không"])
    assert asked.marked("bold") == ["Đồng ý"]
    assert asked.button("Kh") == {"text": "Không", "callback_data": "không"}
    assert asked.raw["reply_markup"] == markup


async def test_messages_are_read_once_and_in_order(api: Api, an: SandboxUser) -> None:
    for text in "abc":
        await api.ok("sendMessage", chat_id=an.id, text=text)
    assert [message.text for message in await an.messages(2)] == ["a", "b"]
    assert (await an.one_message()).text == "c"
    assert await an.unread() == []


async def test_reading_waits_for_the_bot(api: Api, an: SandboxUser) -> None:
    reading = asyncio.create_task(an.one_message())
    await api.ok("sendMessage", chat_id=an.id, text="a")
    assert (await reading).text == "a"


async def test_what_does_not_come_shows_the_chat(api: Api, an: SandboxUser) -> None:
    with pytest.raises(AssertionError, match=r"waited 0.05 s for 1 new message[\s\S]*Nguyễn Văn An: /start"):
        await an.one_message(timeout=0.05)
    await api.ok("sendMessage", chat_id=an.id, text="a")
    await api.ok("sendMessage", chat_id=an.id, text="b")
    with pytest.raises(AssertionError, match="expected one message, but 2 came"):
        await an.one_message()


async def test_edits_and_toasts_are_seen(api: Api, an: SandboxUser) -> None:
    await api.ok("sendMessage", chat_id=an.id, text="a", reply_markup=keyboard("Có"))
    message = await an.one_message()
    query = await an.click("Có", message)
    editing = asyncio.create_task(an.edited(message))
    await api.ok("editMessageText", chat_id=an.id, message_id=message.id, text="b")
    assert ((await editing).text, (await editing).edits) == ("b", 1)
    await api.ok("answerCallbackQuery", callback_query_id=query)
    assert await an.toast() == ""
    await api.ok("sendChatAction", chat_id=an.id, action="typing")
    assert await an.actions() == ["typing"]


async def test_the_newest_button_of_a_label_is_pressed(api: Api, an: SandboxUser) -> None:
    await api.ok("sendMessage", chat_id=an.id, text="cũ", reply_markup=keyboard("Có"))
    newest = await api.ok("sendMessage", chat_id=an.id, text="mới", reply_markup=keyboard("Có"))
    await an.click("Có")
    [update] = await api.ok("getUpdates", allowed_updates=["callback_query"], offset=-1)
    assert update["callback_query"]["message"]["message_id"] == newest["message_id"]


async def test_a_button_that_is_not_there(api: Api, an: SandboxUser) -> None:
    with pytest.raises(AssertionError, match="no button 'Có' in the chat"):
        await an.click("Có")
    await api.ok("sendMessage", chat_id=an.id, text="a", reply_markup=keyboard("Có"))
    stale = await an.one_message()
    await api.ok("editMessageText", chat_id=an.id, message_id=stale.id, text="b", reply_markup=keyboard("Không"))
    with pytest.raises(AssertionError, match="no such callback button; its buttons: Không"):
        await an.click("Có", stale)


async def test_downloads(api: Api, an: SandboxUser) -> None:
    files = {"document": ("kế hoạch.html", b"<script>alert(1)</script>", "text/html")}
    await api.http.post(f"{api.path}/sendDocument", data={"chat_id": str(an.id)}, files=files)
    message = await an.one_message()
    assert (message.kind, message.document) == ("document", "kế hoạch.html")
    assert await an.download(message) == b"<script>alert(1)</script>"
    response = await api.http.get(f"/control/files/{message.raw['media']['document']['file_id']}")
    assert response.headers["content-disposition"] == "attachment"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_calls_are_remembered(api: Api, an: SandboxUser) -> None:
    await api.ok("sendMessage", chat_id=an.id, text="a")
    await api.refused("sendMessage", chat_id=an.id, text="")
    calls = (await api.control("GET", "/calls?method=sendMessage"))["calls"]
    assert [(call["params"]["text"], call["status"]) for call in calls] == [("a", 200), ("", 400)]
    assert calls[1]["description"] == "Bad Request: message text is empty"


async def test_a_transcript_can_be_waited_for(api: Api, an: SandboxUser) -> None:
    path = f"/chats/{an.id}/transcript"
    waiting = asyncio.create_task(api.control("GET", f"{path}?more_than=1&timeout=20"))
    await api.ok("sendMessage", chat_id=an.id, text="a")
    assert len((await waiting)["messages"]) == 2
    assert len((await api.control("GET", f"{path}?more_than=9&timeout=0.01"))["messages"]) == 2


async def test_the_stream_tells_what_happens_and_takes_up_again(api: Api, an: SandboxUser) -> None:
    async def first_after(url: str, **headers: str) -> dict[str, Any]:
        async with api.http.stream("GET", url, headers=headers) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    return dict(json.loads(line.removeprefix("data: ")))
        raise AssertionError("the stream ended")

    last = (await api.control("GET", "/state"))["last_event"]
    await api.ok("sendMessage", chat_id=an.id, text="một")
    event = await first_after(f"/control/stream?after={last}")
    assert (event["kind"], event["chat_id"], event["data"]["text"]) == ("message", an.id, "một")
    await api.ok("sendMessage", chat_id=an.id, text="hai")
    again = await first_after("/control/stream?after=0", **{"Last-Event-ID": str(event["id"])})
    assert again["data"]["text"] == "hai"


async def test_limits_are_set_by_preset_and_number(api: Api) -> None:
    assert (await api.control("GET", "/limits"))["chat_rate"] == 0
    assert (await api.control("PUT", "/limits", preset="telegram"))["chat_rate"] == 1
    assert (await api.control("PUT", "/limits", chat_burst=2))["chat_burst"] == 2
    refused = await api.http.put("/control/limits", json={"chat_speed": 2})
    assert refused.status_code == 400
    assert "chat_burst" in refused.json()["error"]


async def test_the_clock_goes_forward_only(api: Api, sandbox: Sandbox) -> None:
    before = sandbox.world.clock.now()
    assert (await api.control("POST", "/clock", advance=3600))["now"] >= before + 3600
    assert (await api.http.post("/control/clock", json={"advance": -1})).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/users", {}, 400),
        ("POST", "/users", {"name": " "}, 400),
        ("POST", "/users/1/send", {"text": "a"}, 404),
        ("GET", "/chats/1/transcript", None, 404),
        ("GET", "/events?after=x", None, 400),
        ("GET", "/files/x", None, 404),
        ("POST", "/users", [], 400),
    ],
)
async def test_requests_that_cannot_be_met(api: Api, method: str, path: str, body: object, status: int) -> None:
    response = await api.http.request(method, f"/control{path}", json=body)
    assert response.status_code == status
    assert response.json()["error"]


async def test_a_blocked_bot_hears_nothing(api: Api, an: SandboxUser) -> None:
    await an.block()
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await an.send("a")


async def test_other_sites_are_kept_out(api: Api) -> None:
    form = await api.http.post("/control/users", data={"name": "Kẻ lạ"})
    assert form.status_code == 415
    rebound = await api.http.get("/control/state", headers={"Host": "evil.example"})
    assert rebound.status_code == 400
    page = await api.http.get("/")
    assert page.headers["content-security-policy"].startswith("default-src 'self'")


async def test_a_person_on_a_sandbox_elsewhere(api: Api, sandbox: Sandbox) -> None:
    async with await SandboxUser.create(sandbox.base_url, "Lê Châu") as chau:
        await chau.send("/start")
        await api.ok("sendMessage", chat_id=chau.id, text="chào")
        assert (await chau.one_message()).text == "chào"


async def test_stopping_ends_every_wait() -> None:
    async with Sandbox.running() as sandbox:
        http = httpx.AsyncClient(base_url=sandbox.base_url, timeout=30)
        poll = asyncio.create_task(http.get(f"/bot{sandbox.token}/getUpdates?timeout=50"))
        assert await sandbox.world.signal.wait_until(lambda: sandbox.world.updates.polled, 5)
    assert (await poll).json() == {"ok": True, "result": []}
    await http.aclose()
