"""Cases, their people, what happened to them, and their deadlines."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("closed_at IS NULL")
PLANNED = sa.text("next_at IS NOT NULL")


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "cases",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.String(64), nullable=False),
        sa.Column("issue", sa.String(16), nullable=False),
        sa.Column("office", sa.String(24)),
        sa.Column("draft_id", sa.String(32)),
        sa.Column("version", sa.Integer()),
        sa.Column("digest", sa.String(64)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("happenings", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("code", name="uq_cases_code"),
    )
    op.create_index("ix_cases_open_office", "cases", ["office", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_cases_open_id", "cases", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "case_people",
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "chat_id", name="pk_case_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_people_case_id_cases"),
    )
    op.create_index("ix_case_people_chat_id", "case_people", ["chat_id"])
    op.create_table(
        "case_happenings",
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("who", sa.String(16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("corrects", sa.Integer()),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.BigInteger()),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_case_happenings"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_happenings_case_id_cases"),
    )
    op.create_table(
        "case_deadlines",
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("told_on", sa.Date()),
        sa.Column("next_at", MOMENT),
        sa.PrimaryKeyConstraint("case_id", "key", name="pk_case_deadlines"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_deadlines_case_id_cases"),
    )
    op.create_index(
        "ix_case_deadlines_next_at", "case_deadlines", ["next_at"], sqlite_where=PLANNED, postgresql_where=PLANNED
    )


def downgrade() -> None:
    """Drop them; indexes go with their tables."""
    for table in ("case_deadlines", "case_happenings", "case_people", "cases"):
        op.drop_table(table)
