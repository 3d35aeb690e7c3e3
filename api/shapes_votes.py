"""The JSON of votes of every kind with their ballots, and of elections."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.shapes import Level, Proof, Sealed, Shape, Who, sealed_text
from ledger_py import figures
from ledger_py.models import Choice, VoteKind
from ledger_py.store import rows
from ledger_py.tally import has_passed, valued

VoteKindName = Literal["weights", "proposal", "election"]
VoteStateName = Literal["announced", "open", "over", "closed"]
ChoiceName = Literal["in_favour", "against", "abstains"]
VOTE_KINDS: dict[int, VoteKindName] = {
    VoteKind.WEIGHTS: "weights",
    VoteKind.PROPOSAL: "proposal",
    VoteKind.ELECTION: "election",
}
CHOICES: dict[int, ChoiceName] = {
    Choice.IN_FAVOUR: "in_favour",
    Choice.AGAINST: "against",
    Choice.ABSTAINS: "abstains",
}


class Vote(Shape):
    """A vote; `state` is that of the chain's time, the time of its last block.

    `indicator`, `from`, `activities`, `groups` and `version` are a weight vote's, None in others.
    """

    vote: int
    kind: VoteKindName
    state: VoteStateName
    opens: int
    closes: int
    joined_by: int = Field(description="Who joined later has no say in it")
    quorum: int
    ballots: int
    closed: int | None
    indicator: int | None
    from_: int | None = Field(
        alias="from", description="The first epoch that it is about, None: the next to begin"
    )
    activities: int | None
    groups: int | None = Field(description="Groups to divide points over, 0 in a vote of rates")
    version: int | None = Field(description="What it set")
    block: int
    tx: str

    @classmethod
    def of(cls, row: rows.Vote, time: int) -> Vote:
        """The JSON of a vote at a time."""
        return cls.model_validate(_vote(row, time))


class TypeResult(Shape):
    """What the ballots so far come to for one activity type."""

    activity: int
    histogram: list[int] = Field(description="How many live ballots give level 0, 1, ... 10")
    opinions: int
    decided: bool = Field(description="Whether the opinions reach the quorum")
    level: Level = Field(description="The lower median, or the level before without a quorum")
    previous: Level


class GroupResult(Shape):
    """What the divisions so far come to for one group; shares in basis points."""

    group: int
    histogram: list[int] = Field(description="How many live ballots give 0, 1, ... 100 points")
    share: int
    previous: int


class WeightsResult(Shape):
    """What a weight vote comes to; `groups` only in a vote of shares."""

    kind: Literal["weights"] = "weights"
    types: list[TypeResult]
    groups: list[GroupResult]
    divisions: int = Field(description="Live ballots that divide the groups")
    divided: bool = Field(description="Whether the divisions reach the quorum")


class ProposalResult(Shape):
    """How members answer a proposal."""

    kind: Literal["proposal"] = "proposal"
    in_favour: int
    against: int
    abstained: int
    objections: int = Field(description="Of those against: cast after the proposal had passed")
    passes: bool = Field(description="With the quorum, and more for it than against")


class Candidate(Shape):
    """A member who stands for steward, in the order of standing."""

    number: int
    member: Who
    approvals: int
    elected: bool
    proof: Proof

    @classmethod
    def of(cls, row: rows.Candidate) -> Candidate:
        """The JSON of a candidate."""
        plainly = {name: getattr(row, name) for name in ("number", "approvals", "elected")}
        return cls(
            member=Who.model_validate(row.member), proof=Proof.model_validate(row), **plainly
        )


class ElectionResult(Shape):
    """Of whom members approve."""

    kind: Literal["election"] = "election"
    candidates: list[Candidate]


Result = Annotated[WeightsResult | ProposalResult | ElectionResult, Field(discriminator="kind")]


class VoteResult(Vote):
    """A vote with what its ballots come to; provisional until it is closed."""

    provisional: bool
    result: Result

    @classmethod
    def with_result(cls, row: rows.Vote, time: int, result: Result) -> VoteResult:
        """The JSON of a vote and what it comes to."""
        told = {"provisional": row.closed is None, "result": result}
        return cls.model_validate(_vote(row, time) | told)


class Outcome(Shape):
    """What the ballots of a vote come to, for good once it is closed."""

    vote: int
    closed: int | None
    result: Result


class Ballot(Shape):
    """A member's live ballot; what another kind of vote would ask for is None."""

    vote: int
    kind: VoteKindName
    member: Who
    sequence: int
    levels: list[Level] | None
    points: list[int] | None = Field(description="Of a vote of shares; empty: does not divide")
    choice: ChoiceName | None
    approved: list[int] | None = Field(description="Members whom an election's ballot approves of")
    objection: bool = Field(description="Cast after the proposal had passed")
    rationale: Sealed | None
    proof: Proof

    @classmethod
    def of(cls, row: rows.LiveBallot, vote: rows.Vote, candidates: dict[int, int]) -> Ballot:
        """The JSON of a ballot; candidates: members by their number in an election."""
        weighs, elects = vote.kind == VoteKind.WEIGHTS, vote.kind == VoteKind.ELECTION
        return cls(
            vote=row.vote,
            kind=VOTE_KINDS[vote.kind],
            member=Who.model_validate(row.member),
            sequence=row.sequence,
            levels=[valued(level) for level in row.levels] if weighs else None,
            points=list(row.points) if vote.groups else None,
            choice=CHOICES[row.choice] if row.choice else None,
            approved=[candidates[number] for number in row.approved] if elects else None,
            objection=row.objection,
            rationale=sealed_text("rationale", row.rationale, row.salt, row.text),
            proof=Proof.model_validate(row),
        )


class Election(Shape):
    """An election of stewards; candidates stand until it opens. Its vote has the same number."""

    vote: int
    state: VoteStateName
    opens: int
    closes: int
    quorum: int
    ballots: int
    closed: int | None
    candidates: list[Candidate]

    @classmethod
    def of(cls, row: rows.Election, time: int) -> Election:
        """The JSON of an election at a time."""
        names = ("vote", "opens", "closes", "quorum", "ballots", "closed")
        told: dict[str, Any] = {name: getattr(row.vote, name) for name in names}
        candidates = [Candidate.of(one) for one in row.candidates]
        told |= {"state": row.vote.state_at(time), "candidates": candidates}
        return cls.model_validate(told)


def weights_result(
    outcome: figures.Outcome,
    histograms: tuple[tuple[int, ...], ...],
    points: tuple[tuple[int, ...], ...],
) -> WeightsResult:
    """What a weight vote comes to, with its histograms of levels and of points."""
    types = [
        TypeResult(
            activity=index + 1,
            histogram=list(counts),
            opinions=outcome.opinions[index],
            decided=outcome.decided[index],
            level=valued(outcome.levels[index]),
            previous=valued(outcome.previous[index]),
        )
        for index, counts in enumerate(histograms)
    ]
    given = zip(points, outcome.shares, outcome.previous_shares, strict=True)
    groups = [
        GroupResult(group=group, histogram=list(counts), share=share, previous=before)
        for group, (counts, share, before) in enumerate(given, start=1)
    ]
    return WeightsResult(
        types=types, groups=groups, divisions=outcome.divisions, divided=outcome.divided
    )


def proposal_result(row: rows.Proposal) -> ProposalResult:
    """How members answer a proposal."""
    names = ("in_favour", "against", "abstained", "objections")
    told = {name: getattr(row, name) for name in names}
    passes = has_passed(row.vote.ballots, row.in_favour, row.against, row.vote.quorum)
    return ProposalResult(passes=passes, **told)


def election_result(row: rows.Election) -> ElectionResult:
    """Of whom members approve."""
    return ElectionResult(candidates=[Candidate.of(one) for one in row.candidates])


def _vote(row: rows.Vote, time: int) -> dict[str, Any]:
    shared = ("vote", "opens", "closes", "joined_by", "quorum", "ballots", "closed", "block", "tx")
    told = {name: getattr(row, name) for name in shared}
    told |= {"kind": VOTE_KINDS[row.kind], "state": row.state_at(time)}
    weighs = row.kind == VoteKind.WEIGHTS
    names = ("indicator", "from_", "activities", "groups", "version")
    told |= {name: getattr(row, name) if weighs else None for name in names}
    return told | {"from_": told["from_"] or None}
