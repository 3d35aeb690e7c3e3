"""What the community decides: all votes on one page, a proposal's page, an election's page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.naming import names
from api.pages.discussion import Listening, talk
from api.pages.figures import Tally
from api.pages.site import Frame, Site, page_route
from api.pages.words import PROPOSAL_STATES, VOTE_STATES
from api.routes.params import CommunityKey, VoteId
from ledger_py.chain.codec import contract_error
from ledger_py.models import Kind, VoteKind
from ledger_py.store.rows import (
    Candidate,
    Election,
    LiveBallot,
    Proposal,
    Retry,
    Vote,
)
from ledger_py.store.rows.decisions import ProposalState
from ledger_py.summaries.decisions import told_call

DOCUMENT = re.compile(r",? by the document (0x[0-9a-f]{64})")
LIVE = ("open", "waiting")


@dataclass(frozen=True, slots=True)
class Decision:
    """A vote of any kind as it is listed: what it is about, its page, how far it has come."""

    vote: Vote
    kind: str
    title: str
    path: str
    state: str
    proposal: Proposal | None = None
    tally: Tally | None = None

    @property
    def live(self) -> bool:
        """Whether members can say something in it now."""
        return self.state in LIVE

    @property
    def told(self) -> str:
        """Its state in words."""
        return {**VOTE_STATES, **PROPOSAL_STATES}[self.state]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The page of all votes: what can be said now comes first, the newest first in each part."""

    open: tuple[Decision, ...]
    announced: tuple[Decision, ...]
    waiting: tuple[Decision, ...]
    done: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a proposal's course: done, now, or to come; when, None where it is open."""

    told: str
    time: int | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a call of a proposal does, in words, and the public documents that it names."""

    told: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What the page of a proposal shows."""

    proposal: Proposal
    decision: Decision
    deeds: tuple[Deed, ...]
    amends: Decision | None
    amended_by: tuple[Decision, ...]
    ballots: tuple[LiveBallot, ...]
    tally: Tally
    course: tuple[Step, ...]
    refusal: Retry | None

    @property
    def refused(self) -> str:
        """Why this gateway could not close or execute it, and what to do about it."""
        if self.refusal is None:
            return ""
        error = contract_error(bytes.fromhex(self.refusal.error[2:]))
        return f"{error} {error.hint}"

    @property
    def can_object(self) -> bool:
        """Whether an objection is in time."""
        return self.decision.state == ProposalState.WAITING


@dataclass(frozen=True, slots=True)
class ElectionView:
    """What the page of an election shows: candidates in the order of standing."""

    election: Election
    decision: Decision
    candidates: tuple[Candidate, ...]
    ballots: tuple[LiveBallot, ...]
    approved: dict[int, tuple[Candidate, ...]]
    """Of each member's ballot."""


def decisions(site: Site, frame: Frame) -> tuple[Decision, ...]:
    """Every vote of a community, the newest first."""
    reads, key, now = site.reads, frame.community.community, site.now()
    proposals = {one.vote.vote: one for one in reads.proposals(key)}
    indicators = {one.indicator: one for one in reads.indicators(key)}

    def decision(vote: Vote) -> Decision:
        if vote.kind == VoteKind.PROPOSAL:
            return of_proposal(proposals[vote.vote], now)
        if vote.kind == VoteKind.ELECTION:
            return of_election(vote, now)
        indicator = indicators[vote.indicator]
        shares = indicator.kind == Kind.SHARES
        title = f"{indicator.title}: " + (
            "how is an epoch’s recognition divided?"
            if shares
            else "what is each kind of work worth?"
        )
        kind = "division" if shares else "weights"
        return Decision(vote, kind, title, f"/votes/{vote.vote}", vote.state_at(now))

    return tuple(decision(vote) for vote in reversed(reads.votes(key)))


def of_proposal(proposal: Proposal, now: int) -> Decision:
    """A proposal as it is listed."""
    number = proposal.vote.vote
    title = proposal.title or f"Proposal {number}, whose document is not kept here"
    state = proposal.state_at(now).value
    path, kind = f"/proposals/{number}", "amendment" if proposal.amends else "proposal"
    return Decision(proposal.vote, kind, title, path, state, proposal, tally_of(proposal))


def of_election(vote: Vote, now: int) -> Decision:
    """An election as it is listed."""
    path = f"/elections/{vote.vote}"
    return Decision(vote, "election", "Who becomes a steward?", path, vote.state_at(now))


def tally_of(proposal: Proposal) -> Tally:
    """For and against, as they are drawn."""
    counted = (proposal.in_favour, proposal.against, proposal.abstained)
    return Tally(*counted, proposal.vote.quorum)


def decisions_view(site: Site, frame: Frame) -> Decisions:
    """All votes by what can be done about them."""
    every = decisions(site, frame)

    def those(*states: str) -> tuple[Decision, ...]:
        return tuple(one for one in every if one.state in states)

    ended = ("closed", "executed", "stopped", "failed", "lapsed")
    return Decisions(
        those("open"), those("announced"), those("over", "waiting", "ready"), those(*ended)
    )


def proposal_view(site: Site, frame: Frame, number: int) -> ProposalView:
    """Gather the page of a proposal; raises NotFound."""
    reads, key, now = site.reads, frame.community.community, site.now()
    proposal = reads.proposal(key, number)
    named = names(reads, key, proposal.calls)
    others = {one.vote.vote: of_proposal(one, now) for one in reads.proposals(key)}
    closing = next((r for r in reads.retries(key) if r.vote == number), None)
    return ProposalView(
        proposal,
        of_proposal(proposal, now),
        tuple(deed(told_call(call, named)) for call in proposal.calls),
        others[proposal.amends] if proposal.amends else None,
        tuple(others[vote] for vote in proposal.amended_by),
        reads.live_ballots(key, number),
        tally_of(proposal),
        course(proposal, now),
        proposal.refusal or (closing if proposal.vote.closed is None else None),
    )


def deed(told: str) -> Deed:
    """A call's sentence with its documents taken out, to be linked to."""
    return Deed(DOCUMENT.sub("", told), tuple(DOCUMENT.findall(told)))


def course(proposal: Proposal, now: int) -> tuple[Step, ...]:
    """The steps that a proposal takes, with their times, and where it is."""
    state, vote = proposal.state_at(now), proposal.vote
    ends = vote.closed or vote.closes
    ready = proposal.ready or ends + proposal.delay
    waits = "no wait for objections"
    if proposal.delay:
        waits = f"{'waits' if now < ready else 'waited'} for objections until"
    steps = [
        ("announced", proposal.time),
        ("open for ballots", vote.opens),
        ("voting ended" if vote.closed else "voting ends, and anyone may close it", ends),
        (waits, ready),
        (
            "executed" if proposal.calls else "carried out: it holds as it is said",
            proposal.executed,
        ),
    ]
    reached = _REACHED[state]
    if state in _ENDS:
        ended = (_ENDS[state], None)
        steps = [*steps[: reached + 1], ended]
        reached = len(steps) - 1
    here = "done" if state == ProposalState.EXECUTED else "last" if state in _ENDS else "now"
    marks = ("done" if n < reached else here if n == reached else "" for n in range(len(steps)))
    return tuple(Step(told, time, mark) for (told, time), mark in zip(steps, marks, strict=True))


_REACHED = {
    ProposalState.ANNOUNCED: 0,
    ProposalState.OPEN: 1,
    ProposalState.OVER: 2,
    ProposalState.WAITING: 3,
    ProposalState.READY: 4,
    ProposalState.EXECUTED: 4,
    ProposalState.FAILED: 2,
    ProposalState.STOPPED: 3,
    ProposalState.LAPSED: 3,
}
_ENDS = {
    ProposalState.FAILED: "it has not passed, and changes nothing",
    ProposalState.STOPPED: "stopped by objections, and changes nothing",
    ProposalState.LAPSED: "lapsed: nobody carried it out in time",
}


def election_view(site: Site, frame: Frame, number: int) -> ElectionView:
    """Gather the page of an election; raises NotFound."""
    reads, key = site.reads, frame.community.community
    election, ballots = reads.election(key, number), reads.live_ballots(key, number)
    return ElectionView(
        election,
        of_election(election.vote, site.now()),
        election.candidates,
        ballots,
        {one.member.member: _approved(one, election.candidates) for one in ballots},
    )


def _approved(ballot: LiveBallot, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(one for one in candidates if one.number in ballot.approved)


def routes(site: Site) -> APIRouter:
    """Routes of decisions, proposals and elections."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/decisions")
    def all_decisions(request: Request, community: CommunityKey) -> HTMLResponse:
        frame = site.frame(community)
        view = decisions_view(site, frame)
        return site.page(request, "decisions.html", frame=frame, view=view, follows=True)

    @router.get("/communities/{c}/proposals/{v}")
    def proposal(
        request: Request, community: CommunityKey, vote: VoteId, listener: Listening
    ) -> HTMLResponse:
        frame = site.frame(community)
        view = proposal_view(site, frame, vote)
        said = talk(site, frame, "vote", vote, listener)
        return site.page(request, "proposal.html", frame=frame, view=view, talk=said)

    @router.get("/communities/{c}/elections/{v}")
    def election(
        request: Request, community: CommunityKey, vote: VoteId, listener: Listening
    ) -> HTMLResponse:
        frame = site.frame(community)
        view = election_view(site, frame, vote)
        said = talk(site, frame, "vote", vote, listener)
        return site.page(request, "election.html", frame=frame, view=view, talk=said)

    return router
