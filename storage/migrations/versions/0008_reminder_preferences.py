"""When people wish to be reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty: nobody has chosen anything."""
    op.create_table(
        "reminder_preferences",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("until", sa.Time(), nullable=False),
        sa.Column("every_day", sa.Boolean(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_reminder_preferences"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("reminder_preferences")
