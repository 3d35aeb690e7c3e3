"""Lists of what happened, in the order of the chain, from any place on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Table, select, tuple_

from ledger_py import base64url
from ledger_py.store import schema
from ledger_py.store.rows import listing as rows
from ledger_py.store.selects.shaping import make
from ledger_py.store.tables.base import holds

_WIDEST = 2**63


@dataclass(frozen=True, slots=True)
class Listing:
    """A table as a list. order: columns that tell its rows apart, the block first.

    times: the column by which `since` and `before` ask.
    """

    table: Table
    kind: type
    order: tuple[str, ...]
    times: str = "time"
    filters: tuple[str, ...] = field(default=())


LISTINGS: dict[str, Listing] = {
    "admissions": Listing(
        schema.members, rows.Admission, ("block", "member"), "joined", ("admitted_by",)
    ),
    "signers": Listing(
        schema.signers,
        rows.OneSigner,
        ("block", "member", "signer"),
        "added",
        ("member", "signer"),
    ),
    "recoveries": Listing(
        schema.recoveries,
        rows.OneRecovery,
        ("block", "member", "number"),
        "proposed",
        ("member", "proposer"),
    ),
    "suspensions": Listing(
        schema.suspensions, rows.Suspension, ("block", "log"), filters=("member", "steward")
    ),
    "sponsorships": Listing(
        schema.sponsorships, rows.Sponsorship, ("block", "log"), filters=("sponsor", "admission")
    ),
    "invitations": Listing(
        schema.invitations,
        rows.Invitation,
        ("block", "invitation"),
        filters=("inviter", "member"),
    ),
    "attestations": Listing(
        schema.attestations,
        rows.OneAttestation,
        ("block", "contribution", "place"),
        filters=("contribution", "member"),
    ),
    "contests": Listing(
        schema.contests,
        rows.OneContest,
        ("block", "contribution"),
        filters=("contribution", "epoch", "contester", "resolver"),
    ),
    "castings": Listing(
        schema.ballots,
        rows.Casting,
        ("block", "vote", "member", "sequence"),
        filters=("vote", "member"),
    ),
}
"""By the last part of their address."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a list: values by column, a time [since, before) and from where on."""

    equal: Mapping[str, object] = field(default_factory=dict)
    since: int | None = None
    before: int | None = None
    oldest_first: bool = False
    after: tuple[object, ...] | None = None
    limit: int = 50


def place(listing: Listing, cursor: str) -> tuple[object, ...] | None:
    """The place that a cursor names, None when it names none."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = orjson.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
    except (binascii.Error, UnicodeEncodeError, orjson.JSONDecodeError):
        return None
    if not isinstance(found, list) or len(found) != len(listing.order):
        return None
    kinds = [listing.table.c[name].type.python_type for name in listing.order]
    fits = all(_fits(kind, one) for kind, one in zip(kinds, found, strict=True))
    return tuple(found) if fits else None


def cursor(listing: Listing, row: Mapping[str, Any]) -> str:
    """The cursor of the place after a row."""
    told = orjson.dumps([row[name] for name in listing.order])
    return base64url.encoded(told)


def page(
    connection: Connection, c: str, listing: Listing, wanted: Wanted
) -> tuple[tuple[Any, ...], str | None]:
    """Rows of a list in the chain's order, the newest first unless asked otherwise; the cursor."""
    table = listing.table
    query = select(table).where(table.c.community == c)
    for name, value in wanted.equal.items():
        query = query.where(table.c[name] == value)
    if wanted.since is not None:
        query = query.where(table.c[listing.times] >= wanted.since)
    if wanted.before is not None:
        query = query.where(table.c[listing.times] < wanted.before)
    columns = [table.c[name] for name in listing.order]
    if wanted.after is not None:
        here = tuple_(*columns)
        there = tuple_(*wanted.after)
        query = query.where(here > there if wanted.oldest_first else here < there)
    ordered = columns if wanted.oldest_first else [column.desc() for column in columns]
    found = connection.execute(query.order_by(*ordered).limit(wanted.limit + 1)).mappings().all()
    shown = found[: wanted.limit]
    following = cursor(listing, dict(shown[-1])) if len(found) > len(shown) else None
    return tuple(make(listing.kind, row) for row in shown), following


def _fits(kind: type, value: object) -> bool:
    if kind is int:
        return type(value) is int and 0 <= value < _WIDEST
    return isinstance(value, str) and holds(value)
