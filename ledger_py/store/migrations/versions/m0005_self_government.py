"""Self-government: votes of every kind; the index anew, empty, so that a replay fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CHANGED = (
    "activities",
    "ballots",
    "communities",
    "epochs",
    "indicators",
    "versions",
    "votes",
)
_EMPTIED = (
    "attestations",
    "blocks",
    "checkpoint",
    "claims",
    "contests",
    "contributions",
    "earlier",
    "groups",
    "invitations",
    "members",
    "outcomes",
    "recoveries",
    "signers",
    "sponsorships",
    "suspensions",
    "totals",
    "units",
    "withheld",
)


def upgrade() -> None:
    """Make the tables; the outbox and the off-chain content stay as they are."""
    for name in _CHANGED:
        op.drop_table(name)
    for name in _EMPTIED:
        op.execute(sa.delete(sa.table(name)))
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
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "activity"),
    )
    op.create_table(
        "ballots",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=True),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("choice", sa.Integer(), nullable=True),
        sa.Column("approved", sa.Text(), nullable=True),
        sa.Column("rationale", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote", "member", "sequence"),
    )
    op.create_table(
        "candidates",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("elected", sa.Boolean(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote", "number"),
    )
    op.create_table(
        "communities",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assembly", sa.String(length=42), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=True),
        sa.Column("origin", sa.BigInteger(), nullable=True),
        sa.Column("founded", sa.BigInteger(), nullable=True),
        sa.Column("handed_over", sa.BigInteger(), nullable=True),
        sa.Column("late_window", sa.BigInteger(), nullable=True),
        sa.Column("contest_window", sa.BigInteger(), nullable=True),
        sa.Column("contest_time", sa.BigInteger(), nullable=True),
        sa.Column("recovery_wait", sa.BigInteger(), nullable=True),
        sa.Column("claim_wait", sa.BigInteger(), nullable=True),
        sa.Column("notice", sa.BigInteger(), nullable=True),
        sa.Column("voting_time", sa.BigInteger(), nullable=True),
        sa.Column("delay", sa.BigInteger(), nullable=True),
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
        "epochs",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("late_window", sa.BigInteger(), nullable=False),
        sa.Column("contest_window", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "epoch"),
    )
    op.create_table(
        "indicators",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "indicator"),
    )
    op.create_table(
        "proposals",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("proposer", sa.BigInteger(), nullable=False),
        sa.Column("amends", sa.Integer(), nullable=True),
        sa.Column("delay", sa.BigInteger(), nullable=False),
        sa.Column("founding", sa.Boolean(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("calls", sa.Text(), nullable=False),
        sa.Column("ready", sa.BigInteger(), nullable=True),
        sa.Column("executed", sa.BigInteger(), nullable=True),
        sa.Column("executed_tx", sa.String(length=66), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote"),
    )
    op.create_index("proposals_by_amends", "proposals", ["community", "amends"], unique=False)
    op.create_table(
        "retries",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=66), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("again", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("community", "name", "vote"),
    )
    op.create_table(
        "revisions",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("from", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "indicator", "from"),
    )
    op.create_table(
        "terms",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("from", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(length=66), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community", "activity", "from"),
    )
    op.create_table(
        "versions",
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from", sa.Integer(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
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
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("opens", sa.BigInteger(), nullable=False),
        sa.Column("closes", sa.BigInteger(), nullable=False),
        sa.Column("joined_by", sa.BigInteger(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.Column("indicator", sa.Integer(), nullable=False),
        sa.Column("from", sa.Integer(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("community", "vote"),
    )
    op.create_index("votes_by_end", "votes", ["closed", "closes"], unique=False)
