"""After a start with new rules the deadlines of open cases are planned anew: once, by one replica, in small steps."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.backoff import sleep_unless
from bot.stores import Stores
from storage.database import Database
from storage.lifecycle import digest
from storage.replanning import Replanning
from storage.retention import Chores

PLANNED = "deadlines:"
"""How the chore's names begin; the digest of the rules follows."""
ONCE = datetime.fromtimestamp(0, UTC)
HOLD = timedelta(minutes=30)
"""How long a replica has the chore; another takes it over when the first died."""
LOOK_SECONDS = 60.0
"""How often a replica asks whether another has done it."""
BREATH_SECONDS = 0.05
"""Between two steps, so that the bot's own writing goes first."""

log = logging.getLogger(__name__)


class Replanner:
    """Plans anew where the deadlines were last planned by other rules than this process has.

    Each process does it or sees it done once, at its start: of two versions that run side by side for a while the one
    that started last has planned.
    """

    def __init__(self, database: Database, stores: Stores, replanning: Replanning, chores: Chores) -> None:
        self._database = database
        self._stores = stores
        self._replanning = replanning
        self._chores = chores

    async def run(self, stop: asyncio.Event) -> None:
        """Ends once it is done, by whomever. A database that is away is asked again at the next look."""
        while not stop.is_set():
            try:
                if await self.look(stop):
                    return
            except (SQLAlchemyError, OSError) as error:
                log.warning("Planning the deadlines anew failed: %s", error, extra={"action": "replanning"})
            await sleep_unless(stop, LOOK_SECONDS)

    async def look(self, stop: asyncio.Event) -> bool:
        """Plans if it is to be done and nobody else does it; whether it is done. Broken off, it stays to be done."""
        chore = f"{PLANNED}{digest()}"
        if not await self._chores.claim(chore, ONCE, HOLD):
            return await self._chores.is_done(chore)
        try:
            whole = await self._every(stop)
        except SQLAlchemyError:
            await self._chores.leave(chore)
            raise
        if not whole:
            await self._chores.leave(chore)
            return False
        await self._chores.done(chore, instead_of=PLANNED)
        log.info("The deadlines of the open cases are planned by the present rules", extra={"action": "replanning"})
        return True

    async def _every(self, stop: asyncio.Event) -> bool:
        last: int | None = 0
        while last is not None and not stop.is_set():
            last = await self._step(last)
            await sleep_unless(stop, BREATH_SECONDS)
        return last is None

    async def _step(self, after: int) -> int | None:
        async with self._database.transaction() as session:
            calendar = await self._stores.calendar_held(session)
            return await self._replanning.some(session, calendar, after)
