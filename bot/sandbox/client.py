"""A person with a phone, for tests: writes to the bot, presses its buttons, reads what it sends.

Speaks the control API over HTTP, so it works on a sandbox of this process or of another.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

WAIT_SECONDS = 10.0

_Json = dict[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class ChatMessage:
    """A message as its reader sees it."""

    id: int
    from_bot: bool
    kind: str
    text: str
    html: str
    entities: tuple[_Json, ...]
    buttons: tuple[tuple[_Json, ...], ...]
    document: str | None
    edits: int
    date: int
    raw: _Json = field(repr=False, compare=False)

    @classmethod
    def from_json(cls, given: _Json) -> Self:
        """From the transcript of the control API."""
        rows = (given["reply_markup"] or {}).get("inline_keyboard", [])
        names = ("id", "from_bot", "kind", "text", "html", "document", "edits", "date")
        return cls(
            **{name: given[name] for name in names},
            entities=tuple(given["entities"]),
            buttons=tuple(tuple(row) for row in rows),
            raw=given,
        )

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]

    def button(self, label: str) -> _Json | None:
        """The button with this label, or the first whose label contains it."""
        every = [button for row in self.buttons for button in row]
        exact = [button for button in every if button["text"] == label]
        return next(iter(exact or [button for button in every if label in button["text"]]), None)

    def marked(self, kind: str) -> list[str]:
        """The stretches of text under one kind of entity, such as `bold`."""
        units = self.text.encode("utf-16-le")
        return [
            units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
            for entity in self.entities
            if entity["type"] == kind
        ]


class SandboxUser:
    """One person and their private chat with the bot.

    Reading methods give each message of the bot once, in order; `transcript()` gives all of them, every time. What does
    not come within `timeout` seconds raises `AssertionError` that shows the chat.
    """

    def __init__(self, base_url: str, user_id: int, name: str, timeout: float = WAIT_SECONDS) -> None:
        self.id = user_id
        self.name = name
        self.timeout = timeout
        self._http = httpx.AsyncClient(base_url=f"{base_url}/control", timeout=90)
        self._read_up_to = 0
        self._answers_read = 0

    @classmethod
    async def create(cls, base_url: str, name: str) -> "SandboxUser":
        """A new person on a sandbox that runs at `base_url`."""
        async with httpx.AsyncClient(base_url=base_url) as http:
            response = await http.post("/control/users", json={"name": name})
            response.raise_for_status()
            return cls(base_url, response.json()["id"], name)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    # What the person does

    async def send(self, text: str) -> ChatMessage:
        """Write to the bot; returns the (last) message written."""
        answer = await self._post("send", text=text)
        return ChatMessage.from_json(answer["messages"][-1])

    async def edit(self, message: ChatMessage, text: str) -> ChatMessage:
        """Correct a message of one's own."""
        return ChatMessage.from_json(await self._post("edit", message_id=message.id, text=text))

    async def click(self, label: str, message: ChatMessage | None = None) -> str:
        """Press the button with this label (or whose label contains it); returns the query's id.

        Without a message: on the newest message that has such a button. With one, as it was when it was read: so that
        a stale button can be pressed only while the message still shows it, as on a phone.
        """
        candidates = [message] if message else list(reversed(await self.transcript()))
        for candidate in candidates:
            button = candidate.button(label)
            if button and "callback_data" in button:
                return await self.press(candidate.id, button["callback_data"])
        raise AssertionError(f"no button {label!r} in the chat:\n{await self.describe()}")

    async def press(self, message_id: int, data: str) -> str:
        """Press a button by its callback data; returns the query's id."""
        answer = await self._post("press", message_id=message_id, data=data)
        return str(answer["query_id"])

    async def send_media(self, kind: str, content: bytes | None = None, **details: object) -> ChatMessage:
        """Send a sticker, voice, photo, document, contact or location."""
        encoded = {} if content is None else {"content": base64.b64encode(content).decode()}
        return ChatMessage.from_json(await self._post("media", kind=kind, **encoded, **details))

    async def send_document(self, name: str, content: bytes, mime: str = "", *, caption: str = "") -> ChatMessage:
        """Send a file; without a type the sandbox guesses it from the name, as Telegram's apps do."""
        return await self.send_media("document", content, name=name, mime_type=mime, caption=caption)

    async def block(self) -> None:
        """Block the bot."""
        await self._post("block", blocked=True)

    async def unblock(self) -> None:
        """Let the bot in again."""
        await self._post("block", blocked=False)

    # What the person sees

    async def transcript(self) -> list[ChatMessage]:
        """The whole chat, both sides, oldest first."""
        answer = await self._get(f"/chats/{self.id}/transcript")
        return [ChatMessage.from_json(message) for message in answer["messages"]]

    async def messages(self, number: int, timeout: float | None = None) -> list[ChatMessage]:  # noqa: ASYNC109
        """The next messages of the bot that were not read yet, waiting until there are so many."""

        async def look() -> list[ChatMessage] | None:
            unread = await self.unread()
            return unread[:number] if len(unread) >= number else None

        found = await self._wait(look, f"{number} new message(s) of the bot", timeout)
        self._read_up_to = found[-1].id
        return found

    async def one_message(self, timeout: float | None = None) -> ChatMessage:  # noqa: ASYNC109
        """The next message of the bot; fails when it has sent more than one that was not read."""
        [message] = await self.messages(1, timeout)
        more = await self.unread()
        assert not more, f"expected one message, but {1 + len(more)} came:\n{await self.describe()}"  # noqa: S101
        return message

    async def unread(self) -> list[ChatMessage]:
        """Messages of the bot that were not read yet; they stay unread."""
        return [message for message in await self.transcript() if message.from_bot and message.id > self._read_up_to]

    async def edited(self, message: ChatMessage, timeout: float | None = None) -> ChatMessage:  # noqa: ASYNC109
        """The message after the bot's next edit of it."""

        async def look() -> ChatMessage | None:
            now = await self.transcript()
            return next((one for one in now if one.id == message.id and one.edits > message.edits), None)

        return await self._wait(look, f"an edit of message {message.id}", timeout)

    async def deleted(self, message: ChatMessage, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Wait until a message is gone."""

        async def look() -> bool | None:
            return True if all(one.id != message.id for one in await self.transcript()) else None

        await self._wait(look, f"the deletion of message {message.id}", timeout)

    async def toast(self, timeout: float | None = None) -> str:  # noqa: ASYNC109
        """The text of the next answer to a pressed button ("" for an answer without text)."""

        async def look() -> list[str] | None:
            answers = [answer["text"] for answer in (await self._get(f"/chats/{self.id}/answers"))["answers"]]
            return answers if len(answers) > self._answers_read else None

        answers = await self._wait(look, "an answer to the pressed button", timeout)
        self._answers_read += 1
        return answers[self._answers_read - 1]

    async def actions(self) -> list[str]:
        """The chat actions seen so far, such as `typing`."""
        return [entry["action"] for entry in (await self._get(f"/chats/{self.id}/actions"))["actions"]]

    async def download(self, message: ChatMessage) -> bytes:
        """The content of the document or (largest) photo of a message."""
        carried = message.raw["media"][message.kind]
        file_id = (carried[-1] if isinstance(carried, list) else carried)["file_id"]
        response = await self._http.get(f"/files/{file_id}")
        response.raise_for_status()
        return response.content

    async def describe(self) -> str:
        """The chat in plain lines, for the message of a failed assertion."""
        lines = [
            f"{message.id} {'bot' if message.from_bot else self.name}: {' '.join(message.text.split())[:300]}"
            f" {message.labels or ''}"
            for message in await self.transcript()
        ]
        return "\n".join(lines) or "(nothing)"

    async def _wait(self, look: Callable[[], Awaitable[Found | None]], what: str, timeout: float | None) -> Found:  # noqa: ASYNC109
        loop = asyncio.get_running_loop()
        limit = self.timeout if timeout is None else timeout
        deadline = loop.time() + limit
        while True:
            last = (await self._get("/state"))["last_event"]
            found = await look()
            if found is not None:
                return found
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"waited {limit} s for {what}; the chat:\n{await self.describe()}")
            await self._get(f"/events?after={last}&chat={self.id}&timeout={min(left, 25)}")

    async def _post(self, action: str, **body: object) -> _Json:
        return _result(await self._http.post(f"/users/{self.id}/{action}", json=body))

    async def _get(self, path: str) -> _Json:
        return _result(await self._http.get(path))


def _result(response: httpx.Response) -> _Json:
    values: _Json = response.json()
    assert response.is_success, values.get("error", response.text)  # noqa: S101 - a test client
    return values
