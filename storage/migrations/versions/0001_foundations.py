"""Inbox, outbox, users and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("done_at IS NULL")
OPEN_INDEXES = (
    ("ix_inbox_open_id", "inbox", ["id"]),
    ("ix_inbox_open_chat", "inbox", ["chat_id", "id"]),
    ("ix_outbox_open_due", "outbox", ["priority", "not_before", "id"]),
    ("ix_outbox_open_chat", "outbox", ["chat_id", "id"]),
)


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "inbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lease_owner", sa.String(200)),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("done_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("update_id", name="uq_inbox_update_id"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(64), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("done_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_table(
        "users",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("jurisdiction", sa.String(64)),
        sa.Column("address", sa.String(32), nullable=False),
        sa.Column("greeted", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("unreachable_since", MOMENT),
        sa.PrimaryKeyConstraint("chat_id", name="pk_users"),
    )
    op.create_table(
        "answers",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("helpful", sa.Boolean()),
        sa.Column("judged_at", MOMENT),
        sa.PrimaryKeyConstraint("chat_id", "id", name="pk_answers"),
    )
    for name, table, columns in OPEN_INDEXES:
        op.create_index(name, table, columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    """Drop them; indexes go with their tables."""
    for table in ("answers", "users", "outbox", "inbox"):
        op.drop_table(table)
