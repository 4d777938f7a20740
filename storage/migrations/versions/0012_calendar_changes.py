"""What was changed in the calendar, only added to: a day that is entered twice or taken out leaves its trace."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table; what was changed before stays unknown."""
    op.create_table(
        "calendar_changes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("was", sa.String(16)),
        sa.Column("became", sa.String(16)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(100), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_changes"),
    )
    op.create_index("ix_calendar_changes_day", "calendar_changes", ["day"])


def downgrade() -> None:
    """Drop it; its index goes with it."""
    op.drop_table("calendar_changes")
