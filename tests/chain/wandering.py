"""Random acts in a world, some of which the contracts refuse, and what their views then say."""

from dataclasses import replace
from random import Random
from typing import Any

from ledger_py.chain.codec import encode_call
from ledger_py.models import (
    NO_COMMITMENT,
    NO_LEVEL,
    TOP_LEVEL,
    Act,
    Attest,
    Attestation,
    Ballot,
    Basis,
    Contribution,
    OpenVote,
    Record,
    Unit,
)
from ledger_py.typed_data import contribution_id
from tests.chain.world import (
    ACTIVITIES,
    EPOCHS,
    JOINED,
    OPEN_EPOCHS,
    UNCLAIMED,
    World,
    word,
)


class Wanderer:
    """Does random acts; what it knows of the chain is what it recorded and the votes it opened."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.seed = world, Random(seed), seed
        self.contributions: list[Contribution] = []
        self.count = 0

    def walk(self, steps: int) -> None:
        """Do so many batches of acts."""
        for _ in range(steps):
            self.random.choice((self.record_and_attest, self.record_and_attest, self.vote))()

    def record_and_attest(self) -> None:
        """One relay of records and attestations, some of which fail or skip items."""
        acts: list[Act] = []
        for _ in range(self.random.randint(1, 5)):
            acts.append(self._record() if self.random.random() < 0.4 else self._attest())
        calls = [self.world.call(act) for act in acts]
        if self.random.random() < 0.2:
            calls.append(self.world.call(acts[0], by=1 if acts[0].member != 1 else 2))
        self.world.relay(self.world.community, calls)

    def vote(self) -> None:
        """Open a vote, cast ballots into it, or let its time pass and close it."""
        view, world = self.world.node.view, self.world
        *_, versions, pending = view(world.assembly, "Assembly", "indicator", 1)
        until = world.deadline()
        if pending == 0:
            world.carry(OpenVote(1, until, 1, 0 if versions else 2, 0, 60))
            return
        if self.random.random() < 0.3:
            world.wait(61)
            world.relay(world.assembly, [encode_call("Assembly", "closeVote", pending)])
            return
        world.relay(world.assembly, [world.call(self._ballot(pending)) for _ in range(4)])

    def _record(self) -> Record:
        who = self.random.choice(JOINED)
        items = [self._contribution(who) for _ in range(self.random.randint(1, 3))]
        if self.contributions and self.random.random() < 0.2:
            items.append(replace(self.random.choice(self.contributions), recorder=who))
        self.contributions += items
        return Record(who, self.world.deadline(), tuple(items))

    def _contribution(self, recorder: int) -> Contribution:
        self.count += 1
        contributor = self.random.choice((*JOINED, *UNCLAIMED))
        activity = self.random.randint(1, len(ACTIVITIES))
        credit = ACTIVITIES[activity - 1].unit == Unit.CREDIT
        return Contribution(
            contributor=contributor,
            recorder=recorder,
            activity=activity,
            epoch=self.random.choice((*OPEN_EPOCHS, *OPEN_EPOCHS, EPOCHS)),
            units=100 if credit else self.random.randint(1, 400),
            basis=0 if contributor == recorder else self.random.choice((1, 2)),
            content=word(f"content {self.seed} {self.count}"),
        )

    def _attest(self) -> Act:
        if not self.contributions:
            return self._record()
        who = self.random.choice(JOINED)
        chosen = self.random.sample(self.contributions, min(3, len(self.contributions)))
        others = [c for c in chosen if c.contributor != who or self.random.random() < 0.1]
        items = tuple(self._attestation(c) for c in others or chosen)
        return Attest(who, self.world.deadline(), items)

    def _attestation(self, contribution: Contribution) -> Attestation:
        credit = ACTIVITIES[contribution.activity - 1].unit == Unit.CREDIT
        units = 100 if credit else self.random.randint(1, contribution.units)
        note = self.random.choice((NO_COMMITMENT, word("note")))
        return Attestation(contribution, units, self.random.choice(list(Basis)[1:]), note)

    def _ballot(self, vote: int) -> Ballot:
        who = self.random.choice(JOINED)
        last, _ = self.world.node.view(self.world.assembly, "Assembly", "ballot", vote, who)
        levels = (*range(TOP_LEVEL + 1), NO_LEVEL)
        chosen = tuple(self.random.choice(levels) for _ in ACTIVITIES)
        return Ballot(who, self.world.deadline(), vote, last + 1, chosen, word("why"))


def chain_says(world: World, contributions: list[Contribution]) -> dict[str, Any]:
    """Return what the contracts' views answer about a community, in the shapes of `index_says`."""
    return _record_says(world, contributions) | _assembly_says(world)


def _record_says(world: World, contributions: list[Contribution]) -> dict[str, Any]:
    def view(function: str, *arguments: object) -> Any:
        return world.node.view(world.community, "Community", function, *arguments)

    members = range(1, view("memberCount") + 1)
    epochs = range(1, view("epochCount") + 1)
    ids = {contribution_id(contribution) for contribution in contributions}
    states = {id_: view("contribution", id_) for id_ in ids}
    return {
        "members": {m: view("member", m) for m in members},
        "groups": {g: view("group", g) for g in range(1, view("groupCount") + 1)},
        "activities": {a: view("activity", a) for a in range(1, view("activityCount") + 1)},
        "epochs": {e: view("epoch", e) for e in epochs},
        "contributions": {id_: state for id_, state in states.items() if state[0]},
        "attestations": {
            (id_, n): view("attestation", id_, n) for id_ in ids for n in range(states[id_][1])
        },
        "raw": {(m, e): view("rawUnits", m, e) for m in members for e in epochs},
        "capped": {(m, e): view("cappedUnits", m, e) for m in members for e in epochs},
        "totals": {e: view("totalUnits", e) for e in epochs},
    }


def _assembly_says(world: World) -> dict[str, Any]:
    def view(function: str, *arguments: object) -> Any:
        return world.node.view(world.assembly, "Assembly", function, *arguments)

    votes = range(1, view("voteCount") + 1)
    indicators = {i: view("indicator", i) for i in range(1, view("indicatorCount") + 1)}
    ballots = {(v, m): view("ballot", v, m) for v in votes for m in JOINED}
    return {
        "indicators": indicators,
        "versions": {
            (i, n): view("version", i, n)
            for i, found in indicators.items()
            for n in range(1, found[3] + 1)
        },
        "votes": {v: view("vote", v) for v in votes},
        "ballots": {key: ballot for key, ballot in ballots.items() if ballot[0]},
        "histograms": {
            (v, a): view("histogram", v, a) for v in votes for a in range(1, len(ACTIVITIES) + 1)
        },
    }
