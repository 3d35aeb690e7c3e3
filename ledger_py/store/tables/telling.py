"""Who is told of what: notices to users, and what members asked each other for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Text

from ledger_py.store.tables.base import table

followers = table(
    "followers",  # how far a reader of the happenings has come
    Column("name", String(32), primary_key=True),
    Column("block", BigInteger, nullable=False),
    Column("log", Integer, nullable=False),
    Column("hash", String(8), nullable=False),  # of the block, its first digits
)

requests = table(
    "requests",  # somebody who recorded or did something asks a member to attest to it
    Column("community", String(42), primary_key=True),
    Column("contribution", String(66), primary_key=True),
    Column("member", BigInteger, primary_key=True),  # who is asked
    Column("asker", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
)

notices = table(
    "notices",
    Column("user", String(32), primary_key=True),
    Column("thing", String(120), primary_key=True),  # what it is of: of one thing there is one
    Column("number", BigInteger, nullable=False, unique=True),  # in the order of telling
    Column("kind", String(24), nullable=False),
    Column("community", String(42), nullable=False),
    Column("member", BigInteger, nullable=False),  # the user's member whom it concerns
    Column("about", Text, nullable=False),  # JSON object: ids, numbers and times
    # where in the ledger it happened, null where that is not in the ledger
    Column("block", BigInteger),
    Column("log", Integer),
    Column("block_hash", String(66)),
    Column("time", BigInteger, nullable=False),
    Column("seen", BigInteger),  # null: unread
    Column("taken_back", BigInteger),  # when the chain had left its block, null while it holds
    Column("mailed", BigInteger),
    Column("pushed", BigInteger),
    Index("notices_by_user", "user", "number"),
    Index("notices_by_block", "block"),
)

notice_settings = table(
    "notice_settings",  # by which ways a user wants to be told, where they have chosen
    Column("user", String(32), primary_key=True),
    Column("kind", String(24), primary_key=True),
    Column("mail", Boolean, nullable=False),
    Column("push", Boolean, nullable=False),
)
