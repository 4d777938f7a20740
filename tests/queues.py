"""What tests ask of the queues that the bot itself never does."""

from sqlalchemy import select

from storage.database import Database
from storage.models import InboxRow


async def newest_update(database: Database) -> int | None:
    """The number of the update that was stored last, handled or not."""
    async with database.reading() as session:
        newest: int | None = await session.scalar(select(InboxRow.update_id).order_by(InboxRow.id.desc()).limit(1))
    return newest
