"""Notices to users: what they are told of, by which ways, and what members ask each other for."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "followers",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "requests",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("contribution", sa.String(length=66), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "contribution", "member"),
    )
    op.create_table(
        "notices",
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("thing", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.Column("log", sa.Integer(), nullable=True),
        sa.Column("block_hash", sa.String(length=66), nullable=True),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("taken_back", sa.BigInteger(), nullable=True),
        sa.Column("mailed", sa.BigInteger(), nullable=True),
        sa.Column("pushed", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("user", "thing"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("notices_by_user", "notices", ["user", "number"])
    op.create_index("notices_by_block", "notices", ["block"])
    op.create_table(
        "notice_settings",
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("user", "kind"),
    )
