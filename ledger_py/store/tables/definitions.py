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
    Column("handed_over", BigInteger),  # since when only votes define and rule, null before
    # from here on the rules, as the contracts have them
    Column("late_window", BigInteger),
    Column("contest_window", BigInteger),
    Column("contest_time", BigInteger),
    Column("recovery_wait", BigInteger),
    Column("claim_wait", BigInteger),
    Column("notice", BigInteger),
    Column("voting_time", BigInteger),
    Column("delay", BigInteger),
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
    # the windows of the rules under which it was listed, which it keeps
    Column("late_window", BigInteger, nullable=False),
    Column("contest_window", BigInteger, nullable=False),
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
    # what it requires and caps, and its document, as last revised; of each epoch: `terms`
    Column("required", Integer, nullable=False),
    # whether it stands for all sensitive kinds of work of its group
    Column("sensitive", Boolean, nullable=False),
    Column("cap", BigInteger, nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),  # the first epoch in which it is in force no more, null for none
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

terms = table(
    "terms",  # what an activity type requires and caps from an epoch on, until the next of these
    Column("community", String(42), primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("from", Integer, primary_key=True),  # 0: as first defined
    Column("required", Integer, nullable=False),
    Column("cap", BigInteger, nullable=False),
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

indicators = table(
    "indicators",
    Column("community", String(42), primary_key=True),
    Column("indicator", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    # as last revised; of each epoch: `revisions`
    Column("retention", Text, nullable=False),  # JSON list of basis points, from age 1 on
    Column("document", String(66), nullable=False),
    Column("until", Integer),  # the first epoch in which it says nothing any more, null for none
    Column("block", BigInteger, nullable=False),
)

revisions = table(
    "revisions",  # how an indicator is defined from an epoch on, until the next of these
    Column("community", String(42), primary_key=True),
    Column("indicator", Integer, primary_key=True),
    Column("from", Integer, primary_key=True),  # 0: as first defined
    Column("retention", Text, nullable=False),
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)
