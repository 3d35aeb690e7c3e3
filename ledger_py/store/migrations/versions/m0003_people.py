"""The index anew, first part: empty, so that a replay of the chain fills it; people are new."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BEFORE = (
    "activities",
    "attestations",
    "ballots",
    "blocks",
    "checkpoint",
    "communities",
    "contributions",
    "epochs",
    "groups",
    "indicators",
    "members",
    "outcomes",
    "totals",
    "units",
    "versions",
    "votes",
)


def upgrade() -> None:
    """Make the tables; the outbox and the off-chain content stay as they are."""
    for name in _BEFORE:
        op.drop_table(name)
    op.create_table(
        "activities",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("orientation", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "activity"),
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
        "claims",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.Column("ready", sa.BigInteger(), nullable=False),
        sa.Column("confirmer", sa.BigInteger(), nullable=True),
        sa.Column("second", sa.BigInteger(), nullable=True),
        sa.Column("completed", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "signer"),
    )
    op.create_table(
        "communities",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assembly", sa.String(length=42), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=True),
        sa.Column("origin", sa.BigInteger(), nullable=True),
        sa.Column("founded", sa.BigInteger(), nullable=True),
        sa.Column("late_window", sa.BigInteger(), nullable=True),
        sa.Column("contest_window", sa.BigInteger(), nullable=True),
        sa.Column("contest_time", sa.BigInteger(), nullable=True),
        sa.Column("recovery_wait", sa.BigInteger(), nullable=True),
        sa.Column("claim_wait", sa.BigInteger(), nullable=True),
        sa.Column("admission_cap", sa.BigInteger(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("sponsors", sa.Integer(), nullable=True),
        sa.Column("dormant_after", sa.Integer(), nullable=True),
        sa.Column("contest_limit", sa.Integer(), nullable=True),
        sa.Column("managed_may_vote", sa.Boolean(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community"),
        sa.UniqueConstraint("assembly"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "earlier",
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("block", "position"),
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
        "invitations",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("invitation", sa.String(length=66), nullable=False),
        sa.Column("inviter", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "invitation"),
    )
    op.create_table(
        "members",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=66), nullable=False),
        sa.Column("admitted_by", sa.BigInteger(), nullable=False),
        sa.Column("joined", sa.BigInteger(), nullable=True),
        sa.Column("last_epoch", sa.Integer(), nullable=False),
        sa.Column("steward", sa.Boolean(), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("departed", sa.BigInteger(), nullable=True),
        sa.Column("suspended_until", sa.BigInteger(), nullable=True),
        sa.Column("recognition", sa.Integer(), nullable=False),
        sa.Column("chooser", sa.BigInteger(), nullable=True),
        sa.Column("claims_contested_by", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member"),
    )
    op.create_table(
        "recoveries",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("proposer", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=False),
        sa.Column("confirmer", sa.BigInteger(), nullable=True),
        sa.Column("ready", sa.BigInteger(), nullable=True),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("objected", sa.BigInteger(), nullable=True),
        sa.Column("refused", sa.BigInteger(), nullable=True),
        sa.Column("completed", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "number"),
    )
    op.create_table(
        "signers",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", "signer"),
    )
    op.create_index("signers_by_signer", "signers", ["community", "signer"], unique=True)
    op.create_table(
        "sponsorships",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("admission", sa.String(length=66), nullable=False),
        sa.Column("sponsor", sa.BigInteger(), nullable=False),
        sa.Column("sponsors", sa.Integer(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "block", "log"),
    )
    op.create_table(
        "suspensions",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("steward", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "block", "log"),
    )
