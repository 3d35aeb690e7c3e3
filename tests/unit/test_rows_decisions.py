"""How far a proposal has come, from its announcement to the end, in every order of things."""

from dataclasses import replace

import pytest

from ledger_py.models import EXECUTION_SECONDS, VoteKind
from ledger_py.store.rows import Proposal, Vote, Who

WHO = Who(3, joined=50, managed=False, steward=False)
VOTE = Vote(
    vote=1,
    kind=VoteKind.PROPOSAL,
    opens=100,
    closes=200,
    joined_by=90,
    quorum=3,
    closed=None,
    indicator=0,
    from_=0,
    activities=0,
    groups=0,
    version=None,
    ballots=3,
    block=1,
    tx="0x",
)
RUNNING = Proposal(
    document="0x",
    body={},
    vote=VOTE,
    proposer=WHO,
    amends=None,
    amended_by=(),
    delay=50,
    founding=True,
    calls=(),
    in_favour=3,
    against=0,
    abstained=0,
    objections=0,
    ready=None,
    handed_over=None,
    executed=None,
    executed_tx=None,
    refusal=None,
    block=1,
    tx="0x",
    time=80,
)
CLOSED = replace(RUNNING, vote=replace(VOTE, closed=210))
PASSED = replace(CLOSED, ready=260)
LAPSES = 260 + EXECUTION_SECONDS


@pytest.mark.parametrize(
    ("proposal", "time", "state"),
    [
        (RUNNING, 99, "announced"),
        (RUNNING, 100, "open"),
        (RUNNING, 199, "open"),
        (RUNNING, 200, "over"),
        (CLOSED, 211, "failed"),
        (PASSED, 259, "waiting"),
        (PASSED, 260, "ready"),
        (PASSED, LAPSES - 1, "ready"),
        (PASSED, LAPSES, "lapsed"),
        (replace(PASSED, against=2), 260, "ready"),
        (replace(PASSED, against=3), 259, "stopped"),
        (replace(PASSED, against=3), LAPSES, "stopped"),
        (replace(PASSED, executed=300), 300, "executed"),
        (replace(PASSED, executed=300), LAPSES, "executed"),
        (replace(PASSED, handed_over=259), 258, "waiting"),
        (replace(PASSED, handed_over=259), 259, "lapsed"),
        (replace(PASSED, handed_over=259, founding=False), 260, "ready"),
        (replace(PASSED, handed_over=300, executed=300), 300, "executed"),
    ],
)
def test_state_at__of_a_proposal(proposal: Proposal, time: int, state: str) -> None:
    assert proposal.state_at(time) == state


def test_lapses__is_known_once_it_has_passed() -> None:
    assert (CLOSED.lapses, PASSED.lapses) == (None, LAPSES)


def test_admits__who_joined_in_time_is_active_and_has_a_key_of_their_own() -> None:
    assert VOTE.admits(WHO, managed_may_vote=False)
    assert VOTE.admits(replace(WHO, joined=90), managed_may_vote=False)
    assert not VOTE.admits(replace(WHO, joined=91), managed_may_vote=True)
    assert not VOTE.admits(replace(WHO, joined=None), managed_may_vote=True)
    assert not VOTE.admits(replace(WHO, departed=95), managed_may_vote=True)
    assert VOTE.admits(replace(WHO, managed=True), managed_may_vote=True)
    assert not VOTE.admits(replace(WHO, managed=True), managed_may_vote=False)
