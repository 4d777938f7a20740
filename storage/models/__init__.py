"""The tables. What they promise is kept by the module of `storage/` that has the name of their subject."""

from storage.models.base import Base
from storage.models.drafts import ActiveDraftRow, AttachmentRow, DraftRow, DraftVersionRow, FileRow
from storage.models.people import AnswerRow, UserRow
from storage.models.queues import InboxRow, InboxState, OutboxRow, OutboxState, Priority

__all__ = [
    "ActiveDraftRow",
    "AnswerRow",
    "AttachmentRow",
    "Base",
    "DraftRow",
    "DraftVersionRow",
    "FileRow",
    "InboxRow",
    "InboxState",
    "OutboxRow",
    "OutboxState",
    "Priority",
    "UserRow",
]
