"""The assembly's views: indicators and their versions, votes of every kind, ballots, scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger_py.models import Choice, Kind, VoteKind
from ledger_py.tally import unpack_approved, unpack_levels, unpack_points, unpack_shares
from ledger_py.views.asking import Asking


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as last defined; retention in basis points.

    pending: its vote that is not closed yet, 0 for none. until: the first epoch in which it
    says nothing any more, 0 for none.
    """

    kind: Kind
    retention: tuple[int, ...]
    document: bytes
    versions: int
    pending: int
    until: int


@dataclass(frozen=True, slots=True)
class Definition:
    """How an indicator is defined from an epoch on."""

    from_: int
    retention: tuple[int, ...]
    document: bytes


@dataclass(frozen=True, slots=True)
class Version:
    """Weights in force from an epoch on: a level per activity type, a share per group (basis
    points), as many as were asked for."""

    from_: int
    levels: tuple[int, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote; times in Unix seconds, the quorum in ballots."""

    opens: int
    closes: int
    joined_by: int
    quorum: int
    ballots: int
    kind: VoteKind
    closed: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a weight vote is about; from_: 0 for the next epoch; groups: 0 in a vote of rates."""

    indicator: int
    from_: int
    activities: int
    groups: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal; ready: from when it can be executed (Unix seconds), 0 before it has passed."""

    calls_hash: bytes
    proposer: int
    amends: int
    delay: int
    ready: int
    founding: bool
    executed: bool
    in_favour: int
    against: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who stands, in the order of standing, and how many ballots approve of each."""

    members: tuple[int, ...]
    approvals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member's live ballot in a vote; sequence 0: none, 65,535: an objection.

    What it says, by the kind of its vote: `levels` and, where it divides, `points`; `choice`;
    `approved`, candidates by number from 0 on. What another kind says is empty or None.
    """

    sequence: int
    levels: tuple[int, ...] = ()
    points: tuple[int, ...] = ()
    choice: Choice | None = None
    approved: tuple[int, ...] = ()


class VotingViews(Asking):
    """What the assembly answers."""

    __slots__ = ()

    def indicator_count(self) -> int:
        """How many indicators there are: their ids are 1 to this."""
        return int(self.will("indicatorCount"))

    def indicator(self, indicator: int) -> Indicator:
        """An indicator by id."""
        kind, retention, document, *rest = self.will("indicator", indicator)
        return Indicator(Kind(kind), tuple(retention), document, *rest)

    def definition(self, indicator: int, epoch: int) -> Definition:
        """How an indicator is defined in an epoch."""
        from_, retention, document = self.will("definitionIn", indicator, epoch)
        return Definition(from_, tuple(retention), document)

    def version(self, indicator: int, version: int, *, activities: int, groups: int) -> Version:
        """A version of an indicator, from 1 on."""
        from_, levels, shares = self.will("version", indicator, version)
        return Version(from_, unpack_levels(levels, activities), unpack_shares(shares, groups))

    def vote_count(self) -> int:
        """How many votes there have been: their ids are 1 to this."""
        return int(self.will("voteCount"))

    def vote(self, vote: int) -> Vote:
        """A vote of any kind."""
        opens, closes, joined_by, quorum, ballots, kind, closed, _ = self.will("vote", vote)
        return Vote(opens, closes, joined_by, quorum, ballots, VoteKind(kind), closed)

    def weighing(self, vote: int) -> Weighing:
        """What a weight vote is about."""
        return Weighing(*self.will("weighing", vote))

    def proposal(self, vote: int) -> Proposal:
        """A proposal and how it stands."""
        proposal, in_favour, against = self.will("proposal", vote)
        return Proposal(*(*proposal, in_favour, against))

    def election(self) -> int:
        """The last election, 0 for none."""
        return int(self.will("election"))

    def candidates(self, vote: int) -> Candidates:
        """Who stands in an election."""
        members, approvals = self.will("candidatesOf", vote)
        return Candidates(tuple(members), tuple(approvals))

    def ballot(self, vote: int, member: int) -> Ballot:
        """A member's live ballot."""
        sequence, says = self.will("ballot", vote, member)
        return Ballot(sequence, **self._said(vote, member, says)) if sequence else Ballot(0)

    def division_count(self, vote: int) -> int:
        """How many live ballots divide the groups."""
        return int(self.will("divisionCount", vote))

    def histogram(self, vote: int, activity: int) -> tuple[int, ...]:
        """How many live ballots give level 0, 1, ... 10 to an activity type."""
        return tuple(self.will("histogram", vote, activity))

    def points_histogram(self, vote: int, group: int) -> tuple[int, ...]:
        """How many live ballots give 0, 1, ... 100 points to a group."""
        return tuple(self.will("pointsHistogram", vote, group))

    def score(self, indicator: int, member: int, epoch: int) -> int:
        """What an indicator says of a member in an epoch (docs/explanation/scores.md)."""
        return int(self.will("scoreOf", member, indicator, epoch))

    def total(self, indicator: int, epoch: int) -> int:
        """What an indicator says of the whole community in an epoch."""
        return int(self.will("totalOf", indicator, epoch))

    def _said(self, vote: int, member: int, says: int) -> dict[str, Any]:
        match self.vote(vote).kind:
            case VoteKind.PROPOSAL:
                return {"choice": Choice(says)}
            case VoteKind.ELECTION:
                return {"approved": unpack_approved(says)}
        about = self.weighing(vote)
        levels = unpack_levels(says, about.activities)
        if about.groups == 0:
            return {"levels": levels}
        points = unpack_points(self.will("division", vote, member), about.groups)
        return {"levels": levels, "points": points}
