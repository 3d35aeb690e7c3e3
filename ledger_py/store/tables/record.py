"""Contributions, who says so, who doubts it, and what they add up to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String

from ledger_py.store.tables.base import table

contributions = table(
    "contributions",
    Column("community", String(42), primary_key=True),
    Column("id", String(66), primary_key=True),
    Column("contributor", BigInteger, nullable=False),
    Column("recorder", BigInteger, nullable=False),
    Column("activity", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("basis", Integer, nullable=False),
    Column("content", String(66), nullable=False),
    # as the last event left it: a contest that lapsed since still stands here as contested
    Column("state", Integer, nullable=False),
    Column("accepted_units", Integer, nullable=False),
    # from when on a contest is over that nobody resolved, null where there was none
    Column("lapses", BigInteger),
    Column("withdrawn", BigInteger),
    Column("withdrawn_by", BigInteger),
    Column("kept", Boolean, nullable=False),  # withdrawn when its epoch was final: it still counts
    Column("replaced_by", String(66)),
    Column("replaces", String(66)),
    Column("block", BigInteger, nullable=False),
    Column("log", Integer, nullable=False),  # position of the event in its block
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("contributions_by_place", "community", "block", "log"),
    Index("contributions_by_contributor", "community", "contributor"),
    Index("contributions_by_recorder", "community", "recorder"),
)

attestations = table(
    "attestations",
    Column("community", String(42), primary_key=True),
    Column("contribution", String(66), primary_key=True),
    Column("place", Integer, primary_key=True),  # 0 to 4, the order of attesting
    Column("member", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),  # as attested; 0 on the chain once retracted
    Column("basis", Integer, nullable=False),
    Column("note", String(66), nullable=False),
    Column("retracted", BigInteger),  # when it was taken back, null while it holds
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("attestations_by_member", "community", "member"),
)

contests = table(
    "contests",  # one per contribution, ever
    Column("community", String(42), primary_key=True),
    Column("contribution", String(66), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("contester", BigInteger, nullable=False),
    Column("reason", String(66), nullable=False),
    Column("lapses", BigInteger, nullable=False),
    Column("resolver", BigInteger),
    Column("struck", Boolean),
    Column("resolution", String(66)),  # the resolver's reason
    # when it was resolved, or ended by a withdrawal; null while it is open, and after it lapsed
    Column("ended", BigInteger),
    Column("ended_tx", String(66)),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("contests_by_epoch", "community", "epoch"),
)

withheld = table(
    "withheld",  # texts that are shown no more: whatever was committed to about a withdrawn one
    Column("commitment", String(66), primary_key=True),
    Column("community", String(42), primary_key=True),
    Column("contribution", String(66), primary_key=True),
    Column("block", BigInteger, nullable=False),
)

units = table(
    "units",  # accepted units before the cap
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("raw", BigInteger, nullable=False),
    Column("block", BigInteger, nullable=False),  # in which there were first any
)

totals = table(
    "totals",  # units of all members after the cap
    Column("community", String(42), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("total", BigInteger, nullable=False),
    Column("block", BigInteger, nullable=False),  # in which there were first any
)
