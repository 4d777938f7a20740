"""Whether a chat looks at something else than the form that it is in the middle of."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the forms in hand now are in sight."""
    op.add_column("active_drafts", sa.Column("aside", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("active_drafts", "aside")
