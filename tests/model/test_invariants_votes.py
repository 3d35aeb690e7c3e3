"""Invariants 3, 4, 6 and 9 of votes told as short stories, on the chain and in the model."""

import pytest

from tests.model.acts import NEVER, Proof, Signing
from tests.model.deciding_story import EVERYBODY, NONE, Assembly, call
from tests.model.keys import Wallet
from tests.model.test_invariants import MEMBERS, WRONG, admission
from tests.model.things import (
    AGAINST,
    DAY,
    IN_FAVOUR,
)

BALLOTS = {
    1: ((60, 40), (10, 15)),
    2: ((0, 100), (0, 3)),
    3: ((25, 75), (15, 3)),
    4: ((), (7, 10)),
    5: ((30, 70), (15, 15)),
}
"""Divisions and levels, by member: of two groups the shares are the median of what is given, and of
0, 1/4, 1/2, 3/4, 1.
"""


@pytest.mark.parametrize("order", [EVERYBODY, EVERYBODY[::-1], (3, 5, 1, 4, 2)])
def test_invariant_3__same_ballots_in_any_order__give_the_same_version(
    order: tuple[int, ...],
) -> None:
    story = Assembly()
    vote = story.weigh(2, 1)
    for member in order:
        points, levels = BALLOTS[member]
        assert story.does(member, "castShares", vote, 1, points, levels, NONE) == ""
    story.close(vote)
    first, levels, shares = story.ask("version", 2, 1)
    assert (first, levels & 255) == (1, 7 | 3 << 4)
    assert (shares & 16_383, shares >> 14) == (3_000, 7_000)


def test_invariant_3__levels_without_a_division__set_no_version_of_shares() -> None:
    story = Assembly()
    vote = story.weigh(2, 1)
    for member in EVERYBODY:
        assert story.does(member, "castShares", vote, 1, (), (4, 5), NONE) == ""
    story.close(vote)
    assert story.ask("indicator", 2)[3] == 0


def test_invariant_3__fewer_than_the_quorum__keep_shares_and_the_level_of_a_type() -> None:
    story = Assembly()
    vote = story.weigh(2, 1)
    for member in EVERYBODY:
        assert story.does(member, "castShares", vote, 1, (30, 70), (4, 5), NONE) == ""
    story.close(vote)
    vote = story.weigh(2, 0)
    for member in (1, 2, 3):
        points = (100, 0) if member == 1 else ()
        levels = (9, 15) if member == 2 else (9, 0)
        assert story.does(member, "castShares", vote, 1, points, levels, NONE) == ""
    story.close(vote)
    first, levels, shares = story.ask("version", 2, 2)
    assert (first, levels & 255, shares) == (2, 9 | 5 << 4, 3_000 | 7_000 << 14)


def test_invariant_4__ballot_replaced_after_a_change_of_signers__is_one_ballot() -> None:
    story = Assembly()
    vote = story.weigh(1, 1)
    assert story.does(3, "cast", vote, 1, (4, 5), NONE) == ""
    assert story.does(3, "cast", vote, 1, (4, 5), NONE) == "SequenceWrong"
    other = Wallet("other")
    consent = (Signing(other, story.last.by.proof),) if story.last.by else ()
    assert story.does(3, "addSigner", False, other.signer, more=consent) == ""
    assert story.does(3, "removeSigner", MEMBERS[0].signer) == ""
    assert story.does(3, "cast", vote, 1, (9, 9), NONE, key=other) == "SequenceWrong"
    assert story.does(3, "cast", vote, 2, (9, 9), NONE, key=other) == ""
    assert story.ask("vote", vote)[4] == 1
    assert story.ask("histogram", vote, 1)[9] == 1


def test_invariant_4__ballot_of_who_left_and_came_back__is_replaced_not_added() -> None:
    story = Assembly()
    vote = story.propose()
    story.answer(vote, IN_FAVOUR, 3, 4)
    assert story.does(3, "depart") == ""
    assert story.does(3, "castProposal", vote, 2, AGAINST, NONE) == "MemberHasDeparted"
    assert story.does(3, "rejoin") == ""
    assert story.does(3, "castProposal", vote, 1, AGAINST, NONE) == "SequenceWrong"
    assert story.does(3, "castProposal", vote, 2, AGAINST, NONE) == ""
    assert story.ask("proposal", vote)[1:] == (1, 1)
    assert story.decree("decideSuspension", 4, NEVER) == ""
    assert story.does(4, "castProposal", vote, 2, AGAINST, NONE) == "SuspendedUntil"
    assert story.ask("vote", vote)[4] == 2


def test_invariant_4__objection__takes_the_place_of_the_ballot() -> None:
    story = Assembly()
    calls = (call("decideSteward", 3, True),)
    vote = story.propose(*calls)
    story.answer(vote, IN_FAVOUR, 1, 2, 3)
    story.close(vote)
    assert story.does(1, "objectToProposal", vote, NONE) == ""
    assert story.does(1, "objectToProposal", vote, NONE) == "ObjectedAlready"
    assert story.ask("proposal", vote)[1:] == (2, 1)
    assert story.does(4, "objectToProposal", vote, NONE) == ""
    story.waits(DAY)
    assert story.does(5, "objectToProposal", vote, NONE) == "ObjectionLate"
    assert story.anyone("execute", vote, calls) == "ProposalStopped"
    assert story.ask("vote", vote)[4] == 4


@pytest.mark.parametrize("proof", WRONG, ids=lambda proof: proof.name)
def test_invariant_6__what_is_no_signature_of_this_ballot_here__is_refused(proof: Proof) -> None:
    story = Assembly()
    vote = story.propose()
    refusal = story.does(3, "castProposal", vote, 1, IN_FAVOUR, NONE, proof=proof)
    assert refusal in {"SignatureInvalid", "SignatureLengthInvalid"}


def test_invariant_9__after_handover_newcomers__vote_from_the_next_epoch_on() -> None:
    story = Assembly(dormant_after=0)
    story.hands_over()
    newcomer = Wallet("new here")
    assert story.does(1, "admit", (admission(newcomer),)) == ""
    story.keys[6] = newcomer
    vote = story.propose()
    assert story.does(6, "castProposal", vote, 1, IN_FAVOUR, NONE) == "JoinedLate"
    story.waits(10 * DAY)
    vote = story.propose()
    assert story.does(6, "castProposal", vote, 1, IN_FAVOUR, NONE) == ""


def test_invariant_9__until_handover__who_joined_before_the_announcement_votes() -> None:
    story = Assembly()
    newcomer, later = Wallet("new here"), Wallet("later")
    story.keys |= {6: newcomer}
    story.waits(10 * DAY)
    assert story.does(1, "admit", (admission(newcomer),)) == ""
    vote = story.propose()
    story.keys |= {7: later}
    assert story.does(1, "admit", (admission(later),)) == ""
    assert story.does(6, "castProposal", vote, 1, IN_FAVOUR, NONE) == ""
    assert story.does(7, "castProposal", vote, 1, IN_FAVOUR, NONE) == "JoinedLate"
