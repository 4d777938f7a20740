"""The tables. What they promise is kept by the module of `storage/` that has the name of their subject."""

from storage.models.base import Base
from storage.models.calendar import CalendarDayRow, CalendarYearRow
from storage.models.cases import CasePersonRow, CaseRow, DeadlineRow, HappeningRow
from storage.models.people import AnswerRow, UserRow
from storage.models.queues import InboxRow, InboxState, OutboxRow, OutboxState, Priority

__all__ = [
    "AnswerRow",
    "Base",
    "CalendarDayRow",
    "CalendarYearRow",
    "CasePersonRow",
    "CaseRow",
    "DeadlineRow",
    "HappeningRow",
    "InboxRow",
    "InboxState",
    "OutboxRow",
    "OutboxState",
    "Priority",
    "UserRow",
]
