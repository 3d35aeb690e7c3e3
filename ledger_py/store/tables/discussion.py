"""What is said at this gateway and signed by nobody: comments, drafts, and what is hidden why.

Every text is encrypted under a key of its own in the key database.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String

from ledger_py.store.tables.base import table

comments = table(
    "comments",  # about a vote, a proposal among them, or a contribution
    Column("comment", String(32), primary_key=True),  # hex, of user and idempotency key
    Column("community", String(42), nullable=False),
    Column("about", String(80), nullable=False),  # "vote 3" or "contribution 0x…"
    Column("member", BigInteger, nullable=False),
    Column("reply_to", String(32)),
    Column("created", BigInteger, nullable=False),
    Column("taken_back", BigInteger),  # by its author: the text is gone
    Column("sealed", LargeBinary),
    Index("comments_by_place", "community", "about", "created", "comment"),
)

reports = table(
    "reports",  # somebody thinks that a text should not be shown
    Column("report", String(32), primary_key=True),
    Column("community", String(42), nullable=False),
    Column("text", String(80), nullable=False),  # "comment …" or "content 0x…"
    Column("author", BigInteger, nullable=False),
    Column("reporter", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("reason", LargeBinary),  # encrypted
    Column("steward", BigInteger),  # who decided, null while nobody has
    Column("decided", BigInteger),
    Column("appealed", BigInteger),
    Column("appeal", LargeBinary),  # the author's words, encrypted
    Column("second", BigInteger),  # the other steward, who decided on the appeal
    Column("settled", BigInteger),
    Index("reports_by_community", "community", "created", "report"),
)

hidden = table(
    "hidden",  # texts that this gateway shows to nobody
    Column("community", String(42), primary_key=True),
    Column("text", String(80), primary_key=True),
    Column("report", String(32), nullable=False),
    Column("since", BigInteger, nullable=False),
)

drafts = table(
    "drafts",
    Column("user", String(32), primary_key=True),
    Column("draft", String(64), primary_key=True),  # a keyed hash of its name
    Column("changed", BigInteger, nullable=False),
    Column("name", String(66), nullable=False),  # of its key
    Column("sealed", LargeBinary, nullable=False),  # its name and what is written
)

audiences = table(
    "audiences",  # of members who do not show their name and texts to everybody
    Column("community", String(42), primary_key=True),
    Column("member", BigInteger, primary_key=True),
    Column("audience", String(16), nullable=False),  # community: members who are signed in
    Column("changed", BigInteger, nullable=False),
)

evidence = table(
    "evidence",  # files that show what was done; a contribution links to them
    Column("community", String(42), primary_key=True),
    Column("file", String(64), primary_key=True),  # SHA-256 of the bytes
    Column("member", BigInteger, nullable=False),  # whose it is, the first to bring it
    Column("media_type", String(40), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("evidence_by_member", "community", "member"),
)
