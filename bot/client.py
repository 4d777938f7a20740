"""The Bot API over HTTP: python-telegram-bot's client, with the two raw calls that a durable bot needs."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Any, Self, cast
from urllib.parse import quote

import httpx
from telegram import Bot, InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else every `RetryAfter` warns that its type will change

POOL = 16
"""Connections kept for calls beside the long poll."""
CALL_SECONDS = 20.0
"""How long a call may take before it counts as failed."""
UPLOAD_SECONDS = 90.0
"""The same for the answer to a call that carries a file: giving up early would send the file twice."""


class TooLargeError(Exception):
    """A file has more bytes than were asked for."""


class Client(Bot):
    """A `telegram.Bot` whose errors and timeouts are python-telegram-bot's own (`telegram.error`).

    Updates come as the JSON that Telegram sent, so that fields newer than the library are kept, and one update that
    the library cannot read never stops the others. A message to send is a row with a method and its parameters, and
    goes out just as it was stored.
    """

    @classmethod
    def at(cls, api_base: str, token: str) -> Self:
        """A client of the server at `api_base` (without a trailing slash). Nothing is connected yet."""
        return cls(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=HTTPXRequest(POOL, read_timeout=CALL_SECONDS, pool_timeout=CALL_SECONDS),
            get_updates_request=HTTPXRequest(1, read_timeout=CALL_SECONDS),
        )

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """One long poll of at most `seconds`. Confirms every update before `offset`.

        Raises `telegram.error.Conflict` when somebody else polls, `InvalidToken`, `RetryAfter`, `NetworkError`.
        """
        params = {"timeout": seconds, "allowed_updates": list(kinds)}
        if offset is not None:
            params["offset"] = offset
        try:
            result = await self._post("getUpdates", params, read_timeout=seconds + CALL_SECONDS)
        except asyncio.CancelledError:
            await self._connect_anew()
            raise
        return cast(list[dict[str, Any]], result)

    async def _connect_anew(self) -> None:
        """A poll that is broken off while it connects keeps its place in the pool for good (httpcore issue 1093), and
        there is one place: no later poll would ever get through."""
        polling = self._request[0]
        await polling.shutdown()
        await polling.initialize()

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        """One call of the Bot API; the `result` of its answer. Raises `telegram.error.TelegramError`."""
        uploads = any(isinstance(value, InputFile) for value in params.values())
        result: object = await self._post(
            method, dict(params), read_timeout=UPLOAD_SECONDS if uploads else CALL_SECONDS
        )
        return result

    async def download(self, path: str, most: int) -> bytes:
        """The content of a file by the `file_path` of `getFile`; reading stops at `most` bytes.

        Raises:
            TooLargeError: the file has more than `most` bytes.
            telegram.error.TelegramError: `BadRequest` when there is no such file, `NetworkError` when it may come
                another time.
        """
        address = f"{self.base_file_url}/{quote(path)}"
        try:
            async with httpx.AsyncClient(timeout=CALL_SECONDS) as http, http.stream("GET", address) as response:
                _raise_for(response.status_code)
                return await _at_most(response, most)
        except httpx.TimeoutException as error:
            raise TimedOut from error
        except httpx.HTTPError as error:
            raise NetworkError(f"httpx.{type(error).__name__}: {error}") from error


async def _at_most(response: httpx.Response, most: int) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > most:
            raise TooLargeError
    return bytes(content)


def _raise_for(status: int) -> None:
    if status == httpx.codes.UNAUTHORIZED:
        raise InvalidToken
    if status == httpx.codes.NOT_FOUND:
        raise BadRequest("there is no such file")
    if status != httpx.codes.OK:
        raise NetworkError(f"the file's server answers {status}")


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
