"""Votes of every kind with their ballots, proposals and elections."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import shapes_votes as shapes
from api.answers import Reader, chain_time
from api.naming import names
from api.routes.params import READ, CommunityKey, OneVoteKind, OneVoteState, VoteId
from api.shapes import Items
from api.shapes_proposals import Proposal
from ledger_py import figures
from ledger_py.models import VoteKind
from ledger_py.store import rows
from ledger_py.store.reads import Reads

router = APIRouter(tags=["votes"])
_KINDS = {name: VoteKind(kind) for kind, name in shapes.VOTE_KINDS.items()}


@router.get("/communities/{c}/votes", responses=READ, response_model=Items[shapes.Vote])
async def votes(
    community: CommunityKey,
    reader: Reader,
    kind: OneVoteKind = None,
    state: OneVoteState = None,
) -> Response:
    """Votes of every kind, by id; of one kind or in one state if asked for."""

    def build(reads: Reads) -> Items[shapes.Vote]:
        key, now = reads.community(community).community, chain_time(reads)
        rows = reads.votes(key, kind=_KINDS[kind] if kind else None)
        wanted = [row for row in rows if state in (None, row.state_at(now))]
        return Items[shapes.Vote](items=[shapes.Vote.of(row, now) for row in wanted])

    return reader.answer(build)


@router.get("/communities/{c}/votes/{v}", responses=READ, response_model=shapes.VoteResult)
async def vote(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """A vote with what its ballots come to so far, by its kind."""

    def build(reads: Reads) -> shapes.VoteResult:
        key = reads.community(community).community
        row = reads.vote(key, vote)
        result = _result(reads, key, row)
        return shapes.VoteResult.with_result(row, chain_time(reads), result)

    return reader.answer(build)


@router.get(
    "/communities/{c}/votes/{v}/ballots", responses=READ, response_model=Items[shapes.Ballot]
)
async def ballots(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """The live ballots of a vote, by member: ballots are open, so that anyone can count again."""

    def build(reads: Reads) -> Items[shapes.Ballot]:
        key = reads.community(community).community
        row = reads.vote(key, vote)
        candidates = _candidates(reads, key, row)
        found = reads.live_ballots(key, vote)
        return Items[shapes.Ballot](items=[shapes.Ballot.of(one, row, candidates) for one in found])

    return reader.answer(build)


@router.get("/communities/{c}/proposals", responses=READ, response_model=Items[Proposal])
async def proposals(community: CommunityKey, reader: Reader) -> Response:
    """Proposals, by the number of their vote."""

    def build(reads: Reads) -> Items[Proposal]:
        key = reads.community(community).community
        return Items[Proposal](items=[_proposal(reads, key, row) for row in reads.proposals(key)])

    return reader.answer(build)


@router.get("/communities/{c}/proposals/{v}", responses=READ, response_model=Proposal)
async def proposal(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """A proposal: its document, what it would do, its lineage, and how far it has come."""

    def build(reads: Reads) -> Proposal:
        key = reads.community(community).community
        return _proposal(reads, key, reads.proposal(key, vote))

    return reader.answer(build)


@router.get("/communities/{c}/elections", responses=READ, response_model=Items[shapes.Election])
async def elections(community: CommunityKey, reader: Reader) -> Response:
    """Elections of stewards, by the number of their vote."""

    def build(reads: Reads) -> Items[shapes.Election]:
        found = reads.elections(reads.community(community).community)
        now = chain_time(reads)
        return Items[shapes.Election](items=[shapes.Election.of(row, now) for row in found])

    return reader.answer(build)


@router.get("/communities/{c}/elections/{v}", responses=READ, response_model=shapes.Election)
async def election(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """An election with its candidates and how many approve of each."""

    def build(reads: Reads) -> shapes.Election:
        found = reads.election(reads.community(community).community, vote)
        return shapes.Election.of(found, chain_time(reads))

    return reader.answer(build)


def _result(reads: Reads, key: str, row: rows.Vote) -> shapes.Result:
    match row.kind:
        case VoteKind.PROPOSAL:
            return shapes.proposal_result(reads.proposal(key, row.vote))
        case VoteKind.ELECTION:
            return shapes.election_result(reads.election(key, row.vote))
    return shapes.weights_result(
        figures.outcome(reads, key, row.vote),
        reads.histograms(key, row.vote),
        reads.points_histograms(key, row.vote),
    )


def _candidates(reads: Reads, key: str, row: rows.Vote) -> dict[int, int]:
    if row.kind != VoteKind.ELECTION:
        return {}
    standing = reads.election(key, row.vote).candidates
    return {one.number: one.member.member for one in standing}


def _proposal(reads: Reads, key: str, row: rows.Proposal) -> Proposal:
    return Proposal.of(row, chain_time(reads), names(reads, key, row.calls))
