"""The day in Việt Nam, for which dialogues say "hôm nay"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today_in_vietnam() -> date:
    """The day that it is there now."""
    return datetime.now(VIETNAM).date()


def day_of(moment: datetime) -> date:
    """The day that it was there at a moment."""
    return moment.astimezone(VIETNAM).date()
