"""Files that came with events of cases belong to the cases; those that their senders hold are moved."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KEPT = ("id", "name", "mime", "legible", "size", "digest", "content", "created_at")
"""The columns of a file, whosever it is."""

HAPPENINGS = sa.table(
    "case_happenings", sa.column("case_id"), sa.column("number"), sa.column("actor"), sa.column("details", sa.JSON)
)
FILES = sa.table("files", sa.column("chat_id"), *map(sa.column, KEPT))
CASE_FILES = sa.table("case_files", sa.column("case_id"), sa.column("number"), *map(sa.column, KEPT))
NAMING = (
    sa.table("drafts", sa.column("chat_id"), sa.column("state", sa.JSON)),
    sa.table("draft_versions", sa.column("chat_id"), sa.column("answers", sa.JSON)),
)
"""What else may name a file of a chat: the state of a draft, the answers of a version."""


class Named(NamedTuple):
    """A file that an entry of a history names, and who recorded the entry."""

    case_id: int
    number: int
    actor: int | None
    id: str


def upgrade() -> None:
    """Create the table and move into it what the entries name, from whoever recorded in the case has it."""
    op.create_table(
        "case_files",
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("legible", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "id", name="pk_case_files"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_files_case_id_cases"),
    )
    connection = op.get_bind()
    for one in _named(connection):
        sender = connection.scalar(_sender(one))
        if sender is not None and not _is_there(connection, one):
            _move(connection, one, sender)


def downgrade() -> None:
    """Give the files back to who recorded the entries, where they are named still; drop the table.

    The files of entries whose recorder's data were erased are lost: there is nobody to give them back to. Whoever needs
    them makes a copy (`damlam backup`) before.
    """
    connection = op.get_bind()
    for one in _named(connection):
        its = [CASE_FILES.c[name] for name in KEPT]
        theirs = sa.exists().where(FILES.c.chat_id == one.actor, FILES.c.id == one.id)
        found = sa.select(sa.literal(one.actor, sa.BigInteger()), *its).where(
            CASE_FILES.c.case_id == one.case_id, CASE_FILES.c.number == one.number, CASE_FILES.c.id == one.id, ~theirs
        )
        if one.actor is not None:
            connection.execute(sa.insert(FILES).from_select(["chat_id", *KEPT], found))
    op.drop_table("case_files")


def _named(connection: sa.Connection) -> Iterator[Named]:
    """The files that entries name, in the order of the entries. The word alone may stand in any text."""
    its = sa.select(HAPPENINGS).where(sa.cast(HAPPENINGS.c.details, sa.Text()).contains('"file"'))
    for row in connection.execute(its.order_by(HAPPENINGS.c.case_id, HAPPENINGS.c.number)).all():
        for file in json.loads(row.details.get("file", "[]")):
            yield Named(row.case_id, row.number, row.actor, file["id"])


def _sender(one: Named) -> sa.Select[int]:
    """Who has the file: whoever recorded the entry, else somebody else who recorded in the case (it was put right)."""
    actors = sa.select(HAPPENINGS.c.actor).where(HAPPENINGS.c.case_id == one.case_id)
    its = sa.select(FILES.c.chat_id).where(FILES.c.id == one.id, FILES.c.chat_id.in_(actors))
    return its.order_by(sa.case((FILES.c.chat_id == one.actor, 0), else_=1), FILES.c.chat_id).limit(1)


def _is_there(connection: sa.Connection, one: Named) -> bool:
    its = sa.select(CASE_FILES.c.number).where(CASE_FILES.c.case_id == one.case_id, CASE_FILES.c.id == one.id)
    return connection.scalar(its) is not None


def _move(connection: sa.Connection, one: Named, sender: int) -> None:
    """Copies a file to the case; the sender keeps it only where a draft or a version of theirs may name it as well."""
    its = (FILES.c.chat_id == sender, FILES.c.id == one.id)
    about = (sa.literal(one.case_id, ROW_ID), sa.literal(one.number, sa.Integer()))
    found = sa.select(*about, *(FILES.c[name] for name in KEPT)).where(*its)
    connection.execute(sa.insert(CASE_FILES).from_select(["case_id", "number", *KEPT], found))
    named = (
        sa.exists().where(
            table.c.chat_id == sender, sa.cast(list(table.c)[1], sa.Text()).contains(one.id, autoescape=True)
        )
        for table in NAMING
    )
    connection.execute(sa.delete(FILES).where(*its, *(~one for one in named)))
