"""Several relayers over one outbox: who holds which key, and whose way a community's acts go."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "relayers",
        sa.Column("relayer", sa.String(length=42), nullable=False),
        sa.Column("holder", sa.String(length=255), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.String(length=66), nullable=True),
        sa.PrimaryKeyConstraint("relayer"),
    )
    op.create_table(
        "ways",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("relayer", sa.String(length=42), nullable=False),
        sa.PrimaryKeyConstraint("community"),
    )
