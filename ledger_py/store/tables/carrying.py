"""Who carries accepted acts: the relayers, and which of them has a community's acts in hand."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String

from ledger_py.store.tables.base import table

relayers = table(
    "relayers",
    Column("relayer", String(42), primary_key=True),
    Column("holder", String(255), nullable=False),  # the process that uses the key
    Column("until", BigInteger, nullable=False),  # when its hold ends unless it is renewed
    # All batches up to this one are done with, as long as the chain has the block that says so.
    Column("settled", Integer, nullable=False, default=0),
    Column("block", BigInteger),
    Column("hash", String(66)),
)

ways = table(
    "ways",  # the acts of a community go one way at a time, so that they stay in order
    Column("community", String(42), primary_key=True),
    Column("relayer", String(42), nullable=False),
)
