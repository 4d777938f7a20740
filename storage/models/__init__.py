"""The tables. What they promise is kept by the module of `storage/` that has the name of their subject."""

from storage.models.base import Base
from storage.models.leases import LeaseRow
from storage.models.people import AnswerRow, UserRow
from storage.models.queues import InboxRow, InboxState, OutboxRow, OutboxState, Priority

__all__ = [
    "AnswerRow",
    "Base",
    "InboxRow",
    "InboxState",
    "LeaseRow",
    "OutboxRow",
    "OutboxState",
    "Priority",
    "UserRow",
]
