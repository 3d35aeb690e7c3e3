"""What no replay brings back: accepted acts until the chain has them, documents, contents."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Text

from ledger_py.store.tables.base import table

acts = table(
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

idempotency_keys = table(
    "idempotency_keys",  # an act that failed may be handed in again under another
    Column("community", String(42), primary_key=True),  # "" for a founding
    Column("member", BigInteger, primary_key=True),
    Column("key", String(66), primary_key=True),  # keccak-256 of what was chosen
    Column("act", String(66), nullable=False),
)

answers = table(
    "answers",  # what was answered to a request under an idempotency key, for a day
    # keccak-256 of community, signer and key: nothing that anybody wrote is kept
    Column("key", String(66), primary_key=True),
    Column("request", String(66), nullable=False),  # keccak-256 of what was asked
    Column("act", String(66), nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),  # when whoever has no answer yet is given up
    Column("status", Integer),  # in HTTP's words, null while there is no answer
    Column("body", Text),
    Index("answers_by_age", "asked"),
)

batches = table(
    "batches",
    Column("batch", Integer, primary_key=True),
    Column("relayer", String(42), nullable=False),
    Column("nonce", BigInteger, nullable=False),
    Column("contract", String(42), nullable=False),
    Column("created", BigInteger, nullable=False),
    Index("batches_by_nonce", "relayer", "nonce", unique=True),
)

transactions = table(
    "transactions",  # all that were signed for a batch, also those that another has replaced
    Column("tx", String(66), primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("created", BigInteger, nullable=False),
    Index("transactions_by_batch", "batch"),
)

returned = table(
    "returned",  # acts that went back from a batch, whose transactions may land all the same
    Column("act", String(66), primary_key=True),
    Column("batch", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
)

retries = table(
    "retries",  # what a gateway does by itself, such as closing a vote, and what was refused last
    Column("community", String(42), primary_key=True),
    Column("name", String(32), primary_key=True),  # the contract's function
    Column("vote", Integer, primary_key=True),
    Column("act", String(66), nullable=False),
    Column("refused", Integer, nullable=False),  # how often, in a row
    Column("error", Text, nullable=False),  # error data in hex of the last refusal
    Column("again", BigInteger),  # when it is tried again, null while it is on its way
)

documents = table(
    "documents",  # public definition documents, found by the keccak-256 of their bytes
    Column("document", String(66), primary_key=True),
    Column("body", Text, nullable=False),  # canonical JSON
)

contents = table(
    "contents",  # what people wrote and who they are, found by its salted commitment
    Column("commitment", String(66), primary_key=True),
    # salt and canonical JSON, encrypted under a key of its own in the key database
    Column("sealed", LargeBinary, nullable=False),
)
