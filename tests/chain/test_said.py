"""An act that another gateway carried first is landed elsewhere, and one like it is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger_py import models
from ledger_py.models import (
    Act,
    Attest,
    Attestation,
    Contest,
    Contribution,
    Correct,
    Record,
    Resolve,
    Retract,
    Withdraw,
)
from ledger_py.outbox import ActStatus
from ledger_py.proposals import dismiss
from tests.chain.governing import MINUTE, Governing
from tests.chain.road import Road, open_road, said
from tests.chain.world import DAY
from tests.databases import Database


@pytest.fixture
def road(database: Database, tmp_path: Path) -> Iterator[Road]:
    with open_road(database, tmp_path) as road:
        yield road


def outcome(road: Road, act: Act) -> tuple[ActStatus, str]:
    """What becomes of an act that comes after all others."""
    state = road.outcome(road.call(act))
    return state.status, state.error.name if state.error else ""


def test_acts_about_a_record__carried_elsewhere_first__are_no_failures(road: Road) -> None:
    world, until = road.world, road.world.deadline()
    done = [Contribution(3, 4, 2, 2, 100, 1, said(f"work {n}")) for n in range(4)]
    one, two, three, open_ = done
    other = Contribution(3, 3, 2, 2, 50, 0, said("better said"))
    carried: list[Act] = [
        Record(4, until, tuple(done)),
        Attest(5, until, (Attestation(one, 100, 1), Attestation(two, 50, 2))),
        Retract(5, until, (one,)),
        Contest(6, until, two),
        Contest(6, until, open_),
        Resolve(1, until, True, two),
        Withdraw(3, until, (one,)),
        Correct(3, until, three, other),
    ]
    world.carry(*carried)
    road.go()
    for act in carried:
        assert outcome(road, act) == (ActStatus.LANDED_ELSEWHERE, ""), act
    refused: list[tuple[str, Act]] = [
        ("ContestExists", Contest(7, until, open_)),
        ("ContestUnknown", Resolve(2, until, False, two)),
        ("AttestationMissing", Retract(6, until, (one,))),
        ("AttestationExists", Attest(5, until, (Attestation(two, 60, 2),))),
        ("ContributionEnded", Correct(3, until, three, replace(other, units=60))),
        # Struck before, so this withdrawal never took place.
        ("ContributionEnded", Withdraw(3, until, (two,))),
    ]
    for name, act in refused:
        assert outcome(road, act) == (ActStatus.FAILED, name), act


def test_ballots_and_candidacies__carried_elsewhere_first__are_no_failures(road: Road) -> None:
    world, until, governing = road.world, road.world.deadline(), Governing(road.world)
    levels, nothing = (5, 4, 3, 2, 15), bytes(32)
    world.carry(*[models.OpenVote(1, until, indicator, 1, 0, DAY) for indicator in (1, 2)])
    rates, shares = governing.last - 1, governing.last
    about = governing.propose(dismiss(1), dismiss(2), duration=MINUTE, delay=DAY)
    carried: list[Act] = [
        models.Ballot(3, until, rates, 1, levels, nothing),
        models.SharesBallot(3, until, shares, 1, (60, 40), levels, nothing),
        models.SharesBallot(4, until, shares, 1, (), levels, nothing),
        *[models.ProposalBallot(m, until, about, 1, 1, nothing) for m in (3, 4, 5, 6)],
    ]
    world.carry(*carried)
    road.go()
    for act in carried:
        assert outcome(road, act) == (ActStatus.LANDED_ELSEWHERE, ""), act
    other: list[Act] = [
        models.Ballot(3, until, rates, 1, (*levels[:4], 0), nothing),
        models.SharesBallot(3, until, shares, 1, (40, 60), levels, nothing),
        models.SharesBallot(4, until, shares, 1, (40, 60), levels, nothing),
        models.ProposalBallot(3, until, about, 1, 2, nothing),
    ]
    for act in other:
        assert outcome(road, act) == (ActStatus.FAILED, "SequenceWrong"), act
    governing.close(about)
    objection = models.ObjectToProposal(6, until, about, nothing)
    world.carry(objection)
    road.go()
    assert outcome(road, objection) == (ActStatus.LANDED_ELSEWHERE, "")
    later = replace(objection, rationale=said("No, after all", "rationale"))
    assert outcome(road, later) == (ActStatus.FAILED, "ObjectedAlready")


def test_acts_of_an_election__carried_elsewhere_first__are_no_failures(road: Road) -> None:
    world, until, governing = road.world, road.world.deadline(), Governing(road.world)
    governing.without_stewards()
    governing.send(road.ledger(3).open_election(0).call.data)
    vote = governing.last
    stand = models.Stand(5, until, vote)
    governing.stand(vote, 4, 5)
    road.go()
    assert outcome(road, stand) == (ActStatus.LANDED_ELSEWHERE, "")
    world.wait(DAY)
    ballot = models.ElectionBallot(6, until, vote, 1, (5, 4), bytes(32))
    world.carry(ballot)
    road.go()
    assert outcome(road, ballot) == (ActStatus.LANDED_ELSEWHERE, "")
    fewer = replace(ballot, approved=(5,))
    assert outcome(road, fewer) == (ActStatus.FAILED, "SequenceWrong")
