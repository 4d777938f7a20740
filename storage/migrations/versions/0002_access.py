"""Roles, invitations, consent, the audit that is only added to, and what the limits and the retention ask by."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

SQLITE_GUARDS = (
    """
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is only added to'); END
    """,
    """
    CREATE TRIGGER audit_is_kept_a_year BEFORE DELETE ON audit
    WHEN julianday(OLD.at) > julianday('now') - 365
    BEGIN SELECT RAISE(ABORT, 'audit is kept for a year at least'); END
    """,
)
POSTGRESQL_GUARDS = (
    """
    CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '365 days' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'audit is only added to, and kept for a year at least';
    END $$
    """,
    """
    CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_guard()
    """,
    """
    CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()
    """,
)
"""The database itself keeps the audit: no row is changed, none younger than a year is erased, whoever asks."""


def upgrade() -> None:
    """Create the tables of access and the audit with its guards; note when an update was sent."""
    _create_people()
    _create_house()
    op.add_column("users", sa.Column("agreed_notice", sa.String(16)))
    op.add_column("users", sa.Column("agreed_at", MOMENT))
    op.add_column("inbox", sa.Column("sent_at", MOMENT))
    op.create_index("ix_inbox_chat_sent", "inbox", ["chat_id", "sent_at"])
    op.create_index("ix_answers_created_at", "answers", ["created_at"])
    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(guard)


def _create_people() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offices"),
    )
    op.create_table(
        "roles",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("office", sa.String(24)),
        sa.Column("jurisdiction", sa.String(64)),
        sa.Column("invitation", sa.String(16), nullable=False),
        sa.Column("invited_by", sa.BigInteger()),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_roles"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("office", sa.String(24)),
        sa.Column("jurisdiction", sa.String(64)),
        sa.Column("max_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.BigInteger()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("digest", name="uq_invitations_digest"),
    )
    op.create_table(
        "erasures",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_erasures"),
    )


def _create_house() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.BigInteger()),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("target", sa.String(128), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_actor_action_at", "audit", ["actor", "action", "at"])
    op.create_table(
        "chores",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("held_until", MOMENT),
        sa.PrimaryKeyConstraint("name", name="pk_chores"),
    )


def downgrade() -> None:
    """Drop them; triggers and indexes go with their tables."""
    op.drop_index("ix_answers_created_at", "answers")
    op.drop_index("ix_inbox_chat_sent", "inbox")
    op.drop_column("inbox", "sent_at")
    op.drop_column("users", "agreed_at")
    op.drop_column("users", "agreed_notice")
    for table in ("chores", "audit", "erasures", "invitations", "roles", "offices"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_guard()")
