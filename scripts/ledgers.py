"""A ledger of many contributions on a real node, for benches: real acts, really signed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger_py.models import (
    ITEMS_PER_ACT,
    NO_COMMITMENT,
    Act,
    Admission,
    Admit,
    Attest,
    Attestation,
    Basis,
    Contribution,
    Record,
)
from tests.chain.world import UNCLAIMED, World, open_world, word

CREDITED = 1_000
"""Unclaimed members whom the contributions credit, besides those of the world."""
ACTIVITY, EPOCHS = 1, (1, 2, 3, 4)


@dataclass(frozen=True)
class Large:
    """A world with many contributions; `blocks`: after which block there were how many of them."""

    world: World
    blocks: dict[int, int]

    @property
    def contributions(self) -> int:
        """How many there are."""
        return max(self.blocks)


@contextmanager
def large_ledger(folder: Path, count: int) -> Iterator[Large]:
    """Run a node on which two stewards vouch for `count` contributions, as an import does.

    A hundred go into one act, and each act into a block of its own; ends the node after.
    """
    with open_world(folder) as world:
        rng, until = random.Random(7), world.deadline()
        for at in range(0, CREDITED, ITEMS_PER_ACT):
            people = [word(f"credited {at + n}") for n in range(ITEMS_PER_ACT)]
            _carry(world, Admit(1, until, tuple(Admission(b"", False, one) for one in people)))
        blocks = {0: world.node.head().number}
        for at in range(0, count, ITEMS_PER_ACT):
            some = tuple(_contribution(rng) for _ in range(min(ITEMS_PER_ACT, count - at)))
            _carry(world, Record(1, until, some))
            given = tuple(Attestation(one, one.units, Basis.VOUCHED, NO_COMMITMENT) for one in some)
            _carry(world, Attest(2, until, given))
            blocks[at + len(some)] = world.node.head().number
        yield Large(world, blocks)


def _contribution(rng: random.Random) -> Contribution:
    contributor = UNCLAIMED[-1] + rng.randint(1, CREDITED)
    units, content = rng.randint(1, 500), rng.randbytes(32)
    return Contribution(contributor, 1, ACTIVITY, rng.choice(EPOCHS), units, Basis.VOUCHED, content)


def _carry(world: World, act: Act) -> None:
    receipt = world.send(world.community, world.call(act))
    assert receipt.succeeded, f"{type(act).__name__} was refused"
