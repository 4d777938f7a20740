"""The sandbox's whole state: people, chats, messages, files, what waits for the bot and what befalls it."""

import json
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePath
from secrets import token_urlsafe
from typing import Any

from bot.sandbox.chats import Chat, Json, Message, StoredFile, User
from bot.sandbox.clock import Clock
from bot.sandbox.errors import ControlError, bad_request, forbidden
from bot.sandbox.faults import Faults
from bot.sandbox.flood import Flood, Limits
from bot.sandbox.journal import Journal
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.waiting import Signal

DEFAULT_TOKEN = "1000000001:sandbox"  # noqa: S105 - opens nothing but this server
CALLS_KEPT = 5_000
FIRST_USER_ID = 500_000_001
FIRST_MESSAGE_ID = 101


@dataclass
class Query:
    """A press on an inline button, waiting for `answerCallbackQuery`."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answered: bool = False


@dataclass
class BotProfile:
    """What the bot says of itself."""

    name: str
    description: str = ""
    short_description: str = ""
    menu_button: Json = field(default_factory=lambda: {"type": "default"})
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """Commands by scope and language, as one key (see `command_key`)."""

    def commands_shown(self, language_code: str) -> list[Json]:
        """The commands that someone sees in a private chat: the narrowest scope and their own language first."""
        for scope in ("all_private_chats", "default"):
            for language in (language_code, ""):
                found = self.commands.get(command_key({"type": scope}, language))
                if found:
                    return found
        return []


def command_key(scope: Json, language_code: str) -> str:
    """One text for a scope and a language."""
    return json.dumps([scope, language_code], sort_keys=True)


@dataclass
class Webhook:
    """Where updates are posted; an empty url means long poll."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error: tuple[int, str] | None = None


class World:
    """Everything the server knows, in memory. All methods run on the server's event loop."""

    def __init__(self, token: str = DEFAULT_TOKEN, name: str = "Dám Làm", limits: Limits | None = None) -> None:
        self.token = token
        self.bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": "damlam_sandbox_bot",
        }
        self.signal = Signal()
        self.clock = Clock()
        self.journal = Journal(self.signal)
        self._initial_limits = limits or Limits()
        self._clear()

    def _clear(self) -> None:
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, Query] = {}
        self.faults = Faults()
        self.flood = Flood(self.clock, self._initial_limits)
        self.updates = UpdateQueue(self.clock, self.signal, self._initial_limits)
        self.webhook = Webhook()
        self.profile = BotProfile(name=str(self.bot["first_name"]))
        self.calls: deque[Json] = deque(maxlen=CALLS_KEPT)
        self._user_ids = count(FIRST_USER_ID)
        self._message_ids = count(FIRST_MESSAGE_ID)
        self._file_numbers = count(1)

    def reset(self) -> None:
        """Forget everything and everyone; a waiting poll ends with 409."""
        self.updates.end_poll("terminated by a reset of the sandbox")
        self._clear()
        self.journal.add("reset", None, {})

    def set_limits(self, limits: Limits) -> None:
        """Use other limits from now on."""
        self.flood.set_limits(limits)
        self.updates.limits = limits

    # People and chats

    def add_user(self, name: str, *, username: str = "", language_code: str = "vi") -> User:
        """A new person, who has not started the bot yet."""
        first_name, _, last_name = name.strip().partition(" ")
        if not first_name:
            raise ControlError("a user needs a name")
        user = User(next(self._user_ids), first_name, last_name, username, language_code)
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, user)
        self.journal.add("user", user.id, self.describe(user))
        return user

    def add_group(self, title: str, members: set[int]) -> Chat:
        """A new group that the bot is in."""
        group = Chat(-next(self._user_ids), title=title, members=members)
        self.chats[group.id] = group
        return group

    def user(self, user_id: int) -> User:
        """A person by id; raises `ControlError` for an unknown one."""
        if user_id not in self.users:
            raise ControlError(f"there is no user {user_id}", 404)
        return self.users[user_id]

    def describe(self, user: User) -> Json:
        """A person as the control API shows them."""
        return {
            "id": user.id,
            "name": user.name,
            "first_name": user.first_name,
            "username": user.username,
            "started": user.started,
            "blocked": user.blocked,
        }

    def describe_bot(self) -> Json:
        """The bot as the chat page shows it."""
        return {
            **self.bot,
            "first_name": self.profile.name,
            "description": self.profile.description,
            "commands": self.profile.commands_shown("vi"),
        }

    def bot_changed(self) -> None:
        """Record that the bot's profile or commands changed."""
        self.journal.add("bot", None, self.describe_bot())

    def chat(self, chat_id: int | str) -> Chat:
        """A chat the bot names; raises 400 `chat not found`."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def recipient(self, chat_id: int | str) -> Chat:
        """A chat the bot may write to; raises 400 or 403 in Telegram's words."""
        chat = self.chat(chat_id)
        if chat.user and chat.user.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.user and not chat.user.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    # Messages and files

    def add_message(self, chat: Chat, sender: Json, **content: Any) -> Message:  # noqa: ANN401 - fields of Message
        """A new message at the end of a chat."""
        message = Message(
            next(self._message_ids),
            chat,
            sender,
            from_bot=bool(sender["is_bot"]),
            date=int(self.clock.now()),
            **content,
        )
        chat.messages[message.id] = message
        self.journal.add("message", chat.id, message.to_transcript())
        return message

    def edited(self, message: Message) -> None:
        """Record that a message was changed."""
        message.edits += 1
        message.edit_date = int(self.clock.now())
        self.journal.add("message", message.chat.id, message.to_transcript())

    def store_file(self, name: str, mime_type: str, content: bytes, folder: str) -> StoredFile:
        """Keep a file and give it an id and a path."""
        number = next(self._file_numbers)
        path = f"{folder}/file_{number}{PurePath(name).suffix}"
        stored = StoredFile(f"SBX{number}-{token_urlsafe(12)}", PurePath(name).name, mime_type, content, path)
        self.files[stored.id] = stored
        return stored
