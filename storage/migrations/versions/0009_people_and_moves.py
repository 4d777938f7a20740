"""Invitations to propose a case together, since when somebody does, and the deadlines that the calendar moved."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the two tables; since when the present people of cases are in them stays unknown."""
    op.add_column("case_people", sa.Column("joined_at", MOMENT))
    op.create_table(
        "case_invitations",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_by", sa.BigInteger()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("offered_to", sa.BigInteger()),
        sa.Column("used_by", sa.BigInteger()),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_case_invitations"),
        sa.UniqueConstraint("digest", name="uq_case_invitations_digest"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_invitations_case_id_cases"),
    )
    op.create_index("ix_case_invitations_case_id", "case_invitations", ["case_id"])
    op.create_table(
        "case_moves",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("was_due", sa.Date(), nullable=False),
        sa.Column("is_due", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_moves"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_moves_case_id_cases"),
    )
    op.create_index("ix_case_moves_case_id", "case_moves", ["case_id"])


def downgrade() -> None:
    """Drop them; indexes go with their tables."""
    op.drop_table("case_moves")
    op.drop_table("case_invitations")
    op.drop_column("case_people", "joined_at")
