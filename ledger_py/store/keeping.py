"""Off-chain content as it comes in, and whether what an act says is on the chain already."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger_py.models import Attestation, Ballot
from ledger_py.store import schema


def keep_content(connection: Connection, commitment: bytes, salt: bytes, body: str) -> None:
    """Keep what a person wrote; the same commitment means the same body."""
    _keep(connection, schema.contents, commitment=_hex(commitment), salt=_hex(salt), body=body)


def keep_document(connection: Connection, document: bytes, body: str) -> None:
    """Keep a public definition document."""
    _keep(connection, schema.documents, document=_hex(document), body=body)


def has_contributions(connection: Connection, community: str, ids: Iterable[bytes]) -> bool:
    """Whether the index holds all of these contributions."""
    wanted = {_hex(id_) for id_ in ids}
    t = schema.contributions
    query = select(func.count()).where(t.c.community == community, t.c.id.in_(wanted))
    return bool(connection.execute(query).scalar() == len(wanted))


def has_attestation(
    connection: Connection, community: str, member: int, id_: bytes, attestation: Attestation
) -> bool:
    """Whether the index holds this very attestation."""
    t = schema.attestations
    query = select(t.c.place).where(
        t.c.community == community,
        t.c.contribution == _hex(id_),
        t.c.member == member,
        t.c.units == attestation.units,
        t.c.basis == attestation.basis,
        t.c.note == _hex(attestation.note),
    )
    return connection.execute(query).first() is not None


def has_ballot(connection: Connection, community: str, ballot: Ballot) -> bool:
    """Whether the index holds this very ballot."""
    t = schema.ballots
    query = select(t.c.levels).where(
        t.c.community == community,
        t.c.vote == ballot.vote,
        t.c.member == ballot.member,
        t.c.sequence == ballot.sequence,
        t.c.rationale == _hex(ballot.rationale),
    )
    levels = connection.execute(query).scalar()
    return levels is not None and tuple(json.loads(levels)) == ballot.levels


def _keep(connection: Connection, table: Table, **values: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(values)
    connection.execute(statement.on_conflict_do_nothing())


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
