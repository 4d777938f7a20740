"""Forms being filled in, their frozen versions, the files that users sent, and the files on their way to them.

Every key begins with the chat, so that a row can only be reached by whoever names its owner.
"""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Integer, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.types import AnyText, UtcDateTime


def _of_a_draft() -> ForeignKeyConstraint:
    """What belongs to a draft goes with it."""
    return ForeignKeyConstraint(["chat_id", "draft_id"], ["drafts.chat_id", "drafts.id"], ondelete="CASCADE")


class DraftRow(Base):
    """A form that a user is filling in. `revision` is that of the state; it only grows."""

    __tablename__ = "drafts"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    form: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(AnyText)
    state: Mapped[dict[str, object]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ActiveDraftRow(Base):
    """The draft that a chat is in the middle of; a chat without a row is in the middle of none.

    `aside`: the chat looks at something else.
    """

    __tablename__ = "active_drafts"
    __table_args__ = (_of_a_draft(),)

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    draft_id: Mapped[str] = mapped_column(String(64))
    aside: Mapped[bool] = mapped_column(server_default=false())


class DraftVersionRow(Base):
    """The answers of a draft when its documents were handed over; `submitted_on` is all that may change."""

    __tablename__ = "draft_versions"
    __table_args__ = (_of_a_draft(),)

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    draft_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(AnyText)
    answers: Mapped[dict[str, object]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_on: Mapped[str | None] = mapped_column(String(10))


class FileRow(Base):
    """A file that a user sent. `size` is in bytes, `digest` the content's SHA-256."""

    __tablename__ = "files"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(AnyText)
    mime: Mapped[str] = mapped_column(String(128))
    legible: Mapped[bool]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttachmentRow(Base):
    """A file that goes out with the outbox row of the same key; gone once that row is settled."""

    __tablename__ = "attachments"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, index=True)
    name: Mapped[str] = mapped_column(AnyText)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
