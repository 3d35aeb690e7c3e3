"""The index: what a replay of the chain makes again."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "activities",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("orientation", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "activity"),
    )
    op.create_table(
        "attestations",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("contribution", sa.String(length=66), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=66), nullable=False),
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
        "blocks",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "communities",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assembly", sa.String(length=42), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=True),
        sa.Column("origin", sa.BigInteger(), nullable=True),
        sa.Column("late_window", sa.BigInteger(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("managed_may_vote", sa.Boolean(), nullable=True),
        sa.Column("founded", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community"),
        sa.UniqueConstraint("assembly"),
        sa.UniqueConstraint("number"),
    )
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
        "epochs",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "epoch"),
    )
    op.create_table(
        "groups",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "group"),
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
        "members",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("steward", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=66), nullable=False),
        sa.Column("admitted_by", sa.BigInteger(), nullable=False),
        sa.Column("joined", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member"),
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
        sa.PrimaryKeyConstraint("community", "epoch", "activity"),
    )
    op.create_table(
        "units",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("raw", sa.BigInteger(), nullable=False),
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
        sa.Column("closed_block", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote"),
    )
