"""Who attested to somebody's work, whatever became of it: they do not say who that is."""

from __future__ import annotations

from sqlalchemy import select

from ledger_py.store import schema
from ledger_py.store.index import Rows


def attesters(rows: Rows, community: str, contributor: int) -> set[int]:
    """Return the members who attested to this member's work, also those who took it back."""
    given, of = schema.attestations.c, schema.contributions.c
    same = (given.community == of.community) & (given.contribution == of.id)
    query = select(given.member).where(same).distinct()
    query = query.where(of.community == community, of.contributor == contributor)
    return {row[0] for row in rows.select(query)}
