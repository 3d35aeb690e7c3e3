"""The outbox and the off-chain content."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "acts",
        sa.Column("act", sa.String(length=66), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("contract", sa.String(length=42), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("act"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index("acts_waiting", "acts", ["batch", "sequence"], unique=False)
    op.create_table(
        "batches",
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("relayer", sa.String(length=42), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("contract", sa.String(length=42), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("batch"),
    )
    op.create_index("batches_by_nonce", "batches", ["relayer", "nonce"], unique=True)
    op.create_table(
        "contents",
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.Column("salt", sa.String(length=66), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commitment"),
    )
    op.create_table(
        "documents",
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("act", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "key"),
    )
    op.create_table(
        "transactions",
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tx"),
    )
