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

    The queue is looked at when there may be something: at first, when as much was taken as there was room, when it is
    time, and when somebody calls `wake`, be it a job that makes way for another one.
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
        self._tasks: dict[asyncio.Task[None], Job] = {}

    def wake(self) -> None:
        """There may be new work."""
        self._awake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set, then finishes what is in hand."""
        stopped = asyncio.create_task(stop.wait())
        stopped.add_done_callback(lambda _: self._awake.set())
        more = True
        try:
            while not stop.is_set():
                await self.thin_out(self._size // 2, GATHER_SECONDS)
                self._collect()
                room = self._size - len(self._tasks)
                if room and (more or self._awake.is_set()):
                    self._awake.clear()
                    jobs = await self._take(room, stop)
                    self._tasks |= {asyncio.create_task(self._handle(job)): job for job in jobs}
                    more = len(jobs) == room
                else:
                    more = await self._rest(wakes=room > 0)
            await asyncio.gather(*self._tasks)
        finally:
            stopped.cancel()
            for task in self._tasks:
                task.cancel()

    async def thin_out(self, few: int, seconds: float, counts: Callable[[Job], bool] = lambda _: True) -> None:
        """Until no more than `few` jobs that count are in hand, or so many seconds have passed."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0:
            running = {task for task, job in self._tasks.items() if counts(job) and not task.done()}
            if len(running) <= few:
                return
            await asyncio.wait(running, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    async def _take(self, room: int, stop: asyncio.Event) -> Sequence[Job]:
        backoff = Backoff()
        while not stop.is_set():
            try:
                return await self._claim(room)
            except (SQLAlchemyError, OSError) as error:
                log.warning("The queue cannot be read: %s", error, extra={"action": "claim"})
                await sleep_unless(stop, backoff.failed())
        return ()

    def _collect(self) -> None:
        """Lets go of the tasks that are done, and raises what they raised."""
        done = {task for task in self._tasks if task.done()}
        for task in done:
            del self._tasks[task]
        for task in done:
            task.result()

    async def _rest(self, wakes: bool) -> bool:
        """Until somebody `wakes` the crew, a job is done, or it is time to look again: then it is true."""
        awake = asyncio.create_task(self._awake.wait())
        waits = {awake, *self._tasks} if wakes else self._tasks
        happened, _ = await asyncio.wait(waits, timeout=self._idle, return_when=asyncio.FIRST_COMPLETED)
        awake.cancel()
        return not happened


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
