"""What a community decided, in plain words: votes, indicators, and what these say of members."""

from tests.model.state import State
from tests.model.things import (
    AGAINST,
    IN_FAVOUR,
    NO_LEVEL,
    PROPOSAL,
    RATES,
    WEIGHING,
    Definition,
    Indicator,
    Rules,
    Version,
    Vote,
)

WHOLE = 10_000
PER_BASIS_POINT = 100
LEAST_QUORUM = 3
MOST_LEVELS = 60


class Will(State):
    """A community with what it decided."""

    def __init__(self, rules: Rules, origin: int, founded: int) -> None:
        super().__init__(rules, origin, founded)
        self.votes: dict[int, Vote] = {}
        self.indicators: dict[int, Indicator] = {}
        self.election = 0

    def joined_by(self) -> int:
        """Who joined by then may vote in what opens now (invariant 9)."""
        begun = self.begun()
        return begun - 1 if self.handed_over and begun <= self.now else self.now

    def quorum(self) -> int:
        """So many have to vote in what opens now: the stated part of the electorate, at least 3."""
        return max(LEAST_QUORUM, -(-self.electorate() * self.rules.quorum // WHOLE))

    def opening(self) -> tuple[int, ...]:
        """What a vote that opens now asks, as the chain answers."""
        rules = self.rules
        return (
            self.joined_by(),
            self.electorate(),
            len(self.serving()),
            self.epoch_now(),
            self.votable("groups"),
            self.votable("activities"),
            self.handed_over,
            rules.notice,
            rules.voting_time,
            rules.delay,
            rules.quorum,
        )

    def subject(self, vote: int) -> int:
        """What the kind of a vote adds to it, as the chain packs it."""
        v = self.votes[vote]
        if v.kind == WEIGHING:
            return v.indicator << 32 | v.first << 16 | v.kinds << 8 | v.groups
        if v.kind == PROPOSAL:
            return v.answers(IN_FAVOUR) << 16 | v.answers(AGAINST)
        return 0

    # Indicators.

    def indicator_defined(self, kind: int, retention: tuple[int, ...], document: bytes) -> None:
        """There is one indicator more."""
        definitions = [Definition(0, retention, document)]
        self.indicators[len(self.indicators) + 1] = Indicator(kind, definitions)

    def indicator_revised(
        self, indicator: int, first: int, retention: tuple[int, ...], document: bytes
    ) -> None:
        """An indicator is another from an epoch on; what was said of that epoch before is void."""
        definitions = self.indicators[indicator].definitions
        if definitions[-1].first == first:
            definitions.pop()
        definitions.append(Definition(first, retention, document))

    def is_retired(self, indicator: int, epoch: int) -> bool:
        """Whether an indicator says nothing in an epoch."""
        return 0 < self.indicators[indicator].until <= epoch

    def definition_in(self, indicator: int, epoch: int) -> Definition:
        """What an indicator is in an epoch."""
        found = self.indicators[indicator].definitions
        return next(each for each in reversed(found) if each.first <= epoch)

    def version_in(self, indicator: int, epoch: int) -> Version:
        """The weights in force in an epoch; before the first version nothing is valued."""
        found = [v for v in self.indicators[indicator].versions if v.first <= epoch]
        return found[-1] if found else Version(0, (), ())

    def score(self, indicator: int, epoch: int, member: int = 0) -> int:
        """What an indicator says of a member in an epoch, or of everybody."""
        retention = self.definition_in(indicator, epoch).retention
        keep = (WHOLE, *retention)[:epoch]
        parts = [
            part * self._points(indicator, epoch - age, member) for age, part in enumerate(keep)
        ]
        return sum(parts) // WHOLE

    def _points(self, indicator: int, epoch: int, member: int) -> int:
        weights = self.version_in(indicator, epoch)
        everybodys = {kind: self.total(epoch, kind) for kind in self.activities}
        own = everybodys
        if member:
            own = {kind: self.capped(member, epoch, kind) for kind in self.activities}
        levels = dict(enumerate(weights.levels, 1))
        worth = {
            kind: 0 if levels.get(kind, NO_LEVEL) == NO_LEVEL else levels[kind] for kind in own
        }
        if self.indicators[indicator].kind == RATES:
            return sum(units * worth[kind] for kind, units in own.items())
        points = 0
        for group, share in enumerate(weights.shares, 1):
            kinds = [kind for kind, a in self.activities.items() if a.group == group]
            whole = sum(everybodys[kind] * worth[kind] for kind in kinds)
            part = sum(own[kind] * worth[kind] for kind in kinds)
            points += PER_BASIS_POINT * share * part // whole if whole else 0
        return points


def packed_levels(levels: tuple[int, ...]) -> int:
    """Levels as the chain packs them, 15 above the last."""
    filled = (*levels, *[NO_LEVEL] * (MOST_LEVELS - len(levels)))
    return sum(level << 4 * i for i, level in enumerate(filled))


def packed_points(division: tuple[int, ...]) -> int:
    """A division as the chain packs it."""
    return sum(points << 7 * g for g, points in enumerate(division)) | bool(division) << 112


def packed_shares(shares: tuple[int, ...]) -> int:
    """Shares as the chain packs them."""
    return sum(share << 14 * g for g, share in enumerate(shares))
