"""Proposals with their lineage, and elections with their candidates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Select, select

from ledger_py.models import Call, Choice, VoteKind
from ledger_py.store import schema
from ledger_py.store.rows import Candidate, Election, Proposal, ProposalState, Retry, Vote
from ledger_py.store.selects import assembly, people
from ledger_py.store.selects.assembly import Part, VotesAsked
from ledger_py.store.selects.shaping import Row, body_of, levels_of, make
from ledger_py.store.selects.states import proposal_is
from ledger_py.voting import EXECUTE

_OBJECTIONS = 0


def proposals(connection: Connection, c: str, v: int | None = None) -> tuple[Proposal, ...]:
    """Proposals by the number of their vote, all or the one asked for."""
    query = _proposals(c).order_by(schema.proposals.c.vote)
    if v is None:
        rows = connection.execute(query).mappings().all()
        return _proposed(connection, c, rows, _votes(connection, c, VoteKind.PROPOSAL), None)
    return _those(connection, c, query.where(schema.proposals.c.vote == v))


def proposals_part(
    connection: Connection, c: str, state: ProposalState | None, time: int, part: Part
) -> tuple[Proposal, ...]:
    """Proposals by the number of their vote; state: at a time in Unix seconds."""
    table, votes = schema.proposals, schema.votes
    query = _proposals(c).where(table.c.vote > part.after)
    if state is not None:
        own = (votes.c.community == table.c.community) & (votes.c.vote == table.c.vote)
        query = query.where(own, proposal_is(state, time))
    return _those(connection, c, query.order_by(table.c.vote).limit(part.limit))


def _proposals(c: str) -> Select[Any]:
    table, documents, communities = schema.proposals, schema.documents, schema.communities
    joined = table.outerjoin(documents, documents.c.document == table.c.document)
    joined = joined.join(communities, communities.c.community == table.c.community)
    query = select(*table.c, documents.c.body, communities.c.handed_over).select_from(joined)
    return query.where(table.c.community == c)


def _those(connection: Connection, c: str, query: Select[Any]) -> tuple[Proposal, ...]:
    """The few proposals that a query is of, without a look at any other."""
    rows = connection.execute(query).mappings().all()
    numbers = [row["vote"] for row in rows]
    return _proposed(connection, c, rows, assembly.votes_of(connection, c, numbers), numbers)


def _proposed(
    connection: Connection,
    c: str,
    rows: Sequence[Row],
    votes: Mapping[int, Vote],
    numbers: Collection[int] | None,
) -> tuple[Proposal, ...]:
    named = people.who(connection, c, (row["proposer"] for row in rows))
    choices, amended = _choices(connection, c, numbers), _amended(connection, c, numbers)
    refused = {one.vote: one for one in retries(connection, c, EXECUTE, numbers)}
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
    return _elected(connection, c, _votes(connection, c, VoteKind.ELECTION, v))


def elections_part(connection: Connection, c: str, part: Part) -> tuple[Election, ...]:
    """Elections by the number of their vote."""
    found = assembly.votes_part(connection, c, VotesAsked(VoteKind.ELECTION), part)
    return _elected(connection, c, {vote.vote: vote for vote in found})


def _elected(connection: Connection, c: str, votes: Mapping[int, Vote]) -> tuple[Election, ...]:
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


def retries(
    connection: Connection, c: str, name: str | None = None, votes: Collection[int] | None = None
) -> tuple[Retry, ...]:
    """What this gateway does by itself and was refused, by function and vote."""
    table = schema.retries
    query = select(table).where(table.c.community == c)
    if name is not None:
        query = query.where(table.c.name == name)
    if votes is not None:
        query = query.where(table.c.vote.in_(votes))
    rows = connection.execute(query.order_by(*table.primary_key)).mappings()
    return tuple(make(Retry, row) for row in rows)


def calls_of(text: str) -> tuple[Call, ...]:
    """The calls of a proposal, as the index holds them."""
    return tuple(Call(to, bytes.fromhex(data[2:])) for to, data in orjson.loads(text))


def _votes(connection: Connection, c: str, kind: VoteKind, v: int | None = None) -> dict[int, Vote]:
    return {vote.vote: vote for vote in assembly.votes(connection, c, v=v, kind=kind)}


def _choices(
    connection: Connection, c: str, votes: Collection[int] | None
) -> dict[int, Counter[int]]:
    """Per proposal: live ballots by choice, and how many of them are objections."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for vote, choice, ballots, objections in assembly.choices(connection, c, votes):
        found[vote][choice] = ballots
        found[vote][_OBJECTIONS] += objections
    return found


def _amended(
    connection: Connection, c: str, votes: Collection[int] | None
) -> Mapping[int, tuple[int, ...]]:
    table = schema.proposals
    query = select(table.c.amends, table.c.vote).where(table.c.community == c)
    if votes is not None:
        query = query.where(table.c.amends.in_(votes))
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
