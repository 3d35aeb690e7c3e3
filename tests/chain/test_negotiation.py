"""A whole negotiation: how a community comes by an indicator, weighs it, and reviews it."""

from pathlib import Path

import pytest

from ledger_py import proposals
from ledger_py.errors import ContractError
from ledger_py.models import (
    AddSigner,
    Attest,
    Attestation,
    Ballot,
    Call,
    Choice,
    Contribution,
    Kind,
    Record,
    RemoveSigner,
    Suspend,
)
from ledger_py.signers import LocalSigner
from ledger_py.store.reads import Reads
from ledger_py.store.rows import ProposalState
from tests.chain.governing import Governing
from tests.chain.indexes import indexer_of
from tests.chain.world import ACTIVITIES, DAY, open_world, word
from tests.databases import Database

YES, NO = Choice.IN_FAVOUR, Choice.AGAINST
NOTICE, VOTING, DELAY = DAY, 2 * DAY, DAY
EPOCH = 91 * DAY
INDICATOR = 3
"""The world has two; this is the one that is negotiated."""
LEVEL = 8


class Negotiation(Governing):
    """Members of a world who give each other the time that the rules ask for."""

    def put(self, proposer: int, call: Call, amends: int = 0) -> int:
        """A proposal with the waits of the rules."""
        self.proposer = proposer
        return self.propose(call, amends=amends, notice=NOTICE, duration=VOTING, delay=DELAY)

    def agree(self, call: Call) -> None:
        """A proposal of member 3 that all electors want, from notice to execution."""
        vote = self.put(3, call)
        self.world.wait(NOTICE)
        self.answer(vote, YES, YES, YES)
        self.close(vote, VOTING)
        self.world.wait(DELAY)
        assert self.execute(vote, call).succeeded

    def weigh(self, vote: int, member: int, level: int, sequence: int = 1) -> None:
        """A ballot that gives every activity type the same level."""
        levels, until = (level,) * len(ACTIVITIES), self.world.deadline()
        self.world.carry(Ballot(member, until, vote, sequence, levels, word("why")))

    def replace_signer(self, member: int) -> None:
        """The member goes on with another key, and the old one is removed."""
        old, new = self.world.signers[member], LocalSigner(word(f"new key of {member}"))
        added = AddSigner(member, self.world.deadline(), False, new.signer)
        call = self.world.signed(added, old, self.world.sign(added, new))
        self.world.relay(self.world.community, [call])
        self.world.signers[member] = new
        self.world.carry(RemoveSigner(member, self.world.deadline(), old.signer))

    def version(self, number: int) -> tuple[int, int]:
        """The epoch from which it is in force, and the level of type 1."""
        answer = self.world.node.view(self.world.assembly, "Assembly", "version", INDICATOR, number)
        return int(answer[0]), int(answer[1]) & 15

    def epoch(self) -> int:
        """The epoch it is."""
        now = self.world.now()
        return int(self.world.node.view(self.world.community, "Community", "epochAt", now))

    def score(self, epoch: int) -> int:
        """What the indicator says of member 3."""
        return int(
            self.world.node.view(self.world.assembly, "Assembly", "scoreOf", 3, INDICATOR, epoch)
        )

    def mentor(self, epoch: int) -> None:
        """Member 3 mentors once, as 4 and 5 confirm."""
        until = self.world.deadline()
        done = Contribution(3, 3, 1, epoch, 100, 0, word(f"mentored in {epoch}"))
        given = (Attestation(done, 100, 1),)
        self.world.carry(
            Record(3, until, (done,)), Attest(4, until, given), Attest(5, until, given)
        )


def test_a_negotiation__goes_from_a_draft_to_the_review_of_its_sunset(
    database: Database, tmp_path: Path
) -> None:
    with open_world(tmp_path) as world:
        talk = Negotiation(world)
        drafted = draft_and_amend(talk, database, tmp_path)
        assert drafted == [ProposalState.FAILED, ProposalState.EXECUTED, ProposalState.FAILED]
        talk.agree(proposals.hand_over())
        world.wait(16 * DAY)  # who joined in an epoch votes from the next one on
        assert talk.epoch() == 5
        weigh_while_members_change(talk)
        assert talk.version(1) == (1, LEVEL)
        talk.mentor(5)
        assert talk.score(5) == 100 * LEVEL
        review_the_sunset(talk)


def draft_and_amend(talk: Negotiation, database: Database, folder: Path) -> list[ProposalState]:
    """A draft, its amendment, a counter-draft; the amendment wins and is executed."""
    wanted = proposals.define_indicator(Kind.RATES, word("amended"), (2_500,), until=7)
    draft = talk.put(3, proposals.define_indicator(Kind.RATES, word("draft"), (9_000,)))
    amended = talk.put(4, wanted, amends=draft)
    counter = talk.put(5, proposals.define_indicator(Kind.SHARES, word("counter")), amends=draft)
    talk.world.wait(NOTICE)
    talk.answer(draft, YES, NO, NO)
    talk.answer(amended, YES, YES, NO)
    talk.answer(counter, NO, NO, YES)
    for vote, after in ((draft, VOTING), (amended, 0), (counter, 0)):
        talk.close(vote, after)
    talk.world.wait(DELAY)
    talk.execute(amended, wanted)
    store = database.store(folder)
    indexer_of(talk.world, store).catch_up()
    found = [Reads(store).proposal(talk.world.community, v) for v in (draft, amended, counter)]
    assert [proposal.amends for proposal in found] == [None, draft, draft]
    assert found[0].amended_by == (amended, counter)
    return [proposal.state_at(talk.world.now()) for proposal in found]


def weigh_while_members_change(talk: Negotiation) -> None:
    """A weight vote; member 4 gets another key in the middle, member 5 is suspended."""
    talk.agree(proposals.open_vote(INDICATOR, notice=NOTICE, duration=VOTING, from_=1))
    vote = talk.last
    talk.world.wait(NOTICE)
    for member in (3, 4, 5):
        talk.weigh(vote, member, LEVEL if member == 3 else 2)
    talk.replace_signer(4)
    talk.weigh(vote, 4, LEVEL, sequence=2)
    until = talk.world.now() + 30 * DAY
    for steward in (1, 2):
        talk.world.carry(Suspend(steward, talk.world.deadline(), 5, until))
    with pytest.raises(AssertionError, match="reason"):
        talk.weigh(vote, 5, 0, sequence=2)
    counts = talk.world.node.view(talk.world.assembly, "Assembly", "histogram", vote, 1)
    assert [int(count) for count in counts] == [0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0]
    talk.close(vote, VOTING)
    for steward in (1, 2):
        talk.world.carry(Suspend(steward, talk.world.deadline(), 5, 0))


def review_the_sunset(talk: Negotiation) -> None:
    """The community moves the indicator's end by an epoch; then it lets it go, for good."""
    talk.agree(proposals.end_indicator(INDICATOR, 8))
    talk.world.wait(2 * EPOCH)
    talk.mentor(7)
    assert talk.score(7) >= 100 * LEVEL
    talk.world.wait(EPOCH)
    with pytest.raises(ContractError, match="Indicator 3 says nothing any more from epoch 8 on"):
        talk.score(8)
    late = proposals.end_indicator(INDICATOR, 0)
    vote = talk.put(3, late)
    talk.world.wait(NOTICE)
    talk.answer(vote, YES, YES, YES)
    talk.close(vote, VOTING)
    talk.world.wait(DELAY)
    assert not talk.execute(vote, late).succeeded
