"""One call of the Bot API over HTTP: read it, let a fault befall it, answer it, remember it."""

import asyncio
import json
from collections.abc import Callable
from secrets import compare_digest

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.api import HANDLERS
from bot.sandbox.errors import ApiError, bad_request, too_many_requests
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.methods import canonical
from bot.sandbox.validation import Upload, validate
from bot.sandbox.world import World

UPLOAD_BYTES = 50 * 1024 * 1024
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

Given = dict[str, object]


class BotApi:
    """The endpoint `/bot<token>/<method>`."""

    def __init__(self, world: World, drop: Callable[[Request], None]) -> None:
        self._world = world
        self._drop = drop

    async def __call__(self, request: Request) -> Response:
        """Answer one call; `drop` cuts its connection when a fault says so."""
        name = request.path_params["method"]
        given: Given = {}
        try:
            self._authorise(request)
            method = canonical(name)
            if method is None:
                raise ApiError(404, "Not Found: method not found")
            given = await _read(request)
            fault = self._world.faults.take(method, _chat_id(given))
            return await self._answer(request, method, given, fault)
        except ApiError as error:
            return self._refuse(name, given, error)
        except ClientDisconnect:  # gone before all of the call was here: nothing is done, and nobody reads this
            return Response(status_code=400)

    def _authorise(self, request: Request) -> None:
        if not compare_digest(request.path_params["token"].encode(), self._world.token.encode()):
            raise ApiError(401, "Unauthorized")

    async def _answer(self, request: Request, method: str, given: Given, fault: Fault | None) -> Response:
        if fault and not fault.after:
            await self._befall(request, fault)
        result = await HANDLERS[method](self._world, validate(method, given))
        self._remember(method, given, 200, "")
        if fault and fault.after:
            await self._befall(request, fault)
        return JSONResponse({"ok": True, "result": result})

    async def _befall(self, request: Request, fault: Fault) -> None:
        if fault.kind is FaultKind.FLOOD:
            raise too_many_requests(fault.retry_after)
        if fault.kind is FaultKind.ERROR:
            raise ApiError(fault.status, fault.description)
        if fault.kind is FaultKind.SLOW:
            await self._world.signal.wait_until(lambda: False, fault.seconds)
            return
        if fault.kind is FaultKind.HANG:
            await self._hang(request, fault.seconds)
        self._drop(request)
        raise ApiError(500, "connection dropped by an injected fault")

    async def _hang(self, request: Request, seconds: float) -> None:
        waits = [
            asyncio.create_task(_gone(request)),
            asyncio.create_task(self._world.signal.wait_until(lambda: False, seconds)),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _refuse(self, method: str, given: Given, error: ApiError) -> Response:
        self._remember(canonical(method) or method, given, error.code, error.description)
        return JSONResponse(error.envelope(), error.code, error.headers())

    def _remember(self, method: str, given: Given, status: int, description: str) -> None:
        call = {"method": method, "params": _readable(given), "status": status, "description": description}
        self._world.calls.append({**call, "at": self._world.clock.now()})


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read(request: Request) -> Given:
    """The parameters of a request: query, then body (urlencoded, multipart or JSON)."""
    given: Given = dict(request.query_params)
    if request.method == "GET":
        return given
    if int(request.headers.get("content-length") or 0) > UPLOAD_BYTES + 64 * 1024:
        raise ApiError(413, "Request Entity Too Large")
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json":
        return given | await _read_json(request)
    if content_type in _FORM_TYPES:
        return given | await _read_form(request)
    return given


async def _read_json(request: Request) -> Given:
    body = await request.body()
    try:
        values = json.loads(body) if body else {}
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return values


async def _read_form(request: Request) -> Given:
    given: Given = {}
    try:
        async with request.form() as form:
            for name, value in form.multi_items():
                given[name] = await _upload(value) if isinstance(value, UploadFile) else value
    except HTTPException as error:
        raise bad_request(f"can't parse the form: {error.detail}") from error
    return given


async def _upload(file: UploadFile) -> Upload:
    content = await file.read()
    if len(content) > UPLOAD_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    return Upload(file.filename or "file", file.content_type or "application/octet-stream", content)


def _chat_id(given: Given) -> object:
    value = given.get("chat_id")
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value


def _readable(given: Given) -> dict[str, object]:
    return {
        name: {"file": value.name, "size": len(value.content)} if isinstance(value, Upload) else value
        for name, value in given.items()
    }
