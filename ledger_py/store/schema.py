"""The tables. Three families that never mix: the index (a replay of the chain makes it again), the
outbox (accepted acts until the chain has them), and the off-chain content (documents that are
public, contents that belong to people).

Hashes, commitments, addresses and signers are `0x` hex in lower case; units are hundredths; times
are Unix seconds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _table(name: str, *columns: Column[object] | Index) -> Table:
    return Table(name, metadata, *columns)


# --- the index -----------------------------------------------------------------------------------

checkpoint = _table(
    "checkpoint",
    Column("id", Integer, primary_key=True),  # always 1
    Column("block", BigInteger, nullable=False),
    Column("hash", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

blocks = _table(
    "blocks",  # every block that holds rows of ours, to notice a reorganisation by its hash
    Column("number", BigInteger, primary_key=True),
    Column("hash", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
)

communities = _table(
    "communities",
    Column("community", String(42), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("assembly", String(42), nullable=False, unique=True),
    Column("document", String(66)),
    Column("origin", BigInteger),
    Column("late_window", BigInteger),
    Column("quorum", Integer),
    Column("managed_may_vote", Boolean),
    Column("founded", BigInteger),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

epochs = _table(
    "epochs",
    Column("community", String(42), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("closes", BigInteger, nullable=False),
    Column("block", BigInteger, nullable=False),
)

members = _table(
    "members",
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("signer", Text, nullable=False),  # "0x" for an unclaimed member
    Column("managed", Boolean, nullable=False),
    Column("steward", Boolean, nullable=False),
    Column("person", String(66), nullable=False),
    Column("admitted_by", BigInteger, nullable=False),
    Column("joined", BigInteger),  # null for an unclaimed member
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

groups = _table(
    "groups",
    Column("community", String(42), primary_key=True),
    Column("group", Integer, primary_key=True),
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

activities = _table(
    "activities",
    Column("community", String(42), primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("group", Integer, nullable=False),
    Column("orientation", Integer, nullable=False),
    Column("unit", Integer, nullable=False),
    Column("required", Integer, nullable=False),
    Column("cap", BigInteger, nullable=False),
    Column("since", Integer, nullable=False),
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

contributions = _table(
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
    Column("state", Integer, nullable=False),
    Column("accepted_units", Integer, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("log", Integer, nullable=False),  # position of the event in its block
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("contributions_by_place", "community", "block", "log"),
    Index("contributions_by_contributor", "community", "contributor"),
    Index("contributions_by_recorder", "community", "recorder"),
)

attestations = _table(
    "attestations",
    Column("community", String(42), primary_key=True),
    Column("contribution", String(66), primary_key=True),
    Column("place", Integer, primary_key=True),  # 0 to 4, the order of attesting
    Column("member", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    Column("basis", Integer, nullable=False),
    Column("note", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
    Column("time", BigInteger, nullable=False),
    Index("attestations_by_member", "community", "member"),
)

units = _table(
    "units",  # accepted units before the cap
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("raw", BigInteger, nullable=False),
)

totals = _table(
    "totals",  # units of all members after the cap
    Column("community", String(42), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("activity", Integer, primary_key=True),
    Column("total", BigInteger, nullable=False),
)

indicators = _table(
    "indicators",
    Column("community", String(42), primary_key=True),
    Column("indicator", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("retention", Text, nullable=False),  # JSON list of basis points, from age 1 on
    Column("document", String(66), nullable=False),
    Column("block", BigInteger, nullable=False),
)

versions = _table(
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

votes = _table(
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
    Column("closed_block", BigInteger),
    Column("version", Integer),  # what it set, 0 for nothing, null before
    Column("block", BigInteger, nullable=False),
    Column("tx", String(66), nullable=False),
)

ballots = _table(
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

outcomes = _table(
    "outcomes",  # what became of each act of a relayed batch
    Column("tx", String(66), primary_key=True),
    Column("position", Integer, primary_key=True),  # from 0, over all relays of the transaction
    Column("reason", Text, nullable=False),  # error data in hex, "0x" when it succeeded
    Column("block", BigInteger, nullable=False),
    Column("time", BigInteger, nullable=False),
)

INDEX_TABLES = tuple(metadata.tables.values())
"""All tables above. Dropping these and replaying the chain gives the same bytes."""

# --- the outbox ----------------------------------------------------------------------------------

acts = _table(
    "acts",
    # keccak-256 of contract and call: the same act has the same id
    Column("act", String(66), primary_key=True),
    Column("sequence", Integer, nullable=False, unique=True),  # order of acceptance, from 1
    Column("name", String(32), nullable=False),  # the contract's function
    Column("contract", String(42), nullable=False),
    Column("community", String(42), nullable=False),
    Column("member", BigInteger, nullable=False),  # 0 where nobody signs (closing a vote)
    Column("data", LargeBinary, nullable=False),  # the call, selector first
    Column("accepted", BigInteger, nullable=False),
    Column("batch", Integer),  # null while it waits
    Column("position", Integer),
    # error data in hex of a refusal found before or after sending, null otherwise
    Column("error", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Index("acts_waiting", "batch", "sequence"),
)

idempotency_keys = _table(
    "idempotency_keys",  # an act that failed may be handed in again under another
    Column("community", String(42), primary_key=True),  # "" for a founding
    Column("member", BigInteger, primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("act", String(66), nullable=False),
)

batches = _table(
    "batches",
    Column("batch", Integer, primary_key=True),
    Column("relayer", String(42), nullable=False),
    Column("nonce", BigInteger, nullable=False),
    Column("contract", String(42), nullable=False),
    Column("created", BigInteger, nullable=False),
    Index("batches_by_nonce", "relayer", "nonce", unique=True),
)

transactions = _table(
    "transactions",  # all that were signed for a batch, also those that another has replaced
    Column("tx", String(66), primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("created", BigInteger, nullable=False),
)

OUTBOX_TABLES = (acts, idempotency_keys, batches, transactions)

# --- off-chain content ---------------------------------------------------------------------------

documents = _table(
    "documents",  # public definition documents, found by the keccak-256 of their bytes
    Column("document", String(66), primary_key=True),
    Column("body", Text, nullable=False),  # canonical JSON
)

contents = _table(
    "contents",  # what people wrote and who they are, found by its salted commitment
    Column("commitment", String(66), primary_key=True),
    Column("salt", String(66), nullable=False),
    Column("body", Text, nullable=False),  # canonical JSON
)

CONTENT_TABLES = (documents, contents)
