"""What is kept about users between messages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database, Transaction
from storage.models import RoleRow, UserRow
from storage.types import UtcDateTime
from storage.upsert import insert


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A user as stored. `unreachable_since` is set while Telegram refuses messages to the user (the bot is blocked).

    `role` and `office` are None for a user who was not invited, `agreed_notice` is the version of the notice about kept
    data that the user agreed to.
    """

    chat_id: int
    jurisdiction: str | None
    address: str
    greeted: bool
    created_at: datetime
    seen_at: datetime
    unreachable_since: datetime | None
    agreed_notice: str | None = None
    agreed_at: datetime | None = None
    role: str | None = None
    office: str | None = None


KNOWN = (
    select(
        UserRow.chat_id,
        UserRow.jurisdiction,
        UserRow.address,
        UserRow.greeted,
        UserRow.created_at,
        UserRow.seen_at,
        UserRow.unreachable_since,
        UserRow.agreed_notice,
        UserRow.agreed_at,
        RoleRow.role,
        RoleRow.office,
    )
    .outerjoin(RoleRow, RoleRow.chat_id == UserRow.chat_id)
    .where(UserRow.chat_id.in_(bindparam("chats", expanding=True)))
)

SEEN = (
    update(UserRow)
    .where(UserRow.chat_id.in_(bindparam("chats", expanding=True)))
    .values(seen_at=bindparam("now", type_=UtcDateTime()), unreachable_since=None)
    .execution_options(synchronize_session=False)
)


class Profiles:
    """The users, by chat."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, chat_id: int) -> StoredProfile | None:
        """The user of `chat_id`; None when the user has not been saved yet."""
        async with self._database.reading() as session:
            return (await self.known(session, [chat_id])).get(chat_id)

    async def known(self, transaction: Transaction, chat_ids: Collection[int]) -> Mapping[int, StoredProfile]:
        """The users of those of the chats that have been saved, by chat."""
        rows = await transaction.execute(KNOWN, {"chats": sorted(chat_ids)})
        return {row["chat_id"]: StoredProfile(**row) for row in rows.mappings()}

    async def save(
        self, session: AsyncSession, chat_id: int, *, jurisdiction: str | None, address: str, greeted: bool
    ) -> None:
        """Store what the user chose; creates the user at the first time."""
        now = self._clock.now()
        chosen = {"jurisdiction": jurisdiction, "address": address, "greeted": greeted, "seen_at": now}
        statement = insert(session, UserRow).values(chat_id=chat_id, created_at=now, **chosen)
        await session.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=chosen))

    async def agree(self, session: AsyncSession, chat_id: int, notice: str) -> None:
        """The user agreed to this version of the notice; when is kept from the first time."""
        newly = update(UserRow).where(
            UserRow.chat_id == chat_id, or_(UserRow.agreed_notice.is_(None), UserRow.agreed_notice != notice)
        )
        await session.execute(newly.values(agreed_notice=notice, agreed_at=self._clock.now()))

    async def mark_reachable(self, session: AsyncSession, chat_ids: Collection[int]) -> None:
        """The users wrote: seen now, and messages can be sent again. Nothing happens for one not saved yet."""
        await session.execute(SEEN, {"chats": sorted(chat_ids), "now": self._clock.now()})

    async def mark_unreachable(self, chat_id: int) -> None:
        """Telegram refused a message to the user; since when is kept from the first refusal."""
        newly = update(UserRow).where(UserRow.chat_id == chat_id, UserRow.unreachable_since.is_(None))
        async with self._database.transaction() as session:
            await session.execute(newly.values(unreachable_since=self._clock.now()))
