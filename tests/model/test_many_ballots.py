"""One vote of ten thousand ballots: each counts, and closing takes no longer than that of three."""

import random
from collections import Counter

from ledger_py import markets
from tests.model.acts import NEVER, Act, Proof, Signing, Step
from tests.model.keys import Wallet
from tests.model.test_invariants import RULES, STEWARDS, admission
from tests.model.things import DAY, NO_LEVEL, SHARES, Activity
from tests.model.walk import START
from tests.model.world import STRANGER, Founding, World

VOTERS = 10_000
PER_ACT = 100
FIRST = len(STEWARDS) + 1
GROUPS, TYPES = 4, 3
POINTS, SHARE_BITS, LEVEL_BITS = 100, 14, 4
WORD = b"\5" * 32


class Crowd:
    """A community of very many, who each carry what they say."""

    def __init__(self) -> None:
        rules = RULES._replace(admission_cap=VOTERS)
        ends = tuple(START + 100 * DAY * number for number in range(1, 4))
        self.world = World(Founding(rules, START, ends, tuple(map(admission, STEWARDS)), START))
        self.now = START

    def does(self, member: int, key: Wallet, name: str, *fields: object) -> None:
        """Carry an act by its member's own call; it must succeed."""
        self.now += 1
        by = Signing(key, Proof.NOTHING)
        self.carry(Act(name, member, NEVER - self.now, fields, by, (), key))

    def carry(self, act: Act) -> None:
        assert self.world.carry(Step(self.now, (act,))).refusals == ("",)

    def founded(self, voters: list[Wallet]) -> None:
        """Admit everybody; define what there is to divide, and open the vote."""
        steward = STEWARDS[0]
        for at in range(0, VOTERS, PER_ACT):
            some = tuple(map(admission, voters[at : at + PER_ACT]))
            self.does(1, steward, "admit", some)
        for _ in range(GROUPS):
            self.does(1, steward, "defineGroup", WORD)
        for group in range(1, TYPES + 1):
            kind = Activity(group, 2, 3, 2, False, 1_000, 1, WORD)
            self.does(1, steward, "defineActivity", kind)
        self.does(1, steward, "defineIndicator", SHARES, (), WORD)
        self.does(1, steward, "openVote", 1, 1, 0, DAY)


def drawn(rng: random.Random) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A ballot: what it divides, nothing now and then, and its levels."""
    cuts = sorted(rng.randint(0, POINTS) for _ in range(GROUPS - 1))
    ends = zip([0, *cuts], [*cuts, POINTS], strict=True)
    points = tuple(after - before for before, after in ends)
    levels = tuple(rng.choice([*range(11), NO_LEVEL]) for _ in range(TYPES))
    return (points if rng.random() < 0.9 else ()), levels


def test_closing__of_ten_thousand_ballots__gives_what_exact_fractions_give() -> None:
    rng = random.Random(10_000)
    voters = [Wallet(f"one of many {number}") for number in range(VOTERS)]
    crowd = Crowd()
    crowd.founded(voters)
    ballots = [drawn(rng) for _ in voters]
    for member, (key, (points, levels)) in enumerate(zip(voters, ballots, strict=True), FIRST):
        crowd.does(member, key, "castShares", 1, 1, points, levels, bytes(32))
    crowd.now += DAY
    crowd.carry(Act("closeVote", 0, 0, (1,), None, (), STRANGER))

    given = [points for points, _ in ballots if points]
    counted = [Counter(points[group] for points in given) for group in range(GROUPS)]
    expected = markets.shares([[c[v] for v in range(POINTS + 1)] for c in counted])
    medians = [
        sorted(level for _, levels in ballots if (level := levels[kind]) != NO_LEVEL)
        for kind in range(TYPES)
    ]
    from_, levels, shares = crowd.world.ask("version", 1, 1)
    assert from_ == 1
    assert crowd.world.ask("vote", 1)[4] == VOTERS
    assert tuple(shares >> SHARE_BITS * g & 0x3FFF for g in range(GROUPS)) == expected
    assert [levels >> LEVEL_BITS * kind & 15 for kind in range(TYPES)] == [
        opinions[(len(opinions) - 1) // 2] for opinions in medians
    ]
