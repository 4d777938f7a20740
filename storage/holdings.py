"""What is held about a user, table by table: how it is told to them and what becomes of it when they have it erased.

Every table is either in `HOLDINGS` or in `NOBODYS`; a test fails for a table that is in neither, so that no table with
people's data is forgotten.
"""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.clock import Clock
from storage.database import Database
from storage.lifecycle import lifecycle
from storage.models import (
    ActiveDraftRow,
    AnswerRow,
    AttachmentRow,
    AuditRow,
    Base,
    CaseFileRow,
    CaseInvitationRow,
    CaseMoveRow,
    CasePersonRow,
    CaseRow,
    DeadlineRow,
    DraftRow,
    DraftVersionRow,
    ErasureRow,
    FileRow,
    HappeningRow,
    InboxRow,
    InboxState,
    InvitationRow,
    OutboxRow,
    OutboxState,
    PreferencesRow,
    RoleRow,
    UserRow,
)
from storage.parting import Parting, partings
from storage.upsert import insert

CONFIRM_WITHIN = timedelta(minutes=15)
"""How long a request for erasure can be confirmed."""

Rows = Callable[[int], ColumnElement[bool]]
"""Which rows of a table are a user's."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A table with data of users.

    `blank` is what an erasure writes over the rows that must stay for their unique keys, None where they are deleted;
    `erased` says which rows that concerns, None for all of the user's. With `kept` no erasure touches the table.
    `naming` are columns with the id of some user: whoever is not the asking one is not told of there, and an erasure
    empties them where they hold the user's, in rows that stay with others.
    """

    table: type[Base]
    of: Rows
    blank: Mapping[str, object] | None = None
    erased: Rows | None = None
    kept: bool = False
    naming: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name under which the user is shown it."""
        return str(self.table.__tablename__)


def _cases_of(chat: int) -> Select[int]:
    return select(CasePersonRow.case_id).where(CasePersonRow.chat_id == chat)


def _cases_alone(chat: int) -> Select[int]:
    """The cases of the user that nobody else follows: no other person, no office."""
    other = aliased(CasePersonRow)
    others = exists().where(other.case_id == CaseRow.id, other.chat_id != chat)
    return select(CaseRow.id).where(CaseRow.id.in_(_cases_of(chat)), CaseRow.office.is_(None), ~others)


def _abandoned(_chat: int) -> ColumnElement[bool]:
    """Cases of which nobody is left."""
    return CaseRow.office.is_(None) & ~exists().where(CasePersonRow.case_id == CaseRow.id)


def _files_of(chat: int) -> ColumnElement[bool]:
    """The files of cases that are the user's, and those that came with what the user recorded."""
    named = exists().where(
        HappeningRow.case_id == CaseFileRow.case_id,
        HappeningRow.number == CaseFileRow.number,
        HappeningRow.actor == chat,
    )
    return or_(CaseFileRow.case_id.in_(_cases_of(chat)), named)


HOLDINGS = (
    Holding(UserRow, lambda chat: UserRow.chat_id == chat),
    Holding(RoleRow, lambda chat: RoleRow.chat_id == chat, naming=("invited_by",)),
    Holding(PreferencesRow, lambda chat: PreferencesRow.chat_id == chat),
    Holding(AnswerRow, lambda chat: AnswerRow.chat_id == chat),
    Holding(ActiveDraftRow, lambda chat: ActiveDraftRow.chat_id == chat),
    Holding(DraftVersionRow, lambda chat: DraftVersionRow.chat_id == chat),
    Holding(DraftRow, lambda chat: DraftRow.chat_id == chat),
    Holding(FileRow, lambda chat: FileRow.chat_id == chat),
    Holding(AttachmentRow, lambda chat: AttachmentRow.chat_id == chat),
    Holding(
        DeadlineRow,
        lambda chat: DeadlineRow.case_id.in_(_cases_of(chat)),
        erased=lambda chat: DeadlineRow.case_id.in_(_cases_alone(chat)),
    ),
    Holding(
        CaseMoveRow,
        lambda chat: CaseMoveRow.case_id.in_(_cases_of(chat)),
        erased=lambda chat: CaseMoveRow.case_id.in_(_cases_alone(chat)),
    ),
    # A case keeps what came with its events for as long as it is there, whoever sent it.
    Holding(CaseFileRow, _files_of, erased=lambda chat: CaseFileRow.case_id.in_(_cases_alone(chat))),
    Holding(
        HappeningRow,
        lambda chat: or_(HappeningRow.actor == chat, HappeningRow.case_id.in_(_cases_of(chat))),
        erased=lambda chat: HappeningRow.case_id.in_(_cases_alone(chat)),
        naming=("actor",),
    ),
    Holding(
        CaseInvitationRow,
        lambda chat: or_(
            CaseInvitationRow.made_by == chat, CaseInvitationRow.used_by == chat, CaseInvitationRow.offered_to == chat
        ),
        # An invitation of somebody who is not there any more is nobody's.
        erased=lambda chat: or_(
            CaseInvitationRow.case_id.in_(_cases_alone(chat)),
            (CaseInvitationRow.made_by == chat) & CaseInvitationRow.used_at.is_(None),
        ),
        naming=("made_by", "offered_to", "used_by"),
    ),
    Holding(CasePersonRow, lambda chat: CasePersonRow.chat_id == chat),
    Holding(CaseRow, lambda chat: CaseRow.id.in_(_cases_of(chat)), erased=_abandoned),
    Holding(
        InboxRow,
        lambda chat: InboxRow.chat_id == chat,
        blank={"payload": {}, "error": None},
        # What the user wrote after the confirmation still waits for its answer.
        erased=lambda chat: (
            or_(InboxRow.done_at.is_not(None), InboxRow.state == InboxState.WORKING) & (InboxRow.chat_id == chat)
        ),
    ),
    Holding(
        OutboxRow,
        lambda chat: OutboxRow.chat_id == chat,
        blank={"params": {}, "error": None},
        erased=lambda chat: OutboxRow.done_at.is_not(None) & (OutboxRow.chat_id == chat),
    ),
    Holding(ErasureRow, lambda chat: ErasureRow.chat_id == chat),
    Holding(InvitationRow, lambda chat: InvitationRow.made_by == chat, blank={"made_by": None}),
    Holding(AuditRow, lambda chat: AuditRow.actor == chat, kept=True),
)
"""In the order of erasure."""
NOBODYS = frozenset({"offices", "chores", "leases", "webhooks", "calendar_days", "calendar_years", "calendar_changes"})
"""Tables that hold nothing about a user."""
UNTOLD = frozenset({"digest", "token", "content"})
"""Columns that are keys of ours, and the contents of files: the user has those, and all of them is too much to send."""


class Holdings:
    """Tells a user all that is held about them, and erases it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def told(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row about the user by table, as JSON can say it. Nothing about anybody else.

        Nor what somebody else recorded in a case and is `private` (`storage.lifecycle.Detail`).
        """
        async with self._database.reading() as session:
            told = {one.name: await _rows(session, one, chat_id) for one in HOLDINGS}
        happenings = str(HappeningRow.__tablename__)
        return told | {happenings: _without_private(told[happenings], chat_id)}

    async def ask(self, session: AsyncSession, chat_id: int, token: str) -> None:
        """Remember that the user asked for erasure; what they asked before cannot be confirmed any more."""
        asked = {"token": token, "expires_at": self._clock.now() + CONFIRM_WITHIN}
        statement = insert(session, ErasureRow).values(chat_id=chat_id, **asked)
        await session.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=asked))

    async def asked(self, chat_id: int, token: str) -> bool:
        """Whether the token is that of the user's latest request, in time."""
        async with self._database.reading() as session:
            row = await session.get(ErasureRow, chat_id)
        return row is not None and secrets.compare_digest(row.token, token) and self._clock.now() < row.expires_at

    async def partings(self, chat_id: int) -> tuple[Parting, ...]:
        """What would become of the user's cases."""
        async with self._database.reading() as session:
            return await partings(session, chat_id)

    async def erase(self, session: AsyncSession, chat_id: int) -> tuple[Parting, ...]:
        """Erase all about the user but the audit, and drop what still waits to be sent to them; the cases they had."""
        parted = await partings(session, chat_id, locked=True)
        waiting = (
            OutboxRow.chat_id == chat_id,
            OutboxRow.done_at.is_(None),
            OutboxRow.state == OutboxState.PENDING,
        )
        given_up = {"state": OutboxState.FAILED, "done_at": self._clock.now()}
        await session.execute(update(OutboxRow).where(*waiting).values(**given_up))
        for one in HOLDINGS:
            if one.kept:
                continue
            those = (one.erased or one.of)(chat_id)
            if one.blank is None:
                await session.execute(delete(one.table).where(those))
            else:
                await session.execute(update(one.table).where(those).values(**one.blank))
            for name in one.naming:
                column = one.table.__table__.columns[name]
                await session.execute(update(one.table).where(column == chat_id).values({name: None}))
        return parted


async def _rows(session: AsyncSession, holding: Holding, chat_id: int) -> list[dict[str, Any]]:
    table = holding.table.__table__
    columns = [column for column in table.columns if column.name not in UNTOLD]
    found = await session.execute(select(*columns).where(holding.of(chat_id)))
    return [
        {
            name: None if name in holding.naming and value != chat_id else _plain(value)
            for name, value in row._mapping.items()
        }
        for row in found
    ]


def _without_private(happenings: list[dict[str, Any]], chat_id: int) -> list[dict[str, Any]]:
    """Happenings of whole cases, without the private details of those that others recorded."""
    kinds = {(one["case_id"], one["number"]): one["kind"] for one in happenings}

    def told(one: dict[str, Any]) -> dict[str, Any]:
        fields = lifecycle().events[kinds[one["case_id"], one["corrects"] or one["number"]]].fields
        details = one["details"].items()
        return one | {"details": {key: value for key, value in details if not fields[key].private}}

    return [one if one["actor"] == chat_id else told(one) for one in happenings]


def _plain(value: object) -> object:
    """The value as JSON has it; what a database keeps as JSON is so already."""
    match value:
        case date() | time():  # and datetime
            return value.isoformat()
        case Enum():
            return value.value
        case bytes():
            return base64.b64encode(value).decode()
    return value
