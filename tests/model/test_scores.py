"""Contract, `ledger_py.scores` and what-if over arrays say the same of ledgers drawn at random."""

from collections import defaultdict
from random import Random
from typing import Any

import pytest

from ledger_py import scores as rules
from ledger_py import tally, whatif
from ledger_py.columns import Columns, row_array
from ledger_py.models import MAX_ACTIVITIES, MAX_GROUPS
from ledger_py.scores import Sharing, Version
from tests.model.things import SHARES
from tests.model.walk import Walk

ACTS = 2_500
SEEDS = range(7)


class Ledger:
    """What a chain holds after a random walk, as its views answer."""

    def __init__(self, seed: int) -> None:
        walk = Walk(Random(seed))
        self.events: list[tuple[str, dict[str, Any]]] = []
        take = walk.trial.told.take

        def keep(events: Any, at: int) -> None:
            self.events += events
            take(events, at)

        walk.trial.told.take = keep  # type: ignore[method-assign]
        for step in walk.opening():
            walk.trial.run(step, look=False)
        while walk.trial.acts < ACTS:
            walk.trial.run(walk.step(), look=False)
        self.model, world = walk.model, walk.trial.world
        self.ask, self.ask_or_why = world.ask, world.ask_or_why
        self.epochs = range(1, self.model.epoch_now() + 1)
        self.kinds = sorted(self.model.activities)
        self.groups = tuple(self.model.activities[kind].group for kind in self.kinds)

    def versions(self, indicator: int) -> list[Version]:
        """All versions of an indicator, as the chain has packed them."""
        count = self.ask("indicator", indicator)[3]
        found = [self.ask("version", indicator, number + 1) for number in range(count)]
        return [
            Version(
                first,
                tally.unpack_levels(levels, MAX_ACTIVITIES),
                tally.unpack_shares(shares, MAX_GROUPS),
            )
            for first, levels, shares in found
        ]

    def raw(self) -> list[tuple[int, int, int, int]]:
        """Epoch, member, activity type, units before the cap."""
        return [
            (epoch, member, kind, units)
            for epoch in self.epochs
            for member in self.model.members
            for kind, units in enumerate(self.ask("rawUnits", member, epoch), start=1)
            if units
        ]

    def caps(self) -> dict[tuple[int, int], int]:
        """What counts at most, by epoch and activity type."""
        return {(e, k): self.ask("termsOf", k, e)[1] for e in self.epochs for k in self.kinds}

    def retention(self, indicator: int, epoch: int) -> tuple[int, ...]:
        """What an indicator keeps by its definition in an epoch."""
        kept: tuple[int, ...] = self.ask("definitionIn", indicator, epoch)[1]
        return kept


@pytest.fixture(scope="module", params=SEEDS)
def ledger(request: pytest.FixtureRequest) -> Ledger:
    return Ledger(request.param)


def test_scores__by_contract__by_plain_rules__and_over_arrays__are_the_same(ledger: Ledger) -> None:
    raw, caps = ledger.raw(), ledger.caps()
    columns = Columns.empty().with_rows(row_array(raw), ledger.groups, caps)
    units: Any = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for epoch, member, kind, amount in raw:
        for one in (0, member):
            units[one][epoch][kind] += rules.capped(amount, caps[epoch, kind])
    compared = 0
    for indicator, i in ledger.model.indicators.items():
        versions, shares = ledger.versions(indicator), i.kind == SHARES
        sharing = Sharing(ledger.groups, units[0]) if shares else None
        for epoch in ledger.epochs:
            total = ledger.ask_or_why("totalOf", indicator, epoch)
            if total == "IndicatorRetired":
                continue
            kept = ledger.retention(indicator, epoch)
            by = whatif.rule(versions, kept, epoch, ledger.groups, shares)
            assert total == rules.score(units[0], versions, kept, epoch, sharing)
            assert total == whatif.total(columns, by)
            found = dict(
                zip(columns.members.tolist(), whatif.scores(columns, by).tolist(), strict=True)
            )
            for member in ledger.model.members:
                score = ledger.ask_or_why("scoreOf", member, indicator, epoch)
                if score != "MemberNotScored":
                    assert score == found.get(member, 0)
                    assert score == rules.score(units[member], versions, kept, epoch, sharing)
                    compared += score > 0
    assert compared > 0


def test_versions__that_votes_set__are_what_their_ballots_come_to(ledger: Ledger) -> None:
    closed = [fields for name, fields in ledger.events if name == "VoteClosed"]
    assert any(fields["version"] for fields in closed)
    for vote, number in ((fields["vote"], fields["version"]) for fields in closed):
        indicator, _, kinds, groups = ledger.ask("weighing", vote)
        if not indicator:
            continue
        ballots = [(m, ledger.ask("ballot", vote, m)) for m in ledger.model.members]
        cast = [(m, levels) for m, (sequence, levels) in ballots if sequence]
        levels = [tally.unpack_levels(word, kinds) for _, word in cast]
        points = [tally.unpack_points(ledger.ask("division", vote, m), groups) for m, _ in cast]
        versions, quorum = ledger.versions(indicator), ledger.ask("vote", vote)[3]
        before = versions[number - 2] if number > 1 else Version(0, (), ())
        came_to = tally.outcome(tally.histogram(levels, kinds), quorum, before.levels)
        divided = tally.division(tally.points_histogram(points, groups), quorum, before.shares)
        if number:
            now = versions[number - 1]
            assert now.levels == tally.padded(came_to.levels, MAX_ACTIVITIES)
            assert now.shares == tally.padded(divided.shares, MAX_GROUPS, 0)
        else:
            assert not came_to.decided or (groups and not divided.decided)
