"""The tables. Four families that never mix: the index (a replay of the chain makes it again), the
outbox (accepted acts until the chain has them), the off-chain content (documents that are public,
contents that belong to people), and a gateway's own: its users and what they say to each other.

Hashes, commitments, addresses and signers are `0x` hex in lower case; units are hundredths; times
are Unix seconds. In the index, `block` is the block that added a row.
"""

from __future__ import annotations

from ledger_py.store.tables import (
    assembly,
    carrying,
    chain,
    definitions,
    discussion,
    offchain,
    people,
    record,
    telling,
)
from ledger_py.store.tables import (
    users as of_users,
)
from ledger_py.store.tables.assembly import ballots, candidates, proposals, versions, votes
from ledger_py.store.tables.base import metadata
from ledger_py.store.tables.carrying import relayers, ways
from ledger_py.store.tables.chain import blocks, checkpoint, earlier, happenings, outcomes
from ledger_py.store.tables.definitions import (
    activities,
    communities,
    epochs,
    groups,
    indicators,
    revisions,
    terms,
)
from ledger_py.store.tables.discussion import (
    audiences,
    comments,
    drafts,
    evidence,
    hidden,
    reports,
)
from ledger_py.store.tables.offchain import (
    acts,
    answers,
    batches,
    contents,
    documents,
    idempotency_keys,
    retries,
    returned,
    transactions,
)
from ledger_py.store.tables.people import (
    claims,
    invitations,
    members,
    recoveries,
    signers,
    sponsorships,
    suspensions,
)
from ledger_py.store.tables.record import (
    attestations,
    contests,
    contributions,
    totals,
    units,
    withheld,
)
from ledger_py.store.tables.telling import (
    deliveries,
    followers,
    links,
    notice_settings,
    notices,
    requests,
    subscriptions,
    webhooks,
)
from ledger_py.store.tables.users import (
    credentials,
    sessions,
    sign_ins,
    tokens,
    user_signers,
    users,
)

PARTS = (
    *(chain, definitions, people, record, assembly, offchain, carrying, discussion, telling),
    of_users,
)
"""The modules that define the tables."""
INDEX_TABLES = (
    checkpoint,
    blocks,
    earlier,
    communities,
    epochs,
    groups,
    activities,
    terms,
    members,
    signers,
    recoveries,
    claims,
    suspensions,
    sponsorships,
    invitations,
    contributions,
    attestations,
    contests,
    withheld,
    units,
    totals,
    indicators,
    revisions,
    votes,
    versions,
    proposals,
    candidates,
    ballots,
    happenings,
    outcomes,
)
"""Dropping these and replaying the chain gives the same bytes."""
OUTBOX_TABLES = (
    acts,
    idempotency_keys,
    answers,
    batches,
    transactions,
    returned,
    retries,
    relayers,
    ways,
)
CONTENT_TABLES = (documents, contents)
USER_TABLES = (users, credentials, user_signers, tokens)
DISCUSSION_TABLES = (comments, reports, hidden, drafts, audiences, evidence)
TELLING_TABLES = (
    *(followers, requests, notices, notice_settings),
    *(webhooks, deliveries, subscriptions),
)
PASSING_TABLES = (sessions, sign_ins, links)
"""Of users too, and in no backup: an old one would sign in again, and open links again."""

__all__ = [
    "CONTENT_TABLES",
    "DISCUSSION_TABLES",
    "INDEX_TABLES",
    "OUTBOX_TABLES",
    "PARTS",
    "PASSING_TABLES",
    "TELLING_TABLES",
    "USER_TABLES",
    "activities",
    "acts",
    "answers",
    "attestations",
    "audiences",
    "ballots",
    "batches",
    "blocks",
    "candidates",
    "checkpoint",
    "claims",
    "comments",
    "communities",
    "contents",
    "contests",
    "contributions",
    "credentials",
    "deliveries",
    "documents",
    "drafts",
    "earlier",
    "epochs",
    "evidence",
    "followers",
    "groups",
    "happenings",
    "hidden",
    "idempotency_keys",
    "indicators",
    "invitations",
    "links",
    "members",
    "metadata",
    "notice_settings",
    "notices",
    "outcomes",
    "proposals",
    "recoveries",
    "relayers",
    "reports",
    "requests",
    "retries",
    "returned",
    "revisions",
    "sessions",
    "sign_ins",
    "signers",
    "sponsorships",
    "subscriptions",
    "suspensions",
    "terms",
    "tokens",
    "totals",
    "transactions",
    "units",
    "user_signers",
    "users",
    "versions",
    "votes",
    "ways",
    "webhooks",
    "withheld",
]
