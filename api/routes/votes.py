"""Votes of every kind with their ballots, proposals and elections."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import shapes_votes as shapes
from api.answers import Reader, chain_time
from api.naming import names
from api.routes.params import (
    READ,
    WHOLE,
    AfterId,
    AfterMember,
    Before,
    CommunityKey,
    Limit,
    MemberId,
    OneProposalState,
    OneSmall,
    OneVoteKind,
    OneVoteState,
    Since,
    VoteId,
)
from api.shapes import Items
from api.shapes_parts import Trying
from api.shapes_proposals import Proposal, ProposedCall, Retry
from ledger_py import figures
from ledger_py.models import VoteKind
from ledger_py.store import rows
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import ProposalState

router = APIRouter(tags=["votes"])
_KINDS = {name: VoteKind(kind) for kind, name in shapes.VOTE_KINDS.items()}


@router.get("/communities/{c}/votes", responses=WHOLE, response_model=Items[shapes.Vote])
async def votes(
    community: CommunityKey,
    reader: Reader,
    kind: OneVoteKind = None,
    state: OneVoteState = None,
    indicator: OneSmall = None,
    since: Since = None,
    before: Before = None,
    after: AfterId = 0,
    limit: Limit = 200,
) -> Response:
    """Votes of every kind, by id; those that were asked for. since, before: when they open."""

    def build(reads: Reads) -> Items[shapes.Vote]:
        key, now = reads.locate(community).community, chain_time(reads)
        page = reads.votes_page(
            key,
            now,
            kind=_KINDS[kind] if kind else None,
            indicator=indicator,
            state=state,
            since=since,
            before=before,
            after=after,
            limit=limit,
        )
        items = [shapes.Vote.of(row, now) for row in page.items]
        return Items[shapes.Vote](items=items, next=reader.following(page.next))

    return reader.answer(build)


@router.get("/communities/{c}/votes/{v}", responses=READ, response_model=shapes.VoteResult)
async def vote(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """A vote with what its ballots come to so far, by its kind."""

    def build(reads: Reads) -> shapes.VoteResult:
        key = reads.locate(community).community
        row = reads.vote(key, vote)
        result = _result(reads, key, row)
        return shapes.VoteResult.with_result(row, chain_time(reads), result)

    return reader.answer(build)


@router.get(
    "/communities/{c}/votes/{v}/ballots", responses=WHOLE, response_model=Items[shapes.Ballot]
)
async def ballots(
    community: CommunityKey,
    vote: VoteId,
    reader: Reader,
    after: AfterMember = 0,
    limit: Limit = 200,
) -> Response:
    """The live ballots of a vote, by member: ballots are open, so that anyone can count again."""

    def build(reads: Reads) -> Items[shapes.Ballot]:
        key = reads.locate(community).community
        row = reads.vote(key, vote)
        candidates = _candidates(reads, key, row)
        page = reads.ballots_page(key, vote, after=after, limit=limit)
        items = [shapes.Ballot.of(one, row, candidates) for one in page.items]
        return Items[shapes.Ballot](items=items, next=reader.following(page.next))

    return reader.answer(build)


@router.get("/communities/{c}/votes/{v}/ballots/{m}", responses=READ, response_model=shapes.Ballot)
async def ballot(
    community: CommunityKey, vote: VoteId, member: MemberId, reader: Reader
) -> Response:
    """A member's live ballot in a vote."""

    def build(reads: Reads) -> shapes.Ballot:
        key = reads.locate(community).community
        row = reads.vote(key, vote)
        found = reads.live_ballots(key, vote, member)
        if not found:
            raise NotFound("ballot of member", member)
        return shapes.Ballot.of(found[0], row, _candidates(reads, key, row))

    return reader.answer(build)


@router.get("/communities/{c}/votes/{v}/outcome", responses=READ, response_model=shapes.Outcome)
async def outcome(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """What the ballots of a vote come to so far, or came to if it is closed."""

    def build(reads: Reads) -> shapes.Outcome:
        key = reads.locate(community).community
        row = reads.vote(key, vote)
        return shapes.Outcome(vote=vote, closed=row.closed, result=_result(reads, key, row))

    return reader.answer(build)


@router.get("/communities/{c}/proposals", responses=WHOLE, response_model=Items[Proposal])
async def proposals(
    community: CommunityKey,
    reader: Reader,
    state: OneProposalState = None,
    after: AfterId = 0,
    limit: Limit = 200,
) -> Response:
    """Proposals, by the number of their vote; in one state if asked for."""

    def build(reads: Reads) -> Items[Proposal]:
        key, now = reads.locate(community).community, chain_time(reads)
        asked = ProposalState(state) if state else None
        page = reads.proposals_page(key, now, state=asked, after=after, limit=limit)
        items = [_proposal(reads, key, row) for row in page.items]
        return Items[Proposal](items=items, next=reader.following(page.next))

    return reader.answer(build)


@router.get("/communities/{c}/proposals/{v}", responses=READ, response_model=Proposal)
async def proposal(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """A proposal: its document, what it would do, its lineage, and how far it has come."""

    def build(reads: Reads) -> Proposal:
        key = reads.locate(community).community
        return _proposal(reads, key, reads.proposal(key, vote))

    return reader.answer(build)


@router.get(
    "/communities/{c}/proposals/{v}/calls", responses=WHOLE, response_model=Items[ProposedCall]
)
async def proposed_calls(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """What a proposal would do, call by call, as data and in words."""

    def build(reads: Reads) -> Items[ProposedCall]:
        key = reads.locate(community).community
        found = _proposal(reads, key, reads.proposal(key, vote))
        return Items[ProposedCall](items=found.calls)

    return reader.answer(build)


@router.get(
    "/communities/{c}/proposals/{v}/objections",
    responses=WHOLE,
    response_model=Items[shapes.Ballot],
)
async def objections(
    community: CommunityKey,
    vote: VoteId,
    reader: Reader,
    after: AfterMember = 0,
    limit: Limit = 200,
) -> Response:
    """Who turned against a proposal after it had passed, by member."""

    def build(reads: Reads) -> Items[shapes.Ballot]:
        key = reads.locate(community).community
        row = reads.proposal(key, vote).vote
        page = reads.ballots_page(key, vote, objections=True, after=after, limit=limit)
        items = [shapes.Ballot.of(one, row, {}) for one in page.items]
        return Items[shapes.Ballot](items=items, next=reader.following(page.next))

    return reader.answer(build)


@router.get("/communities/{c}/elections", responses=WHOLE, response_model=Items[shapes.Election])
async def elections(
    community: CommunityKey, reader: Reader, after: AfterId = 0, limit: Limit = 200
) -> Response:
    """Elections of stewards, by the number of their vote."""

    def build(reads: Reads) -> Items[shapes.Election]:
        key, now = reads.locate(community).community, chain_time(reads)
        page = reads.elections_page(key, after=after, limit=limit)
        items = [shapes.Election.of(row, now) for row in page.items]
        return Items[shapes.Election](items=items, next=reader.following(page.next))

    return reader.answer(build)


@router.get("/communities/{c}/elections/{v}", responses=READ, response_model=shapes.Election)
async def election(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """An election with its candidates and how many approve of each."""

    def build(reads: Reads) -> shapes.Election:
        found = reads.election(reads.locate(community).community, vote)
        return shapes.Election.of(found, chain_time(reads))

    return reader.answer(build)


@router.get(
    "/communities/{c}/elections/{v}/candidates",
    responses=WHOLE,
    response_model=Items[shapes.Candidate],
)
async def candidates(community: CommunityKey, vote: VoteId, reader: Reader) -> Response:
    """Who stands in an election, in the order of standing."""

    def build(reads: Reads) -> Items[shapes.Candidate]:
        found = reads.election(reads.locate(community).community, vote)
        items = [shapes.Candidate.of(one) for one in found.candidates]
        return Items[shapes.Candidate](items=items)

    return reader.answer(build)


@router.get("/communities/{c}/retries", responses=WHOLE, response_model=Items[Trying])
async def retries(community: CommunityKey, reader: Reader) -> Response:
    """What this gateway does by itself, such as closing a vote, and was refused."""

    def build(reads: Reads) -> Items[Trying]:
        found = reads.retries(reads.locate(community).community)
        items = [Trying(name=row.name, vote=row.vote, **dict(Retry.of(row))) for row in found]
        return Items[Trying](items=items)

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
