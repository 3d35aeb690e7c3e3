"""The acts by which members say what the community wants: indicators, votes, ballots, proposals."""

from __future__ import annotations

from collections.abc import Sequence

from ledger_py import calls, commitments, models
from ledger_py.models import Choice, Kind
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct
from ledger_py.pen import Body, Pen, carried, named, sealed


class Assembly(Pen):
    """A member's acts in the assembly of their community.

    A ballot's `sequence` is that of the member's last one in this vote plus one, 1 for the first.
    """

    def define_indicator(
        self,
        document: Body,
        retention: Sequence[int] = (),
        key: str | None = None,
        *,
        kind: Kind = Kind.RATES,
    ) -> AcceptedAct:
        """Define an indicator, as a steward; retention in basis points per epoch of age.

        Refused as HandedOver after the handover, when a proposal does it.
        """
        body = commitments.canonical(document)
        digest = commitments.document_hash(body)
        act = models.DefineIndicator(self.member, self._deadline(), kind, tuple(retention), digest)
        return self.submit(act, OffChain(documents=(body,)), key)

    def open_vote(
        self,
        indicator: int,
        *,
        duration: int,
        from_: int = 0,
        notice: int = 0,
        key: str | None = None,
    ) -> AcceptedAct:
        """Open a weight vote, as a steward; notice and duration in seconds.

        Refused as HandedOver after the handover, when a proposal does it.
        """
        act = models.OpenVote(self.member, self._deadline(), indicator, from_, notice, duration)
        return self.submit(act, key=key)

    def propose(
        self,
        document: Body,
        what: Sequence[models.Call] = (),
        *,
        notice: int,
        duration: int,
        delay: int,
        amends: int = 0,
        documents: Sequence[Body] = (),
        key: str | None = None,
    ) -> AcceptedAct:
        """Propose what the community should do, and open its vote; times in seconds.

        what: calls of `ledger_py.proposals`, none for a resolution in words. documents: public ones
        that the calls name. amends: the proposal that this one changes. Refused as ProposalsFull,
        NoticeShort, VotingTimeShort, DelayOutOfRange, CallsFull, ManagedMayNotVote.
        """
        bodies = tuple(commitments.canonical(each) for each in (document, *documents))
        digest = commitments.document_hash(bodies[0])
        act = models.Propose(
            self.member, self._deadline(), amends, notice, duration, delay, digest, tuple(what)
        )
        return self.submit(act, OffChain(documents=bodies), key)

    def cast(
        self,
        vote: int,
        sequence: int,
        levels: Sequence[int],
        rationale: str = "",
        key: str | None = None,
    ) -> AcceptedAct:
        """Cast a ballot in a vote of rates: a level per activity type, NO_LEVEL to abstain on it.

        Refused as DivisionMissing in a vote of shares.
        """
        content = sealed("rationale", rationale)
        act = models.Ballot(
            self.member, self._deadline(), vote, sequence, tuple(levels), named(content)
        )
        return self.submit(act, carried(content), key)

    def cast_shares(
        self,
        vote: int,
        sequence: int,
        points: Sequence[int],
        levels: Sequence[int],
        rationale: str = "",
        key: str | None = None,
    ) -> AcceptedAct:
        """Cast a ballot in a vote of shares: 100 points over the groups, none at all to abstain.

        levels: as in `cast`. Refused as PointsLength, PointsSum, DivisionUnknown in one of rates.
        """
        content = sealed("rationale", rationale)
        act = models.SharesBallot(
            self.member,
            self._deadline(),
            vote,
            sequence,
            tuple(points),
            tuple(levels),
            named(content),
        )
        return self.submit(act, carried(content), key)

    def cast_proposal(
        self,
        vote: int,
        sequence: int,
        choice: Choice,
        rationale: str = "",
        key: str | None = None,
    ) -> AcceptedAct:
        """Cast a ballot about a proposal: in favour, against, or abstaining."""
        content = sealed("rationale", rationale)
        act = models.ProposalBallot(
            self.member, self._deadline(), vote, sequence, choice, named(content)
        )
        return self.submit(act, carried(content), key)

    def cast_election(
        self,
        vote: int,
        sequence: int,
        approved: Sequence[int],
        rationale: str = "",
        key: str | None = None,
    ) -> AcceptedAct:
        """Cast a ballot in an election: the members approved of, none to abstain.

        Refused as CandidateUnknown for somebody who does not stand.
        """
        content = sealed("rationale", rationale)
        act = models.ElectionBallot(
            self.member, self._deadline(), vote, sequence, tuple(approved), named(content)
        )
        return self.submit(act, carried(content), key)

    def object_to_proposal(
        self, vote: int, rationale: str = "", key: str | None = None
    ) -> AcceptedAct:
        """Turn against a proposal that has passed and waits; as many as are for it stop it.

        Refused as ProposalNotPassed, ObjectionLate, ObjectedAlready, JoinedLate.
        """
        content = sealed("rationale", rationale)
        act = models.ObjectToProposal(self.member, self._deadline(), vote, named(content))
        return self.submit(act, carried(content), key)

    def stand(self, vote: int, key: str | None = None) -> AcceptedAct:
        """Stand for steward in an election before it opens.

        Refused as VoteOpenAlready, CandidateAlready, CandidatesFull, JoinedLate.
        """
        return self.submit(models.Stand(self.member, self._deadline(), vote), key=key)

    def close_vote(self, vote: int, key: str | None = None) -> AcceptedAct:
        """Close a vote whose time is over; nobody signs this."""
        return self._send(calls.close_vote(self.place, vote), key)

    def execute(
        self, vote: int, what: Sequence[models.Call], key: str | None = None
    ) -> AcceptedAct:
        """Carry out a proposal that has passed, all its calls or none; nobody signs this.

        Refused as ProposalWaiting, ProposalStopped, ProposalLapsed, CallsMismatch, CallFailed.
        """
        return self._send(calls.execute(self.place, vote, what), key)

    def open_election(self, last: int = 0, key: str | None = None) -> AcceptedAct:
        """Open an election where no steward is active; nobody signs this.

        last: the last election, 0 for none. Refused as ElectionOther, StewardsPresent,
        ElectionPending.
        """
        return self._send(calls.open_election(self.place, last), key)
