"""Users, and the answers that were given to them."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.types import AnyText, UtcDateTime


class UserRow(Base):
    """What is kept about a user. In a private chat the chat's id is the user's."""

    __tablename__ = "users"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    jurisdiction: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(32))
    greeted: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unreachable_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_notice: Mapped[str | None] = mapped_column(String(16))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnswerRow(Base):
    """An answer that was given, so that its buttons work later. Its id is unique within its chat."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_created_at", "created_at"),)

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(AnyText)
    status: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    helpful: Mapped[bool | None]
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
