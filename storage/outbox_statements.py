"""The statements of the outbox that run for every message, built once: building them costs more than running them."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from storage.models import OutboxRow, OutboxState, Priority
from storage.types import UtcDateTime

NOW = bindparam("now", type_=UtcDateTime())


def _free(priority: Priority) -> tuple[ColumnElement[bool], ...]:
    """Rows of one priority that wait, with nothing of their chat being sent or standing in line before them."""
    other = aliased(OutboxRow)
    in_line = or_(other.attempts > 0, other.not_before <= NOW)
    in_the_way = exists().where(
        other.done_at.is_(None),
        other.chat_id == OutboxRow.chat_id,
        other.id != OutboxRow.id,
        or_(other.state == OutboxState.SENDING, and_(other.id < OutboxRow.id, in_line)),
    )
    waits = OutboxRow.state == OutboxState.PENDING
    return OutboxRow.done_at.is_(None), OutboxRow.priority == priority, waits, ~in_the_way


def _due(priority: Priority) -> CTE:
    """Rows of one priority to send now, in the order in which their time came.

    A part of the statement a priority, because an index can then lead straight to what is due, past everything that is
    planned.
    """
    due = select(OutboxRow.id, OutboxRow.priority).where(*_free(priority), OutboxRow.not_before <= NOW)
    first = due.order_by(OutboxRow.not_before, OutboxRow.id).limit(bindparam("room", type_=Integer()))
    return first.with_for_update(skip_locked=True).cte(f"due_{priority.name.lower()}")


def _most_urgent() -> Select[tuple[int]]:
    """Up to `room` rows to send now, of the most urgent priorities."""
    due = union_all(*(select(part.c.id, part.c.priority) for part in map(_due, Priority))).subquery("due")
    return select(due.c.id).order_by(due.c.priority).limit(bindparam("room", type_=Integer()))


CLAIM = (
    update(OutboxRow)
    .where(OutboxRow.id.in_(_most_urgent()))
    .values(state=OutboxState.SENDING, attempts=OutboxRow.attempts + 1)
    .returning(
        OutboxRow.id,
        OutboxRow.key,
        OutboxRow.chat_id,
        OutboxRow.method,
        OutboxRow.params,
        OutboxRow.priority,
        OutboxRow.attempts,
        OutboxRow.created_at,
        OutboxRow.not_before,
    )
    .execution_options(synchronize_session=False)
)
"""Take what is due, the most urgent first."""

SENT = (
    update(OutboxRow)
    .where(OutboxRow.id == bindparam("row"), OutboxRow.done_at.is_(None))
    .values(state=OutboxState.SENT, message_id=bindparam("message"), error=None, params={}, done_at=NOW)
    .returning(OutboxRow.chat_id)
    .execution_options(synchronize_session=False)
)

WAITS = select(OutboxRow.id).where(OutboxRow.done_at.is_(None), OutboxRow.chat_id == bindparam("chat")).limit(1)

RAISE = (
    update(OutboxRow)
    .where(
        OutboxRow.done_at.is_(None),
        OutboxRow.chat_id.in_(bindparam("chats", expanding=True)),
        OutboxRow.priority > bindparam("urgency", type_=Integer()),
    )
    .values(priority=bindparam("urgency", type_=Integer()))
    .execution_options(synchronize_session=False)
)


def untried(prefix: str, chat_id: int) -> tuple[ColumnElement[bool], ...]:
    """The messages of a chat that nobody has tried to send yet, by how their keys begin."""
    waits = (OutboxRow.done_at.is_(None), OutboxRow.state == OutboxState.PENDING, OutboxRow.attempts == 0)
    return *waits, OutboxRow.chat_id == chat_id, OutboxRow.key.startswith(prefix)
