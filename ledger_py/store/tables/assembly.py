"""What members decide: versions, votes, ballots."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Text

from ledger_py.store.tables.base import table

versions = table(
    "versions",
    Column("community", String(42), primary_key=True),
    Column("indicator", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("from", Integer, nullable=False),
    # JSON list, one per activity type of the vote; 15: not yet valued
    Column("levels", Text, nullable=False),
    Column("vote", Integer, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

votes = table(
    "votes",
    Column("community", String(42), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("indicator", Integer, nullable=False),
    Column("opens", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Column("from", Integer, nullable=False),
    Column("activities", Integer, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("closed", BigInteger),  # when it was closed, null before
    Column("version", Integer),  # what it set, 0 for nothing, null before
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

ballots = table(
    "ballots",  # all that were cast; the live one of a member has the highest sequence
    Column("community", String(42), primary_key=True),
    Column("vote", Integer, primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    # JSON list, one per activity type of the vote; 15: abstained
    Column("levels", Text, nullable=False),
    Column("rationale", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)
