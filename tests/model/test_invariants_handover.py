"""Old definitions, old proposals, other signatures: what does not get past invariants 5 to 7."""

import pytest

from tests.model.acts import Proof
from tests.model.deciding_story import EVERYBODY, KIND, NONE, WORD, Assembly, call
from tests.model.test_invariants import NEWCOMER, RULES, WRONG, admission
from tests.model.things import DAY, IN_FAVOUR
from tests.model.voting import SHORTEST_VOTE


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


@pytest.mark.parametrize("proof", WRONG, ids=lambda proof: proof.name)
def test_invariant_6__what_is_no_signature_of_this_ballot_here__is_refused(proof: Proof) -> None:
    story = Assembly()
    vote = story.propose()
    refusal = story.does(3, "castProposal", vote, 1, IN_FAVOUR, NONE, proof=proof)
    assert refusal in {"SignatureInvalid", "SignatureLengthInvalid"}


def test_invariant_7__what_passed_before_handover__is_void_after_it() -> None:
    story = Assembly()
    calls = (call("decideGroup", WORD),)
    early = story.propose(*calls)
    story.answer(early, IN_FAVOUR, *EVERYBODY)
    story.close(early)
    story.hands_over()
    assert story.anyone("execute", early, calls) == "ProposalLapsed"


def test_invariant_7__quick_proposal_that_is_closed_after_handover__is_void_too() -> None:
    story = Assembly()
    calls = (call("decideGroup", WORD),)
    quick = (0, 0, SHORTEST_VOTE, 0, WORD, calls)
    assert story.does(1, "propose", *quick) == ""
    vote = story.last_vote
    story.answer(vote, IN_FAVOUR, 1, 2, 3)
    story.hands_over()
    story.close(vote)
    assert story.anyone("execute", vote, calls) == "ProposalLapsed"


def test_invariant_7__rules_that_nobody_could_vote_under__are_refused() -> None:
    story = Assembly()
    for wait in ("notice", "voting_time", "delay"):
        rules = RULES._replace(**{wait: 366 * DAY + 1})
        assert story.decree("decideRules", rules) == "WaitLong"


def test_invariant_9__newcomers_of_an_epoch__are_not_in_the_quorums_base_after_handover() -> None:
    story = Assembly(quorum=10_000)
    story.hands_over()
    assert story.does(1, "choose", 1, 0) == ""
    assert story.ask("electorate") == 5
    assert story.does(1, "admit", (admission(NEWCOMER),)) == ""
    assert story.ask("electorate") == 5
    story.waits(10 * DAY)
    assert story.does(1, "choose", 1, 0) == ""
    assert story.ask("electorate") == 6


def test_invariant_7__nobody_acts__by_a_vote() -> None:
    story = Assembly()
    noted = (call("noteAct", 3, bytes(32)),)
    assert story.does(3, "propose", 0, DAY, DAY, DAY, WORD, noted) == "CallInvalid"
