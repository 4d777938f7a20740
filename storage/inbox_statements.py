"""The statements of the inbox that run for every update, built once: building them costs more than running them."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from storage.models import InboxRow, InboxState
from storage.types import UtcDateTime

NOW = bindparam("now", type_=UtcDateTime())


def _held(row: type[InboxRow]) -> ColumnElement[bool]:
    return and_(row.state == InboxState.WORKING, row.lease_until > NOW)


def _free() -> CTE:
    """The oldest open rows that nobody holds, with no open row of their chat before them and none held beside them."""
    other = aliased(InboxRow)
    in_the_way = exists().where(
        other.done_at.is_(None),
        other.chat_id == InboxRow.chat_id,
        other.id != InboxRow.id,
        or_(other.id < InboxRow.id, _held(other)),
    )
    free = select(InboxRow.id).where(InboxRow.done_at.is_(None), ~_held(InboxRow), ~in_the_way)
    oldest = free.order_by(InboxRow.id).limit(bindparam("room", type_=Integer()))
    return oldest.with_for_update(skip_locked=True).cte("free")


DIED = case((InboxRow.state == InboxState.WORKING, 1), else_=0)
"""A row that is taken though somebody has it: whoever had it is dead."""

CLAIM = (
    update(InboxRow)
    .where(InboxRow.id.in_(select(_free().c.id)))
    .values(
        state=InboxState.WORKING,
        lease_owner=bindparam("holder", type_=String()),
        lease_until=bindparam("until", type_=UtcDateTime()),
        crashes=InboxRow.crashes + DIED,
    )
    .returning(
        InboxRow.id,
        InboxRow.update_id,
        InboxRow.chat_id,
        InboxRow.payload,
        InboxRow.received_at,
        InboxRow.sent_at,
        InboxRow.attempts,
        InboxRow.crashes,
        InboxRow.error,
    )
    .execution_options(synchronize_session=False)
)
"""Take the next free rows, in one statement."""

FINISH = (
    update(InboxRow)
    .where(
        InboxRow.id.in_(bindparam("rows", expanding=True)),
        InboxRow.state == InboxState.WORKING,
        InboxRow.lease_owner == bindparam("holder", type_=String()),
    )
    .values(state=InboxState.DONE, done_at=NOW, lease_owner=None, lease_until=None)
    .returning(InboxRow.id)
    .execution_options(synchronize_session=False)
)

WAITS = (
    select(InboxRow.id)
    .where(InboxRow.done_at.is_(None), InboxRow.chat_id.in_(bindparam("chats", expanding=True)))
    .limit(1)
)

HELD_BESIDE = select(InboxRow.chat_id).where(
    InboxRow.done_at.is_(None),
    InboxRow.chat_id.in_(bindparam("chats", expanding=True)),
    InboxRow.id.not_in(bindparam("mine", expanding=True)),
    _held(InboxRow),
)

SENT_BEFORE = select(func.count()).select_from(
    select(InboxRow.id)
    .where(
        InboxRow.chat_id == bindparam("chat"),
        InboxRow.sent_at > bindparam("since", type_=UtcDateTime()),
        InboxRow.sent_at <= bindparam("until", type_=UtcDateTime()),
        InboxRow.id < bindparam("row"),
    )
    .limit(bindparam("most", type_=Integer()))
    .subquery()
)
