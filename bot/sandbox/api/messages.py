"""Sending, editing and deleting messages; answers to pressed buttons; files."""

import mimetypes
from dataclasses import dataclass
from html import escape

from bot.sandbox.chats import Chat, Json, Message
from bot.sandbox.detection import detect
from bot.sandbox.entities import Entity, parse_html, utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import check_markup
from bot.sandbox.photos import measure
from bot.sandbox.validation import Params, Upload
from bot.sandbox.world import World

TEXT_CHARACTERS = 4096
TEXT_BYTES = 32_768
CAPTION_CHARACTERS = 1024
TOAST_CHARACTERS = 200
DOWNLOAD_BYTES = 20 * 1024 * 1024
DELETABLE_SECONDS = 48 * 3600

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


@dataclass(frozen=True)
class _Words:
    """A text or caption, parsed."""

    text: str
    entities: list[Entity]
    source: str


def _parse(raw: str, params: Params, entities_field: str) -> _Words:
    mode = params.get("parse_mode", "")
    if len(raw.encode()) > TEXT_BYTES:
        raise bad_request("text is too long")
    if not mode:
        text = raw.strip()
        return _Words(text, detect(text, params.get(entities_field, [])), escape(raw, quote=False))
    if mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    text, entities = parse_html(raw)
    return _Words(text, detect(text, entities), raw)


def _text(params: Params) -> _Words:
    words = _parse(params["text"], params, "entities")
    if not words.text:
        raise bad_request("message text is empty")
    if utf16_length(words.text) > TEXT_CHARACTERS:
        raise bad_request("message is too long")
    return words


def _caption(params: Params) -> _Words:
    words = _parse(params.get("caption", ""), params, "caption_entities")
    if utf16_length(words.text) > CAPTION_CHARACTERS:
        raise bad_request("message caption is too long")
    return words


async def send_message(world: World, params: Params) -> Json:
    return _send(world, params, _text(params), {})


async def send_document(world: World, params: Params) -> Json:
    words, given = _caption(params), params["document"]
    if isinstance(given, str):
        return _send(world, params, words, {"document": _sent_before(world, given, "document")})
    _refuse_empty(given)
    stored = world.store_file(given.name, _mime_type(given), given.content, "documents")
    document = {"file_name": stored.name, "mime_type": stored.mime_type, **_file_object(stored.id, stored.content)}
    return _send(world, params, words, {"document": document})


async def send_photo(world: World, params: Params) -> Json:
    words, given = _caption(params), params["photo"]
    if isinstance(given, str):
        return _send(world, params, words, {"photo": _sent_before(world, given, "photo")})
    _refuse_empty(given)
    width, height = measure(given.content)
    stored = world.store_file(given.name, _mime_type(given), given.content, "photos")
    size = {"width": width, "height": height, **_file_object(stored.id, stored.content)}
    return _send(world, params, words, {"photo": [size]})


def _send(world: World, params: Params, words: _Words, media: Json) -> Json:
    markup = check_markup(params.get("reply_markup"))
    chat = world.recipient(params["chat_id"])
    reply_to = _replied(chat, params.get("reply_parameters"))
    world.flood.admit(chat.id)
    message = world.add_message(
        chat,
        world.bot,
        text=words.text,
        source=words.source,
        entities=words.entities,
        media=media,
        reply_markup=markup,
        reply_to=reply_to,
    )
    return message.to_api()


def _replied(chat: Chat, reply: Json | None) -> Message | None:
    if reply is None:
        return None
    message = chat.messages.get(reply["message_id"])
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _refuse_empty(upload: Upload) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")


def _mime_type(upload: Upload) -> str:
    return mimetypes.guess_type(upload.name)[0] or upload.content_type


def _file_object(file_id: str, content: bytes) -> Json:
    return {"file_id": file_id, "file_unique_id": file_id.partition("-")[0], "file_size": len(content)}


def _sent_before(world: World, file_id: str, kind: str) -> Json | list[Json]:
    """The Bot API object of a file that was sent before, by its id."""
    for chat in world.chats.values():
        for message in chat.messages.values():
            carried = message.media.get(kind)
            objects = carried if isinstance(carried, list) else [carried]
            if any(item and item["file_id"] == file_id for item in objects):
                found: Json | list[Json] = message.media[kind]
                return found
    raise bad_request("wrong file identifier/HTTP URL specified")


async def edit_message_text(world: World, params: Params) -> Json:
    words = _text(params)
    message = _editable(world, params)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, words, check_markup(params.get("reply_markup")))


async def edit_message_caption(world: World, params: Params) -> Json:
    words = _caption(params)
    message = _editable(world, params)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, message, words, check_markup(params.get("reply_markup")))


async def edit_message_reply_markup(world: World, params: Params) -> Json:
    message = _editable(world, params)
    words = _Words(message.text, message.entities, message.source)
    return _edit(world, message, words, check_markup(params.get("reply_markup")))


def _editable(world: World, params: Params) -> Message:
    message = world.recipient(params["chat_id"]).messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, message: Message, words: _Words, markup: Json | None) -> Json:
    if (message.text, message.entities, message.reply_markup) == (words.text, words.entities, markup):
        raise bad_request(_NOT_MODIFIED)
    world.flood.admit(message.chat.id)
    message.text, message.entities, message.source = words.text, words.entities, words.source
    message.reply_markup = markup
    world.edited(message)
    return message.to_api()


async def delete_message(world: World, params: Params) -> bool:
    chat = world.recipient(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    if world.clock.now() - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message.id]
    world.journal.add("deleted", chat.id, {"id": message.id})
    return True


async def send_chat_action(world: World, params: Params) -> bool:
    if params["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.recipient(params["chat_id"])
    world.journal.add("action", chat.id, {"action": params["action"], "at": world.clock.now()})
    return True


async def answer_callback_query(world: World, params: Params) -> bool:
    text = params.get("text", "")
    if utf16_length(text) > TOAST_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = world.queries.get(params["callback_query_id"])
    lifetime = world.flood.limits.callback_seconds
    if query is None or query.answered or world.clock.now() - query.at >= lifetime:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.answered = True
    answer = {"query_id": query.id, "user_id": query.user.id, "message_id": query.message.id, "text": text}
    world.journal.add("answer", query.message.chat.id, {**answer, "show_alert": params.get("show_alert", False)})
    return True


async def get_file(world: World, params: Params) -> Json:
    stored = world.files.get(params["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**_file_object(stored.id, stored.content), "file_path": stored.path}


HANDLERS = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
}
