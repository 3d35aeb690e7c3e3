"""Webhooks: where programs want to be told, how far they are, what was delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "webhooks",
        sa.Column("webhook", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=8), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("disabled", sa.BigInteger(), nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("webhook"),
    )
    op.create_index("webhooks_by_user", "webhooks", ["user"])
    op.create_index("webhooks_by_due", "webhooks", ["disabled", "due"])
    op.create_table(
        "deliveries",
        sa.Column("webhook", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("webhook", "number"),
    )
