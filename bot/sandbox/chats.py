"""People, chats, messages and files: plain records."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.entities import Entity

Json = dict[str, Any]


@dataclass
class User:
    """Someone who talks to the bot; their private chat has the same id."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "vi"
    started: bool = False
    blocked: bool = False

    @property
    def name(self) -> str:
        """First and last name, as the chat page shows them."""
        return f"{self.first_name} {self.last_name}".strip()

    def to_api(self) -> Json:
        """Bot API `User`."""
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name} | _given(optional)


@dataclass
class Chat:
    """A private chat (id of its user) or a group (negative id)."""

    id: int
    user: User | None = None
    title: str = ""
    members: set[int] = field(default_factory=set)
    messages: dict[int, "Message"] = field(default_factory=dict)

    def to_api(self) -> Json:
        """Bot API `Chat`."""
        if self.user is None:
            return {"id": self.id, "type": "group", "title": self.title}
        names = {"last_name": self.user.last_name, "username": self.user.username}
        return {"id": self.id, "type": "private", "first_name": self.user.first_name} | _given(names)


@dataclass(frozen=True)
class StoredFile:
    """A file that someone sent."""

    id: str
    name: str
    mime_type: str
    content: bytes
    path: str


@dataclass
class Message:
    """A message of a chat; `source` is the markup it was sent with, `media` the Bot API object of what it carries."""

    id: int
    chat: Chat
    sender: Json
    from_bot: bool
    date: int
    text: str = ""
    source: str = ""
    entities: list[Entity] = field(default_factory=list)
    media: Json = field(default_factory=dict)
    reply_markup: Json | None = None
    reply_to: "Message | None" = None
    edit_date: int | None = None
    edits: int = 0

    @property
    def kind(self) -> str:
        """`text`, or what it carries: `document`, `photo`, `sticker` and so on."""
        return next(iter(self.media), "text")

    def to_api(self) -> Json:
        """Bot API `Message`; a reply carries the message replied to without its own reply."""
        words = {"text": self.text, "entities": self.entities}
        if self.media:
            words = {"caption": self.text, "caption_entities": self.entities}
        shown = self.reply_markup if self.reply_markup and "inline_keyboard" in self.reply_markup else None
        reply = _given({"reply_to_message": self.reply_to and _without_reply(self.reply_to)})
        return (
            {"message_id": self.id, "from": self.sender, "chat": self.chat.to_api(), "date": self.date}
            | _given(words)
            | self.media
            | _given({"reply_markup": shown, "edit_date": self.edit_date})
            | reply
        )

    def to_transcript(self) -> Json:
        """What the control API and the chat page show of it."""
        return {
            "id": self.id,
            "chat_id": self.chat.id,
            "from": "bot" if self.from_bot else self.sender["first_name"],
            "from_bot": self.from_bot,
            "sender": self.sender,
            "kind": self.kind,
            "text": self.text,
            "html": self.source,
            "entities": self.entities,
            "media": self.media,
            "document": self.media.get("document", {}).get("file_name"),
            "reply_markup": self.reply_markup,
            "reply_to": self.reply_to.id if self.reply_to else None,
            "date": self.date,
            "edit_date": self.edit_date,
            "edits": self.edits,
        }


def _without_reply(message: Message) -> Json:
    return {name: value for name, value in message.to_api().items() if name != "reply_to_message"}


def _given(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}
