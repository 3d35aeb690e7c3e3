"""Files that show what was done."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "evidence",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("community", "file"),
    )
    op.create_index("evidence_by_member", "evidence", ["community", "member"])
