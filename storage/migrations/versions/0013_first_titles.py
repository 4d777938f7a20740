"""What a case was called when it was made, beside what it is called now; until something is recorded both are one."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DESCRIBED = sa.text("SELECT count(*) FROM case_happenings WHERE kind = 'described'")


def upgrade() -> None:
    """Add the column; a case that was never called anew needs nothing in it."""
    op.add_column("cases", sa.Column("first_title", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it. Refused once a case was described anew: the program before this one cannot read its history."""
    described = op.get_bind().scalar(DESCRIBED)
    if described:
        raise RuntimeError(f"{described} entries describe a case anew; go back to a backup from before them instead.")
    op.drop_column("cases", "first_title")
