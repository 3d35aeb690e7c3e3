"""What a community decides, by real votes in a world: proposals, divisions, elections.

governing = Governing(world)
governing.decide(dismiss(2), appoint(4))
"""

from collections.abc import Sequence
from dataclasses import replace

from ledger_py import proposals
from ledger_py.chain.client import Receipt
from ledger_py.chain.codec import encode_call
from ledger_py.models import (
    Call,
    Choice,
    ElectionBallot,
    ObjectToProposal,
    OpenVote,
    ProposalBallot,
    Propose,
    SharesBallot,
    Stand,
)
from ledger_py.proposals import dismiss
from tests.chain.world import ACTIVITIES, DAY, RULES, World, word

MINUTE = 60
ELECTORS = (3, 4, 5)


class Governing:
    """Puts things to the vote in a world; until handover a steward is quick about it."""

    def __init__(self, world: World, proposer: int = 1) -> None:
        self.world, self.proposer = world, proposer
        self._salt = 0

    @property
    def last(self) -> int:
        """The number of the last vote."""
        return int(self.world.node.view(self.world.assembly, "Assembly", "voteCount"))

    def propose(
        self,
        *calls: Call,
        amends: int = 0,
        notice: int = 0,
        duration: int = MINUTE,
        delay: int = 0,
    ) -> int:
        """Put calls to the vote; return its number."""
        self._salt += 1
        document, until = word(f"proposal {self._salt}"), self.world.deadline()
        member = self.proposer
        self.world.carry(Propose(member, until, amends, notice, duration, delay, document, calls))
        return self.last

    def answer(self, vote: int, *choices: Choice, sequence: int = 1) -> None:
        """Ballots about a proposal, of members 3, 4, ..."""
        until = self.world.deadline()
        ballots = [
            ProposalBallot(member, until, vote, sequence, choice, word(f"why {member}"))
            for member, choice in enumerate(choices, 3)
        ]
        self.world.carry(*ballots)

    def close(self, vote: int, after: int = MINUTE) -> Receipt:
        """Let the time of a vote pass and close it."""
        self.world.wait(after)
        return self.send(encode_call("Assembly", "closeVote", vote))

    def execute(self, vote: int, *calls: Call) -> Receipt:
        """Carry out what has passed."""
        given = [(call.to, call.data) for call in calls]
        return self.send(encode_call("Assembly", "execute", vote, given))

    def decide(self, *calls: Call) -> int:
        """Propose, agree, close and execute; return the vote."""
        vote = self.propose(*calls)
        self.answer(vote, *[Choice.IN_FAVOUR] * 3)
        self.close(vote)
        assert self.execute(vote, *calls).succeeded
        return vote

    def object(self, vote: int, *members: int) -> None:
        """Object to what has passed."""
        until = self.world.deadline()
        self.world.carry(*[ObjectToProposal(m, until, vote, word("no")) for m in members])

    def divide(self, indicator: int, *divisions: Sequence[int], from_: int = 1) -> int:
        """A whole vote of shares: members 3, 4, ... divide; levels are all 5."""
        until, levels = self.world.deadline(), (5,) * len(ACTIVITIES)
        self.world.carry(OpenVote(1, until, indicator, from_, 0, MINUTE))
        vote = self.last
        self.world.carry(
            *[
                SharesBallot(member, until, vote, 1, tuple(points), levels, word("why"))
                for member, points in enumerate(divisions, 3)
            ]
        )
        self.close(vote)
        return vote

    def without_stewards(self) -> None:
        """Dismiss both stewards."""
        self.decide(dismiss(1), dismiss(2))

    def elect(self, *candidates: int) -> int:
        """A whole election: all electors approve of everybody who stands."""
        last = self.world.node.view(self.world.assembly, "Assembly", "election")
        self.send(encode_call("Assembly", "openElection", last))
        vote, until = self.last, self.world.deadline()
        self.stand(vote, *candidates)
        self.world.wait(DAY)
        self.world.carry(
            *[ElectionBallot(m, until, vote, 1, candidates, word("why")) for m in ELECTORS]
        )
        self.close(vote, 2 * DAY)
        return vote

    def stand(self, vote: int, *members: int) -> None:
        """Members stand in an election."""
        until = self.world.deadline()
        self.world.carry(*[Stand(member, until, vote) for member in members])

    def send(self, call: bytes) -> Receipt:
        """Carry a call that nobody signs."""
        return self.world.send(self.world.assembly, call)

    def everything(self) -> None:
        """Something of every kind but handover: no table is empty, every column has changed."""
        stricter = replace(RULES, late_window=RULES.late_window // 2, contest_limit=9)
        self.divide(2, (70, 30), (40, 60), (50, 50), ())
        self.decide(
            proposals.set_rules(stricter),
            proposals.revise_activity(1, required=1, cap=300, document=word("revised")),
            proposals.revise_activity(5, required=2, cap=50, document=word("ends"), until=6),
            proposals.define_group(word("events")),
            proposals.list_epochs([self.world.ends() + 91 * DAY]),
            proposals.revise_indicator(1, word("revised"), (9_000,)),
            proposals.define_indicator(1, word("for a while"), until=7),
        )
        self.decide(
            proposals.revise_activity(1, required=2, cap=200, document=word("revised again")),
            proposals.revise_indicator(1, word("revised again"), (8_000,)),
            proposals.end_indicator(2, 7),
        )
        first = self.propose(delay=DAY)
        self.propose(amends=first)
        self.answer(first, *[Choice.IN_FAVOUR] * 3, Choice.AGAINST, Choice.ABSTAINS)
        self.close(first)
        self.object(first, 3, 4, 7)
        self.without_stewards()
        self.elect(1, 2)
