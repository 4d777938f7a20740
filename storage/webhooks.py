"""What a bot's webhook was last set with, for several replicas that start at once: one looks and sets at a time."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import WebhookRow
from storage.upsert import insert


class Webhooks:
    """The webhooks, by bot."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def secret_digest(self, session: AsyncSession, bot_id: int) -> str | None:
        """The digest that was kept last, None for a bot whose webhook was never set.

        Nobody else gets an answer until this transaction ends.
        """
        await self._database.lock(session, bot_id)
        row = await session.get(WebhookRow, bot_id)
        return row.secret_digest if row else None

    async def keep(self, session: AsyncSession, bot_id: int, secret_digest: str) -> None:
        """The webhook was set."""
        kept = {"secret_digest": secret_digest, "set_at": self._clock.now()}
        statement = insert(session, WebhookRow).values(bot_id=bot_id, **kept)
        await session.execute(statement.on_conflict_do_update(index_elements=["bot_id"], set_=kept))
