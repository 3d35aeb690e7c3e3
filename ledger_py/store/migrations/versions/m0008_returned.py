"""Acts that went back from a batch, so that one that lands by it all the same is known as ours."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and find transactions by their batch."""
    op.create_table(
        "returned",
        sa.Column("act", sa.String(length=66), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("act", "batch"),
    )
    op.create_index("transactions_by_batch", "transactions", ["batch"])
