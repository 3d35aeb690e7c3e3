"""What the events add up to, counted from nothing: states, medians, sums, tallies. Pure.

None of it goes through the indexer: two ways of counting, and the contract's own, must agree.
Units are hundredths; times are Unix seconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger_py import tally
from ledger_py.models import OBJECTED, Choice, Contribution, Kind, State
from ledger_py.scores import Definition, Sharing, Version, retention_in, score

Values = Mapping[str, Any]


@dataclass
class Given:
    """An attestation; units None once it was taken back."""

    member: int
    units: int | None
    basis: int


@dataclass
class Work:
    """A contribution and all that was said of it since."""

    said: Contribution
    given: list[Given] = field(default_factory=list)
    contester: int = 0
    lapses: int = 0
    contested: bool = False
    ended: State | None = None
    kept: bool = False


@dataclass
class Terms:
    """What an activity type requires and caps from an epoch on."""

    from_: int
    required: int
    cap: int
    until: int


@dataclass
class Weighing:
    """A vote on weights: of which indicator, over how much, by what quorum."""

    indicator: int
    from_: int
    activities: int
    groups: int
    quorum: int


class Recount:
    """The state of one community, folded from its events in their order."""

    def __init__(self) -> None:
        self.works: dict[bytes, Work] = {}
        self.terms: dict[int, list[Terms]] = {}
        self.groups: dict[int, int] = {}
        self.weighings: dict[int, Weighing] = {}
        self.kinds: dict[int, int] = {}
        self.definitions: dict[int, list[Definition]] = {}
        self.versions: dict[int, list[Version]] = defaultdict(list)
        self.ballots: dict[int, dict[int, tuple[int, dict[str, Any]]]] = defaultdict(dict)
        self._sums: tuple[Any, Any] | None = None
        self.wrong: list[tuple[str, Any, Any]] = []
        """Versions that do not follow from the ballots: which, what follows, what was set."""

    def take(self, name: str, values: Values) -> None:
        """Take in an event; one that adds nothing to what is counted changes nothing."""
        self._sums = None
        if step := _STEPS.get(name):
            step(self, values)

    # --- the record

    def accepted(self, id_: bytes) -> int:
        """The accepted units: the attesters' lower median, with as many as are required."""
        work = self.works[id_]
        if work.ended is State.STRUCK or (work.ended is State.WITHDRAWN and not work.kept):
            return 0
        live = sorted(one.units for one in work.given if one.units is not None)
        enough = len(live) >= self.terms_in(work.said.activity, work.said.epoch).required
        return live[(len(live) - 1) // 2] if live and enough else 0

    def state(self, id_: bytes, now: int) -> State:
        """The state at a time: a contest that nobody resolved lapses by itself."""
        work = self.works[id_]
        if work.ended:
            return work.ended
        if work.contested and now < work.lapses:
            return State.CONTESTED
        return State.ACCEPTED if self.accepted(id_) else State.PROPOSED

    def terms_in(self, activity: int, epoch: int) -> Terms:
        """What is required and capped in an epoch."""
        held = [terms for terms in self.terms[activity] if terms.from_ <= epoch]
        return held[-1] if held else self.terms[activity][0]

    def raw(self) -> dict[tuple[int, int], Counter[int]]:
        """Accepted units by member and epoch, then by activity type."""
        found: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
        for id_, work in self.works.items():
            said = work.said
            found[said.contributor, said.epoch][said.activity] += self.accepted(id_)
        return found

    def capped(self) -> dict[tuple[int, int], dict[int, int]]:
        """The units that count, by member and epoch, then by activity type."""
        return {
            (member, epoch): {
                activity: min(units, self.terms_in(activity, epoch).cap)
                for activity, units in raw.items()
            }
            for (member, epoch), raw in self.raw().items()
        }

    def totals(self) -> dict[int, Counter[int]]:
        """Everybody's units that count, by epoch, then by activity type."""
        found: dict[int, Counter[int]] = defaultdict(Counter)
        for (_, epoch), units in self.capped().items():
            found[epoch].update(units)
        return found

    # --- the will

    def histograms(self, vote: int) -> tuple[tuple[int, ...], ...]:
        """How many live ballots give each type each level."""
        about = self.weighings[vote]
        said = [said["levels"] for _, said in self.ballots[vote].values()]
        return tally.histogram(
            (tally.unpack_levels(word, about.activities) for word in said), about.activities
        )

    def points(self, vote: int) -> tuple[tuple[int, ...], ...]:
        """How many live ballots give each group so many points."""
        groups = self.weighings[vote].groups
        said = [said["points"] for _, said in self.ballots[vote].values()] if groups else []
        divisions = [tally.unpack_points(word, groups) for word in said]
        return tally.points_histogram(divisions, groups)

    def choices(self, vote: int) -> Counter[int]:
        """How many live ballots answer a proposal how."""
        return Counter(said["choice"] for _, said in self.ballots[vote].values())

    def approvals(self, vote: int, candidates: int) -> tuple[int, ...]:
        """How many live ballots approve of each candidate."""
        said = [said["approved"] for _, said in self.ballots[vote].values()]
        return tuple(sum(word >> n & 1 for word in said) for n in range(candidates))

    def score(self, indicator: int, epoch: int, member: int | None = None) -> int:
        """A member's score, or everybody's total."""
        if self._sums is None:
            self._sums = self.capped(), self.totals()
        capped, totals = self._sums
        units: Mapping[int, Mapping[int, int]] = totals
        if member is not None:
            units = {e: counts for (m, e), counts in capped.items() if m == member}
        sharing = None
        if self.kinds[indicator] == Kind.SHARES:
            sharing = Sharing([self.groups[a] for a in sorted(self.groups)], totals)
        retention = retention_in(self.definitions[indicator], epoch)
        return score(units, self.versions[indicator], retention, epoch, sharing)

    def _cast(self, values: Values, **said: Any) -> None:
        sequence = values.get("sequence", OBJECTED)
        self.ballots[values["vote"]][values["member"]] = (sequence, said)

    def _version(self, values: Values) -> None:
        indicator = values["indicator"]
        vote = max(v for v, about in self.weighings.items() if about.indicator == indicator)
        about, before = self.weighings[vote], self.versions[indicator]
        last = before[-1] if before else Version(0, ())
        found = tally.outcome(self.histograms(vote), about.quorum, last.levels)
        levels = found.levels
        shares: tuple[int, ...] = ()
        if about.groups:
            shares = tally.division(self.points(vote), about.quorum, last.shares).shares
        follows = (tally.pack_levels(levels), tally.pack_shares(shares))
        if follows != (set_ := (values["levels"], values["shares"])):
            self.wrong.append((f"indicator {indicator} version {values['version']}", follows, set_))
        before.append(Version(values["from"], levels, shares))


def _recorded(state: Recount, values: Values) -> None:
    said = Contribution(*values["contribution"])
    work = state.works[values["id"]] = Work(said)
    if said.basis:
        work.given.append(Given(said.recorder, said.units, said.basis))


def _attested(state: Recount, values: Values) -> None:
    given = Given(values["member"], values["units"], values["basis"])
    state.works[values["id"]].given.append(given)


def _retracted(state: Recount, values: Values) -> None:
    for given in state.works[values["id"]].given:
        if given.member == values["member"]:
            given.units = None


def _contested(state: Recount, values: Values) -> None:
    work = state.works[values["id"]]
    work.contested, work.contester, work.lapses = True, values["member"], values["lapses"]


def _resolved(state: Recount, values: Values) -> None:
    work = state.works[values["id"]]
    work.contested = False
    if values["struck"]:
        work.ended = State.STRUCK


def _withdrawn(state: Recount, values: Values) -> None:
    work = state.works[values["id"]]
    work.contested, work.ended, work.kept = False, State.WITHDRAWN, values["kept"]


def _defined(state: Recount, values: Values) -> None:
    group, _, _, required, _, cap, _, _ = values["definition"]
    activity = values["activity"]
    state.groups[activity] = group
    state.terms[activity] = [Terms(0, required, cap, 0)]


def _revised(state: Recount, values: Values) -> None:
    terms = Terms(values["from"], values["required"], values["cap"], values["until"])
    state.terms[values["activity"]].append(terms)


def _opened(state: Recount, values: Values) -> None:
    names = ("indicator", "from", "activities", "groups", "quorum")
    state.weighings[values["vote"]] = Weighing(*(values[name] for name in names))


def _indicator(state: Recount, values: Values) -> None:
    state.kinds[values["indicator"]] = values["kind"]
    state.definitions[values["indicator"]] = [Definition(0, tuple(values["retention"]))]


def _redefined(state: Recount, values: Values) -> None:
    found = Definition(values["from"], tuple(values["retention"]))
    state.definitions[values["indicator"]].append(found)


_STEPS: dict[str, Callable[[Recount, Values], None]] = {
    "ContributionRecorded": _recorded,
    "ContributionAttested": _attested,
    "AttestationRetracted": _retracted,
    "ContributionContested": _contested,
    "ContestResolved": _resolved,
    "ContributionWithdrawn": _withdrawn,
    "ActivityDefined": _defined,
    "ActivityRevised": _revised,
    "VoteOpened": _opened,
    "IndicatorDefined": _indicator,
    "IndicatorRevised": _redefined,
    "BallotCast": lambda state, v: state._cast(v, levels=v["levels"]),
    "SharesBallotCast": lambda state, v: state._cast(v, levels=v["levels"], points=v["points"]),
    "ProposalBallotCast": lambda state, v: state._cast(v, choice=v["choice"]),
    "ProposalObjected": lambda state, v: state._cast(v, choice=int(Choice.AGAINST)),
    "ElectionBallotCast": lambda state, v: state._cast(v, approved=v["approved"]),
    "VersionSet": Recount._version,
}
