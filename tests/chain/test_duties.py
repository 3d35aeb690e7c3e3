"""What a gateway does by itself: each once, durably, and refusals with growing waits."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from ledger_py import calls, proposals
from ledger_py.chain import codec
from ledger_py.chain.client import Node
from ledger_py.chain.engines import ANVIL
from ledger_py.duties import FIRST_WAIT, LONGEST_WAIT, Duties, wait_after
from ledger_py.models import Choice, Depart
from ledger_py.proposals import appoint, dismiss
from ledger_py.relay import Relay
from ledger_py.store.reads import Reads
from tests.chain.governing import MINUTE, Governing
from tests.chain.road import RELAYER, Road, open_road
from tests.chain.world import CHAIN_ID, DAY, word
from tests.databases import Database

YES, NO, ABSTAINS = Choice


class Kept:
    """A road with somebody who sees to what is due."""

    def __init__(self, road: Road) -> None:
        self.road, self.world, self.governing = road, road.world, Governing(road.world)
        self.reads, self.c = Reads(road.store), road.world.community
        self.duties = self.again()

    def again(self) -> Duties:
        """Duties as after a restart."""
        return Duties(self.road.store, self.road.outbox, CHAIN_ID, clock=self.world.now)

    def go(self) -> int:
        """Read on, see to what is due, and carry it, until nothing is left to do; how much was."""
        done = 0
        self.road.go()
        while count := self.duties.step():
            done += count
            self.road.go()
        return done

    def state(self, vote: int) -> str:
        """How far a proposal has come."""
        return self.reads.proposal(self.c, vote).state_at(self.world.now())

    def passed(self, *what: proposals.Call, delay: int = 0) -> int:
        """Put calls to a vote that all agree in, and let its time pass."""
        vote = self.governing.propose(*what, delay=delay)
        self.governing.answer(vote, YES, YES, YES)
        self.world.wait(MINUTE)
        return vote


@pytest.fixture
def kept(database: Database, tmp_path: Path) -> Iterator[Kept]:
    with open_road(database, tmp_path) as road:
        yield Kept(road)


def test_votes__of_every_kind__are_closed_when_their_time_is_over(kept: Kept) -> None:
    road, vote = kept.road, kept.governing.propose()
    assert kept.go() == 0
    road.ledger(1).open_vote(1, duration=60, from_=1)
    road.ledger(1).open_vote(2, duration=60, from_=1)
    road.go()
    kept.world.wait(MINUTE)
    assert kept.go() == 3
    assert [one.closed is not None for one in kept.reads.votes(kept.c)] == [True] * 3
    assert kept.state(vote) == "failed"
    assert kept.go() == 0


def test_proposal__that_has_passed__is_closed_and_executed_once_ready(kept: Kept) -> None:
    vote = kept.passed(appoint(4), dismiss(2), delay=DAY)
    assert kept.go() == 1
    assert kept.state(vote) == "waiting"
    kept.world.wait(DAY)
    assert kept.go() == 1
    assert kept.state(vote) == "executed"
    who = kept.reads.who(kept.c, [2, 4])
    assert (who[2].steward, who[4].steward) == (False, True)
    assert kept.go() == 0


def test_proposal__in_words__is_done_too(kept: Kept) -> None:
    vote = kept.passed()
    assert kept.go() == 2
    assert kept.state(vote) == "executed"


def test_proposal__that_was_stopped__is_left_alone(kept: Kept) -> None:
    vote = kept.passed(delay=DAY)
    kept.go()
    kept.governing.object(vote, 3, 4)
    kept.world.wait(2 * DAY)
    assert kept.go() == 0
    assert kept.state(vote) == "stopped"


def test_execution__that_is_refused__is_told_and_tried_again_after_growing_waits(
    kept: Kept,
) -> None:
    vote = kept.passed(appoint(4), appoint(4))
    assert kept.go() == 2
    sent = kept.road.transactions()
    waits, refusals = [], []
    for _ in range(4):
        assert kept.go() == 0, "nothing is tried again before its time"
        refusal = kept.reads.proposal(kept.c, vote).refusal
        assert refusal is not None
        assert refusal.again is not None
        waits.append(refusal.again - kept.world.now())
        refusals.append(refusal.refused)
        kept.duties = kept.again()  # what was noted outlives a restart
        kept.world.wait(waits[-1] + 1)
        assert kept.go() == 1
    assert refusals == [1, 2, 3, 4]
    assert all(later > earlier for earlier, later in pairwise(waits))
    error = codec.contract_error(bytes.fromhex(refusal.error[2:]))
    assert error.name == "CallFailed"
    assert error.values["index"] == 1
    assert kept.road.transactions() == sent, "the refusal was found without a transaction"
    assert kept.state(vote) == "ready"
    kept.world.wait(31 * DAY)
    assert kept.go() == 0
    assert kept.state(vote) == "lapsed"


def test_execution__that_becomes_possible__happens_then(kept: Kept) -> None:
    kept.road.ledger(2).submit(Depart(2, kept.world.deadline()))
    vote = kept.passed(appoint(2))
    kept.go()
    assert kept.reads.proposal(kept.c, vote).refusal is not None
    kept.road.ledger(2).rejoin()
    kept.road.go()
    kept.world.wait(FIRST_WAIT + 1)
    assert kept.go() == 1
    found = kept.reads.proposal(kept.c, vote)
    assert (kept.state(vote), found.refusal) == ("executed", None)
    kept.go()
    assert kept.reads.retries(kept.c) == ()


def test_what_another_gateway_did_first__is_no_failure(kept: Kept) -> None:
    vote = kept.passed(appoint(4))
    kept.road.go()
    assert kept.duties.step() == 1
    kept.governing.close(vote, 0)
    kept.road.go()
    closing = calls.close_vote(kept.road.place, vote)
    assert kept.road.outbox.state(closing.act).done
    assert kept.duties.step() == 1
    kept.governing.execute(vote, appoint(4))
    kept.go()
    execution = calls.execute(kept.road.place, vote, [appoint(4)])
    assert kept.road.outbox.state(execution.act).done
    assert kept.reads.retries(kept.c) == ()


@pytest.mark.parametrize("confirmations", [0, 20])
def test_closing__taken_back_by_a_reorganisation__is_done_again(
    kept: Kept, confirmations: int
) -> None:
    """Also one that was called final, since the relay sees that the chain has left its block."""
    node = Node(kept.world.rpc, ANVIL.with_confirmations(confirmations))
    kept.road.relay = Relay(node, kept.road.store, RELAYER, kept.road.carry, clock=kept.world.now)
    vote = kept.passed(delay=DAY)
    snapshot = kept.world.rpc.call("evm_snapshot")
    kept.go()
    assert kept.state(vote) == "waiting"
    kept.world.rpc.call("evm_revert", snapshot)
    kept.world.wait(5)
    kept.go()
    assert kept.state(vote) == "waiting"


def test_election__is_opened_where_no_steward_is_active__and_another_later(kept: Kept) -> None:
    vote = kept.passed(dismiss(1), dismiss(2))
    assert kept.go() == 3
    assert kept.state(vote) == "executed"
    (first,) = kept.reads.elections(kept.c)
    assert first.candidates == ()
    kept.world.wait(3 * DAY)
    assert kept.go() == 1, "closed; nobody stood, so the next one waits"
    assert len(kept.reads.elections(kept.c)) == 1
    kept.world.wait(7 * DAY)
    assert kept.go() == 1
    second = kept.reads.elections(kept.c)[1].vote
    kept.governing.stand(second.vote, 3)
    kept.world.wait(DAY)
    until = kept.world.deadline()
    ballots = [
        calls.models.ElectionBallot(m, until, second.vote, 1, (3,), word("")) for m in (4, 5, 6)
    ]
    kept.world.carry(*ballots)
    kept.world.wait(2 * DAY)
    assert kept.go() == 1
    assert kept.reads.community(kept.c).stewards == 1
    kept.world.wait(60 * DAY)
    assert kept.go() == 0


def test_wait_after__grows_up_to_a_day() -> None:
    waits = [wait_after(refused) for refused in (1, 2, 3, 10, 11, 12, 1_000)]
    assert waits == [60, 120, 240, 30_720, 61_440, LONGEST_WAIT, LONGEST_WAIT]
