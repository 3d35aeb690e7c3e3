"""What happened, event by event; the index empty, so that a replay of the chain fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_EMPTIED = (
    *("activities", "attestations", "ballots", "blocks", "candidates", "checkpoint", "claims"),
    *("communities", "contests", "contributions", "earlier", "epochs", "groups", "indicators"),
    *("invitations", "members", "outcomes", "proposals", "recoveries", "revisions", "signers"),
    *("sponsorships", "suspensions", "terms", "totals", "units", "versions", "votes", "withheld"),
)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "happenings",
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=42), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("tx", sa.String(length=66), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("block", "log"),
    )
    op.create_index("happenings_by_community", "happenings", ["community", "block", "log"])
    for name in _EMPTIED:
        op.execute(sa.delete(sa.table(name)))
