"""What only one process of all may do: whoever holds the lease does it, the others stand by."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from bot.backoff import sleep_unless
from storage.leases import Lease

LENGTH = timedelta(seconds=5)
"""How long after its last renewal a dead process's task is free."""
RENEW_EVERY = 1.5
"""Seconds; three renewals fit into the lease."""
LOOK_EVERY = 0.5
"""How often those who stand by look, and how often the holder sees whether it still is one. Seconds."""

log = logging.getLogger(__name__)


class Part(Protocol):
    """A part of the bot that runs beside the others."""

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set, then finishes what is in hand."""


class Elected:
    """Runs `part` while this process holds `lease`, from beginning to end once each time it gets it.

    The part is asked to stop when the lease is lost; what it must not do from that very moment on it has to ask the
    lease about itself. It has ended before it may begin again.
    """

    def __init__(self, part: Part, lease: Lease) -> None:
        self._part = part
        self._lease = lease

    async def run(self, stop: asyncio.Event) -> None:
        """Stands by or runs the part until `stop` is set. Raises what the part raises, but for database faults."""
        while not stop.is_set():
            if await self._take():
                log.info("This process has the task %s", self._lease.name, extra={"action": "elect"})
                await self._serve(stop)
            else:
                await sleep_unless(stop, LOOK_EVERY)

    async def _take(self) -> bool:
        try:
            return await self._lease.take()
        except (SQLAlchemyError, OSError) as error:
            log.warning("The lease %s cannot be had: %s", self._lease.name, error, extra={"action": "elect"})
            return False

    async def _serve(self, stop: asyncio.Event) -> None:
        ending = asyncio.Event()
        part = asyncio.create_task(self._part.run(ending))
        renewing = asyncio.create_task(self._renew())
        stopping = asyncio.create_task(stop.wait())
        try:
            while not (part.done() or stop.is_set() or not self._lease.is_held):
                # To the very end of the lease: somebody else may begin then.
                look = min(LOOK_EVERY, self._lease.left)
                await asyncio.wait({part, stopping}, timeout=look, return_when=asyncio.FIRST_COMPLETED)
            ending.set()
            await part
        except (SQLAlchemyError, OSError) as error:
            log.warning("The task %s was broken off: %s", self._lease.name, error, extra={"action": "elect"})
            await sleep_unless(stop, LOOK_EVERY)
        finally:
            for task in (stopping, renewing, part):
                task.cancel()
            await asyncio.gather(renewing, part, return_exceptions=True)
            await self._give_up()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY)
            await self._take()

    async def _give_up(self) -> None:
        """A lease that cannot be given back ends by itself."""
        with suppress(SQLAlchemyError, OSError):
            await self._lease.give_up()
