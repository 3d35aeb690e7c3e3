"""Invariants 3, 4, 5, 7 and 9 of votes told as short stories, on the chain and in the model."""

from typing import Any

import pytest

from tests.model.acts import AT_ASSEMBLY, NEVER, Signing
from tests.model.deciding_story import EVERYBODY, KIND, NONE, WORD, Assembly, call
from tests.model.keys import Wallet
from tests.model.test_invariants import MEMBERS, RULES, admission
from tests.model.things import (
    AGAINST,
    DAY,
    IN_FAVOUR,
    RATES,
    Attestation,
    Contribution,
)
from tests.model.voting import SHORTEST_VOTE

DECISIONS: dict[str, tuple[Any, ...]] = {
    "decideSteward": (3, True),
    "decideRules": (RULES._replace(quorum=5_000),),
    "decideTerms": (1, 1, 50, 0, WORD),
    "decideActivity": (KIND,),
    "decideGroup": (WORD,),
    "decideEpochs": ((1_770_000_000,),),
    "decideSuspension": (3, 2**48 - 1),
    "decideRecovery": (3, True),
    "decideClaim": (6, b"\1" * 20),
    "handOver": (),
    "decideIndicator": (RATES, (), 0, WORD),
    "decideRevision": (1, (), WORD),
    "decideSunset": (1, 3),
    "decideVote": (1, 1, DAY, DAY),
}
FOUNDING: dict[str, tuple[Any, ...]] = {
    "defineGroup": (WORD,),
    "defineActivity": (KIND,),
    "listEpochs": ((1_770_000_000,),),
    "defineIndicator": (RATES, (), WORD),
    "openVote": (1, 1, 0, SHORTEST_VOTE),
}
"""What a steward does until handover."""
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


def test_invariant_5__terms_that_change__leave_the_epochs_that_began() -> None:
    story = Assembly()
    work = Contribution(3, 3, 1, 1, 200, 0, WORD)
    assert story.does(3, "record", (work,)) == ""
    for member in (4, 5):
        attested = (Attestation(work, 200, 1, NONE),)
        assert story.does(member, "attest", attested) == ""
    assert story.decree("decideTerms", 1, 5, 50, 2, WORD) == ""
    assert story.ask("cappedUnits", 3, 1) == (200, 0)
    assert story.ask("termsOf", 1, 1) == (2, 1_000, 2)
    assert story.ask("termsOf", 1, 2) == (5, 50, 2)
    story.waits(10 * DAY)
    late = work._replace(epoch=2)
    assert story.does(3, "record", (late,)) == "ActivityRetired"
    assert story.does(3, "record", (work._replace(content=NONE[:31] + b"\1"),)) == ""


def test_invariant_5__longer_windows__open_no_epoch_again() -> None:
    story = Assembly()
    story.waits(12 * DAY)
    assert story.does(3, "choose", 3, 0) == ""
    assert story.ask("epochState", 1) == 2
    rules = RULES._replace(late_window=9 * DAY, contest_window=9 * DAY)
    assert story.decree("decideRules", rules) == ""
    assert story.ask("epochState", 1) == 2
    ends = tuple(story.trial.model.ends[-1] + 10 * DAY * n for n in (1, 2))
    assert story.decree("decideEpochs", ends) == ""
    assert story.ask("epoch", 20)[2] == ends[0] + 9 * DAY


def test_invariant_5__indicator_that_ends__says_nothing_from_then_on_and_stays_so() -> None:
    story = Assembly()
    assert story.decree("decideSunset", 1, 1) == "EpochBegun"
    assert story.decree("decideSunset", 1, 2) == ""
    assert story.decree("decideRevision", 1, (1,), WORD) == ""
    story.waits(10 * DAY)
    assert story.trial.world.ask_or_why("totalOf", 1, 2) == "IndicatorRetired"
    assert story.decree("decideSunset", 1, 0) == "IndicatorRetired"
    assert story.does(1, "openVote", 1, 1, 0, DAY) == "IndicatorRetired"


@pytest.mark.parametrize("name", DECISIONS)
def test_invariant_7__what_a_vote_decides__nobody_else_does(name: str) -> None:
    story = Assembly()
    wanted = "ProposalRequired" if name in AT_ASSEMBLY else "AssemblyRequired"
    assert story.anyone(name, *DECISIONS[name]) == wanted


def test_invariant_7__after_handover_stewards__found_nothing_and_only_votes_do() -> None:
    story = Assembly()
    story.hands_over()
    for name, fields in FOUNDING.items():
        assert story.does(1, name, *fields) == "HandedOver"
    assert story.decide(call("handOver")) == "CallFailed(0, HandedOver)"
    until = call("decideSteward", 2, False), call("decideGroup", WORD)
    assert story.decide(*until) == ""
    assert (story.ask("stewardCount"), story.ask("groupCount")) == (1, 3)


def test_invariant_7__handover__needs_three_active_two_stewards_and_a_quorum() -> None:
    story = Assembly()
    assert story.decree("decideSteward", 2, False) == ""
    assert story.decree("handOver") == "HandoverEarly"
    assert story.decree("decideSteward", 3, True) == ""
    for member in (4, 5):
        assert story.decree("decideSuspension", member, NEVER) == ""
    story.waits(30 * DAY)
    assert story.decree("handOver") == "HandoverEarly"
    for member in (1, 2, 3):
        assert story.does(member, "choose", member, 0) == ""
    assert story.decree("handOver") == ""


def test_invariant_7__two_calls_of_which_one_fails__do_nothing() -> None:
    story = Assembly()
    calls = (call("decideGroup", WORD), call("decideSteward", 1, True))
    assert story.decide(*calls) == "CallFailed(1, StewardAlready)"
    assert story.ask("groupCount") == 2
    assert story.anyone("execute", story.last_vote, calls[:1]) == "CallsMismatch"
    story.waits(30 * DAY)
    assert story.anyone("execute", story.last_vote, calls) == "ProposalLapsed"


def test_invariant_7__last_steward_gone__an_election_finds_others() -> None:
    story = Assembly()
    story.hands_over()
    for steward in (1, 2):
        assert story.anyone("openElection", 0) == "StewardsPresent"
        assert story.does(steward, "depart") == ""
    assert story.anyone("openElection", 1) == "ElectionOther"
    assert story.anyone("openElection", 0) == ""
    election = story.last_vote
    assert story.anyone("openElection", election) == "ElectionPending"
    for member in (3, 4):
        assert story.does(member, "stand", election) == ""
    assert story.does(3, "stand", election) == "CandidateAlready"
    story.waits(DAY)
    assert story.does(5, "stand", election) == "VoteOpenAlready"
    assert story.does(3, "castElection", election, 1, (3, 4), NONE) == ""
    assert story.does(4, "castElection", election, 1, (4,), NONE) == ""
    assert story.does(5, "castElection", election, 1, (5,), NONE) == "CandidateUnknown"
    assert story.does(5, "castElection", election, 1, (), NONE) == ""
    story.close(election)
    assert [story.standing(member)[6] for member in (3, 4, 5)] == [False, True, False]


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
