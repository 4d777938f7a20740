"""Who may do what, who was invited, what was agreed to, and the record of what was done."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.types import AnyText, RowId, UtcDateTime


class OfficeRow(Base):
    """An office (cơ quan, đơn vị) whose clerks may be invited."""

    __tablename__ = "offices"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(AnyText)
    jurisdiction: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleRow(Base):
    """The role of a user who was invited. `invited_by` is None for an invitation made on the command line."""

    __tablename__ = "roles"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(16))
    office: Mapped[str | None] = mapped_column(String(24))
    jurisdiction: Mapped[str | None] = mapped_column(String(64))
    invitation: Mapped[str] = mapped_column(String(16))
    invited_by: Mapped[int | None] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class InvitationRow(Base):
    """An invitation. The code itself is not kept: `digest` is its SHA-256 in hexadecimal."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    office: Mapped[str | None] = mapped_column(String(24))
    jurisdiction: Mapped[str | None] = mapped_column(String(64))
    max_uses: Mapped[int] = mapped_column(Integer)
    uses: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ErasureRow(Base):
    """A user asked for the erasure of all their data and has not confirmed it yet. One at a time; a new one counts."""

    __tablename__ = "erasures"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditRow(Base):
    """Who did what, on what, when, and what came of it. No text that a user wrote.

    Triggers refuse every change and the erasure of a row younger than a year (migration 0002). `actor` is a chat, None
    for the command line and the bot itself.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"), Index("ix_audit_actor_action_at", "actor", "action", "at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(128))
    outcome: Mapped[str] = mapped_column(String(16))


class ChoreRow(Base):
    """When a chore of the house was last done, and until when a replica that does it now has it."""

    __tablename__ = "chores"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
