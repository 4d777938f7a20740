"""Work taken from a queue in the database and done side by side: what the worker and the sender have in common."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.backoff import Backoff, sleep_unless

Job = TypeVar("Job")
Result = TypeVar("Result")

IDLE_SECONDS = 1.0
"""How often an idle crew looks at the queue without being woken: a command may have added rows."""

GATHER_SECONDS = 0.02
"""How long a crew that is more than half busy waits for more room: taking several jobs costs about what one costs."""

log = logging.getLogger(__name__)


class Crew(Generic[Job]):
    """Claims jobs and handles them, at most `size` at once, until told to stop.

    `claim(n)` takes up to n jobs from the queue. `handle(job)` settles a job whatever happens to it; what it raises
    ends the crew. While the database is away the crew waits and tries again.
    """

    def __init__(
        self,
        size: int,
        claim: Callable[[int], Awaitable[Sequence[Job]]],
        handle: Callable[[Job], Coroutine[None, None, None]],
        idle: float = IDLE_SECONDS,
    ) -> None:
        """An idle crew looks at the queue every `idle` seconds, besides being woken."""
        self._size = size
        self._idle = idle
        self._claim = claim
        self._handle = handle
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """There may be new work."""
        self._awake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set, then finishes what is in hand."""
        tasks: set[asyncio.Task[None]] = set()
        stopped = asyncio.create_task(stop.wait())
        stopped.add_done_callback(lambda _: self._awake.set())
        try:
            while not stop.is_set():
                tasks = await self._gather_room(tasks)
                self._awake.clear()
                jobs = await self._take(self._size - len(tasks), stop) if len(tasks) < self._size else ()
                tasks |= {asyncio.create_task(self._handle(job)) for job in jobs}
                if not jobs:
                    await self._rest(tasks)
                tasks = _unfinished(tasks)
            await asyncio.gather(*tasks)
        finally:
            stopped.cancel()
            for task in tasks:
                task.cancel()

    async def _gather_room(self, tasks: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Until half the crew is free, but not for long. The tasks still running."""
        loop = asyncio.get_running_loop()
        until = loop.time() + GATHER_SECONDS
        while len(tasks) > self._size // 2 and (left := until - loop.time()) > 0:
            await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            tasks = _unfinished(tasks)
        return tasks

    async def _take(self, room: int, stop: asyncio.Event) -> Sequence[Job]:
        backoff = Backoff()
        while not stop.is_set():
            try:
                return await self._claim(room)
            except (SQLAlchemyError, OSError) as error:
                log.warning("The queue cannot be read: %s", error, extra={"action": "claim"})
                await sleep_unless(stop, backoff.failed())
        return ()

    async def _rest(self, tasks: set[asyncio.Task[None]]) -> None:
        """Until somebody wakes the crew, a job is done, or it is time to look again."""
        awake = asyncio.create_task(self._awake.wait())
        await asyncio.wait({awake, *tasks}, timeout=self._idle, return_when=asyncio.FIRST_COMPLETED)
        awake.cancel()


async def insist(step: Callable[[], Coroutine[None, None, Result]], what: str) -> Result:
    """Does a step of the database that must not be left out, even while the database is away."""
    backoff = Backoff()
    while True:
        try:
            return await step()
        except (SQLAlchemyError, OSError) as error:
            wait = backoff.failed()
            log.warning("%s: the database is away, again in %.1f s: %s", what, wait, error, extra={"action": "insist"})
            await asyncio.sleep(wait)


def _unfinished(tasks: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """The tasks still running; raises what a finished one raised."""
    for task in tasks:
        if task.done():
            task.result()
    return {task for task in tasks if not task.done()}
