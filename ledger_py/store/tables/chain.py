"""How far the index has read, the way back from there, what happened, and what became of acts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Text

from ledger_py.store.tables.base import table

checkpoint = table(
    "checkpoint",
    Column("id", Integer, primary_key=True),  # always 1
    Column("block", BigInteger, nullable=False),
    Column("hash", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

blocks = table(
    "blocks",  # every block that holds rows of ours, to notice a reorganisation by its hash
    Column("number", BigInteger, primary_key=True),
    Column("hash", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

earlier = table(
    "earlier",  # what a block changed in rows from before it: with this a reorganisation is undone
    Column("block", BigInteger, primary_key=True),
    Column("position", Integer, primary_key=True),  # from 0, by table and key
    Column("table", String(32), nullable=False),
    # JSON object: the row's key, and what the changed columns held before the block
    Column("row", Text, nullable=False),
)

outcomes = table(
    "outcomes",  # what became of each act of a relayed batch
    Column("tx", String(66), primary_key=True),
    Column("position", Integer, primary_key=True),  # from 0, over all relays of the transaction
    Column("reason", Text, nullable=False),  # error data in hex, "0x" when it succeeded
    Column("block", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
)

happenings = table(
    "happenings",  # every event of a community, in the chain's order: what there is to be told of
    Column("block", BigInteger, primary_key=True),
    Column("log", Integer, primary_key=True),  # position of the event in its block
    Column("community", String(42), nullable=False),
    Column("name", String(32), nullable=False),
    # JSON object: ids, numbers and times, and the state where a contribution has a new one
    Column("about", Text, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("happenings_by_community", "community", "block", "log"),
)
