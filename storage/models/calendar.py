"""The calendar: the days that are not what their weekday says, and what is known of each year."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.types import AnyText, RowId, UtcDateTime, enum_column
from storage.working_days import DayKind


class CalendarDayRow(Base):
    """A day off or a made-up working day: the truth that due dates are counted by."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    reason: Mapped[str] = mapped_column(AnyText)
    document: Mapped[str] = mapped_column(AnyText)
    entered_by: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarYearRow(Base):
    """A year whose days are in the table. `notice` is the official notice that was entered for it, None until then."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    notice: Mapped[str | None] = mapped_column(AnyText)
    entered_by: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarChangeRow(Base):
    """A change of a day, only added to: what it was and became (None: what its weekday says), on which document."""

    __tablename__ = "calendar_changes"
    __table_args__ = (Index("ix_calendar_changes_day", "day"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    was: Mapped[DayKind | None] = mapped_column(enum_column(DayKind))
    became: Mapped[DayKind | None] = mapped_column(enum_column(DayKind))
    reason: Mapped[str] = mapped_column(AnyText)
    document: Mapped[str] = mapped_column(AnyText)
    entered_by: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
