"""Signs of life that nobody needs to get twice: "typing..." and the answer that stops a button's spinner.

They are sent beside the work and never hold it up; what goes wrong with them is written to the log and forgotten.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from telegram.error import TelegramError

from bot.commands import shown_in
from bot.sender import Calls

TYPING_AFTER = 0.2
"""Seconds of work after which "typing..." shows: a quick answer is its own sign of life."""
TYPING_EVERY = 4.5
"""Telegram shows "typing..." for 5 seconds."""

log = logging.getLogger(__name__)


class Courtesy:
    """Sends the signs of life of one bot."""

    def __init__(self, client: Calls) -> None:
        self._client = client
        self._tasks: set[asyncio.Task[None]] = set()

    def acknowledge(self, callback_id: str) -> None:
        """Stops the spinner of the pressed button; Telegram refuses that for a press that is too old, which is fine."""
        self._beside(self._try("answerCallbackQuery", {"callback_query_id": callback_id}))

    def show_menu(self, chat_id: int, menu: Mapping[str, str]) -> None:
        """Shows the commands of a menu in one chat."""
        self._beside(self._try("setMyCommands", shown_in(chat_id, menu)))

    def show_everybodys_menu(self, chat_id: int) -> None:
        """Shows in one chat what everybody sees: the user has no role there any more."""
        self._beside(self._try("deleteMyCommands", {"scope": {"type": "chat", "chat_id": chat_id}}))

    @asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        """Shows "typing..." in the chat while the block takes its time."""
        task = self._beside(self._keep_typing(chat_id))
        try:
            yield
        finally:
            task.cancel()

    async def close(self) -> None:
        """Ends what is still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _beside(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _keep_typing(self, chat_id: int) -> None:
        await asyncio.sleep(TYPING_AFTER)
        while True:
            await self._try("sendChatAction", {"chat_id": chat_id, "action": "typing"})
            await asyncio.sleep(TYPING_EVERY)

    async def _try(self, method: str, params: Mapping[str, Any]) -> None:
        try:
            await self._client.call(method, params)
        except TelegramError as error:
            log.info("%s was not taken: %s", method, error, extra={"action": "courtesy"})
