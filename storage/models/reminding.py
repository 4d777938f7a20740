"""When people wish to be reminded."""

from datetime import time

from sqlalchemy import BigInteger, Boolean, Time
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class PreferencesRow(Base):
    """What somebody has chosen of `storage.quiet_hours.Preferences`; whoever has no row has chosen nothing."""

    __tablename__ = "reminder_preferences"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[time] = mapped_column(Time)
    until: Mapped[time] = mapped_column(Time)
    every_day: Mapped[bool] = mapped_column(Boolean)
    daily: Mapped[bool] = mapped_column(Boolean)
