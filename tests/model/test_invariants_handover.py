"""Invariants 5 and 7 told as short stories: what only votes do, and from when on."""

from typing import Any

import pytest

from tests.model.acts import AT_ASSEMBLY, NEVER
from tests.model.deciding_story import EVERYBODY, KIND, NONE, WORD, Assembly, call
from tests.model.test_invariants import RULES
from tests.model.things import (
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


def test_invariant_7__what_passed_before_handover__is_void_after_it() -> None:
    story = Assembly()
    calls = (call("decideGroup", WORD),)
    early = story.propose(*calls)
    story.answer(early, IN_FAVOUR, *EVERYBODY)
    story.close(early)
    story.hands_over()
    assert story.anyone("execute", early, calls) == "ProposalLapsed"


def test_invariant_7__quick_proposal_that_is_closed_after_handover__waits_as_all() -> None:
    story = Assembly()
    calls = (call("decideGroup", WORD),)
    quick = (0, 0, SHORTEST_VOTE, 0, WORD, calls)
    assert story.does(1, "propose", *quick) == ""
    vote = story.last_vote
    story.answer(vote, IN_FAVOUR, 1, 2, 3)
    story.hands_over()
    story.close(vote)
    assert story.anyone("execute", vote, calls) == "ProposalWaiting"
    story.waits(DAY)
    assert story.anyone("execute", vote, calls) == ""


def test_invariant_7__nobody_acts__by_a_vote() -> None:
    story = Assembly()
    noted = (call("noteAct", 3, bytes(32)),)
    assert story.does(3, "propose", 0, DAY, DAY, DAY, WORD, noted) == "CallInvalid"


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


def test_invariant_5__sensitive_type_that_another_follows__does_not_come_back() -> None:
    story = Assembly()
    sensitive = KIND._replace(sensitive=True, since=1)
    assert story.does(1, "defineActivity", sensitive) == ""
    assert story.decree("decideTerms", 3, 1, 50, 3, WORD) == ""
    assert story.does(1, "defineActivity", sensitive) == "SensitiveExists"
    assert story.does(1, "defineActivity", sensitive._replace(since=3)) == ""
    assert story.decree("decideTerms", 3, 1, 50, 0, WORD) == "SensitiveExists"
    assert story.decree("decideTerms", 3, 1, 50, 4, WORD) == "SensitiveExists"
    assert story.decree("decideTerms", 3, 1, 50, 2, WORD) == ""


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
