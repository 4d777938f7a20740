"""Each refusal of the Bot API, by table, over HTTP."""

from typing import Any

import pytest

from bot.sandbox import Sandbox, SandboxUser
from tests.integration.sandbox.calling import Api

SHARED_WORDS = {
    "not modified": "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message",
    "too old": "query is too old and response timeout expired or query ID is invalid",
}


def keyboard(*buttons: dict[str, str], rows: int = 1) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)] * rows}


def button(**action: str) -> dict[str, str]:
    return {"text": "Nút", **action}


CALLBACK = button(callback_data="d")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "<b></b>" * 5000 + "a", "parse_mode": "HTML"}, "text is too long"),
        ({"text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"text": "a<br>b", "parse_mode": "HTML"},
         'can\'t parse entities: Unsupported start tag "br" at byte offset 1'),
        ({"text": "<b>a", "parse_mode": "html"},
         'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
        ({"text": "a", "reply_markup": keyboard(button(callback_data="đ" * 33))}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard(button(callback_data=""))}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard(button())},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "reply_markup": keyboard(button(callback_data="d", url="https://vi.vn"))},
         "can't parse inline keyboard button: Exactly one of the button actions must be used"),
        ({"text": "a", "reply_markup": keyboard({"text": " ", "callback_data": "d"})},
         "can't parse inline keyboard button: Button text must be non-empty"),
        ({"text": "a", "reply_markup": keyboard(button(url="vi"))},
         "inline keyboard button URL 'vi' is invalid: Wrong HTTP URL"),
        ({"text": "a", "reply_markup": keyboard(*[CALLBACK] * 9)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "a", "reply_markup": keyboard(CALLBACK, rows=101)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "a", "reply_parameters": {"message_id": 1}}, "message to be replied not found"),
        ({"text": "a", "message_thread_id": 1}, 'unknown parameter "message_thread_id" in method sendMessage'),
    ],
)  # fmt: skip
async def test_a_message_that_telegram_refuses(api: Api, an: SandboxUser, params: dict[str, Any], words: str) -> None:
    assert await api.refused("sendMessage", chat_id=an.id, **params) == (400, f"Bad Request: {words}")
    assert [message for message in await an.transcript() if message.from_bot] == []


@pytest.mark.parametrize(
    "params",
    [
        {"text": "a" * 4096},
        {"text": "😀" * 2048},
        {"text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "HTML"},
        {"text": "a", "reply_markup": keyboard(button(callback_data="đ" * 32))},
        {"text": "a", "reply_markup": keyboard(*[CALLBACK] * 8, rows=12)},
        {"text": "a", "reply_markup": keyboard(button(url="https://vi.vn"))},
        {"text": "a", "reply_parameters": {"message_id": 1, "allow_sending_without_reply": True}},
    ],
)
async def test_the_most_that_telegram_takes(api: Api, an: SandboxUser, params: dict[str, Any]) -> None:
    assert (await api.ok("sendMessage", chat_id=an.id, **params))["message_id"] > 0


async def test_chats_that_cannot_be_written_to(api: Api, sandbox: Sandbox, an: SandboxUser) -> None:
    stranger = sandbox.user("Người lạ")
    assert await api.refused("sendMessage", chat_id=1, text="a") == (400, "Bad Request: chat not found")
    assert await api.refused("sendMessage", chat_id="@kenh", text="a") == (400, "Bad Request: chat not found")
    assert await api.refused("sendMessage", chat_id=stranger.id, text="a") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await an.block()
    for method, params in {
        "sendMessage": {"text": "a"},
        "sendChatAction": {"action": "typing"},
        "editMessageText": {"message_id": 1, "text": "a"},
    }.items():
        refusal = await api.refused(method, chat_id=an.id, **params)
        assert refusal == (403, "Forbidden: bot was blocked by the user")
    await an.unblock()
    assert await api.ok("sendMessage", chat_id=an.id, text="a")


async def test_edits(api: Api, an: SandboxUser) -> None:
    sent = await api.ok(
        "sendMessage", chat_id=an.id, text="<b>a</b>", parse_mode="HTML", reply_markup=keyboard(CALLBACK)
    )
    target = {"chat_id": an.id, "message_id": sent["message_id"]}
    not_modified = (400, f"Bad Request: {SHARED_WORDS['not modified']}")
    same = {**target, "reply_markup": keyboard(CALLBACK)}
    assert await api.refused("editMessageText", **same, text="<b>a</b>", parse_mode="HTML") == not_modified
    assert await api.refused("editMessageText", **same, text="<strong>a</strong> ", parse_mode="HTML") == not_modified
    assert await api.refused("editMessageReplyMarkup", **same) == not_modified
    assert await api.refused("editMessageCaption", **target, caption="a") == (
        400,
        "Bad Request: there is no caption in the message to edit",
    )
    edited = await api.ok("editMessageText", **target, text="a")
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]
    assert await api.refused("editMessageText", **target, text="a") == not_modified
    assert await api.refused("editMessageText", chat_id=an.id, message_id=9, text="a") == (
        400,
        "Bad Request: message to edit not found",
    )
    [own] = [message for message in await an.transcript() if not message.from_bot]
    assert await api.refused("editMessageText", chat_id=an.id, message_id=own.id, text="a") == (
        400,
        "Bad Request: message can't be edited",
    )


async def test_deletions(api: Api, an: SandboxUser, sandbox: Sandbox) -> None:
    sent = await api.ok("sendMessage", chat_id=an.id, text="a")
    old = await api.ok("sendMessage", chat_id=an.id, text="b")
    message = await an.messages(2)
    assert await api.ok("deleteMessage", chat_id=an.id, message_id=sent["message_id"]) is True
    await an.deleted(message[0])
    missing = (400, "Bad Request: message to delete not found")
    assert await api.refused("deleteMessage", chat_id=an.id, message_id=sent["message_id"]) == missing
    sandbox.world.clock.advance(49 * 3600)
    too_late = (400, "Bad Request: message can't be deleted for everyone")
    assert await api.refused("deleteMessage", chat_id=an.id, message_id=old["message_id"]) == too_late


async def test_answers_to_pressed_buttons(api: Api, an: SandboxUser, sandbox: Sandbox) -> None:
    too_old = (400, f"Bad Request: {SHARED_WORDS['too old']}")
    await api.ok("sendMessage", chat_id=an.id, text="a", reply_markup=keyboard(CALLBACK))
    assert await api.refused("answerCallbackQuery", callback_query_id="1") == too_old

    query = await an.click("Nút")
    long = await api.refused("answerCallbackQuery", callback_query_id=query, text="a" * 201)
    assert long == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await api.ok("answerCallbackQuery", callback_query_id=query, text="a" * 200) is True
    assert await an.toast() == "a" * 200
    assert await api.refused("answerCallbackQuery", callback_query_id=query) == too_old

    query = await an.click("Nút")
    sandbox.world.clock.advance(151)
    assert await api.refused("answerCallbackQuery", callback_query_id=query) == too_old


def command(name: str, description: str = "Mô tả") -> dict[str, str]:
    return {"command": name, "description": description}


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([command(f"c{number}") for number in range(101)], "BOT_COMMANDS_TOO_MUCH"),
        ([command("bắtđầu")], "BOT_COMMAND_INVALID"),
        ([command("Start")], "BOT_COMMAND_INVALID"),
        ([command("a" * 33)], "BOT_COMMAND_INVALID"),
        ([command("")], "BOT_COMMAND_INVALID"),
        ([command("hoi", "")], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([command("hoi", "a" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_that_telegram_refuses(api: Api, commands: list[dict[str, str]], words: str) -> None:
    assert await api.refused("setMyCommands", commands=commands) == (400, f"Bad Request: {words}")


async def test_commands_are_kept_by_scope_and_language(api: Api) -> None:
    await api.ok("setMyCommands", commands=[command("hoi")], language_code="vi")
    await api.ok("setMyCommands", commands=[command("ask")])
    assert await api.ok("getMyCommands") == [command("ask")]
    assert await api.ok("getMyCommands", language_code="vi") == [command("hoi")]
    assert await api.ok("getMyCommands", scope={"type": "all_private_chats"}) == []
    assert (await api.control("GET", "/state"))["bot"]["commands"] == [command("hoi")]
    await api.ok("deleteMyCommands", language_code="vi")
    assert (await api.control("GET", "/state"))["bot"]["commands"] == [command("ask")]


async def test_unknown_scope_and_action(api: Api, an: SandboxUser) -> None:
    scope = await api.refused("getMyCommands", scope={"type": "all"})
    assert scope == (400, "Bad Request: can't parse BotCommandScope: Unsupported type specified")
    action = await api.refused("sendChatAction", chat_id=an.id, action="thinking")
    assert action == (400, "Bad Request: wrong parameter action in request")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "ftp://vi.vn"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://vi.vn", "secret_token": "có dấu"}, "secret token contains unallowed characters"),
        ({"url": "https://vi.vn", "secret_token": "a" * 257}, "secret token is too long"),
        ({"url": "https://vi.vn", "max_connections": 101}, "max_connections must be between 1 and 100"),
    ],
)
async def test_webhooks_that_telegram_refuses(api: Api, params: dict[str, Any], words: str) -> None:
    assert await api.refused("setWebhook", **params) == (400, f"Bad Request: {words}")


async def test_files(api: Api, an: SandboxUser) -> None:
    path, chat = f"{api.path}/sendDocument", {"chat_id": str(an.id)}
    empty = await api.http.post(path, data=chat, files={"document": ("a.txt", b"")})
    assert empty.json()["description"] == "Bad Request: file must be non-empty"
    long = await api.http.post(path, data={**chat, "caption": "a" * 1025}, files={"document": ("a.txt", b"x")})
    assert long.json()["description"] == "Bad Request: message caption is too long"
    huge = await api.http.post(path, data=chat, files={"document": ("a.bin", b"x" * (50 * 1024 * 1024 + 1))})
    assert (huge.status_code, huge.json()["description"]) == (413, "Request Entity Too Large")
    large = await api.http.post(path, data=chat, files={"document": ("a.bin", b"x" * (20 * 1024 * 1024 + 1))})
    file_id = large.json()["result"]["document"]["file_id"]
    assert await api.refused("getFile", file_id=file_id) == (400, "Bad Request: file is too big")
    assert await api.refused("getFile", file_id="x") == (
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    )
    photo = await api.http.post(f"{api.path}/sendPhoto", data=chat, files={"photo": ("a.png", b"%PDF")})
    assert photo.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    again = await api.ok("sendDocument", chat_id=an.id, document=file_id)
    assert again["document"]["file_id"] == file_id
    assert await api.refused("sendDocument", chat_id=an.id, document="x") == (
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    )


async def test_tokens_and_methods(api: Api) -> None:
    unknown = await api.http.get("/bot1:x/getMe")
    assert (unknown.status_code, unknown.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert await api.refused("sendDice") == (404, "Not Found: method not found")
    assert (await api.http.get("/file/bot1:x/documents/file_1.txt")).status_code == 401
    assert (await api.http.get(f"/file{api.path}/documents/file_1.txt")).status_code == 404


async def test_every_way_to_call(api: Api, an: SandboxUser) -> None:
    path, params = f"{api.path}/sendMessage", {"chat_id": str(an.id), "text": "xin chào"}
    ways = [
        await api.http.get(path, params=params),
        await api.http.post(path, params=params),
        await api.http.post(path, data=params),
        await api.http.post(path, files={name: (None, value) for name, value in params.items()}),
        await api.http.post(path, json=params),
        await api.http.post(f"{api.path}/SENDMESSAGE", json=params),
    ]
    assert [way.json()["result"]["text"] for way in ways] == ["xin chào"] * 6


@pytest.mark.parametrize("body", ["{", "[1]", '"x"'])
async def test_a_body_that_is_not_a_json_object(api: Api, body: str) -> None:
    response = await api.http.post(f"{api.path}/getMe", content=body, headers={"Content-Type": "application/json"})
    assert response.json()["description"] == "Bad Request: can't parse JSON object"


async def test_a_broken_form(api: Api) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = await api.http.post(f"{api.path}/getMe", content=b"--y\r\nnonsense", headers=headers)
    assert (response.status_code, response.json()["error_code"]) == (400, 400)
