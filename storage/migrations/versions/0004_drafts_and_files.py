"""Drafts of forms and their versions; files that users sent and files on their way to them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _owner() -> sa.Column[int]:
    return sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False)


def _of_a_draft(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chat_id", "draft_id"],
        ["drafts.chat_id", "drafts.id"],
        name=f"fk_{table}_chat_id_drafts",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    """Create the five tables."""
    op.create_table(
        "drafts",
        _owner(),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "id", name="pk_drafts"),
    )
    op.create_table(
        "active_drafts",
        _owner(),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_active_drafts"),
        _of_a_draft("active_drafts"),
    )
    op.create_table(
        "draft_versions",
        _owner(),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("submitted_on", sa.String(10)),
        sa.PrimaryKeyConstraint("chat_id", "draft_id", "number", name="pk_draft_versions"),
        _of_a_draft("draft_versions"),
    )
    op.create_table(
        "files",
        _owner(),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("legible", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "id", name="pk_files"),
    )
    op.create_table(
        "attachments",
        sa.Column("key", sa.String(200), nullable=False),
        _owner(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attachments"),
    )
    op.create_index("ix_attachments_chat_id", "attachments", ["chat_id"])


def downgrade() -> None:
    """Drop them, those that refer to drafts first."""
    for table in ("attachments", "files", "draft_versions", "active_drafts", "drafts"):
        op.drop_table(table)
