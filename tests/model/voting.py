"""What is put to the vote, and what members say (invariants 3, 4, 7, 9)."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.model.acts import Act
from tests.model.rulebook import DONE, Names, Rulebook, Verdict, named, refused
from tests.model.things import (
    ABSTAINS,
    AGAINST,
    ASSEMBLY,
    DAY,
    ELECTION,
    NO_LEVEL,
    OBJECTED,
    PROPOSAL,
    SHARES,
    WEIGHING,
    Ballot,
    Call,
    Vote,
)

SHORTEST_VOTE = 60
LONGEST_TIME = 366 * DAY
PROPOSALS_PER_EPOCH = 5
MAX_CALLS = 16
MAX_CANDIDATES = 16
TOP_LEVEL = 10
POINTS = 100
SELECTOR = 4


class Voting(Rulebook):
    """Openings, ballots, objections."""

    # Openings.

    def open_vote(
        self, act: Act, indicator: int, first: int, notice: int, duration: int
    ) -> Verdict:
        """A steward opens a weight vote, until handover."""
        faults = self.founder(act) | self._judge_weighing(indicator, first)
        faults |= self._judge_times(notice, duration, not self.handed_over)
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        self._weighing_opens(indicator, first, notice, duration)
        return DONE

    def decide_vote(
        self, _act: Act, indicator: int, first: int, notice: int, duration: int
    ) -> Verdict:
        """The assembly opens a weight vote."""
        faults = named(ProposalRequired=not self.from_assembly)
        faults |= self._judge_weighing(indicator, first)
        faults |= self._judge_times(notice, duration, not self.handed_over)
        if faults:
            return refused(faults)
        self._weighing_opens(indicator, first, notice, duration)
        return DONE

    def _judge_weighing(self, indicator: int, first: int) -> Names:
        i = self.indicators.get(indicator)
        if i is None:
            return {"IndicatorUnknown"}
        return named(
            IndicatorRetired=self.is_retired(indicator, self.epoch_now()),
            VotePending=i.pending,
            FromInvalid=bool(i.versions) == bool(first),
            EpochUnknown=first > len(self.ends),
            VoteEmpty=not self.votable("activities"),
        )

    def _weighing_opens(self, indicator: int, first: int, notice: int, duration: int) -> None:
        v = self._opens(WEIGHING, notice, duration)
        v.indicator, v.first, v.kinds = indicator, first, self.votable("activities")
        shares = self.indicators[indicator].kind == SHARES
        v.groups = self.votable("groups") if shares else 0
        self.indicators[indicator].pending = len(self.votes)

    def propose(
        self,
        act: Act,
        amends: int,
        notice: int,
        duration: int,
        delay: int,
        document: bytes,
        calls: tuple[Call, ...],
    ) -> Verdict:
        """Any active member proposes."""
        quick = self.is_steward(act.member) and not self.handed_over
        made = self.proposed[act.member, self.epoch_now()]
        faults = self.voice(act) | self.once(act) | self._own_key(act.member)
        faults |= self._judge_times(notice, duration, quick) | self._judge_calls(calls)
        faults |= self.of_kind(amends, PROPOSAL) if amends else set()
        faults |= named(
            DocumentMissing=not any(document),
            ProposalsFull=made >= PROPOSALS_PER_EPOCH,
            DelayOutOfRange=not (0 if quick else self.rules.delay) <= delay <= LONGEST_TIME,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        self.proposed[act.member, self.epoch_now()] += 1
        v = self._opens(PROPOSAL, notice, duration)
        v.proposer, v.amends, v.delay, v.calls = act.member, amends, delay, calls
        return DONE

    @staticmethod
    def _judge_calls(calls: Sequence[Call]) -> Names:
        short = any(isinstance(c.what, bytes) and len(c.what) < SELECTOR for c in calls)
        astray = any(not 1 <= c.to <= ASSEMBLY for c in calls)
        acting = any(isinstance(c.what, Act) and c.what.name == "noteAct" for c in calls)
        return named(CallsFull=len(calls) > MAX_CALLS, CallInvalid=short or astray or acting)

    def open_election(self, _act: Act, last: int) -> Verdict:
        """Anyone opens an election where no steward is active."""
        pending = self.election and not self.votes[self.election].closed
        times = self.rules.notice, self.rules.voting_time
        faults = self._judge_times(*times, False)
        faults |= named(
            StewardsPresent=self.serving(),
            ElectionPending=pending,
            ElectionOther=last != self.election,
        )
        if faults:
            return refused(faults)
        self._opens(ELECTION, *times)
        self.election = len(self.votes)
        return DONE

    def stand(self, act: Act, vote: int) -> Verdict:
        """A member stands for steward before the vote opens."""
        faults = self.voice(act) | self.of_kind(vote, ELECTION)
        if faults:
            return refused(faults)
        v = self.votes[vote]
        faults = self._elector(act.member, v) | named(
            VoteOpenAlready=self.now >= v.opens,
            CandidateAlready=act.member in v.candidates,
            CandidatesFull=len(v.candidates) == MAX_CANDIDATES,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        v.candidates.append(act.member)
        return DONE

    def _judge_times(self, notice: int, duration: int, quick: bool) -> Names:
        return named(
            VotingTimeShort=duration < (SHORTEST_VOTE if quick else self.rules.voting_time),
            NoticeShort=not quick and notice < self.rules.notice,
            VotingTimeLong=max(notice, duration) > LONGEST_TIME,
        )

    def _opens(self, kind: int, notice: int, duration: int) -> Vote:
        opens = self.now + notice
        v = Vote(kind, opens, opens + duration, self.joined_by(), self.quorum())
        v.founding = kind == PROPOSAL and not self.handed_over
        self.votes[len(self.votes) + 1] = v
        return v

    # Ballots.

    def cast(
        self, act: Act, vote: int, sequence: int, levels: tuple[int, ...], _why: bytes
    ) -> Verdict:
        """A ballot about an indicator of rates."""

        def judge(v: Vote) -> Names:
            return named(DivisionMissing=v.groups) | _judge_levels(v, levels)

        return self._cast(act, vote, WEIGHING, Ballot(sequence, levels), judge)

    def cast_shares(
        self,
        act: Act,
        vote: int,
        sequence: int,
        points: tuple[int, ...],
        levels: tuple[int, ...],
        _why: bytes,
    ) -> Verdict:
        """A ballot about an indicator of shares."""

        def judge(v: Vote) -> Names:
            return _judge_levels(v, levels) | named(
                DivisionUnknown=not v.groups,
                PointsLength=points and len(points) != v.groups,
                PointsSum=points and sum(points) != POINTS,
            )

        return self._cast(act, vote, WEIGHING, Ballot(sequence, levels, points), judge)

    def cast_proposal(
        self, act: Act, vote: int, sequence: int, choice: int, _why: bytes
    ) -> Verdict:
        """A ballot about a proposal."""

        def judge(_: Vote) -> Names:
            return named(ChoiceUnknown=not 1 <= choice <= ABSTAINS)

        return self._cast(act, vote, PROPOSAL, Ballot(sequence, choice), judge)

    def cast_election(
        self, act: Act, vote: int, sequence: int, approved: tuple[int, ...], _why: bytes
    ) -> Verdict:
        """A ballot in an election; it is kept by the numbers of the candidates."""
        ballot = Ballot(sequence, ())

        def judge(v: Vote) -> Names:
            unknown = set(approved) - set(v.candidates)
            ballot.says = tuple(n for n, member in enumerate(v.candidates) if member in approved)
            return named(CandidateUnknown=unknown)

        return self._cast(act, vote, ELECTION, ballot, judge)

    def _cast(
        self, act: Act, vote: int, kind: int, ballot: Ballot, judge: Callable[[Vote], Names]
    ) -> Verdict:
        """One member, one live ballot: the next takes its place (invariant 4)."""
        faults = self.voice(act) | self.of_kind(vote, kind)
        if faults:
            return refused(faults)
        v = self.votes[vote]
        last = v.ballots[act.member].sequence if act.member in v.ballots else 0
        faults = judge(v) | self._elector(act.member, v)
        faults |= named(
            VoteNotOpen=self.now < v.opens,
            VoteOver=self.now >= v.closes,
            SequenceFull=last == OBJECTED,
            SequenceWrong=ballot.sequence != last + 1,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        v.ballots[act.member] = ballot
        return DONE

    def object_to_proposal(self, act: Act, vote: int, _why: bytes) -> Verdict:
        """Until a proposal that has passed can be executed, a member's ballot turns against it."""
        faults = self.voice(act) | self.of_kind(vote, PROPOSAL)
        if faults:
            return refused(faults)
        v = self.votes[vote]
        before: Any = v.ballots[act.member].says if act.member in v.ballots else 0
        faults = self._elector(act.member, v) | named(
            ProposalNotPassed=not v.ready,
            ObjectionLate=v.ready and self.now >= v.ready,
            ObjectedAlready=before == AGAINST,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        v.ballots[act.member] = Ballot(OBJECTED, AGAINST)
        return DONE

    def of_kind(self, vote: int, kind: int) -> Names:
        """Why a vote is none of this kind."""
        v = self.votes.get(vote)
        return named(VoteUnknown=v is None, VoteOfOtherKind=v and v.kind != kind)

    def _elector(self, member: int, v: Vote) -> Names:
        """Who joined in time votes (invariant 9), with a key of their own where the rules ask."""
        late = self.members[member].joined > v.joined_by
        return named(JoinedLate=late) | self._own_key(member)

    def _own_key(self, member: int) -> Names:
        m = self.members.get(member)
        managed = m is not None and m.managed
        return named(ManagedMayNotVote=managed and not self.rules.managed_may_vote)


def _judge_levels(v: Vote, levels: tuple[int, ...]) -> Names:
    return named(
        LevelsLength=len(levels) != v.kinds,
        LevelOutOfRange=any(TOP_LEVEL < level != NO_LEVEL for level in levels),
    )
