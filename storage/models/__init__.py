"""The tables. What they promise is kept by the module of `storage/` that has the name of their subject."""

from storage.models.access import AuditRow, ChoreRow, ErasureRow, InvitationRow, OfficeRow, RoleRow
from storage.models.base import Base
from storage.models.calendar import CalendarChangeRow, CalendarDayRow, CalendarYearRow
from storage.models.cases import (
    CaseFileRow,
    CaseInvitationRow,
    CaseMoveRow,
    CasePersonRow,
    CaseRow,
    DeadlineRow,
    HappeningRow,
)
from storage.models.drafts import ActiveDraftRow, AttachmentRow, DraftRow, DraftVersionRow, FileRow
from storage.models.leases import LeaseRow
from storage.models.people import AnswerRow, UserRow
from storage.models.queues import InboxRow, InboxState, OutboxRow, OutboxState, Priority
from storage.models.reminding import PreferencesRow
from storage.models.transport import WebhookRow

__all__ = [
    "ActiveDraftRow",
    "AnswerRow",
    "AttachmentRow",
    "AuditRow",
    "Base",
    "CalendarChangeRow",
    "CalendarDayRow",
    "CalendarYearRow",
    "CaseFileRow",
    "CaseInvitationRow",
    "CaseMoveRow",
    "CasePersonRow",
    "CaseRow",
    "ChoreRow",
    "DeadlineRow",
    "DraftRow",
    "DraftVersionRow",
    "ErasureRow",
    "FileRow",
    "HappeningRow",
    "InboxRow",
    "InboxState",
    "InvitationRow",
    "LeaseRow",
    "OfficeRow",
    "OutboxRow",
    "OutboxState",
    "PreferencesRow",
    "Priority",
    "RoleRow",
    "UserRow",
    "WebhookRow",
]
