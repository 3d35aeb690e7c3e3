"""The index anew, second part: the record with contests, and the assembly."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "attestations",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("contribution", sa.String(length=66), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=66), nullable=False),
        sa.Column("retracted", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "contribution", "place"),
    )
    op.create_index("attestations_by_member", "attestations", ["community", "member"], unique=False)
    op.create_table(
        "ballots",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("rationale", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote", "member", "sequence"),
    )
    op.create_table(
        "contests",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("contribution", sa.String(length=66), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("contester", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=66), nullable=False),
        sa.Column("lapses", sa.BigInteger(), nullable=False),
        sa.Column("resolver", sa.BigInteger(), nullable=True),
        sa.Column("struck", sa.Boolean(), nullable=True),
        sa.Column("resolution", sa.String(length=66), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("ended_tx", sa.String(length=66), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "contribution"),
    )
    op.create_index("contests_by_epoch", "contests", ["community", "epoch"], unique=False)
    op.create_table(
        "contributions",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("id", sa.String(length=66), nullable=False),
        sa.Column("contributor", sa.BigInteger(), nullable=False),
        sa.Column("recorder", sa.BigInteger(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=66), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("accepted_units", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("replaced_by", sa.String(length=66), nullable=True),
        sa.Column("replaces", sa.String(length=66), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "id"),
    )
    op.create_index(
        "contributions_by_contributor", "contributions", ["community", "contributor"], unique=False
    )
    op.create_index(
        "contributions_by_place", "contributions", ["community", "block", "log"], unique=False
    )
    op.create_index(
        "contributions_by_recorder", "contributions", ["community", "recorder"], unique=False
    )
    op.create_table(
        "indicators",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "indicator"),
    )
    op.create_table(
        "outcomes",
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tx", "position"),
    )
    op.create_table(
        "totals",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "epoch", "activity"),
    )
    op.create_table(
        "units",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("raw", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "epoch", "activity"),
    )
    op.create_table(
        "versions",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from", sa.Integer(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "indicator", "version"),
    )
    op.create_table(
        "votes",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("opens", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.BigInteger(), nullable=False),
        sa.Column("from", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote"),
    )
    op.create_table(
        "withheld",
        sa.Column("commitment", sa.String(length=66), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("contribution", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commitment", "community", "contribution"),
    )
