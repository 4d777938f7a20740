"""The methods the sandbox knows, with their fields and types: names as in Bot API 10.1.

A field stands as `name Type` or, when it is required, `name! Type`; alternatives are joined by `|`. Fields of features
that the sandbox does not have (business connections, topics, paid broadcasts, inline messages) are left out on purpose,
so that a bot that relies on them is told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_FIELD = re.compile(r"(\w+)(!?) (.+)")


@dataclass(frozen=True)
class Field:
    """One parameter of a method, or one member of an object."""

    name: str
    type: str
    required: bool


Fields = Mapping[str, Field]


def _fields(*specifications: str) -> Fields:
    found = [_FIELD.fullmatch(part.strip()) for text in specifications for part in text.split(",") if part.strip()]
    return {match[1]: Field(match[1], match[3], bool(match[2])) for match in found if match}


_MARKUP = "InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
_SENDING = (
    "chat_id! Integer|String, disable_notification Boolean, protect_content Boolean, message_effect_id String, "
    f"reply_parameters ReplyParameters, reply_markup {_MARKUP}"
)
_CAPTION = "caption String, parse_mode String, caption_entities Array of MessageEntity"
_EDITING = "chat_id! Integer|String, message_id! Integer, reply_markup InlineKeyboardMarkup"
_SCOPE = "scope BotCommandScope, language_code String"

METHODS: Mapping[str, Fields] = {
    "getMe": _fields(),
    "logOut": _fields(),
    "close": _fields(),
    "getUpdates": _fields("offset Integer, limit Integer, timeout Integer, allowed_updates Array of String"),
    "setWebhook": _fields(
        "url! String, certificate InputFile, ip_address String, max_connections Integer, "
        "allowed_updates Array of String, drop_pending_updates Boolean, secret_token String"
    ),
    "deleteWebhook": _fields("drop_pending_updates Boolean"),
    "getWebhookInfo": _fields(),
    "sendMessage": _fields(
        _SENDING,
        "text! String, parse_mode String, entities Array of MessageEntity, link_preview_options LinkPreviewOptions",
    ),
    "sendDocument": _fields(
        _SENDING,
        _CAPTION,
        "document! InputFile|String, disable_content_type_detection Boolean, thumbnail InputFile|String",
    ),
    "sendPhoto": _fields(
        _SENDING, _CAPTION, "photo! InputFile|String, has_spoiler Boolean, show_caption_above_media Boolean"
    ),
    "sendChatAction": _fields("chat_id! Integer|String, action! String"),
    "editMessageText": _fields(
        _EDITING,
        "text! String, parse_mode String, entities Array of MessageEntity, link_preview_options LinkPreviewOptions",
    ),
    "editMessageCaption": _fields(_EDITING, _CAPTION, "show_caption_above_media Boolean"),
    "editMessageReplyMarkup": _fields(_EDITING),
    "deleteMessage": _fields("chat_id! Integer|String, message_id! Integer"),
    "answerCallbackQuery": _fields(
        "callback_query_id! String, text String, show_alert Boolean, url String, cache_time Integer"
    ),
    "setMyCommands": _fields("commands! Array of BotCommand", _SCOPE),
    "getMyCommands": _fields(_SCOPE),
    "deleteMyCommands": _fields(_SCOPE),
    "setMyName": _fields("name String, language_code String"),
    "setMyDescription": _fields("description String, language_code String"),
    "getMyDescription": _fields("language_code String"),
    "setMyShortDescription": _fields("short_description String, language_code String"),
    "getMyShortDescription": _fields("language_code String"),
    "setChatMenuButton": _fields("chat_id Integer, menu_button MenuButton"),
    "getFile": _fields("file_id! String"),
    "getChat": _fields("chat_id! Integer|String"),
}

OBJECTS: Mapping[str, Fields] = {
    "InlineKeyboardMarkup": _fields("inline_keyboard! Array of Array of InlineKeyboardButton"),
    "InlineKeyboardButton": _fields(
        "text! String, url String, callback_data String, web_app WebAppInfo, switch_inline_query String, "
        "switch_inline_query_current_chat String, copy_text CopyTextButton, style String, icon_custom_emoji_id String"
    ),
    "WebAppInfo": _fields("url! String"),
    "CopyTextButton": _fields("text! String"),
    "ReplyKeyboardMarkup": _fields(
        "keyboard! Array of Array of KeyboardButton|String, is_persistent Boolean, resize_keyboard Boolean, "
        "one_time_keyboard Boolean, input_field_placeholder String, selective Boolean"
    ),
    "KeyboardButton": _fields("text! String, request_contact Boolean, request_location Boolean, style String"),
    "ReplyKeyboardRemove": _fields("remove_keyboard! Boolean, selective Boolean"),
    "ForceReply": _fields("force_reply! Boolean, input_field_placeholder String, selective Boolean"),
    "ReplyParameters": _fields(
        "message_id! Integer, chat_id Integer|String, allow_sending_without_reply Boolean, quote String, "
        "quote_parse_mode String, quote_entities Array of MessageEntity, quote_position Integer"
    ),
    "LinkPreviewOptions": _fields(
        "is_disabled Boolean, url String, prefer_small_media Boolean, prefer_large_media Boolean, "
        "show_above_text Boolean"
    ),
    "MessageEntity": _fields(
        "type! String, offset! Integer, length! Integer, url String, language String, custom_emoji_id String"
    ),
    "BotCommand": _fields("command! String, description! String"),
    "BotCommandScope": _fields("type! String, chat_id Integer|String, user_id Integer"),
    "MenuButton": _fields("type! String, text String, web_app WebAppInfo"),
}

ALL_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update the sandbox makes; Telegram sends all of them unless told otherwise."""


@cache
def _names() -> Mapping[str, str]:
    return {name.lower(): name for name in METHODS}


def canonical(name: str) -> str | None:
    """The method's name as documented, whatever the case it was called in; None when there is no such method."""
    return _names().get(name.lower())
