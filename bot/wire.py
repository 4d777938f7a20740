"""The wire to Telegram: one message is on it at a time, and of those that wait for it the most urgent goes next."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count


class Wire:
    """A lock that is handed on by urgency, and among the equally urgent in the order in which they came."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._came = count()

    @asynccontextmanager
    async def taken(self, urgency: int) -> AsyncIterator[None]:
        """The wire is the caller's until the end of the block; the lowest `urgency` is the most urgent."""
        await self._take(urgency)
        try:
            yield
        finally:
            self._hand_on()

    async def _take(self, urgency: int) -> None:
        if not self._taken:
            self._taken = True
            return
        turn = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (urgency, next(self._came), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # the wire had been handed to whoever is gone
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        while self._waiting:
            *_, turn = heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False
