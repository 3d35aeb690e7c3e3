"""An act that another gateway carried first is landed elsewhere, and one like it is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

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
from tests.chain.road import Road, open_road, said


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    with open_road(tmp_path) as road:
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
