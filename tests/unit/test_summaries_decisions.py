"""What the calls of a proposal do, told in words to whoever signs it or votes on it."""

import pytest

from ledger_py import models, proposals
from ledger_py.models import NO_CAP, Call
from ledger_py.summaries import Names, summary
from ledger_py.summaries.decisions import told_call

DOCUMENT = b"\xd0" * 32
WALLET = b"\2" * 20
SIGNER = f"the signer 0x{WALLET.hex()}"
NAMES: Names = {
    ("member", 1): "demo steward 1",
    ("member", 4): "demo member 2",
    ("member", 7): "somebody credited",
    ("activity", 2): "talk",
    ("epoch", 5): "2022 Q1",
    ("group", 1): "events",
    ("indicator", 1): "care work",
}
RULES = models.Rules(1_209_600, 86_400, 2, 3, 4, 259_200, 604_800, 259_200, 9, 2_550, 2, 3, 4, True)
BY = f"by the document 0x{DOCUMENT.hex()}"
DECIDED: list[tuple[Call, str]] = [
    (
        proposals.set_rules(RULES),
        "sets these rules: epochs take statements for 14 days after their end, contests for 1 day"
        " more, a contest lapses after 2 seconds, a recovery waits 3 seconds, a claim 4 seconds,"
        " a vote is announced 3 days ahead, is open for 7 days, and what has passed waits 3 days,"
        " at least, 9 can join in an epoch, the quorum is 25.50% of those who can vote, 2 members"
        " admit somebody, members are dormant after 3 epochs, a member contests up to 4 times in"
        " an epoch, managed members may vote",
    ),
    (proposals.appoint(4), "makes demo member 2 a steward"),
    (proposals.dismiss(1), "ends that demo steward 1 is a steward"),
    (proposals.suspend(4, 0), "lifts the suspension of demo member 2"),
    (proposals.suspend(4), "expels demo member 2: suspends them until a vote lifts it"),
    (
        proposals.suspend(4, 1_700_000_000),
        "suspends demo member 2 until 2023-11-14 22:13 UTC",
    ),
    (
        proposals.decide_recovery(4, True),
        "grants the recovery of demo member 2, to which they objected",
    ),
    (
        proposals.decide_recovery(4, False),
        "refuses the recovery of demo member 2, to which they objected",
    ),
    (
        proposals.decide_claim(7, WALLET),
        f"decides that whoever claims to be somebody credited with {SIGNER} is that person",
    ),
    (proposals.define_group(DOCUMENT), f"defines a group {BY}"),
    (
        proposals.define_activity(models.Activity(1, 2, 1, 2, False, NO_CAP, 5, DOCUMENT)),
        "defines an activity type of events, oriented to community, counted by session, without"
        f" a cap, accepted by 2 attesting, in force from 2022 Q1 on, {BY}",
    ),
    (
        proposals.revise_activity(2, required=3, cap=150, document=DOCUMENT),
        f"revises talk from the next epoch on: with a cap of 1.50, accepted by 3 attesting, {BY}",
    ),
    (
        proposals.revise_activity(2, required=3, cap=NO_CAP, document=DOCUMENT, until=5),
        "revises talk from the next epoch on: without a cap, accepted by 3 attesting, in force no"
        f" more from 2022 Q1 on, {BY}",
    ),
    (
        proposals.list_epochs([1_700_000_000]),
        "lists epochs that end at 2023-11-14 22:13 UTC",
    ),
    (
        proposals.hand_over(),
        "is handed over to its votes, for ever: stewards then define nothing any more, and only"
        " proposals that pass change its rules, roles, types, groups and indicators",
    ),
    (
        proposals.define_indicator(2, DOCUMENT, [5_000], 5),
        "defines an indicator of kind shares, keeping 50.00% of the epochs before, until 2022 Q1"
        f" begins, {BY}",
    ),
    (
        proposals.define_indicator(9, DOCUMENT),
        f"defines an indicator of kind 9, keeping nothing of epochs before, {BY}",
    ),
    (
        proposals.revise_indicator(1, DOCUMENT),
        "defines care work anew from the next epoch on, keeping nothing of epochs before, " + BY,
    ),
    (proposals.end_indicator(1, 5), "ends care work, which says nothing from 2022 Q1 on"),
    (proposals.end_indicator(1, 0), "lets care work go on without an end"),
    (
        proposals.open_vote(1, notice=86_400, duration=3_600, from_=5),
        "opens a vote on the weights of care work, in force from 2022 Q1 on, 1 day after this is"
        " carried out, for 1 hour",
    ),
    (
        Call(2, bytes.fromhex("deadbeef01")),
        "makes a call of its assembly that we cannot put in words: 0xdeadbeef01",
    ),
    (
        Call(1, proposals.open_vote(1, notice=0, duration=60).data[:5]),
        "makes a call of its record that we cannot put in words: 0x"
        + proposals.open_vote(1, notice=0, duration=60).data[:5].hex(),
    ),
    (
        Call(7, b"\1\2\3\4"),
        "makes a call of no contract (7) that we cannot put in words: 0x01020304",
    ),
]


@pytest.mark.parametrize(("call", "said"), DECIDED, ids=lambda value: "")
def test_told_call__says_in_words_what_it_does(call: Call, said: str) -> None:
    assert told_call(call, NAMES) == said


def test_told_call__of_every_decision__is_among_these() -> None:
    found = [proposals.read(call) for call, _ in DECIDED]
    assert {decided.name for decided in found if decided} == set(proposals.DECISIONS)


def test_summary__of_a_proposal__tells_every_call() -> None:
    calls = tuple(proposals.appoint(number) for number in range(1, 17))
    said = summary(models.Propose(1, 9, 0, 0, 60, 0, DOCUMENT, calls))
    assert all(f"({n}) makes member {n} a steward" in said for n in range(1, 17))
