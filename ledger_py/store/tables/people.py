"""Who belongs, who speaks for whom, and how people come and go."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Text

from ledger_py.store.tables.base import table

members = table(
    "members",
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("person", String(66), nullable=False),
    Column("admitted_by", BigInteger, nullable=False),  # 0 for the founding
    Column("joined", BigInteger),  # null for an unclaimed member
    Column("last_epoch", Integer, nullable=False),  # of the last act, 0 for an unclaimed member
    Column("steward", Boolean, nullable=False),
    Column("managed", Boolean, nullable=False),  # whether a gateway keeps one of the signers
    Column("departed", BigInteger),  # when they left, null unless they are gone
    # null without a suspension; one whose time is over stands here until the member's next act
    Column("suspended_until", BigInteger),
    Column("recognition", Integer, nullable=False),
    Column("chooser", BigInteger),  # who chose the recognition, null where nobody did
    Column("claims_contested_by", BigInteger),  # null where nobody contested
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

signers = table(
    "signers",  # all there ever were: a signer belongs to one member for ever
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("signer", Text, primary_key=True),
    Column("managed", Boolean, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("removed", BigInteger),  # null while it speaks
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Index("signers_by_signer", "community", "signer", unique=True),
)

recoveries = table(
    "recoveries",  # the last one of a member is the one that holds
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    Column("signer", Text, nullable=False),
    Column("managed", Boolean, nullable=False),
    Column("proposer", BigInteger, nullable=False),
    Column("proposed", BigInteger, nullable=False),
    Column("confirmer", BigInteger),
    Column("ready", BigInteger),  # null until a second steward confirms
    Column("frozen", Boolean, nullable=False),  # whether only a vote decides
    Column("objected", BigInteger),
    Column("refused", BigInteger),
    Column("completed", BigInteger),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

claims = table(
    "claims",  # somebody says that they are this unclaimed member
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("signer", Text, primary_key=True),
    Column("managed", Boolean, nullable=False),
    Column("claimed", BigInteger, nullable=False),
    Column("ready", BigInteger, nullable=False),
    Column("confirmer", BigInteger),  # the steward whose word waits for a second one's
    Column("second", BigInteger),
    Column("completed", BigInteger),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

suspensions = table(
    "suspensions",  # asked for by a steward, or in force
    Column("community", String(42), primary_key=True),
    Column("block", BigInteger, primary_key=True),
    Column("log", Integer, primary_key=True),  # position of the event in its block
    Column("member", BigInteger, nullable=False),
    Column("steward", BigInteger),  # who asks for it, null where it came into force
    Column("until", BigInteger, nullable=False),  # 0 lifts it
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

sponsorships = table(
    "sponsorships",
    Column("community", String(42), primary_key=True),
    Column("block", BigInteger, primary_key=True),
    Column("log", Integer, primary_key=True),  # position of the event in its block
    Column("admission", String(66), nullable=False),
    Column("sponsor", BigInteger, nullable=False),
    Column("sponsors", Integer, nullable=False),  # how many stand for it now
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

invitations = table(
    "invitations",  # that were used or taken back: before, the chain does not know of them
    Column("community", String(42), primary_key=True),
    Column("invitation", String(66), primary_key=True),
    Column("inviter", BigInteger, nullable=False),
    Column("member", BigInteger),  # who joined by it, null where it was taken back
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)
