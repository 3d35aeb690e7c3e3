"""Who signs in at this gateway, by what, and for which members they may speak here.

Nothing of this is on the chain, and no name is in it: who a user is to others is said by the
members that they speak for, which are those whose signer is theirs at the last block.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, String, Text

from ledger_py.store.tables.base import table

users = table(
    "users",
    Column("user", String(32), primary_key=True),  # random, in hex
    Column("created", BigInteger, nullable=False),
)

credentials = table(
    "credentials",  # what a user signs in with
    Column("credential", String(64), primary_key=True),  # a keyed hash of way and subject
    Column("user", String(32), nullable=False),
    Column("way", String(16), nullable=False),  # passkey, wallet, mail, provider
    # what the user sees it by: a wallet's address, a provider's host; never a mail address
    Column("label", String(200), nullable=False),
    # of a passkey its id and public key (COSE); of a mail address that address, encrypted
    Column("subject", LargeBinary),
    Column("public_key", LargeBinary),
    Column("uses", BigInteger, nullable=False),  # the authenticator's own counter
    Column("created", BigInteger, nullable=False),
    Index("credentials_by_user", "user"),
)

user_signers = table(
    "user_signers",  # that a user has shown to be theirs, or whose key is kept for them
    Column("signer", Text, primary_key=True),
    Column("user", String(32), nullable=False),
    # where a key is kept: the community it was made for, so that no two show the same signer
    Column("community", String(42)),
    Column("managed", Boolean, nullable=False),
    Column("since", BigInteger, nullable=False),
    Index("user_signers_by_user", "user"),
)

sessions = table(
    "sessions",
    Column("session", String(64), primary_key=True),  # SHA-256 of what the cookie holds
    Column("user", String(32), nullable=False),
    Column("way", String(16), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),  # to the nearest few minutes
    Column("expires", BigInteger, nullable=False),
    Index("sessions_by_user", "user"),
)

tokens = table(
    "tokens",  # of tools that work for a user
    Column("token", String(64), primary_key=True),  # SHA-256 of what the tool holds
    Column("user", String(32), nullable=False),
    Column("number", BigInteger, nullable=False),  # the user's own, from 1
    # what the user calls it, encrypted, and the name of the key in the key database
    Column("sealed", LargeBinary, nullable=False),
    Column("name", String(66), nullable=False),
    Column("scopes", String(80), nullable=False),  # in order, separated by spaces
    Column("created", BigInteger, nullable=False),
    Column("used", BigInteger),  # to the nearest few minutes
    Column("expires", BigInteger, nullable=False),
    Index("tokens_by_user", "user"),
)

sign_ins = table(
    "sign_ins",  # begun and not done; each is good for one try
    Column("sign_in", String(64), primary_key=True),  # SHA-256 of what the visitor holds
    Column("way", String(16), nullable=False),
    Column("user", String(32)),  # whose it will be, where somebody signed in adds a credential
    Column("credential", String(64)),  # whose it is, where that is known before the answer
    # what the answer is held against: JSON, encrypted under what the visitor holds, in hex
    Column("details", Text, nullable=False),
    Column("expires", BigInteger, nullable=False),
)
