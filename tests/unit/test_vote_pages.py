"""Votes, ballots, proposals and elections in parts, as the database cuts them."""

import random
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from ledger_py.models import EXECUTION_SECONDS, OBJECTED, Choice, VoteKind
from ledger_py.store import Store, schema
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Page, ProposalState
from tests.databases import Database

C, OTHER = "0x" + "c1" * 20, "0x" + "c2" * 20
NOTHING, TX = "0x" + "00" * 32, "0x" + "77" * 32
PLACE = {"block": 1, "tx": TX}
MEMBERS, VOTES = 9, 60
TIMES = (99, 100, 150, 200, 259, 260, 300, 260 + EXECUTION_SECONDS)
T = TypeVar("T")


def row_of(table: Any, **given: object) -> dict[str, object]:
    """A row with zeros where nothing is given and something must be."""
    zeros: dict[str, object] = {}
    for column in table.columns:
        if not column.nullable and column.name not in given:
            kind = column.type.python_type
            zeros[column.name] = NOTHING if kind is str else kind(0)
    return zeros | given


@pytest.fixture(scope="module")
def reads(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reads]:
    """Two communities with votes of every kind, in every state, and ballots cast again."""
    store = database.store(tmp_path_factory.mktemp("votes"))
    fill(store, random.Random(7))
    yield Reads(store)
    store.close()


def fill(store: Store, chance: random.Random) -> None:
    """Put the rows in, as an index might hold them."""
    with store.transaction() as connection:
        for number, c in enumerate((C, OTHER)):
            community = row_of(
                schema.communities,
                community=c,
                number=number + 1,
                assembly="0x" + c[-40:],
                handed_over=270 if c == C else None,
            )
            connection.execute(schema.communities.insert(), community)
            for member in range(1, MEMBERS + 1):
                made = row_of(schema.members, community=c, member=member, joined=1)
                connection.execute(schema.members.insert(), made)
            for v in range(1, VOTES + 1):
                for table, made in vote(c, v, chance):
                    connection.execute(table.insert(), made)


def vote(c: str, v: int, chance: random.Random) -> Iterator[tuple[Any, dict[str, object]]]:
    """The rows of one vote: two of three are proposals, every sixth an election."""
    kind = (VoteKind.PROPOSAL, VoteKind.WEIGHTS, VoteKind.PROPOSAL)[v % 3]
    kind = VoteKind.ELECTION if v % 6 == 1 else kind
    times = {"opens": 100, "closes": 200, "closed": chance.choice((None, 210, 210))}
    indicator = chance.choice((1, 2)) if kind == VoteKind.WEIGHTS else 0
    more = {"kind": int(kind), "indicator": indicator, **times}
    yield schema.votes, row_of(schema.votes, community=c, vote=v, **more)
    if kind == VoteKind.PROPOSAL:
        passed = times["closed"] is not None and chance.random() < 0.8
        told = {"founding": chance.random() < 0.5, "calls": "[]", "proposer": 1}
        told |= {"amends": chance.choice((None, max(1, v - 3))), "ready": 260 if passed else None}
        told |= {"executed": 290 if passed and chance.random() < 0.2 else None}
        yield schema.proposals, row_of(schema.proposals, community=c, vote=v, **told)
    for member in chance.sample(range(1, MEMBERS + 1), chance.randint(0, MEMBERS)):
        last = chance.choice((1, 2, OBJECTED))
        for sequence in sorted({1, last}):
            said = ballot(kind, chance) | {"rationale": NOTHING}
            where = {"community": c, "vote": v, "member": member, "sequence": sequence}
            yield schema.ballots, row_of(schema.ballots, **where, **said)


def ballot(kind: VoteKind, chance: random.Random) -> dict[str, object]:
    """What a ballot says, by the kind of its vote."""
    if kind == VoteKind.PROPOSAL:
        return {"choice": int(chance.choice(tuple(Choice)))}
    return {"levels": "[1]"} if kind == VoteKind.WEIGHTS else {"approved": "[0]"}


def walked(
    page: Callable[[int], Page[T]], key: Callable[[T], int], limit: int
) -> list[tuple[T, ...]]:
    """All parts of a list, each of which leads to the next; the last one alone may be shorter."""
    parts, after = list[tuple[T, ...]](), 0
    while True:
        found = page(after)
        parts.append(found.items)
        assert all(key(one) > after for one in found.items)
        if found.next is None:
            return parts
        assert len(found.items) == limit
        assert int(found.next) == key(found.items[-1])
        after = int(found.next)


def joined(parts: list[tuple[T, ...]]) -> tuple[T, ...]:
    """The list that parts make up."""
    return tuple(one for part in parts for one in part)


@pytest.mark.parametrize("limit", [1, 7, VOTES, VOTES + 1])
def test_votes__in_parts_of_any_size__are_all_votes_in_order(reads: Reads, limit: int) -> None:
    parts = walked(
        lambda a: reads.votes_page(C, 150, after=a, limit=limit), lambda v: v.vote, limit
    )
    assert joined(parts) == reads.votes(C)
    assert [one.vote for one in joined(parts)] == list(range(1, VOTES + 1))
    assert reads.votes_page(C, 150, after=VOTES, limit=limit) == Page((), None)
    assert reads.votes_page(C, 150, after=2**32 - 1, limit=limit) == Page((), None)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("state", ["announced", "open", "over", "closed"])
def test_votes__that_are_asked_for__are_those_that_are_so(
    reads: Reads, state: str, time: int
) -> None:
    for asked in ({}, {"kind": VoteKind.PROPOSAL}, {"indicator": 2}, {"since": 101}, {"before": 1}):
        wanted = [
            one
            for one in reads.votes(C, asked.get("indicator"), asked.get("kind"))  # type: ignore[arg-type]
            if one.state_at(time) == state
            and asked.get("since", 0) <= one.opens < asked.get("before", 2**48)
        ]
        parts = walked(
            lambda a, asked=asked: reads.votes_page(  # type: ignore[misc]
                C, time, state=state, after=a, limit=5, **asked
            ),
            lambda v: v.vote,
            5,
        )
        assert list(joined(parts)) == wanted


@pytest.mark.parametrize("limit", [1, 4, VOTES])
def test_proposals__in_parts__are_all_proposals_with_all_that_is_told_of_them(
    reads: Reads, limit: int
) -> None:
    for c in (C, OTHER):
        parts = walked(
            lambda a, c=c: reads.proposals_page(c, 150, after=a, limit=limit),  # type: ignore[misc]
            lambda p: p.vote.vote,
            limit,
        )
        assert joined(parts) == reads.proposals(c)
        assert any(one.amended_by for one in joined(parts))
        assert all(reads.proposal(c, one.vote.vote) == one for one in joined(parts)[::5])


@pytest.mark.parametrize("time", TIMES)
def test_proposals__of_every_state__are_those_that_are_so(reads: Reads, time: int) -> None:
    for c in (C, OTHER):
        every = reads.proposals(c)
        for state in ProposalState:
            parts = walked(
                lambda a, c=c, state=state: reads.proposals_page(  # type: ignore[misc]
                    c, time, state=state, after=a, limit=3
                ),
                lambda p: p.vote.vote,
                3,
            )
            assert list(joined(parts)) == [p for p in every if p.state_at(time) == state], state


def test_every_state__is_one_of_some_proposal_here(reads: Reads) -> None:
    """So that the comparison above says something of each."""
    found = {one.state_at(time) for time in TIMES for c in (C, OTHER) for one in reads.proposals(c)}
    assert found == set(ProposalState)


@pytest.mark.parametrize("limit", [1, 2, MEMBERS])
def test_ballots__in_parts__are_each_member_s_last_by_member(reads: Reads, limit: int) -> None:
    for v in range(1, VOTES + 1, 4):
        for objections in (False, True):
            wanted = [one for one in reads.live_ballots(C, v) if one.objection or not objections]
            parts = walked(
                lambda a, v=v, only=objections: reads.ballots_page(  # type: ignore[misc]
                    C, v, objections=only, after=a, limit=limit
                ),
                lambda b: b.member.member,
                limit,
            )
            assert list(joined(parts)) == wanted
    assert reads.ballots_page(C, VOTES + 1) == Page((), None)


@pytest.mark.parametrize("limit", [1, 3, VOTES])
def test_elections__in_parts__are_all_elections(reads: Reads, limit: int) -> None:
    parts = walked(
        lambda a: reads.elections_page(C, after=a, limit=limit), lambda e: e.vote.vote, limit
    )
    assert joined(parts) == reads.elections(C)
    assert len(joined(parts)) == VOTES // 6
