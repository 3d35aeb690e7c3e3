"""What has to hold, asked of the chain: it answers as the model and as its own events tell it.

Invariants 1, 2 and 5 are held against the chain's answers alone, so that a mistake which model and
contracts share is found as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from eth_hash.auto import keccak

from tests.model.checks_will import WillChecks
from tests.model.complaints import demand, same
from tests.model.fold import Fold
from tests.model.state import State
from tests.model.things import CLOSED, FINAL, STRUCK, Contribution, Recovery
from tests.model.will import Will
from tests.model.world import World

NOBODY = Recovery(b"", False, 0)


@dataclass
class Remembered:
    """An epoch that was closed when it was last seen."""

    final: bool
    totals: tuple[int, ...]
    raws: dict[int, tuple[int, ...]] = field(default_factory=dict)
    units: dict[Contribution, int] = field(default_factory=dict)
    was_final: bool = False
    """Whether it was final when raws and units were looked at."""


class Checks:
    """The chain's answers, held against states: the model's, and that of the events."""

    def __init__(self, world: World) -> None:
        self._ask, self._id_of = world.ask, world.id_of
        self.will = WillChecks(world)
        self._remembered: dict[int, Remembered] = {}

    def everything(self, *states: Will) -> None:
        """Compare all there is."""
        first = states[0]
        for state in states[1:]:
            same(set(state.entries), set(first.entries), "contributions in the events")
            same(set(state.members), set(first.members), "members in the events")
        self.counts(*states)
        if isinstance(states[-1], Fold):
            self.admissions(states[-1])
        self.definitions(*states)
        for member in first.members:
            self.member(member, *states)
        for signer in first.bindings:
            self.signer(signer, *states)
        self.epochs(*states)
        self.will.everything(*states)
        self.sums(first, self.contributions(*states))

    def contributions(self, *states: State) -> dict[Contribution, int]:
        """Compare all contributions; return their accepted units."""
        return {c: self.contribution(c, *states) for c in states[0].entries}

    def epochs(self, *states: State) -> None:
        """Compare all epochs."""
        for epoch in range(1, len(states[0].ends) + 1):
            self.epoch(epoch, *states)

    def counts(self, *states: State) -> None:
        """Compare how many there are of everything."""
        for state in states:
            same(self._ask("memberCount"), len(state.members), "members")
            same(self._ask("stewardCount"), len(state.serving()), "stewards")
            same(self._ask("electorate"), state.electorate(), "electorate")

    @staticmethod
    def admissions(told: Fold) -> None:
        """Invariant 9: no more got a first signer in an epoch than the rules allowed by then."""
        for epoch, count in told.admitted.items():
            demand(count <= told.room.get(epoch, 0), "9: admitted in epoch", epoch, ":", count)

    def definitions(self, *states: State) -> None:
        """Compare groups, activity types and epochs."""
        for state in states:
            same(self._ask("epochCount"), len(state.ends), "epochs")
            same(self._ask("groupCount"), len(state.groups), "groups")
            same(self._ask("activityCount"), len(state.activities), "activity types")
            same(self._ask("rules"), state.rules, "rules")
            for number, document in enumerate(state.groups, 1):
                same(self._ask("group", number), document, "group", number)
                sensitive = state.sensitive(number)
                same(self._ask("sensitiveActivity", number), sensitive, "sensitive type of", number)
            for kind, activity in state.activities.items():
                same(self._ask("activity", kind), activity, "activity type", kind)
            if state.origin <= state.now < state.ends[-1]:
                same(self._ask("epochAt", state.now), state.epoch_now(), "epoch now")

    def member(self, member: int, *states: State) -> None:
        """Compare a member, their recovery, and claims of who they are."""
        standing, recovery = self._ask("member", member), self._ask("recoveryOf", member)
        for state in states:
            same(standing, state.standing(member), "member", member)
            r = state.recoveries.get(member, NOBODY)
            signer = keccak(r.signer) if r.signer else bytes(32)
            ours = (signer, r.ready, r.proposer, r.managed, r.frozen)
            same(recovery, ours, "recovery of", member)
            if not state.members[member].claimed:
                for by, claim in state.claims.get(member, {}).items():
                    shown = (claim.ready, claim.confirmer, claim.managed)
                    told = (*shown, state.claim_contested(member))
                    same(self._ask("claimOf", member, by), told, "claim of", member)

    def signer(self, signer: bytes, *states: State) -> None:
        """Compare for whom a signer speaks, those that fell silent included (invariant 8)."""
        speaks = self._ask("memberOf", signer)
        for state in states:
            same(speaks, state.member_of(signer), "8: whom speaks for", signer)
            holder = state.bindings.get(signer, 0)
            known = any(self._ask("standingOf", holder, keccak(signer))) if holder else False
            same(known, bool(speaks), "8: standing of", holder, "for", signer)

    def contribution(self, c: Contribution, *states: State) -> int:
        """Compare a contribution; return its accepted units."""
        id_ = self._id_of(c)
        state, count, units = self._ask("contribution", id_)
        places = [self._ask("attestation", id_, place) for place in range(count)]
        contest = self._ask("contestOf", id_)
        for state_ in states:
            entry = state_.entries[c]
            same(state, state_.state_of(c), "state of", c)
            same(units, state_.units_of(c), "units of", c)
            ours = [(member, *given) for member, given in entry.attesters.items()]
            same(places, ours, "attesters of", c)
            same(contest, (entry.contester, entry.lapses), "contest of", c)
            required = state_.terms_in(c.activity, c.epoch).required
            self._attested(c, required, units, places, entry.kept or state < STRUCK)
        return int(units)

    @staticmethod
    def _attested(
        c: Contribution, required: int, units: int, places: list[tuple[int, int, int]], counts: bool
    ) -> None:
        """Invariant 2: by nobody twice, by nobody for themselves; the lower median of the rest."""
        members = [member for member, _, _ in places]
        demand(len(set(members)) == len(members) <= 5, "2: attested twice by a member:", c)
        demand(c.contributor not in members, "2: attested by its contributor:", c)
        attested = sorted(given for _, given, _ in places if given)
        enough = counts and len(attested) >= required
        median = attested[(len(attested) - 1) // 2] if enough else 0
        demand(units == median, "2: the lower median is", median, "and not", units, "of", c)
        demand(all(given <= c.units for given in attested), "2: attested above its units:", c)

    def work(self, member: int, epoch: int, *states: State) -> tuple[int, ...]:
        """Compare what a member did in an epoch; return it before the cap."""
        raw, capped = self._ask("rawUnits", member, epoch), self._ask("cappedUnits", member, epoch)
        for state in states:
            kinds = state.activities
            ours = tuple(state.raw(member, epoch, kind) for kind in kinds)
            same(raw, ours, "raw units of", member, "in", epoch)
            ours = tuple(state.capped(member, epoch, kind) for kind in kinds)
            same(capped, ours, "capped units of", member, "in", epoch)
        return tuple(raw)

    def epoch(self, epoch: int, *states: State) -> None:
        """Compare an epoch; closed it gains nothing, final it never changes (invariant 5)."""
        stands, totals = self._ask("epochState", epoch), self._ask("totalUnits", epoch)
        for state in states:
            span = (state.start(epoch), state.ends[epoch - 1], state.closes(epoch))
            same(self._ask("epoch", epoch), span, "span of epoch", epoch)
            same(stands, state.epoch_state(epoch), "state of epoch", epoch)
            ours = tuple(state.total(epoch, kind) for kind in state.activities)
            same(totals, ours, "totals of", epoch)
        before = self._remembered.get(epoch)
        if stands < CLOSED:
            demand(before is None, "5: was closed and is open: epoch", epoch)
            return
        if before:
            self._gained_nothing(before.final, before.totals, totals, "5: totals of", epoch)
            demand(stands == FINAL or not before.final, "5: was final and is not: epoch", epoch)
            before.final, before.totals = stands == FINAL, totals
        else:
            self._remembered[epoch] = Remembered(stands == FINAL, totals)

    def sums(self, state: State, units: dict[Contribution, int]) -> None:
        """Demand that units of members and epochs are the sums of these contributions' units."""
        for epoch in range(1, len(state.ends) + 1):
            self._sums(epoch, state, units)

    def _sums(self, epoch: int, state: State, units: dict[Contribution, int]) -> None:
        """Invariant 1: raw units sum what was accepted, totals sum min(raw, cap)."""
        kinds = list(state.activities)
        accepted: dict[tuple[int, int], int] = defaultdict(int)
        for c in state.by_epoch[epoch]:
            accepted[c.contributor, c.activity] += units[c]
        sums = [0] * len(kinds)
        raws: dict[int, tuple[int, ...]] = {}
        for member in sorted({member for member, _ in accepted}):
            raws[member] = self.work(member, epoch)
            summed = tuple(accepted[member, kind] for kind in kinds)
            same(raws[member], summed, "1: raw units and contributions of", member, "in", epoch)
            caps = [state.terms_in(kind, epoch).cap for kind in kinds]
            sums = [s + min(r, cap) for s, r, cap in zip(sums, raws[member], caps, strict=True)]
        same(self._ask("totalUnits", epoch), tuple(sums), "1: totals and members of", epoch)
        if epoch in self._remembered:
            self._keep(self._remembered[epoch], epoch, raws, units, state.by_epoch[epoch])

    def _keep(
        self,
        kept: Remembered,
        epoch: int,
        raws: dict[int, tuple[int, ...]],
        units: dict[Contribution, int],
        contributions: Iterable[Contribution],
    ) -> None:
        for member, raw in raws.items():
            before = kept.raws.get(member, raw)
            self._gained_nothing(
                kept.was_final, before, raw, "5: raw units of", member, "in", epoch
            )
        now = {c: units[c] for c in contributions}
        if kept.units:
            demand(set(kept.units) == set(now), "5: a contribution came to closed epoch", epoch)
        kept.raws, kept.units, kept.was_final = raws, now, kept.final

    @staticmethod
    def _gained_nothing(
        final: bool, before: Iterable[int], now: Iterable[int], *about: object
    ) -> None:
        pairs: list[tuple[Any, Any]] = list(zip(before, now, strict=False))
        demand(all(b >= n for b, n in pairs), *about, "rose when closed:", pairs)
        demand(not final or all(b == n for b, n in pairs), *about, "changed when final:", pairs)
