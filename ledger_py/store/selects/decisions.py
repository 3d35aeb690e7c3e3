"""Proposals with their lineage, and elections with their candidates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import orjson
from sqlalchemy import Connection, select

from ledger_py.models import Call, Choice, VoteKind
from ledger_py.store import schema
from ledger_py.store.rows import Candidate, Election, Proposal, Retry, Vote
from ledger_py.store.selects import assembly, people
from ledger_py.store.selects.shaping import body_of, levels_of, make
from ledger_py.voting import EXECUTE

_OBJECTIONS = 0


def proposals(connection: Connection, c: str, v: int | None = None) -> tuple[Proposal, ...]:
    """Proposals by the number of their vote, all or the one asked for."""
    table, documents, communities = schema.proposals, schema.documents, schema.communities
    joined = table.outerjoin(documents, documents.c.document == table.c.document)
    joined = joined.join(communities, communities.c.community == table.c.community)
    query = select(*table.c, documents.c.body, communities.c.handed_over).select_from(joined)
    query = query.where(table.c.community == c)
    if v is not None:
        query = query.where(table.c.vote == v)
    rows = connection.execute(query.order_by(table.c.vote)).mappings().all()
    named = people.who(connection, c, (row["proposer"] for row in rows))
    votes = _votes(connection, c, VoteKind.PROPOSAL, v)
    choices, amended = _choices(connection, c, v), _amended(connection, c)
    refused = {one.vote: one for one in retries(connection, c, EXECUTE)}
    return tuple(
        make(
            Proposal,
            row,
            body=body_of(row["body"]),
            vote=votes[row["vote"]],
            proposer=named[row["proposer"]],
            amended_by=amended.get(row["vote"], ()),
            calls=calls_of(row["calls"]),
            in_favour=choices[row["vote"]][Choice.IN_FAVOUR],
            against=choices[row["vote"]][Choice.AGAINST],
            abstained=choices[row["vote"]][Choice.ABSTAINS],
            objections=choices[row["vote"]][_OBJECTIONS],
            refusal=None if row["executed"] else refused.get(row["vote"]),
        )
        for row in rows
    )


def elections(connection: Connection, c: str, v: int | None = None) -> tuple[Election, ...]:
    """Elections by the number of their vote, all or the one asked for."""
    votes = _votes(connection, c, VoteKind.ELECTION, v)
    table = schema.candidates
    query = select(table).where(table.c.community == c, table.c.vote.in_(list(votes)))
    rows = connection.execute(query.order_by(*table.primary_key)).mappings().all()
    named = people.who(connection, c, (row["member"] for row in rows))
    approvals = _approvals(connection, c, votes)
    standing: dict[int, list[Candidate]] = defaultdict(list)
    for row in rows:
        count = approvals[row["vote"], row["number"]]
        standing[row["vote"]].append(
            make(Candidate, row, member=named[row["member"]], approvals=count)
        )
    return tuple(Election(vote, tuple(standing[number])) for number, vote in votes.items())


def retries(connection: Connection, c: str, name: str | None = None) -> tuple[Retry, ...]:
    """What this gateway does by itself and was refused, by function and vote."""
    table = schema.retries
    query = select(table).where(table.c.community == c)
    if name is not None:
        query = query.where(table.c.name == name)
    rows = connection.execute(query.order_by(*table.primary_key)).mappings()
    return tuple(make(Retry, row) for row in rows)


def calls_of(text: str) -> tuple[Call, ...]:
    """The calls of a proposal, as the index holds them."""
    return tuple(Call(to, bytes.fromhex(data[2:])) for to, data in orjson.loads(text))


def _votes(connection: Connection, c: str, kind: VoteKind, v: int | None) -> dict[int, Vote]:
    return {vote.vote: vote for vote in assembly.votes(connection, c, v=v, kind=kind)}


def _choices(connection: Connection, c: str, v: int | None) -> dict[int, Counter[int]]:
    """Per proposal: live ballots by choice, and how many of them are objections."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for vote, choice, ballots, objections in assembly.choices(connection, c, v):
        found[vote][choice] = ballots
        found[vote][_OBJECTIONS] += objections
    return found


def _amended(connection: Connection, c: str) -> Mapping[int, tuple[int, ...]]:
    table = schema.proposals
    query = select(table.c.amends, table.c.vote).where(table.c.community == c)
    query = query.where(table.c.amends.is_not(None)).order_by(table.c.vote)
    found: dict[int, tuple[int, ...]] = {}
    for amends, vote in connection.execute(query):
        found[amends] = (*found.get(amends, ()), vote)
    return found


def _approvals(connection: Connection, c: str, votes: Iterable[int]) -> Counter[tuple[int, int]]:
    """Per election and candidate: how many live ballots approve."""
    found: Counter[tuple[int, int]] = Counter()
    for v in votes:
        for row in assembly.live(connection, c, v):
            found.update((v, number) for number in levels_of(row["approved"]))
    return found
