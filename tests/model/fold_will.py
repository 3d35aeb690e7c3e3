"""Votes, proposals, elections and indicators from events alone (invariant 10)."""

from tests.model.complaints import demand, same
from tests.model.things import (
    AGAINST,
    ELECTION,
    IN_FAVOUR,
    OBJECTED,
    PROPOSAL,
    SHARES,
    WEIGHING,
    Ballot,
    Call,
    Version,
    Vote,
)
from tests.model.will import Will

DIVIDES = 1 << 112

# A method bears the name of its event, and its arguments those of the event's fields; `first` is
# the field `from`, a word that Python keeps for itself.
# ruff: noqa: N802, N803


class FoldWill(Will):
    """What a community decided, as its events tell it; one method an event."""

    def IndicatorDefined(
        self, indicator: int, kind: int, retention: tuple[int, ...], document: bytes
    ) -> None:
        same(indicator, len(self.indicators) + 1, "the number of an indicator")
        self.indicator_defined(kind, retention, document)

    def IndicatorRevised(
        self, indicator: int, first: int, retention: tuple[int, ...], document: bytes
    ) -> None:
        self.indicator_revised(indicator, first, retention, document)

    def IndicatorSunset(self, indicator: int, until: int) -> None:
        self.indicators[indicator].until = until

    def VersionSet(
        self, indicator: int, version: int, first: int, levels: int, shares: int
    ) -> None:
        i = self.indicators[indicator]
        same(version, len(i.versions) + 1, "the number of a version of", indicator)
        kept = tuple(shares >> 14 * g & 16_383 for g in range(16)) if i.kind == SHARES else ()
        i.versions.append(Version(first, _levels(levels, 60), kept))

    def VoteOpened(
        self,
        vote: int,
        indicator: int,
        opens: int,
        closes: int,
        joinedBy: int,
        quorum: int,
        first: int,
        activities: int,
        groups: int,
    ) -> None:
        v = self._opened(vote, WEIGHING, opens, closes, joinedBy, quorum)
        v.indicator, v.first, v.kinds, v.groups = indicator, first, activities, groups
        self.indicators[indicator].pending = vote

    def ProposalOpened(
        self,
        vote: int,
        member: int,
        amends: int,
        opens: int,
        closes: int,
        joinedBy: int,
        quorum: int,
        delay: int,
        document: bytes,
        calls: tuple[tuple[int, bytes], ...],
    ) -> None:
        v = self._opened(vote, PROPOSAL, opens, closes, joinedBy, quorum)
        v.proposer, v.amends, v.delay = member, amends, delay
        v.calls = tuple(Call(to, data) for to, data in calls)

    def ElectionOpened(
        self, vote: int, opens: int, closes: int, joinedBy: int, quorum: int
    ) -> None:
        self._opened(vote, ELECTION, opens, closes, joinedBy, quorum)
        self.election = vote

    def CandidateStood(self, vote: int, member: int, number: int) -> None:
        same(number, len(self.votes[vote].candidates), "the number of a candidate in", vote)
        self.votes[vote].candidates.append(member)

    def BallotCast(
        self, vote: int, member: int, sequence: int, levels: int, rationale: bytes
    ) -> None:
        v = self.votes[vote]
        v.ballots[member] = Ballot(sequence, _levels(levels, v.kinds))

    def SharesBallotCast(
        self, vote: int, member: int, sequence: int, points: int, levels: int, rationale: bytes
    ) -> None:
        v = self.votes[vote]
        parts = tuple(points >> 7 * g & 127 for g in range(v.groups))
        division = parts if points & DIVIDES else ()
        v.ballots[member] = Ballot(sequence, _levels(levels, v.kinds), division)

    def ProposalBallotCast(
        self, vote: int, member: int, sequence: int, choice: int, rationale: bytes
    ) -> None:
        self.votes[vote].ballots[member] = Ballot(sequence, choice)

    def ElectionBallotCast(
        self, vote: int, member: int, sequence: int, approved: int, rationale: bytes
    ) -> None:
        numbers = tuple(n for n in range(16) if approved >> n & 1)
        self.votes[vote].ballots[member] = Ballot(sequence, numbers)

    def VoteClosed(self, vote: int, ballots: int, version: int) -> None:
        v = self._closed(vote, ballots)
        i = self.indicators[v.indicator]
        i.pending = 0
        demand(version in (0, len(i.versions)), "vote", vote, "set version", version)

    def ProposalClosed(
        self, vote: int, ballots: int, inFavour: int, against: int, ready: int
    ) -> None:
        v = self._closed(vote, ballots)
        v.ready = ready
        self._answered(v, inFavour, against)

    def ProposalObjected(
        self, vote: int, member: int, inFavour: int, against: int, rationale: bytes
    ) -> None:
        v = self.votes[vote]
        v.ballots[member] = Ballot(OBJECTED, AGAINST)
        self._answered(v, inFavour, against)

    def ProposalExecuted(self, vote: int) -> None:
        self.votes[vote].executed = True

    def ElectionClosed(self, vote: int, ballots: int, elected: tuple[int, ...]) -> None:
        self._closed(vote, ballots)
        stewards = all(self.members[member].steward for member in elected)
        demand(stewards, "7: elected in", vote, "and no steward:", elected)

    def _opened(
        self, vote: int, kind: int, opens: int, closes: int, joined_by: int, quorum: int
    ) -> Vote:
        same(vote, len(self.votes) + 1, "the number of a vote")
        founding = kind == PROPOSAL and not self.handed_over
        self.votes[vote] = Vote(kind, opens, closes, joined_by, quorum, founding=founding)
        return self.votes[vote]

    def _closed(self, vote: int, ballots: int) -> Vote:
        v = self.votes[vote]
        same(ballots, len(v.ballots), "4: ballots when closing", vote)
        v.closed = True
        return v

    @staticmethod
    def _answered(v: Vote, in_favour: int, against: int) -> None:
        ours = v.answers(IN_FAVOUR), v.answers(AGAINST)
        same((in_favour, against), ours, "4: answers to a proposal")


def _levels(packed: int, count: int) -> tuple[int, ...]:
    return tuple(packed >> 4 * i & 15 for i in range(count))
