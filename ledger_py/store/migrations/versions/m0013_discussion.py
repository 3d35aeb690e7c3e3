"""What is said at this gateway: comments, reports, what is hidden, drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "comments",
        sa.Column("comment", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("reply_to", sa.String(length=32), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("comment"),
    )
    columns = ["community", "about", "created", "comment"]
    op.create_index("comments_by_place", "comments", columns)
    op.create_table(
        "drafts",
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=66), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("user", "draft"),
    )
    _moderation()


def _moderation() -> None:
    op.create_table(
        "reports",
        sa.Column("report", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("reporter", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("steward", sa.BigInteger(), nullable=True),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("appealed", sa.BigInteger(), nullable=True),
        sa.Column("appeal", sa.LargeBinary(), nullable=True),
        sa.Column("second", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("report"),
    )
    op.create_index("reports_by_community", "reports", ["community", "created", "report"])
    op.create_table(
        "hidden",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("report", sa.String(length=32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "text"),
    )
