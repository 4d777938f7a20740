"""The digest of the secret that a webhook was set with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the next start sets the webhook and fills it."""
    op.create_table(
        "webhooks",
        sa.Column("bot_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", name="pk_webhooks"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("webhooks")
