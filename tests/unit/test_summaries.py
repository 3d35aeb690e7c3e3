"""What a person reads before signing says all that the act does, in words."""

import pytest

from ledger_py import models
from ledger_py.models import NO_CAP, NO_LEVEL, Act, Admission, Attestation, Contribution
from ledger_py.summaries import Names, summary
from ledger_py.typed_data import ACTS

DOCUMENT = b"\xd0" * 32
NAMES: Names = {
    ("member", 1): "demo steward 1",
    ("member", 4): "demo member 2",
    ("activity", 2): "talk",
    ("epoch", 5): "2022 Q1",
    ("group", 1): "events",
    ("indicator", 1): "care work",
}
VOUCHED = Contribution(4, 1, 2, 5, 150, 2, DOCUMENT)
OWN = Contribution(4, 4, 2, 5, 100, 0, DOCUMENT)

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
        models.DefineGroup(1, 9, DOCUMENT),
        f"demo steward 1 defines a group by the document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.DefineActivity(1, 9, models.Activity(1, 2, 1, 2, NO_CAP, 5, DOCUMENT)),
        "demo steward 1 defines an activity type of events, oriented to community, counted by"
        " session, without a cap, accepted by 2 attesting, in force from 2022 Q1 on, by the"
        f" document 0x{DOCUMENT.hex()}.",
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
        models.DefineIndicator(1, 9, 1, (5_000, 25), DOCUMENT),
        "demo steward 1 defines an indicator of kind 1, keeping 50.00%, 0.25% of the epochs"
        f" before, by the document 0x{DOCUMENT.hex()}.",
    ),
    (
        models.OpenVote(1, 9, 1, 5, 0, 60),
        "demo steward 1 opens a vote on the weights of care work, in force from 2022 Q1 on,"
        " 0 seconds from now, for 60 seconds.",
    ),
    (
        models.Ballot(4, 9, 2, 3, (7, 0, NO_LEVEL)),
        "demo member 2 votes in vote 2 for these levels: 7 to activity type 1, 0 to talk"
        " and abstains on 1 of 3 (replacing ballot 2).",
    ),
]


@pytest.mark.parametrize(("act", "said"), SAID, ids=lambda value: type(value).__name__)
def test_summary__says_in_words_what_is_signed(act: Act, said: str) -> None:
    assert summary(act, NAMES) == said


def test_summary__of_every_act__is_among_these() -> None:
    assert {type(act) for act, _ in SAID} == set(ACTS)


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
