"""The nightly erasure of what is past its time: found by asking the database, done by one replica, caught up."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from bot.backoff import sleep_unless
from bot.settings import Settings
from storage.clock import Clock
from storage.retention import BATCH, Chores, Retention

NIGHTLY = "retention"
AT = time(2, 0)
"""When the day's erasure is due, by the administrator's clock."""
HOLD = timedelta(minutes=30)
"""How long a replica has the chore; another takes it over when the first died."""
LOOK_SECONDS = 300.0
"""How often a replica asks whether it is due."""
BREATH_SECONDS = 0.1
"""Between two batches, so that the bot's own writing goes first."""

log = logging.getLogger(__name__)


def periods(settings: Settings) -> Mapping[str, timedelta]:
    """How long the rows of each table are kept."""
    queue, answers = timedelta(days=settings.queue_days), timedelta(days=settings.keep_days)
    return {
        "inbox": queue,
        "outbox": queue,
        "erasures": timedelta(0),
        "invitations": answers,
        "case_invitations": answers,
        "answers": answers,
        "audit": timedelta(days=settings.audit_days),
    }


def last_due(now: datetime, zone: ZoneInfo) -> datetime:
    """The latest moment at which the chore was due."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), AT, zone)
    return today if today <= local else datetime.combine(local.date() - timedelta(days=1), AT, zone)


class Housekeeper:
    """Erases what is past its time, once a night over all replicas."""

    def __init__(
        self, retention: Retention, chores: Chores, clock: Clock, zone: ZoneInfo, kept: Mapping[str, timedelta]
    ) -> None:
        self._retention = retention
        self._chores = chores
        self._clock = clock
        self._zone = zone
        self._kept = kept

    async def run(self, stop: asyncio.Event) -> None:
        """Looks now and then until `stop` is set. A database that is away is asked again at the next look."""
        while not stop.is_set():
            try:
                await self.look(stop)
            except (SQLAlchemyError, OSError) as error:
                log.warning("Erasing what is past its time failed: %s", error, extra={"action": "retention"})
            await sleep_unless(stop, LOOK_SECONDS)

    async def look(self, stop: asyncio.Event) -> bool:
        """Does the chore if it is due and nobody else does it; whether it did. Stopped half-way, it stays due."""
        if not await self._chores.claim(NIGHTLY, last_due(self._clock.now(), self._zone), HOLD):
            return False
        for table, kept in self._kept.items():
            erased = await self._erase(table, self._clock.now() - kept, stop)
            if erased:
                log.info("Erased %d rows of %s", erased, table, extra={"action": "retention"})
        if stop.is_set():
            return False
        await self._chores.done(NIGHTLY)
        return True

    async def _erase(self, table: str, before: datetime, stop: asyncio.Event) -> int:
        total = 0
        while not stop.is_set():
            erased = await self._retention.erase(table, before)
            total += erased
            if erased < BATCH:
                break
            await sleep_unless(stop, BREATH_SECONDS)
        return total
