"""Faults that the control API injects, as a bot meets them."""

import asyncio
from typing import Any

import httpx
import pytest

from bot.sandbox import Sandbox, SandboxUser
from tests.integration.sandbox.calling import Api


async def sent(user: SandboxUser) -> list[str]:
    return [message.text for message in await user.transcript() if message.from_bot]


async def test_a_flood_refusal_says_how_long_in_body_and_header(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="flood", method="sendMessage", retry_after=7)
    response = await api.call("sendMessage", chat_id=an.id, text="a")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "7"
    assert response.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert await sent(an) == []
    await api.ok("sendMessage", chat_id=an.id, text="a")


async def test_telegrams_own_limits_are_on_by_default() -> None:
    async with Sandbox.running() as sandbox, httpx.AsyncClient(base_url=sandbox.base_url) as http:
        user = sandbox.user("An")
        await user.send("/start")
        path, params = f"/bot{sandbox.token}/sendMessage", {"chat_id": user.id, "text": "a"}
        statuses = [(await http.post(path, json=params)).status_code for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        sandbox.world.clock.advance(1)
        edit = {**params, "message_id": (await user.transcript())[-1].id, "text": "b"}
        edits = [
            (await http.post(f"/bot{sandbox.token}/editMessageText", json={**edit, "text": text})).status_code
            for text in "bc"
        ]
        assert edits == [200, 429]


async def test_counts_skips_methods_and_chats(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    binh = sandbox.user("Bình")
    await binh.send("/start")
    fault = {"kind": "error", "status": 500, "method": "sendMessage", "count": 2, "skip": 1, "chat_id": an.id}
    await api.control("POST", "/faults", **fault)
    assert await api.ok("getMe")
    statuses = [(await api.call("sendMessage", chat_id=an.id, text=str(number))).status_code for number in range(4)]
    assert statuses == [200, 500, 500, 200]
    assert await sent(an) == ["0", "3"]
    await api.control("POST", "/faults", **fault)
    assert [(await api.call("sendMessage", chat_id=binh.id, text="a")).status_code for _ in range(3)] == [200] * 3
    await api.control("DELETE", "/faults")
    assert await api.control("GET", "/faults") == {"faults": []}


async def test_a_dropped_connection_leaves_no_message(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="drop", method="sendMessage")
    with pytest.raises(httpx.TransportError):
        await api.call("sendMessage", chat_id=an.id, text="a")
    assert await sent(an) == []


async def test_an_answer_lost_after_the_message_was_sent(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="drop", method="sendMessage", after=True)
    with pytest.raises(httpx.TransportError):
        await api.call("sendMessage", chat_id=an.id, text="a")
    assert await sent(an) == ["a"]


async def test_a_hanging_call_ends_when_the_caller_gives_up(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="hang", method="sendMessage")
    with pytest.raises(httpx.ReadTimeout):
        await api.http.post(f"{api.path}/sendMessage", json={"chat_id": an.id, "text": "a"}, timeout=0.2)
    assert await sent(an) == []


async def test_a_hanging_call_is_dropped_in_the_end(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="hang", seconds=0.05)
    with pytest.raises(httpx.RemoteProtocolError):
        await api.call("sendMessage", chat_id=an.id, text="a")


async def test_a_slow_answer_is_the_right_one(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="slow", seconds=0.2)
    started = asyncio.get_running_loop().time()
    assert (await api.ok("sendMessage", chat_id=an.id, text="chậm"))["text"] == "chậm"
    assert asyncio.get_running_loop().time() - started >= 0.2
    assert await sent(an) == ["chậm"]


async def test_a_description_of_ones_own(api: Api, an: SandboxUser) -> None:
    await api.control("POST", "/faults", kind="error", status=403, description="Forbidden: user is deactivated")
    assert await api.refused("sendMessage", chat_id=an.id, text="a") == (403, "Forbidden: user is deactivated")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({}, "kind must be one of flood, error, hang, drop, slow"),
        ({"kind": "fire"}, "kind must be one of flood, error, hang, drop, slow"),
        ({"kind": "drop", "times": 1}, "a fault has no field times"),
        ({"kind": "drop", "method": "sendDice"}, "there is no method sendDice"),
    ],
)
async def test_faults_that_make_no_sense(api: Api, fault: dict[str, Any], words: str) -> None:
    response = await api.http.post("/control/faults", json=fault)
    assert (response.status_code, response.json()) == (400, {"error": words})
