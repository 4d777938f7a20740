"""The Bot API over HTTP: python-telegram-bot's client, with the two raw calls that a durable bot needs."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from telegram import Bot
from telegram.error import RetryAfter
from telegram.request import HTTPXRequest

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else every `RetryAfter` warns that its type will change

POOL = 16
"""Connections kept for calls beside the long poll."""
CALL_SECONDS = 20.0
"""How long a call may take before it counts as failed."""


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
        result = await self._post("getUpdates", params, read_timeout=seconds + CALL_SECONDS)
        return cast(list[dict[str, Any]], result)

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        """One call of the Bot API; the `result` of its answer. Raises `telegram.error.TelegramError`."""
        result: object = await self._post(method, dict(params))
        return result


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
