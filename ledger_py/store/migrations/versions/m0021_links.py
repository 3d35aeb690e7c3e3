"""Links by which one person sees a contribution and is asked to attest to it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "links",
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("contribution", sa.String(length=66), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=True),
        sa.Column("browser", sa.String(length=64), nullable=True),
        sa.Column("opener", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("link"),
    )
    op.create_index("links_by_user", "links", ["user"])
    op.create_index("links_by_contribution", "links", ["community", "contribution"])
