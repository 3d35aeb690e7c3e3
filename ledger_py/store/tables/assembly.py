"""What members decide: votes of every kind, ballots, and what came of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Text

from ledger_py.store.tables.base import table

votes = table(
    "votes",  # weight votes, proposals, elections: one list, one numbering
    Column("community", String(42), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("opens", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Column("joined_by", BigInteger, nullable=False),  # who joined by then may vote
    Column("quorum", Integer, nullable=False),
    Column("closed", BigInteger),  # when it was closed, null before
    # from here on of weight votes only, 0 for the others
    Column("indicator", Integer, nullable=False),
    Column("from", Integer, nullable=False),
    Column("activities", Integer, nullable=False),
    Column("groups", Integer, nullable=False),  # 0 in a vote of rates
    Column("version", Integer),  # what it set, 0 for nothing, null before
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Index("votes_by_end", "closed", "closes"),
)

versions = table(
    "versions",
    Column("community", String(42), primary_key=True),
    Column("indicator", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("from", Integer, nullable=False),
    # JSON list, one per activity type of the vote; 15: not yet valued
    Column("levels", Text, nullable=False),
    # JSON list of basis points, one per group of the vote; empty for rates
    Column("shares", Text, nullable=False),
    Column("vote", Integer, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

proposals = table(
    "proposals",
    Column("community", String(42), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("proposer", BigInteger, nullable=False),
    Column("amends", Integer),  # the vote of the proposal that it changes, null for none
    Column("delay", BigInteger, nullable=False),
    Column("founding", Boolean, nullable=False),  # proposed before handover
    Column("document", String(66), nullable=False),
    Column("calls", Text, nullable=False),  # JSON list of pairs: target, call in hex
    Column("ready", BigInteger),  # from when on it can be executed, null unless it has passed
    Column("executed", BigInteger),
    Column("executed_tx", String(66)),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("proposals_by_amends", "community", "amends"),
)

candidates = table(
    "candidates",
    Column("community", String(42), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),  # from 0, in the order of standing
    Column("member", BigInteger, nullable=False),
    Column("elected", Boolean, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

ballots = table(
    "ballots",  # all that were cast; the live one of a member has the highest sequence
    Column("community", String(42), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("sequence", Integer, primary_key=True),  # 65,535: an objection
    # of a weight vote: JSON list, one per activity type of the vote; 15: abstained
    Column("levels", Text),
    # of a vote of shares: JSON list, one per group, 100 in all; empty: does not divide
    Column("points", Text),
    Column("choice", Integer),  # about a proposal: 1 in favour, 2 against, 3 abstains
    Column("approved", Text),  # in an election: JSON list of numbers of candidates
    Column("rationale", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)
