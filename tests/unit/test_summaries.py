"""What a person reads before signing says all that the act does, in words."""

import pytest

from ledger_py import models, proposals
from ledger_py.models import NO_CAP, NO_LEVEL, Act, Admission, Attestation, Contribution
from ledger_py.summaries import Names, summary
from ledger_py.typed_data import ACTS

DOCUMENT = b"\xd0" * 32
NAMES: Names = {
    ("member", 1): "demo steward 1",
    ("member", 4): "demo member 2",
    ("member", 7): "somebody credited",
    ("activity", 2): "talk",
    ("epoch", 5): "2022 Q1",
    ("group", 1): "events",
    ("indicator", 1): "care work",
}
VOUCHED = Contribution(4, 1, 2, 5, 150, 2, DOCUMENT)
OWN = Contribution(4, 4, 2, 5, 100, 0, DOCUMENT)
WALLET = b"\2" * 20
SIGNER = f"the signer 0x{WALLET.hex()}"
INVITE = models.Invite(1, 1_700_000_000, "0x" + "ab" * 20)
NONE = models.NO_COMMITMENT

SAID: list[tuple[Act, str]] = [
    (
        models.Admit(
            1,
            9,
            (
                Admission(b"", False, DOCUMENT),
                Admission(b"\1" * 20, True, DOCUMENT),
                Admission(b"\2" * 20, False, DOCUMENT),
            ),
        ),
        "demo steward 1 admits members: 1 with a signer of their own, 1 managed, 1 unclaimed.",
    ),
    (
        models.Sponsor(4, 9, Admission(WALLET, True, NONE)),
        f"demo member 2 stands for admitting somebody with {SIGNER} (a key that a gateway keeps).",
    ),
    (
        models.Sponsor(4, 9, Admission(b"", False, DOCUMENT)),
        "demo member 2 stands for admitting an unclaimed member.",
    ),
    (
        INVITE,
        f"demo steward 1 invites whoever holds the one-time key {INVITE.key} to join once, until"
        " 2023-11-14 22:13 UTC.",
    ),
    (
        models.Join(models.NEW, 9, INVITE, Admission(WALLET, False, NONE)),
        f"Somebody new joins by an invitation of demo steward 1, with {SIGNER}.",
    ),
    (
        models.Uninvite(1, 9, INVITE),
        "demo steward 1 takes back the invitation of demo steward 1 for the one-time key"
        f" {INVITE.key}.",
    ),
    (
        models.ClaimMembership(7, 9, False),
        "Whoever signs this claims to be somebody credited, who has not joined yet.",
    ),
    (
        models.ClaimMembership(7, 9, True),
        "Whoever signs this claims to be somebody credited, who has not joined yet, with a key"
        " that a gateway keeps.",
    ),
    (
        models.ConfirmClaim(1, 9, 7, WALLET),
        f"demo steward 1 confirms that whoever claims to be somebody credited with {SIGNER} is"
        " that person.",
    ),
    (
        models.ContestClaim(4, 9, 7),
        "demo member 2 contests all claims to be somebody credited; two stewards, or a vote,"
        " then have to confirm one.",
    ),
    (
        models.AddSigner(4, 9, True, WALLET),
        f"demo member 2 lets {SIGNER} (a key that a gateway keeps) speak for them too.",
    ),
    (
        models.RemoveSigner(4, 9, WALLET),
        f"demo member 2 lets {SIGNER} speak for them no longer, nor ever for anybody else.",
    ),
    (
        models.Recover(1, 9, 4, False, WALLET),
        f"demo steward 1 says that demo member 2 has lost their signers, and that {SIGNER} alone"
        " is to speak for them.",
    ),
    (
        models.ObjectToRecovery(4, 9),
        "demo member 2 objects to their own recovery, about which only a vote decides then.",
    ),
    (
        models.CompleteRecovery(4, 9),
        "Whoever signs this takes over as demo member 2, for whom no other signer speaks any more.",
    ),
    (
        models.Depart(4, 9),
        "demo member 2 leaves the community; their id and their record stay.",
    ),
    (models.Rejoin(4, 9), "demo member 2 comes back to the community under the same id."),
    (models.Choose(4, 9, 4, 0), "demo member 2 chooses to be recorded and scored."),
    (models.Choose(4, 9, 4, 1), "demo member 2 chooses to be recorded and not scored."),
    (
        models.Choose(1, 9, 7, 2),
        "demo steward 1 chooses for somebody credited, who is unclaimed, to be recorded no more.",
    ),
    (models.Choose(4, 9, 4, 9), "demo member 2 chooses to be recognised as 9."),
    (
        models.Suspend(1, 9, 4, 1_700_000_000),
        "demo steward 1 asks that demo member 2 be suspended until 2023-11-14 22:13 UTC.",
    ),
    (models.Suspend(1, 9, 4, 0), "demo steward 1 asks that demo member 2 be suspended no longer."),
    (
        models.DefineGroup(1, 9, DOCUMENT),
        f"demo steward 1 defines a group by the document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.DefineActivity(1, 9, models.Activity(1, 2, 1, 2, False, NO_CAP, 5, DOCUMENT)),
        "demo steward 1 defines an activity type of events, oriented to community, counted by"
        " session, without a cap, accepted by 2 attesting, in force from 2022 Q1 on, by the"
        f" document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.DefineActivity(1, 9, models.Activity(1, 3, 5, 1, True, 250, 5, DOCUMENT)),
        "demo steward 1 defines an activity type of events, for all sensitive kinds of work of"
        " this group, oriented to both, counted by credit, with a cap of 2.50, accepted by 1"
        f" attesting, in force from 2022 Q1 on, by the document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.ListEpochs(1, 9, (1_700_000_000,)),
        "demo steward 1 lists epochs that end at 2023-11-14 22:13 UTC.",
    ),
    (
        models.Record(1, 9, (VOUCHED,)),
        "demo steward 1 records that demo member 2 did 1.50 of talk in 2022 Q1"
        " (the recorder vouches).",
    ),
    (
        models.Attest(1, 9, (Attestation(OWN, 50, 1),)),
        "demo steward 1 attests that demo member 2 did 1 of talk in 2022 Q1, of which 0.50"
        " attested (the attester was there).",
    ),
    (
        models.Retract(1, 9, (OWN, VOUCHED)),
        "demo steward 1 takes back their attestations that demo member 2 did 1 of talk in 2022 Q1;"
        " demo member 2 did 1.50 of talk in 2022 Q1.",
    ),
    (
        models.Withdraw(4, 9, (OWN,)),
        "demo member 2 withdraws the statement that demo member 2 did 1 of talk in 2022 Q1.",
    ),
    (
        models.Correct(1, 9, OWN, VOUCHED),
        "demo steward 1 withdraws the statement that demo member 2 did 1 of talk in 2022 Q1, and"
        " records in its place that demo member 2 did 1.50 of talk in 2022 Q1 (the recorder"
        " vouches).",
    ),
    (
        models.Contest(1, 9, OWN, DOCUMENT),
        "demo steward 1 contests, giving a reason, that demo member 2 did 1 of talk in 2022 Q1.",
    ),
    (
        models.Resolve(1, 9, True, OWN, DOCUMENT),
        "demo steward 1 strikes, giving a reason, the contested statement that demo member 2 did"
        " 1 of talk in 2022 Q1, which counts no more then.",
    ),
    (
        models.Resolve(1, 9, False, OWN),
        "demo steward 1 lets stand, without a reason, the contested statement that demo member 2"
        " did 1 of talk in 2022 Q1.",
    ),
    (
        models.DefineIndicator(1, 9, 1, (5_000, 25), DOCUMENT),
        "demo steward 1 defines an indicator of kind rates, keeping 50.00%, 0.25% of the epochs"
        f" before, by the document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.OpenVote(1, 9, 1, 5, 0, 60),
        "demo steward 1 opens a vote on the weights of care work, in force from 2022 Q1 on,"
        " 0 seconds from now, for 1 minute.",
    ),
    (
        models.Ballot(4, 9, 2, 3, (7, 0, NO_LEVEL)),
        "demo member 2 votes in vote 2 for these levels: 7 to activity type 1, 0 to talk"
        " and abstains on 1 of 3 (replacing ballot 2).",
    ),
    (
        models.DefineIndicator(1, 9, 2, (), DOCUMENT),
        "demo steward 1 defines an indicator of kind shares, keeping nothing of epochs before,"
        f" by the document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.SharesBallot(4, 9, 2, 1, (60, 0, 40), (7, NO_LEVEL)),
        "demo member 2 divides in vote 2 these points: 60 to events, 0 to group 2, 40 to group 3;"
        " and votes for these levels: 7 to activity type 1 and abstains on 1 of 2.",
    ),
    (
        models.SharesBallot(4, 9, 2, 2, (), (7,)),
        "demo member 2 abstains in vote 2 from dividing points; and votes for these levels: 7 to"
        " activity type 1 (replacing ballot 1).",
    ),
    (models.ProposalBallot(4, 9, 3, 1, 1), "demo member 2 votes for proposal 3."),
    (
        models.ProposalBallot(4, 9, 3, 2, 2),
        "demo member 2 votes against proposal 3 (replacing ballot 1).",
    ),
    (models.ProposalBallot(4, 9, 3, 1, 3), "demo member 2 abstains from proposal 3."),
    (models.ProposalBallot(4, 9, 3, 1, 9), "demo member 2 says 9 to proposal 3."),
    (
        models.ElectionBallot(4, 9, 5, 1, (1, 9)),
        "demo member 2 approves in election 5 of demo steward 1, member 9.",
    ),
    (models.ElectionBallot(4, 9, 5, 1, ()), "demo member 2 approves in election 5 of nobody."),
    (models.Stand(4, 9, 5), "demo member 2 stands for steward in election 5."),
    (
        models.ObjectToProposal(4, 9, 3),
        "demo member 2 objects to proposal 3, which has passed: their ballot is against it from"
        " then.",
    ),
    (
        models.Propose(4, 9, 0, 259_200, 604_800, 90_000, DOCUMENT, ()),
        f"demo member 2 proposes by the document 0x{DOCUMENT.hex()} a resolution in words; the"
        " vote opens 3 days from now, for 7 days, and members can object for 1 day 1 hour after"
        " it.",
    ),
    (
        models.Propose(
            4, 9, 2, 0, 60, 0, DOCUMENT, (proposals.appoint(4), proposals.end_indicator(1, 5))
        ),
        f"demo member 2 proposes by the document 0x{DOCUMENT.hex()}, amending proposal 2, that the"
        " community (1) makes demo member 2 a steward; (2) ends care work, which says nothing"
        " from 2022 Q1 on; the vote opens 0 seconds from now, for 1 minute, and members can"
        " object for 0 seconds after it.",
    ),
]


@pytest.mark.parametrize(("act", "said"), SAID, ids=lambda value: type(value).__name__)
def test_summary__says_in_words_what_is_signed(act: Act, said: str) -> None:
    assert summary(act, NAMES) == said


def test_summary__of_every_act__is_among_these() -> None:
    assert {type(act) for act, _ in SAID} == {*ACTS, models.Invite}


def test_summary__without_names__shows_numbers() -> None:
    said = summary(models.Record(1, 9, (OWN,)))
    assert said == "member 1 records that member 4 did 1 of activity type 2 in epoch 5."


def test_summary__of_many_items__counts_the_rest() -> None:
    said = summary(models.Record(1, 9, (OWN,) * 20), NAMES)
    assert said.count("demo member 2 did") == 5
    assert said.endswith("; 15 more.")


def test_summary__of_a_ballot__tells_every_level() -> None:
    said = summary(models.Ballot(4, 9, 1, 1, tuple(range(11)) + (3,) * 49))
    assert all(f"to activity type {number}," in said for number in range(1, 60))
