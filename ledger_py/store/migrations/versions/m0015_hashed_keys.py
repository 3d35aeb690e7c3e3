"""Idempotency keys by their hash: people choose them, and a server's log keeps what it is given."""

import sqlalchemy as sa
from alembic import op
from eth_hash.auto import keccak

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write them into a new table, so that the files of the old one go."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT * FROM idempotency_keys")).mappings().all()
    op.drop_table("idempotency_keys")
    table = op.create_table(
        "idempotency_keys",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=66), nullable=False),
        sa.Column("act", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "key"),
    )
    hashed = [{**row, "key": "0x" + keccak(row["key"].encode()).hex()} for row in rows]
    if hashed:
        connection.execute(table.insert(), hashed)
