"""The two queues. `done_at IS NULL` means "open" in both.

The partial indexes are over open rows only, so that taking the next row costs what is waiting and not what was ever
handled; the condition has no parameter, so that both databases can match it with the index. The index over done rows is
there to find those whose time is past.
"""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.types import AnyText, RowId, UtcDateTime, enum_column

OPEN = text("done_at IS NULL")
DONE = text("done_at IS NOT NULL")


def open_rows(name: str, *columns: str) -> Index:
    """A partial index over the open rows of a queue, on both databases."""
    return Index(name, *columns, sqlite_where=OPEN, postgresql_where=OPEN)


def done_rows(name: str) -> Index:
    """A partial index over the done rows of a queue, by when they were done."""
    return Index(name, "done_at", sqlite_where=DONE, postgresql_where=DONE)


class InboxState(StrEnum):
    """Where an update stands."""

    NEW = "new"
    """Waiting for a worker."""
    WORKING = "working"
    """A worker holds it until `lease_until`."""
    DONE = "done"
    """Handled; what it led to was committed with it."""
    FAILED = "failed"
    """Set aside after too many attempts; `error` says why."""


class OutboxState(StrEnum):
    """Where a message to Telegram stands."""

    PENDING = "pending"
    """Waiting for the sender, not before `not_before`."""
    SENDING = "sending"
    """The sender has it; after a crash nobody knows whether Telegram has it too."""
    SENT = "sent"
    """Telegram took it."""
    FAILED = "failed"
    """Given up; `error` says why."""
    DROPPED = "dropped"
    """Not true any more when its turn came, and not sent."""


class Priority(IntEnum):
    """Which messages go first when there are more than Telegram's limits let through."""

    INTERACTIVE = 0
    """Somebody waits for it."""
    BULK = 1
    """Reminders and announcements."""


class InboxRow(Base):
    """An update received from Telegram, kept from before it is acknowledged."""

    __tablename__ = "inbox"
    __table_args__ = (
        open_rows("ix_inbox_open_id", "id"),
        open_rows("ix_inbox_open_chat", "chat_id", "id"),
        Index("ix_inbox_chat_sent", "chat_id", "sent_at"),
        done_rows("ix_inbox_done"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[InboxState] = mapped_column(enum_column(InboxState))
    lease_owner: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer)
    crashes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    error: Mapped[str | None] = mapped_column(AnyText)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxRow(Base):
    """A call of the Bot API to make: a message to send, edit or answer."""

    __tablename__ = "outbox"
    __table_args__ = (
        open_rows("ix_outbox_open_due", "priority", "not_before", "id"),
        open_rows("ix_outbox_open_chat", "chat_id", "id"),
        done_rows("ix_outbox_done"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(64))
    params: Mapped[dict[str, object]] = mapped_column(JSON)
    priority: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[OutboxState] = mapped_column(enum_column(OutboxState))
    attempts: Mapped[int] = mapped_column(Integer)
    error: Mapped[str | None] = mapped_column(AnyText)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
