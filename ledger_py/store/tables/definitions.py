"""Communities with their rules, and what they define."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Text

from ledger_py.store.tables.base import table

communities = table(
    "communities",
    Column("community", String(42), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("assembly", String(42), nullable=False, unique=True),
    Column("document", String(66)),
    Column("origin", BigInteger),
    Column("founded", BigInteger),
    # from here on the rules, as the contracts have them
    Column("late_window", BigInteger),
    Column("contest_window", BigInteger),
    Column("contest_time", BigInteger),
    Column("recovery_wait", BigInteger),
    Column("claim_wait", BigInteger),
    Column("admission_cap", BigInteger),
    Column("quorum", Integer),
    Column("sponsors", Integer),
    Column("dormant_after", Integer),
    Column("contest_limit", Integer),
    Column("managed_may_vote", Boolean),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

epochs = table(
    "epochs",
    Column("community", String(42), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Column("block", BigInteger, nullable=False),
)

groups = table(
    "groups",
    Column("community", String(42), primary_key=True),
    Column("group", Integer, primary_key=True),
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

activities = table(
    "activities",
    Column("community", String(42), primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("group", Integer, nullable=False),
    Column("orientation", Integer, nullable=False),
    Column("unit", Integer, nullable=False),
    Column("required", Integer, nullable=False),
    # whether it stands for all sensitive kinds of work of its group
    Column("sensitive", Boolean, nullable=False),
    Column("cap", BigInteger, nullable=False),
    Column("since", Integer, nullable=False),
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

indicators = table(
    "indicators",
    Column("community", String(42), primary_key=True),
    Column("indicator", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("retention", Text, nullable=False),  # JSON list of basis points, from age 1 on
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)
