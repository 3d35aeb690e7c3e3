"""What a community might decide: the acts that only its assembly does."""

from typing import Any

from eth_hash.auto import keccak

from tests.model.acts import AT_ASSEMBLY, Act
from tests.model.keys import Wallet
from tests.model.moves_people import PeopleMoves
from tests.model.moves_truth import DefinitionMoves
from tests.model.things import ASSEMBLY, DAY, RECORD, Call, Rules

HOUR = 3_600
DECISIONS = {
    "decideSteward": 20,
    "decideRules": 10,
    "decideTerms": 16,
    "decideActivity": 8,
    "decideGroup": 5,
    "decideEpochs": 6,
    "decideSuspension": 8,
    "decideRecovery": 5,
    "decideClaim": 8,
    "decideIndicator": 4,
    "decideRevision": 8,
    "decideSunset": 8,
    "decideVote": 20,
    "handOver": 2,
    "noteAct": 2,
    "closeVote": 2,
    "execute": 2,
    "nonsense": 1,
}
"""How often each is drawn."""
ENOUGH_KINDS = 14
"""So many activity types and indicators make a community; few come after that."""


class Decisions(DefinitionMoves, PeopleMoves):
    """Acts of the assembly."""

    hurry_to_hand_over = 0.0
    """How much more often handover is drawn."""

    def notice(self, quick: bool) -> int:
        """Return how long before its opening a vote is announced."""
        return self._time(quick, self.model.rules.notice, (0, 0, 60, HOUR))

    def duration(self, quick: bool) -> int:
        """Return for how long a vote is open."""
        return self._time(quick, self.model.rules.voting_time, (600, HOUR, 6 * HOUR, DAY, DAY))

    def delay(self, quick: bool) -> int:
        """Return how long a proposal waits."""
        return self._time(quick, self.model.rules.delay, (0, 60, HOUR, 6 * HOUR))

    def _time(self, quick: bool, least: int, quickly: tuple[int, ...]) -> int:
        if self.odds(0.02):
            return self.one((0, 59, least - 1, 366 * DAY + 1))
        return (
            self.one(quickly) if quick and self.odds(0.9) else least + self.one((0, 0, HOUR, DAY))
        )

    def calls(self) -> tuple[Call, ...]:
        """Return what a proposal does."""
        if self.odds(0.03):
            everybody = [self._steward(m, False) for m in self.model.stewards()]
            return tuple(Call(RECORD, act) for act in everybody)
        if self.odds(0.005):
            return (self.call(),) * 17
        return tuple(self.call() for _ in range(self.one((0, 1, 1, 1, 1, 1, 1, 2, 2, 3))))

    def call(self) -> Call:
        """Return one call of a proposal, rarely to the wrong place."""
        act = self.decision(None)
        to = ASSEMBLY if act.name in AT_ASSEMBLY else RECORD
        if act.name == "nonsense":
            return Call(to, self.word()[: self.one((3, 4, 32))])
        return Call(to if self.odds(0.98) else self.one((0, 3 - to, 3)), act)

    def decision(self, caller: Wallet | None) -> Act:
        """Return what the assembly might do; somebody else has the caller do it."""
        weights = {name: weight * self._promising(name) for name, weight in DECISIONS.items()}
        if not self.model.handed_over:
            weights["handOver"] += self.hurry_to_hand_over
        name = self.random.choices(list(weights), list(weights.values()))[0]
        fields = getattr(self, f"_{name}")()
        return Act(name, 0, 0, fields, None, (), caller)

    def _promising(self, name: str) -> float:
        """What cannot be done now is seldom decided."""
        model = self.model
        promising = {
            "decideRecovery": any(r.frozen for r in model.recoveries.values()),
            "decideClaim": any(not model.members[m].claimed for m in model.claims),
            "decideVote": any(not i.pending for i in model.indicators.values()),
            "handOver": not model.handed_over,
            "decideRevision": bool(model.indicators),
        }
        return 1 if promising.get(name, True) else 0.1

    def _steward(self, member: int, appointed: bool) -> Act:
        return Act("decideSteward", 0, 0, (member, appointed))

    def _decideSteward(self) -> tuple[int, bool]:  # noqa: N802 - as the acts are called
        stewards = self.model.stewards()
        appointed = self.odds(0.5 if len(stewards) > 4 else 0.8)
        return self.active() if appointed else self.among(stewards), appointed

    def _decideRules(self) -> tuple[Rules]:  # noqa: N802
        return (changed_rules(self.model.rules, self),)

    def _decideTerms(self) -> tuple[int, int, int, int, bytes]:  # noqa: N802
        kinds = list(self.model.activities)
        kind = self.one(kinds) if kinds and self.odds(0.98) else len(kinds) + 1
        required = self.one((1, 1, 2, 2, 3, 5)) if self.odds(0.99) else self.one((0, 6))
        cap = self.one((1, 150, 300, 1_000, 2**32 - 1)) if self.odds(0.99) else 0
        until = self._until(0.1)
        return kind, required, cap, until, self.word() if self.odds(0.99) else bytes(32)

    def _until(self, often: float) -> int:
        if not self.odds(often):
            return 0
        return max(0, self.model.epoch_now() + self.one((0, 1, 1, 1, 2, 3)))

    def _decideActivity(self) -> tuple[object]:  # noqa: N802
        activity = self.activity()
        if len(self.model.activities) >= ENOUGH_KINDS and self.odds(0.9):
            activity = activity._replace(cap=0)
        if self.odds(0.6):
            activity = activity._replace(since=self.model.epoch_now() + 2)
        return (activity,)

    def _decideGroup(self) -> tuple[bytes]:  # noqa: N802
        return (self.word() if self.odds(0.9) else bytes(32),)

    def _decideEpochs(self) -> tuple[tuple[int, ...]]:  # noqa: N802
        return (self.further_ends(),)

    def _decideSuspension(self) -> tuple[int, int]:  # noqa: N802
        member, until = self.suspension()
        return member, until + DAY if until and self.odds(0.8) else until

    def _decideRecovery(self) -> tuple[int, bool]:  # noqa: N802
        frozen = [m for m, r in self.model.recoveries.items() if r.frozen]
        return self.among(frozen), self.odds(0.5)

    def _decideClaim(self) -> tuple[int, bytes]:  # noqa: N802
        return self.claimed_by()

    def indicator(self) -> tuple[int, tuple[int, ...], bytes]:
        """Return the kind, retention and document of an indicator."""
        kind = self.one((1, 1, 2, 2, 2)) if self.odds(0.98) else self.one((0, 3))
        if len(self.model.indicators) > 5 and self.odds(0.9):
            kind = 0
        return kind, self._retention(), self.word() if self.odds(0.98) else bytes(32)

    def _retention(self) -> tuple[int, ...]:
        if self.odds(0.02):
            return self.one(((10_001,), (0,) * 12))
        return tuple(self.random.randrange(10_001) for _ in range(self.one((0, 1, 2, 3, 11))))

    def _decideIndicator(self) -> tuple[int, tuple[int, ...], int, bytes]:  # noqa: N802
        kind, retention, document = self.indicator()
        return kind, retention, self._until(0.1), document

    def an_indicator(self) -> int:
        """Return an indicator, rarely one that is none."""
        return self.random.randrange(1, len(self.model.indicators) + (2 if self.odds(0.2) else 1))

    def _decideRevision(self) -> tuple[int, tuple[int, ...], bytes]:  # noqa: N802
        document = self.word() if self.odds(0.98) else bytes(32)
        return self._an_indicator(), self._retention(), document

    def _an_indicator(self) -> int:
        return self.an_indicator() if self.model.indicators else 1

    def _decideSunset(self) -> tuple[int, int]:  # noqa: N802
        return self._an_indicator(), self._until(0.7)

    def _decideVote(self) -> tuple[int, int, int, int]:  # noqa: N802
        return self.weighing(0.5)

    def weighing(self, quick: float) -> tuple[int, int, int, int]:
        """Return what a weight vote is about, and its times."""
        raise NotImplementedError

    def _handOver(self) -> tuple[()]:  # noqa: N802
        return ()

    def _noteAct(self) -> tuple[int, bytes]:  # noqa: N802
        member = self.claimed()
        return member, keccak(self.key_of(member).signer)

    def _closeVote(self) -> tuple[int]:  # noqa: N802
        return (
            self.random.randrange(max(1, len(self.model.votes) - 5), len(self.model.votes) + 2),
        )

    def _execute(self) -> tuple[int, tuple[Call, ...]]:
        """Another proposal, or this one itself."""
        waiting = [id_ for id_, v in self.model.votes.items() if v.ready and not v.executed]
        vote = self.one(waiting) if waiting else len(self.model.votes) + 1
        return vote, self.model.votes[vote].calls if waiting else ()

    def _nonsense(self) -> tuple[bytes]:
        return (self.word(),)


def changed_rules(rules: Rules, chance: PeopleMoves) -> Rules:
    """Return rules of which one or two are others, rarely ones that cannot be."""
    draws: dict[str, Any] = {
        "late_window": chance.random.randrange(DAY // 2, 4 * DAY),
        "contest_window": chance.random.randrange(DAY, 5 * DAY),
        "contest_time": chance.random.randrange(DAY, 5 * DAY),
        "recovery_wait": chance.random.randrange(DAY, 3 * DAY),
        "claim_wait": chance.random.randrange(DAY, 3 * DAY),
        "notice": chance.random.randrange(DAY, 2 * DAY),
        "voting_time": chance.random.randrange(DAY, 3 * DAY),
        "delay": chance.random.randrange(DAY, 2 * DAY),
        "admission_cap": chance.random.randrange(1, 8),
        "quorum": chance.one((0, 1_000, 2_000, 3_000, 5_000)),
        "sponsors": chance.one((0, 2, 2, 3)),
        "dormant_after": chance.one((0, 1, 2, 4, 16)),
        "contest_limit": chance.random.randrange(1, 5),
        "managed_may_vote": chance.odds(0.5),
    }
    wrong: dict[str, Any] = {
        "late_window": 0,
        "notice": DAY - 1,
        "delay": 0,
        "admission_cap": 0,
        "quorum": 10_001,
        "sponsors": chance.one((1, 9)),
        "dormant_after": 17,
        "contest_limit": 0,
    }
    name = chance.one(list(draws))
    changed = rules._replace(**{name: draws[name]})
    if chance.odds(0.05):
        name = chance.one(list(wrong))
        changed = changed._replace(**{name: wrong[name]})
    return changed
