"""When the outbox next has something to send: for tests that move the clock to that moment."""

from datetime import datetime

from sqlalchemy import select

from storage.models import OutboxRow, Priority
from storage.outbox import Outbox
from storage.outbox_statements import _free


async def next_due(outbox: Outbox) -> datetime | None:
    """Perhaps in the past; None while nothing waits that is not held up by another message of its chat."""
    found: list[datetime] = []
    async with outbox._database.reading() as session:
        for priority in Priority:
            its = select(OutboxRow.not_before).where(*_free(priority)).order_by(OutboxRow.not_before).limit(1)
            found += await session.scalars(its, {"now": outbox._clock.now()})
    return min(found, default=None)
