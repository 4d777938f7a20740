"""Cases: what happened to them, whose they are, and when somebody has to be reminded."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.lifecycle import Who
from storage.models.base import Base
from storage.types import AnyText, RowId, UtcDateTime, enum_column
from storage.working_days import DayKind

OPEN_CASE = text("closed_at IS NULL")
PLANNED = text("next_at IS NOT NULL")


class CaseRow(Base):
    """A case. `happenings` is how many were recorded: whoever records the next one must have seen them all.

    `issue` is what was told when it was made, `first_title` what it was called then, once something is recorded.
    `title` and `state` repeat what the history leads to, for lists; `closed_at` is set in a state that is an end.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_open_office", "office", "id", sqlite_where=OPEN_CASE, postgresql_where=OPEN_CASE),
        Index("ix_cases_open_id", "id", sqlite_where=OPEN_CASE, postgresql_where=OPEN_CASE),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(AnyText)
    first_title: Mapped[str | None] = mapped_column(AnyText)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    issue: Mapped[str] = mapped_column(String(16))
    office: Mapped[str | None] = mapped_column(String(24))
    draft_id: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int | None] = mapped_column(Integer)
    digest: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(32))
    happenings: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CasePersonRow(Base):
    """Somebody whose case it is (người đề xuất). An office's clerks see it through the office.

    `joined_at` is None for whoever was one of its people before that was kept.
    """

    __tablename__ = "case_people"
    __table_args__ = (Index("ix_case_people_chat_id", "chat_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    muted: Mapped[bool] = mapped_column(Boolean)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseInvitationRow(Base):
    """An invitation to propose a case together, for one person. Its code is not kept: `digest` is its SHA-256.

    `offered_to` is who came with the code last and was asked whether to join; nobody else can.
    """

    __tablename__ = "case_invitations"
    __table_args__ = (Index("ix_case_invitations_case_id", "case_id"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_to: Mapped[int | None] = mapped_column(BigInteger)
    used_by: Mapped[int | None] = mapped_column(BigInteger)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HappeningRow(Base):
    """Something that happened to a case, as it was recorded; never changed.

    But for `actor`: whoever has their data erased is not named any more.
    """

    __tablename__ = "case_happenings"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    on: Mapped[date] = mapped_column("happened_on", Date)
    who: Mapped[Who] = mapped_column(enum_column(Who))
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    corrects: Mapped[int | None] = mapped_column(Integer)
    void: Mapped[bool] = mapped_column(Boolean)
    actor: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseFileRow(Base):
    """A file that came with a happening of a case; `number` is the first one that named it.

    `size` is in bytes, `digest` the content's SHA-256.
    """

    __tablename__ = "case_files"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(AnyText)
    mime: Mapped[str] = mapped_column(String(128))
    legible: Mapped[bool] = mapped_column(Boolean)
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseMoveRow(Base):
    """A deadline of a case that moved when a day was entered into the calendar; only added to."""

    __tablename__ = "case_moves"
    __table_args__ = (Index("ix_case_moves_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    key: Mapped[str] = mapped_column(String(48))
    was_due: Mapped[date] = mapped_column(Date)
    is_due: Mapped[date] = mapped_column(Date)
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    reason: Mapped[str] = mapped_column(AnyText)
    document: Mapped[str] = mapped_column(AnyText)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeadlineRow(Base):
    """A clock that runs or a duty that is open, and the moment when somebody is next told of it.

    Derived from the history and written with it. `due` is None for a duty, which has no number of days, and for a clock
    that stands still. `told_on` is the day up to which everything was told, None for a duty that was not told of yet.
    """

    __tablename__ = "case_deadlines"
    __table_args__ = (Index("ix_case_deadlines_next_at", "next_at", sqlite_where=PLANNED, postgresql_where=PLANNED),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(48), primary_key=True)
    duty: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[date] = mapped_column(Date)
    due: Mapped[date | None] = mapped_column(Date)
    told_on: Mapped[date | None] = mapped_column(Date)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
