"""A random walk through a community's life: what happens next, and when.

walk = Walk(random)            # founds a community; the same random numbers walk the same way
for step in walk.opening():
    walk.trial.run(step)
walk.trial.run(walk.step())    # and so on
"""

from collections.abc import Callable, Sequence
from random import Random

from tests.model.acts import Act, Step
from tests.model.keys import Key, Wallet
from tests.model.moves_truth import TruthMoves
from tests.model.moves_will import WillMoves
from tests.model.things import DAY, RATES, SHARES, Activity, Admission, Rules
from tests.model.trial import Trial
from tests.model.world import ACCOUNTS, Founding

START = 1_750_000_000
STEWARDS = 5
NEWCOMERS = 12
MEMORY = 400
WEIGHTS = {
    "record": 260,
    "attest": 360,
    "retract": 50,
    "withdraw": 35,
    "correct": 30,
    "contest": 35,
    "resolve": 30,
    "admit": 15,
    "sponsor": 25,
    "join": 8,
    "uninvite": 4,
    "claim": 10,
    "confirm_claim": 14,
    "contest_claim": 2,
    "complete_claim": 8,
    "add_signer": 16,
    "remove_signer": 12,
    "recover": 16,
    "object_to_recovery": 4,
    "complete_recovery": 12,
    "decide_recovery": 5,
    "depart": 8,
    "rejoin": 14,
    "choose": 14,
    "suspend": 12,
    "decide_suspension": 4,
    "note_act": 8,
    "define_group": 1,
    "define_activity": 2,
    "list_epochs": 3,
    "nonsense": 5,
    "define_indicator": 2,
    "open_vote": 30,
    "propose": 40,
    "ballot": 150,
    "object": 8,
    "close_vote": 45,
    "execute": 30,
    "open_election": 4,
    "stand": 6,
    "usurp": 8,
    "decree": 14,
    "dismiss": 1,
}
"""How often each act is drawn."""
INDEPENDENT = ("record", "attest", "attest", "retract")
"""Acts that do not depend on each other when different members do them to different ends."""


def sample_founding(random: Random, stewards: Sequence[Key]) -> Founding:
    """Return a founding with rules drawn from what is possible."""
    rules = Rules(
        late_window=random.randrange(DAY // 2, 4 * DAY),
        contest_window=random.randrange(DAY, 5 * DAY),
        contest_time=random.randrange(DAY, 5 * DAY),
        recovery_wait=random.randrange(DAY, 3 * DAY),
        claim_wait=random.randrange(DAY, 3 * DAY),
        notice=random.randrange(DAY, 2 * DAY),
        voting_time=random.randrange(DAY, 3 * DAY),
        delay=random.randrange(DAY, 2 * DAY),
        admission_cap=random.randrange(2, 8),
        quorum=random.choice((0, 1_000, 2_000, 3_000)),
        sponsors=random.choice((0, 2, 2, 3)),
        dormant_after=random.choice((0, 1, 2, 4)),
        contest_limit=random.randrange(1, 5),
        managed_may_vote=random.random() < 0.5,
    )
    origin = START - random.randrange(1, 25) * DAY
    ends = [origin + random.randrange(4, 15) * DAY]
    while ends[-1] < START + 20 * DAY:
        ends.append(ends[-1] + random.randrange(4, 15) * DAY)
    admissions = tuple(Admission(key.signer, False, bytes(32)) for key in stewards)
    return Founding(rules, origin, tuple(ends), admissions, START)


class Walk(TruthMoves, WillMoves):
    """What happens next, drawn from a source of chance."""

    def __init__(self, random: Random) -> None:
        stewards = [Wallet(f"steward {number}") for number in range(1, STEWARDS + 1)]
        self.founding = sample_founding(random, stewards)
        self.trial = Trial(self.founding)
        self.hurry_to_hand_over = random.choice((0, 0, 10, 40))
        super().__init__(self.trial.model, random, [*self.trial.world.passkeys, *ACCOUNTS])
        for key in stewards:
            self.know(key)
        self.moves: dict[str, Callable[[], Act]] = {name: getattr(self, name) for name in WEIGHTS}
        self._names, self._weights = list(WEIGHTS), list(WEIGHTS.values())
        self.leaderless = False
        """Whether the stewards are to go, all of them."""
        self.heard: list[Act] = []
        """Some of the acts so far, to be carried again."""

    def opening(self) -> list[Step]:
        """Return the steps in which a community comes together."""
        steps = []
        for _ in range(3):
            steps.append(self.act_by_steward("defineGroup", self.word()))
        for group, unit, required in ((1, 3, 2), (1, 5, 1), (2, 1, 2), (2, 4, 3), (3, 2, 1)):
            kind = Activity(group, 1, unit, required, False, self.one((300, 1_000)), 1, self.word())
            steps.append(self.act_by_steward("defineActivity", kind))
        for says in (RATES, SHARES):
            steps.append(self.act_by_steward("defineIndicator", says, (5_000,), self.word()))
        room = self.trial.model.rules.admission_cap
        for number in range(NEWCOMERS):
            signer = self.know(Wallet(f"newcomer {number}")).signer if number < room else b""
            admission = Admission(signer, number % 4 == 3, self.word())
            steps.append(self.act_by_steward("admit", (admission,)))
        return [Step(START + number, (act,)) for number, act in enumerate(steps)]

    def act_by_steward(self, name: str, *fields: object) -> Act:
        """Return an act of the first steward, in good order."""
        key = Wallet("steward 1")
        return Act(name, 1, START + DAY, fields, self.calling(key), (), key)

    def step(self) -> Step:
        """Return what happens next."""
        at = self.model.now = self.model.now + self._pause()
        draw = self.random.random()
        if draw < 0.01:
            return Step(at, self.independent(), orders=True)
        if draw < 0.06:
            return self.relay([self.any_name() for _ in range(self.random.randrange(2, 7))])
        if draw < 0.10 and self.heard:
            return Step(at, (self.one(self.heard),), relayed=self.odds(0.3))
        return Step(at, (self.move(self.any_name()),))

    def any_name(self) -> str:
        """Return the name of a move, drawn by the weights."""
        if self.odds(0.002):
            self.leaderless = True
        if self.leaderless and self.model.serving():
            return "dismiss"
        if not self.model.serving():
            self.leaderless = False
            if self.odds(0.15):
                return self.one(("open_election", "stand", "stand", "stand", "close_vote"))
        if self.model.ends[-1] - self.model.now < 15 * DAY and self.odds(0.3):
            return "list_epochs"
        if self.odds(0.25) and self.votes(lambda v: v.open(self.model.now)):
            return "ballot"
        return self.random.choices(self._names, self._weights)[0]

    def move(self, name: str) -> Act:
        """Return an act of this name."""
        return self._hear(self.moves[name]())

    def relay(self, names: Sequence[str]) -> Step:
        """Return a step in which strangers' acts are carried together, some with too little gas.

        All go to one contract: that of the first.
        """
        self.relaying = True
        drawn = list(map(self.move, names))
        acts = tuple(act for act in drawn if act.at_assembly == drawn[0].at_assembly)
        self.relaying = False
        starved = frozenset(i for i in range(len(acts)) if self.odds(0.05))
        return Step(self.model.now, acts, relayed=True, starved=starved)

    def _hear(self, act: Act) -> Act:
        if act.by is None:
            return act
        if len(self.heard) < MEMORY:
            self.heard.append(act)
        else:
            self.heard[self.random.randrange(MEMORY)] = act
        return act

    def _pause(self) -> int:
        draw = self.random.random()
        if draw < 0.92:
            return self.random.randrange(60)
        if draw < 0.985:
            return self.random.randrange(DAY // 4)
        return self.random.randrange(2 * DAY) if draw < 0.9985 else self.random.randrange(20 * DAY)

    def independent(self) -> tuple[Act, ...]:
        """Acts of different members, each of which can be done whatever the others do."""
        acts: dict[int, Act] = {}
        places = {c: 5 - len(self.model.entries[c].attesters) for c in self.recent()}
        for _ in range(12):
            act = self.moves[self.one(INDEPENDENT)]()
            if act.member in acts:
                continue
            if act.name == "attest":
                wanted = [a.contribution for a in act.fields[0]]
                if any(places.get(c, 0) < 1 for c in wanted):
                    continue
                for c in wanted:
                    places[c] -= 1
            acts[act.member] = act
        return tuple(acts.values())
