"""Who is told of what: notices to users, and what members asked each other for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Text

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

links = table(
    "links",  # by which one person sees a contribution and is asked to attest to it
    Column("link", String(64), primary_key=True),  # SHA-256 of the secret that is handed over
    Column("user", String(32), nullable=False),  # who made it
    Column("community", String(42), nullable=False),
    Column("contribution", String(66), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("opened", BigInteger),  # from then on whoever opened it has it, and nobody else
    Column("browser", String(64)),  # that opened it: SHA-256 of what its cookie holds
    Column("opener", String(32)),  # the user who did, or has signed in at that browser since
    Index("links_by_user", "user"),
    Index("links_by_contribution", "community", "contribution"),
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

webhooks = table(
    "webhooks",
    Column("webhook", String(32), primary_key=True),  # random, in hex
    Column("community", String(42), nullable=False),
    Column("user", String(32), nullable=False),  # whose it is
    Column("member", BigInteger, nullable=False),  # for whom they spoke
    Column("created", BigInteger, nullable=False),
    # address and secret as JSON, encrypted, and the name of the key in the key database
    Column("sealed", LargeBinary, nullable=False),
    Column("name", String(66), nullable=False),
    # the place in the ledger up to which all is delivered
    Column("block", BigInteger, nullable=False),
    Column("log", Integer, nullable=False),
    Column("hash", String(8), nullable=False),
    Column("refused", Integer, nullable=False),  # how often, in a row
    Column("due", BigInteger, nullable=False),  # when it is tried next
    Column("disabled", BigInteger),
    # which worker delivers now, and until when at most
    Column("holder", String(32)),
    Column("held_until", BigInteger, nullable=False),
    Index("webhooks_by_user", "user"),
    Index("webhooks_by_due", "disabled", "due"),
)

deliveries = table(
    "deliveries",  # what was sent when, and what was answered: no bodies
    Column("webhook", String(32), primary_key=True),
    Column("number", BigInteger, primary_key=True),  # from 1
    Column("user", String(32), nullable=False),
    Column("message", String(40), nullable=False),  # webhook-id: of one happening always the same
    Column("block", BigInteger, nullable=False),
    Column("log", Integer, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("status", Integer),  # in HTTP's words, null where there was no answer
    Column("fault", String(80)),  # why there was none
)

subscriptions = table(
    "subscriptions",  # browsers that notices are pushed to
    Column("subscription", String(64), primary_key=True),  # SHA-256 of its address
    Column("user", String(32), nullable=False),
    Column("created", BigInteger, nullable=False),
    # address and keys as JSON, encrypted, and the name of the key in the key database
    Column("sealed", LargeBinary, nullable=False),
    Column("name", String(66), nullable=False),
    Index("subscriptions_by_user", "user"),
)
