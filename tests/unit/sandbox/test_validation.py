"""The table of methods and how calls are held against it."""

import json

import pytest

from bot.sandbox.api import HANDLERS
from bot.sandbox.errors import ApiError
from bot.sandbox.methods import METHODS, OBJECTS, canonical
from bot.sandbox.validation import Upload, validate

FILE = Upload("a.docx", "application/octet-stream", b"x")
BUTTON = {"text": "Nút", "callback_data": "d"}


def keyboard(button: dict[str, object]) -> dict[str, object]:
    return {"inline_keyboard": [[button]]}


def test_every_method_has_a_handler_and_the_reverse() -> None:
    assert set(HANDLERS) == set(METHODS)


def test_every_type_of_the_table_is_known() -> None:
    scalars = {"Integer", "Boolean", "String", "InputFile"}
    for fields in [*METHODS.values(), *OBJECTS.values()]:
        for field in fields.values():
            names = field.type.replace("Array of ", "").split("|")
            assert set(names) <= scalars | set(OBJECTS), field


@pytest.mark.parametrize("name", ["sendMessage", "sendmessage", "SENDMESSAGE"])
def test_method_names_are_found_in_any_case(name: str) -> None:
    assert canonical(name) == "sendMessage"


def test_other_methods_are_unknown() -> None:
    assert canonical("sendDice") is None


@pytest.mark.parametrize(
    ("method", "given", "expected"),
    [
        ("sendMessage", {"chat_id": "5", "text": "a"}, {"chat_id": 5, "text": "a"}),
        ("sendMessage", {"chat_id": 5, "text": "12"}, {"chat_id": 5, "text": "12"}),
        ("sendMessage", {"chat_id": "@kenh", "text": "a"}, {"chat_id": "@kenh", "text": "a"}),
        (
            "sendMessage",
            {"chat_id": "5", "text": "a", "reply_markup": json.dumps(keyboard(BUTTON))},
            {"chat_id": 5, "text": "a", "reply_markup": keyboard(BUTTON)},
        ),
        (
            "sendMessage",
            {"chat_id": 5, "text": "a", "reply_markup": keyboard(BUTTON)},
            {"chat_id": 5, "text": "a", "reply_markup": keyboard(BUTTON)},
        ),
        (
            "sendMessage",
            {"chat_id": 5, "text": "a", "reply_markup": {"keyboard": [["Có", {"text": "Không"}]]}},
            {"chat_id": 5, "text": "a", "reply_markup": {"keyboard": [["Có", {"text": "Không"}]]}},
        ),
        ("sendMessage", {"chat_id": 5, "text": "a", "parse_mode": None}, {"chat_id": 5, "text": "a"}),
        ("sendDocument", {"chat_id": "5", "document": FILE}, {"chat_id": 5, "document": FILE}),
        ("sendDocument", {"chat_id": "5", "document": "attach://f", "f": FILE}, {"chat_id": 5, "document": FILE}),
        ("sendDocument", {"chat_id": "5", "document": "SBX1"}, {"chat_id": 5, "document": "SBX1"}),
        ("getUpdates", {"offset": "-1", "timeout": "10"}, {"offset": -1, "timeout": 10}),
        ("getUpdates", {"allowed_updates": '["message"]'}, {"allowed_updates": ["message"]}),
        ("answerCallbackQuery", {"callback_query_id": "1", "show_alert": "True"},
         {"callback_query_id": "1", "show_alert": True}),
        ("setWebhook", {"url": ""}, {"url": ""}),
    ],
)  # fmt: skip
def test_good_parameters_are_converted(method: str, given: dict[str, object], expected: dict[str, object]) -> None:
    assert validate(method, given) == expected


@pytest.mark.parametrize(
    ("method", "given", "words"),
    [
        ("sendMessage", {"text": "a"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "", "text": "a"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 5}, "message text is empty"),
        ("sendDocument", {"chat_id": 5}, "there is no document in the request"),
        ("editMessageText", {"chat_id": 5, "text": "a"}, "message identifier is not specified"),
        ("setMyCommands", {}, 'parameter "commands" is required'),
        ("getMe", {"x": "1"}, 'unknown parameter "x" in method getMe'),
        ("sendMessage", {"chat_id": 5, "text": "a", "disable_web_page_preview": "true"},
         'unknown parameter "disable_web_page_preview" in method sendMessage'),
        ("sendMessage", {"chat_id": 5, "text": 7}, 'parameter "text" must be of type String'),
        ("sendMessage", {"chat_id": [5], "text": "a"}, 'parameter "chat_id" must be of type Integer or String'),
        ("sendMessage", {"chat_id": True, "text": "a"}, 'parameter "chat_id" must be of type Integer or String'),
        ("editMessageText", {"chat_id": 5, "message_id": "x", "text": "a"},
         'parameter "message_id" must be of type Integer'),
        ("answerCallbackQuery", {"callback_query_id": "1", "show_alert": "maybe"},
         'parameter "show_alert" must be of type Boolean'),
        ("getUpdates", {"allowed_updates": "message"},
         'can\'t parse parameter "allowed_updates" as JSON-encoded Array of String'),
        ("getUpdates", {"allowed_updates": "[1]"}, 'parameter "allowed_updates[0]" must be of type String'),
        ("editMessageReplyMarkup", {"chat_id": 5, "message_id": 1, "reply_markup": "{"},
         'can\'t parse parameter "reply_markup" as JSON-encoded InlineKeyboardMarkup'),
        ("editMessageReplyMarkup", {"chat_id": 5, "message_id": 1, "reply_markup": {}},
         'can\'t find field "inline_keyboard" of InlineKeyboardMarkup in parameter "reply_markup"'),
        ("sendMessage", {"chat_id": 5, "text": "a", "reply_markup": keyboard({"callback_data": "d"})},
         'can\'t find field "text" of InlineKeyboardButton in parameter "reply_markup.inline_keyboard[0][0]"'),
        ("sendMessage", {"chat_id": 5, "text": "a", "reply_markup": keyboard({**BUTTON, "data": "d"})},
         'unknown field "data" of InlineKeyboardButton in parameter "reply_markup.inline_keyboard[0][0]"'),
        ("sendMessage", {"chat_id": 5, "text": "a", "reply_markup": keyboard({"text": 1})},
         'parameter "reply_markup.inline_keyboard[0][0].text" must be of type String'),
        ("sendDocument", {"chat_id": 5, "document": "attach://f"}, 'there is no file "f" in the request'),
        ("setWebhook", {"url": "https://a.vn", "certificate": "x"},
         'parameter "certificate" must be of type InputFile'),
    ],
)  # fmt: skip
def test_bad_parameters_are_refused(method: str, given: dict[str, object], words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        validate(method, given)
    assert refusal.value.description == f"Bad Request: {words}"
