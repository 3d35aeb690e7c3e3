"""Invariants 2, 6, 8 and 9 told as short stories, on the chain and in the model at once."""

from typing import Any

import pytest

from tests.model.acts import NEVER, Act, Proof, Signing, Step
from tests.model.keys import Key, Wallet
from tests.model.things import ACCEPTED, DAY, Activity, Admission, Attestation, Contribution, Rules
from tests.model.trial import Trial
from tests.model.walk import START
from tests.model.world import ACCOUNTS, STRANGER, Founding

STEWARDS = [Wallet("steward 1"), Wallet("steward 2")]
MEMBERS = [Wallet("member 3"), Wallet("member 4"), Wallet("member 5")]
NEWCOMER = Wallet("newcomer")
RULES = Rules(
    late_window=2 * DAY,
    contest_window=3 * DAY,
    contest_time=2 * DAY,
    recovery_wait=2 * DAY,
    claim_wait=2 * DAY,
    notice=DAY,
    voting_time=DAY,
    delay=DAY,
    admission_cap=4,
    quorum=2_000,
    sponsors=2,
    dormant_after=2,
    contest_limit=2,
    managed_may_vote=True,
)
WRONG = [proof for proof in Proof if proof is not Proof.GOOD]


def admission(key: Key) -> Admission:
    return Admission(key.signer, False, bytes(32))


class Story:
    """A community of two stewards and three members; acts are signed, and carried by a stranger."""

    def __init__(self, **rules: Any) -> None:
        ends = tuple(START + 10 * DAY * number for number in range(1, 20))
        founders = tuple(map(admission, STEWARDS))
        self.trial = Trial(Founding(RULES._replace(**rules), START, ends, founders, START))
        self.now = START
        self.keys: dict[int, Key] = dict(enumerate([*STEWARDS, *MEMBERS], 1))
        self.last = Act("", 0, 0, ())
        kind = Activity(1, 2, 3, 2, False, 1_000, 1, b"\1" * 32)
        assert self.does(1, "defineGroup", b"\1" * 32) == ""
        assert self.does(1, "defineActivity", kind) == ""
        assert self.does(1, "admit", tuple(map(admission, MEMBERS))) == ""

    def does(
        self, member: int, name: str, *fields: Any, more: tuple[Signing, ...] = (), **given: Any
    ) -> str:
        """Carry an act in; return why it was refused, "" when it was not."""
        key, proof = given.get("key") or self.keys[member], given.get("proof", Proof.GOOD)
        self.now += 1
        self.last = Act(name, member, NEVER - self.now, fields, Signing(key, proof), more, STRANGER)
        return self.again(self.last)

    def again(self, act: Act) -> str:
        before = self.trial.refusals.copy()
        self.trial.run(Step(self.now, (act,)))
        self.trial.look_at_all()
        return next(iter(self.trial.refusals - before), "")

    def waits(self, seconds: int) -> None:
        self.now += seconds

    def own_work(self, member: int = 3) -> Contribution:
        return Contribution(member, member, 1, 1, 200, 0, b"\7" * 32)

    def standing(self, member: int) -> Any:
        return self.trial.world.ask("member", member)


def attesting(c: Contribution, units: int = 200) -> tuple[Attestation]:
    return (Attestation(c, units, 1, bytes(32)),)


@pytest.mark.parametrize("proof", WRONG, ids=lambda proof: proof.name)
def test_invariant_6__what_is_no_signature_of_this_act_here__is_refused(proof: Proof) -> None:
    story = Story()
    refusal = story.does(3, "record", (story.own_work(),), proof=proof)
    assert refusal in {"SignatureInvalid", "SignatureLengthInvalid"}


def test_invariant_6__signature_of_one_member__speaks_for_no_other() -> None:
    story = Story()
    assert story.does(3, "depart", key=MEMBERS[1]) == "SignerNotOfMember"


def test_invariant_6__act_that_was_carried_out__is_refused_by_name_when_it_comes_again() -> None:
    story = Story()
    work = story.own_work()
    for member, name, field, refusal in (
        (3, "record", (work,), "ContributionExists"),
        (4, "attest", attesting(work), "AttestationExists"),
        (4, "retract", (work,), "RetractedAlready"),
        (3, "withdraw", (work,), "ContributionEnded"),
        (1, "admit", (admission(NEWCOMER),), "ActRepeated"),
    ):
        assert story.does(member, name, field) == ""
        assert story.again(story.last) == refusal


def test_invariant_2__contributor_and_whoever_attested__attest_not_again() -> None:
    story = Story()
    work = story.own_work()
    assert story.does(3, "record", (work,)) == ""
    assert story.does(3, "attest", attesting(work)) == "AttesterIsContributor"
    assert story.does(4, "attest", attesting(work, 150)) == ""
    assert story.does(4, "attest", attesting(work, 100)) == "AttestationExists"
    assert story.does(4, "retract", (work,)) == ""
    assert story.does(4, "attest", attesting(work, 100)) == "AttestationExists"
    assert story.does(5, "depart") == ""
    assert story.does(5, "attest", attesting(work)) == "MemberHasDeparted"


def test_invariant_8__recovered_member__is_the_same_and_the_old_signer_silent() -> None:
    story = Story()
    work = story.own_work()
    assert story.does(3, "record", (work,)) == ""
    assert (
        story.does(4, "attest", attesting(work)) == story.does(5, "attest", attesting(work)) == ""
    )
    before = story.standing(3)
    assert story.does(1, "recover", 3, False, NEWCOMER.signer) == ""
    assert story.does(2, "recover", 3, False, NEWCOMER.signer) == ""
    assert story.does(3, "completeRecovery", key=NEWCOMER) == "RecoveryWaiting"
    story.waits(2 * DAY)
    assert story.does(3, "completeRecovery", key=NEWCOMER) == ""
    assert story.standing(3) == before
    assert story.trial.model.state_of(work) == ACCEPTED
    assert story.does(3, "withdraw", (work,)) == "SignerNotOfMember"
    old = (Signing(MEMBERS[0], Proof.GOOD),)
    assert story.does(4, "addSigner", False, MEMBERS[0].signer, more=old) == "SignerTaken"
    assert story.does(3, "withdraw", (work,), key=NEWCOMER) == ""


def test_invariant_8__objection_of_the_old_signer__leaves_it_to_a_vote() -> None:
    story = Story()
    for steward in (1, 2):
        assert story.does(steward, "recover", 3, False, NEWCOMER.signer) == ""
    assert story.does(3, "objectToRecovery") == ""
    story.waits(40 * DAY)
    assert story.does(3, "completeRecovery", key=NEWCOMER) == "RecoveryFrozen"
    assert story.again(Act("decideRecovery", 0, 0, (3, False), None, (), STRANGER)) == (
        "AssemblyRequired"
    )
    assert story.again(Act("decideRecovery", 0, 0, (3, False))) == ""
    assert story.does(3, "completeRecovery", key=NEWCOMER) == "RecoveryUnknown"


def test_invariant_9__two_members__admit_without_any_steward() -> None:
    story = Story()
    for steward in (1, 2):
        suspension = Act("decideSuspension", 0, 0, (steward, START + 100 * DAY))
        assert story.again(suspension) == ""
    assert story.does(1, "admit", (admission(NEWCOMER),)) == "SuspendedUntil"
    assert story.does(3, "sponsor", admission(NEWCOMER)) == ""
    assert story.does(4, "sponsor", admission(NEWCOMER)) == ""
    assert story.trial.world.ask("memberOf", NEWCOMER.signer) == 6


def test_invariant_9__more_than_the_rules_allow__wait_for_the_next_epoch() -> None:
    story = Story()
    assert story.does(1, "admit", (admission(NEWCOMER),)) == ""
    one_more = (admission(ACCOUNTS[0]),)
    assert story.does(1, "admit", one_more) == "AdmissionsFull"
    story.waits(10 * DAY)
    assert story.does(1, "admit", one_more) == ""
