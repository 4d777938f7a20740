"""Waiting for a change of state without polling."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes everyone who waits whenever something changed."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the server is stopping, so that nothing should wait any longer."""
        return self._closed

    def notify(self) -> None:
        """Wake all waiters; each looks again at what it waits for."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def close(self) -> None:
        """End all waits, now and later."""
        self._closed = True
        self.notify()

    async def wait_until(self, condition: Callable[[], bool], timeout: float) -> bool:  # noqa: ASYNC109 - the API's word
        """Wait until the condition holds, at most `timeout` seconds; returns whether it holds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not condition():
            left = deadline - loop.time()
            if left <= 0 or self._closed:
                return False
            changed = self._changed
            try:
                async with asyncio.timeout(left):
                    await changed.wait()
            except TimeoutError:
                return condition()
        return True
