"""The control API: what tests and the chat page do as people, and what they see."""

import base64
import binascii
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import people
from bot.sandbox.chats import Chat, Json, User
from bot.sandbox.errors import ControlError
from bot.sandbox.faults import Fault
from bot.sandbox.flood import Limits
from bot.sandbox.world import World

LONGEST_WAIT = 55.0
KEEP_ALIVE_SECONDS = 15.0
_INLINE_TYPES = {"image/png", "image/jpeg"}

Endpoint = Callable[[Request], Awaitable[Response]]


class Control:
    """The endpoints under `/control`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Paths and methods, one line each."""
        return [
            Route("/state", self.state),
            Route("/reset", self.reset, methods=["POST"]),
            Route("/users", self.users, methods=["GET", "POST"]),
            Route("/groups", self.add_group, methods=["POST"]),
            Route("/users/{user:int}/send", self.send, methods=["POST"]),
            Route("/users/{user:int}/edit", self.edit, methods=["POST"]),
            Route("/users/{user:int}/press", self.press, methods=["POST"]),
            Route("/users/{user:int}/media", self.media, methods=["POST"]),
            Route("/users/{user:int}/block", self.block, methods=["POST"]),
            Route("/chats/{chat:int}/transcript", self.transcript),
            Route("/chats/{chat:int}/answers", self.answers),
            Route("/chats/{chat:int}/actions", self.actions),
            Route("/events", self.events),
            Route("/stream", self.stream),
            Route("/calls", self.calls),
            Route("/updates", self.updates),
            Route("/limits", self.limits, methods=["GET", "PUT"]),
            Route("/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/clock", self.clock, methods=["POST"]),
            Route("/files/{file}", self.file),
        ]

    async def state(self, _request: Request) -> Response:
        """Who is here, what the bot is, and the number of the last event."""
        world = self._world
        people_here = [world.describe(user) for user in world.users.values()]
        return JSONResponse({"bot": world.describe_bot(), "users": people_here, "last_event": world.journal.last})

    async def reset(self, _request: Request) -> Response:
        self._world.reset()
        return JSONResponse({})

    async def users(self, request: Request) -> Response:
        world = self._world
        if request.method == "GET":
            return JSONResponse({"users": [world.describe(user) for user in world.users.values()]})
        body = await _body(request)
        user = world.add_user(
            _text(body, "name"), username=body.get("username", ""), language_code=body.get("language_code", "vi")
        )
        return JSONResponse(world.describe(user), 201)

    async def add_group(self, request: Request) -> Response:
        body = await _body(request)
        members = {self._world.user(member).id for member in body.get("members", [])}
        group = self._world.add_group(_text(body, "title"), members)
        return JSONResponse({"id": group.id, "title": group.title}, 201)

    async def send(self, request: Request) -> Response:
        body = await _body(request)
        sent = people.send_text(self._world, self._user(request), _text(body, "text"), body.get("chat"))
        return JSONResponse({"messages": [message.to_transcript() for message in sent]})

    async def edit(self, request: Request) -> Response:
        body = await _body(request)
        message = people.edit_text(self._world, self._user(request), body.get("message_id", 0), _text(body, "text"))
        return JSONResponse(message.to_transcript())

    async def press(self, request: Request) -> Response:
        body = await _body(request)
        query = people.press(
            self._world,
            self._user(request),
            body.get("message_id", 0),
            data=body.get("data"),
            label=body.get("label"),
        )
        return JSONResponse({"query_id": query.id, "data": query.data})

    async def media(self, request: Request) -> Response:
        body = await _body(request)
        content = _content(body)
        message = people.send_media(self._world, self._user(request), _text(body, "kind"), content, body)
        return JSONResponse(message.to_transcript())

    async def block(self, request: Request) -> Response:
        body = await _body(request)
        user = self._user(request)
        people.set_blocked(self._world, user, blocked=bool(body.get("blocked", True)))
        return JSONResponse(self._world.describe(user))

    async def transcript(self, request: Request) -> Response:
        """The messages of a chat; with `more_than=N&timeout=S` waits until there are more than N."""
        chat = self._chat(request)
        if "more_than" in request.query_params:
            known = int(_number(request, "more_than", 0))
            await self._world.signal.wait_until(lambda: len(chat.messages) > known, _timeout(request))
        messages = [message.to_transcript() for message in chat.messages.values()]
        return JSONResponse({"messages": messages, "last_event": self._world.journal.last})

    async def answers(self, request: Request) -> Response:
        """Answers to pressed buttons: the toasts a person saw."""
        return JSONResponse({"answers": self._world.journal.of_kind(["answer"], self._chat(request).id)})

    async def actions(self, request: Request) -> Response:
        """Chat actions such as `typing`."""
        return JSONResponse({"actions": self._world.journal.of_kind(["action"], self._chat(request).id)})

    async def events(self, request: Request) -> Response:
        """What happened after event `after`, in one chat if `chat` says so; waits up to `timeout` seconds for one."""
        after = int(_number(request, "after", 0))
        chat_id = int(_number(request, "chat", 0)) or None
        found = await self._world.journal.wait(after, chat_id, _timeout(request))
        return JSONResponse({"events": [entry.to_json() for entry in found], "last": self._world.journal.last})

    async def stream(self, request: Request) -> Response:
        """All events after `after` as server-sent events; `Last-Event-ID` takes up a broken stream."""
        after = int(request.headers.get("last-event-id") or _number(request, "after", 0))
        return StreamingResponse(self._stream(request, after), media_type="text/event-stream")

    async def _stream(self, request: Request, after: int) -> AsyncIterator[str]:
        yield ": open\n\n"
        while not self._world.signal.closed and not await request.is_disconnected():
            entries = await self._world.journal.wait(after, None, KEEP_ALIVE_SECONDS)
            for entry in entries:
                after = entry.id
                yield f"id: {entry.id}\ndata: {json.dumps(entry.to_json(), ensure_ascii=False)}\n\n"
            if not entries:
                yield ": still here\n\n"

    async def calls(self, request: Request) -> Response:
        """The calls the bot made, oldest first; `method` chooses one kind."""
        method = request.query_params.get("method")
        return JSONResponse({"calls": [call for call in self._world.calls if method in {None, call["method"]}]})

    async def updates(self, _request: Request) -> Response:
        """Updates that the bot has not confirmed."""
        return JSONResponse({"updates": [update.to_api() for update in self._world.updates.pending()]})

    async def limits(self, request: Request) -> Response:
        """Flood limits and lifetimes; `{"preset": "generous" | "telegram"}` or single numbers."""
        if request.method == "PUT":
            body = await _body(request)
            preset = body.pop("preset", None)
            presets = {"generous": Limits.generous(), "telegram": Limits(), None: self._world.flood.limits}
            if preset not in presets or not set(body) <= Limits.names():
                raise ControlError(f"give a preset (generous, telegram) or some of {', '.join(sorted(Limits.names()))}")
            self._world.set_limits(replace(presets[preset], **body))
        return JSONResponse(asdict(self._world.flood.limits))

    async def faults(self, request: Request) -> Response:
        waiting = self._world.faults
        if request.method == "POST":
            waiting.add(Fault.from_json(await _body(request)))
        elif request.method == "DELETE":
            waiting.clear()
        return JSONResponse({"faults": [fault.to_json() for fault in waiting.waiting]})

    async def clock(self, request: Request) -> Response:
        """Moves the sandbox's time forward by `advance` seconds."""
        seconds = (await _body(request)).get("advance", 0)
        if not isinstance(seconds, int | float) or seconds < 0:
            raise ControlError("advance must be a number of seconds, not negative")
        self._world.clock.advance(seconds)
        self._world.signal.notify()
        return JSONResponse({"now": self._world.clock.now()})

    async def file(self, request: Request) -> Response:
        """A file by id: pictures to look at, everything else to download."""
        stored = self._world.files.get(request.path_params["file"])
        if stored is None:
            raise ControlError("there is no such file", 404)
        if stored.mime_type in _INLINE_TYPES:
            return Response(stored.content, media_type=stored.mime_type)
        return Response(
            stored.content, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"}
        )

    def _user(self, request: Request) -> User:
        return self._world.user(request.path_params["user"])

    def _chat(self, request: Request) -> Chat:
        chat = self._world.chats.get(request.path_params["chat"])
        if chat is None:
            raise ControlError(f"there is no chat {request.path_params['chat']}", 404)
        return chat


async def _body(request: Request) -> Json:
    # JSON only: a page of another site cannot post it here without asking first.
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise ControlError("send the parameters as application/json", 415)
    try:
        values = await request.json()
    except ValueError as error:
        raise ControlError("the body is not JSON") from error
    if not isinstance(values, dict):
        raise ControlError("the body must be a JSON object")
    return values


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise ControlError(f"{name} must be given, as a text")
    return value


def _content(body: Json) -> bytes | None:
    if "content" not in body:
        return None
    try:
        return base64.b64decode(_text(body, "content"), validate=True)
    except binascii.Error as error:
        raise ControlError("content must be base64") from error


def _number(request: Request, name: str, default: float) -> float:
    try:
        return float(request.query_params.get(name, default))
    except ValueError as error:
        raise ControlError(f"{name} must be a number") from error


def _timeout(request: Request) -> float:
    return min(_number(request, "timeout", 0), LONGEST_WAIT)
