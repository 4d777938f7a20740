"""Leases; how often a process died over an update; indexes by which old rows of the queues are found and erased."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DONE = sa.text("done_at IS NOT NULL")
QUEUES = ("inbox", "outbox")


def upgrade() -> None:
    """Create the table, the column and the indexes."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.add_column("inbox", sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
    for table in QUEUES:
        op.create_index(f"ix_{table}_done", table, ["done_at"], sqlite_where=DONE, postgresql_where=DONE)


def downgrade() -> None:
    """Drop them."""
    for table in QUEUES:
        op.drop_index(f"ix_{table}_done", table)
    op.drop_column("inbox", "crashes")
    op.drop_table("leases")
