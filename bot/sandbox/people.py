"""What people do in their chats: the source of every update."""

import mimetypes
from secrets import randbelow
from typing import Any

from bot.sandbox.chats import Chat, Json, Message, StoredFile, User
from bot.sandbox.detection import detect
from bot.sandbox.errors import ControlError
from bot.sandbox.world import Query, World

LONGEST_TEXT = 4096

_MIME_TYPES = {"sticker": "image/webp", "voice": "audio/ogg", "photo": "image/jpeg", "document": "application/pdf"}
_SMALL_PHOTO = b"a photo too small to be read"
_NAMES = {"sticker": "sticker.webp", "voice": "voice.oga", "photo": "photo.jpg", "document": "tai-lieu.pdf"}


def send_text(world: World, user: User, text: str, chat_id: int | None = None) -> list[Message]:
    """A person writes; like Telegram's apps, a text over 4096 characters is sent as several messages."""
    if not text.strip():
        raise ControlError("an empty text cannot be sent")
    parts = [text[start : start + LONGEST_TEXT] for start in range(0, len(text), LONGEST_TEXT)]
    return [_deliver(world, user, chat_id, text=part, entities=detect(part, [])) for part in parts]


def send_media(world: World, user: User, kind: str, content: bytes | None, details: Json) -> Message:
    """A person sends a sticker, voice, photo, document, contact or location."""
    makers = {"contact": _contact, "location": _location}
    if kind in makers:
        return _deliver(world, user, details.get("chat"), media={kind: makers[kind](user, details)})
    if kind not in _MIME_TYPES:
        raise ControlError(f"kind must be one of {', '.join([*_MIME_TYPES, *makers])}")
    stored = world.store_file(
        details.get("name") or _NAMES[kind],
        details.get("mime_type") or _guessed(details) or _MIME_TYPES[kind],
        content if content is not None else b"sandbox",
        f"{kind}s",
    )
    caption = details.get("caption", "")
    media = {kind: _photo_sizes(world, stored) if kind == "photo" else _media_object(kind, stored)}
    return _deliver(world, user, details.get("chat"), media=media, text=caption, entities=detect(caption, []))


def edit_text(world: World, user: User, message_id: int, text: str) -> Message:
    """A person corrects a message of theirs."""
    message = world.chats[user.id].messages.get(message_id)
    if message is None or message.from_bot:
        raise ControlError(f"user {user.id} has no message {message_id} of their own", 404)
    message.text, message.entities = text, detect(text, [])
    world.edited(message)
    world.updates.push("edited_message", message.to_api(), user.id)
    return message


def press(world: World, user: User, message_id: int, *, data: str | None, label: str | None) -> Query:
    """A person presses a callback button of a message, named by its data or its label."""
    message = _message_seen_by(world, user, message_id)
    buttons = [button for row in (message.reply_markup or {}).get("inline_keyboard", []) for button in row]
    matching = [button for button in buttons if data in {None, button.get("callback_data")}]
    matching = [button for button in matching if label in {None, button["text"]}]
    chosen = next((button for button in matching if "callback_data" in button), None)
    if chosen is None:
        shown = ", ".join(button["text"] for button in buttons) or "none"
        raise ControlError(f"message {message_id} has no such callback button; its buttons: {shown}", 404)
    query = Query(str(10**17 + randbelow(10**17)), user, message, chosen["callback_data"], world.clock.now())
    world.queries[query.id] = query
    payload = {
        "id": query.id,
        "from": user.to_api(),
        "message": message.to_api(),
        "chat_instance": str(message.chat.id),
        "data": query.data,
    }
    world.journal.add("press", message.chat.id, {"id": query.id, "message_id": message_id, "label": chosen["text"]})
    world.updates.push("callback_query", payload, message.chat.id)
    return query


def set_blocked(world: World, user: User, *, blocked: bool) -> None:
    """A person blocks the bot or lets it in again."""
    if user.blocked == blocked:
        return
    user.blocked = blocked
    statuses = {True: "kicked", False: "member"}
    change = {
        "chat": world.chats[user.id].to_api(),
        "from": user.to_api(),
        "date": int(world.clock.now()),
        "old_chat_member": _membership(world, statuses[not blocked]),
        "new_chat_member": _membership(world, statuses[blocked]),
    }
    world.journal.add("user", user.id, world.describe(user))
    world.updates.push("my_chat_member", change, user.id)


def _deliver(world: World, user: User, chat_id: int | None, **content: Any) -> Message:  # noqa: ANN401 - as add_message
    chat = world.chats[user.id] if chat_id is None else _group(world, user, chat_id)
    if chat.user and user.blocked:
        raise ControlError(f"user {user.id} has blocked the bot and must unblock it first", 409)
    if chat.user and not user.started:
        user.started = True
        world.journal.add("user", user.id, world.describe(user))
    message = world.add_message(chat, user.to_api(), **content)
    world.updates.push("message", message.to_api(), chat.id)
    return message


def _group(world: World, user: User, chat_id: int) -> Chat:
    group = world.chats.get(chat_id)
    if group is None or (group.id != user.id and user.id not in group.members):
        raise ControlError(f"user {user.id} is not in chat {chat_id}", 404)
    return group


def _message_seen_by(world: World, user: User, message_id: int) -> Message:
    for chat in world.chats.values():
        if message_id in chat.messages and user.id in {chat.id, *chat.members}:
            return chat.messages[message_id]
    raise ControlError(f"user {user.id} sees no message {message_id}", 404)


def _membership(world: World, status: str) -> Json:
    return {"user": world.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def _contact(user: User, details: Json) -> Json:
    phone = details.get("phone_number", "+84900000000")
    return {"phone_number": phone, "first_name": user.first_name, "user_id": user.id}


def _location(_user: User, details: Json) -> Json:
    return {"latitude": details.get("latitude", 15.12), "longitude": details.get("longitude", 108.8)}


def _guessed(details: Json) -> str | None:
    """The type that the name of a file promises."""
    return mimetypes.guess_type(details.get("name") or "")[0]


def _photo_sizes(world: World, stored: StoredFile) -> list[Json]:
    """A photo comes in several sizes, the smallest first; each is a file of its own."""
    small = world.store_file(stored.name, stored.mime_type, _SMALL_PHOTO, "photos")
    sizes = ((small, 90, 68), (stored, 1280, 960))
    return [_file_object(file) | {"width": width, "height": height} for file, width, height in sizes]


def _file_object(stored: StoredFile) -> Json:
    return {"file_id": stored.id, "file_unique_id": stored.id.partition("-")[0], "file_size": len(stored.content)}


def _media_object(kind: str, stored: StoredFile) -> Json:
    base = _file_object(stored)
    extra: dict[str, Json] = {
        "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
        "voice": {"duration": 3, "mime_type": stored.mime_type},
        "document": {"file_name": stored.name, "mime_type": stored.mime_type},
    }
    return base | extra[kind]
