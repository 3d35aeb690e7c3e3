"""What was answered to a request under an idempotency key, for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "answers",
        sa.Column("key", sa.String(length=66), nullable=False),
        sa.Column("request", sa.String(length=66), nullable=False),
        sa.Column("act", sa.String(length=66), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("answers_by_age", "answers", ["asked"])
