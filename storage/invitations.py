"""Invitations: whoever has the code gets the role in it, as often and as long as it says. Codes are kept as digests."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.clock import Clock
from storage.database import Database
from storage.models import InvitationRow, RoleRow
from storage.upsert import insert

CODE_BYTES = 16
"""128 random bits: nobody guesses one."""


class InvitationGoneError(RuntimeError):
    """Somebody else used the invitation up, or it was revoked, since it was read. Roll back and look again."""


def new_code() -> str:
    """A code that fits Telegram's `start` parameter (letters, digits, `_` and `-`)."""
    return secrets.token_urlsafe(CODE_BYTES)


def new_id() -> str:
    """A short id of an invitation, for lists and buttons; it opens nothing."""
    return secrets.token_hex(4)


def digest_of(code: str) -> str:
    """What is kept of a code. It has too many bits to be found by trying, so it needs no salt."""
    return hashlib.sha256(code.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredInvitation:
    """An invitation as stored; `made_by` is None for one made on the command line."""

    id: str
    role: str
    office: str | None
    jurisdiction: str | None
    max_uses: int
    uses: int
    made_by: int | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can be used at `now`."""
        return self.revoked_at is None and self.uses < self.max_uses and now < self.expires_at


class Invitations:
    """The invitations, and the roles that they gave."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self,
        session: AsyncSession,
        *,
        id: str,
        digest: str,
        role: str,
        office: str | None,
        jurisdiction: str | None,
        max_uses: int,
        lasts: timedelta,
        made_by: int | None,
    ) -> None:
        """Store an invitation that can be used `max_uses` times within `lasts`."""
        now = self._clock.now()
        session.add(
            InvitationRow(
                id=id,
                digest=digest,
                role=role,
                office=office,
                jurisdiction=jurisdiction,
                max_uses=max_uses,
                uses=0,
                made_by=made_by,
                made_at=now,
                expires_at=now + lasts,
            )
        )
        await session.flush()

    async def find(self, digest: str) -> StoredInvitation | None:
        """The invitation whose code has this digest, if it can be used now."""
        async with self._database.reading() as session:
            row = await session.scalar(select(InvitationRow).where(InvitationRow.digest == digest))
        found = None if row is None else _invitation(row)
        return found if found and found.is_open(self._clock.now()) else None

    async def all(self) -> tuple[StoredInvitation, ...]:
        """Every invitation, the newest first."""
        newest = select(InvitationRow).order_by(InvitationRow.made_at.desc(), InvitationRow.id)
        async with self._database.reading() as session:
            return tuple(_invitation(row) for row in await session.scalars(newest))

    async def open(self) -> tuple[StoredInvitation, ...]:
        """Those that can be used now, the newest first."""
        now = self._clock.now()
        return tuple(one for one in await self.all() if one.is_open(now))

    async def redeem(self, session: AsyncSession, id: str, chat_id: int) -> None:
        """Count one use of the invitation and give the user its role, both or neither.

        Raises:
            InvitationGoneError: it cannot be used (any more); of several users at once no more win than it has uses.
        """
        now = self._clock.now()
        usable = update(InvitationRow).where(
            InvitationRow.id == id,
            InvitationRow.revoked_at.is_(None),
            InvitationRow.uses < InvitationRow.max_uses,
            InvitationRow.expires_at > now,
        )
        row = await session.scalar(usable.values(uses=InvitationRow.uses + 1).returning(InvitationRow))
        if row is None:
            raise InvitationGoneError(f"Invitation {id} cannot be used any more.")
        given = {
            "role": row.role,
            "office": row.office,
            "jurisdiction": row.jurisdiction,
            "invitation": row.id,
            "invited_by": row.made_by,
            "since": now,
        }
        statement = insert(session, RoleRow).values(chat_id=chat_id, **given)
        await session.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=given))

    async def revoke(self, session: AsyncSession, id: str) -> bool:
        """End the invitation; roles that it gave stay. False when there is no open one of this id."""
        its = update(InvitationRow).where(InvitationRow.id == id, InvitationRow.revoked_at.is_(None))
        revoked = its.values(revoked_at=self._clock.now()).returning(InvitationRow.id)
        return (await session.execute(revoked)).one_or_none() is not None


def _invitation(row: InvitationRow) -> StoredInvitation:
    return StoredInvitation(
        id=row.id,
        role=row.role,
        office=row.office,
        jurisdiction=row.jurisdiction,
        max_uses=row.max_uses,
        uses=row.uses,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
