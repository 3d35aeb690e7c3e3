"""What has to hold of votes and indicators, asked of the chain.

Invariants 3, 4, 5, 7 and 9 are held against the chain's answers and events alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.model.complaints import demand, same
from tests.model.things import ELECTION, NO_LEVEL, PROPOSAL, SHARES, UNSCORED, WEIGHING, Vote
from tests.model.will import WHOLE, Will, packed_levels, packed_points, packed_shares
from tests.model.world import World

TOP_LEVEL = 10
MAX_GROUPS = 16
DECISIONS = frozenset(
    """RulesSet StewardAppointed StewardDismissed GroupDefined ActivityDefined ActivityRevised
    EpochsListed IndicatorDefined IndicatorRevised IndicatorSunset VoteOpened VersionSet
    CommunityHandedOver""".split()  # noqa: SIM905 - one a line is a wall
)
"""What after handover only votes do (invariant 7)."""
OPENINGS = ("VoteOpened", "ProposalOpened", "ElectionOpened")
CASTS = ("BallotCast", "SharesBallotCast", "ProposalBallotCast", "ElectionBallotCast")
Events = Sequence[tuple[str, dict[str, Any]]]


class WillChecks:
    """The chain's answers about what the community decided, held against states."""

    def __init__(self, world: World) -> None:
        self._world, self._ask = world, world.ask
        self._weights: dict[tuple[int, int], tuple[int, int]] = {}
        self._definitions: dict[tuple[int, int], Any] = {}
        self._terms: dict[tuple[int, int], tuple[int, int]] = {}
        self._settled: set[int] = set()
        """Votes that were closed when all of them was last compared."""

    def everything(self, *states: Will) -> None:
        """Compare all there is."""
        first = states[0]
        self.counts(*states)
        for vote, v in first.votes.items():
            if vote not in self._settled:
                self.vote(vote, *states)
                self.ballots(vote, *states)
            if v.closed and (v.kind != PROPOSAL or first.now > v.ready):
                self._settled.add(vote)
        for indicator in first.indicators:
            self.indicator(indicator, *states)
        self.terms(*states)
        self.scores(*states)

    def counts(self, *states: Will) -> None:
        """Compare how many there are, and what an opening would ask."""
        for state in states:
            same(self._ask("voteCount"), len(state.votes), "votes")
            same(self._ask("indicatorCount"), len(state.indicators), "indicators")
            same(self._ask("election"), state.election, "election")
            same(self._ask("opening"), state.opening(), "opening")
            same(self._ask("handedOver"), state.handed_over, "handover")

    # Votes.

    def vote(self, vote: int, *states: Will) -> None:
        """Compare a vote, but for its ballots one by one."""
        shown = self._ask("vote", vote)
        for state in states:
            v = state.votes[vote]
            ours = (v.opens, v.closes, v.joined_by, v.quorum, len(v.ballots), v.kind, v.closed)
            same(shown, (*ours, state.subject(vote)), "vote", vote)
            if v.kind == WEIGHING:
                self._weighing(vote, v)
            elif v.kind == PROPOSAL:
                self._proposal(vote, v)
            else:
                found = (tuple(v.candidates), tuple(v.approvals()))
                same(self._ask("candidatesOf", vote), found, "candidates of", vote)

    def _weighing(self, vote: int, v: Vote) -> None:
        ours = (v.indicator, v.first, v.kinds, v.groups)
        same(self._ask("weighing", vote), ours, "weight vote", vote)
        for kind in range(1, v.kinds + 1):
            counts = self._ask("histogram", vote, kind)
            given = v.levels(kind)
            levels = tuple(given.count(level) for level in range(TOP_LEVEL + 1))
            same(tuple(counts), levels, "3: levels of", kind, "in vote", vote)
        divisions = v.divisions()
        same(self._ask("divisionCount", vote), len(divisions), "divisions in vote", vote)
        for group in range(1, v.groups + 1):
            given = [division[group - 1] for division in divisions]
            points = tuple(given.count(number) for number in range(101))
            shown = tuple(self._ask("pointsHistogram", vote, group))
            same(shown, points, "3: points of", group, "in vote", vote)

    def _proposal(self, vote: int, v: Vote) -> None:
        hashed = self._world.calls_hash(v.calls)
        ours = (hashed, v.proposer, v.amends, v.delay, v.ready, v.founding, v.executed)
        shown = self._ask("proposal", vote)
        same(shown, (ours, v.answers(1), v.answers(2)), "proposal", vote)

    def ballots(self, vote: int, *states: Will) -> None:
        """Compare all ballots of a vote; one live ballot a member (invariant 4)."""
        live = [member for member in states[0].members if self.ballot(vote, member, *states)]
        same(self._ask("vote", vote)[4], len(live), "4: ballots of", vote)
        if self._ask("vote", vote)[5] == WEIGHING:
            self._counted(vote, live)

    def ballot(self, vote: int, member: int, *states: Will) -> bool:
        """Compare a member's ballot in a vote; return whether there is one."""
        shown = self._ask("ballot", vote, member)
        division = self._ask("division", vote, member)
        for state in states:
            ballot = state.votes[vote].ballots.get(member)
            if ballot is None:
                same((shown, division), ((0, 0), 0), "4: ballot of", member, "in", vote)
                continue
            says, kind = ballot.says, state.votes[vote].kind
            if kind == WEIGHING:
                says = packed_levels(says)
            elif kind == ELECTION:
                says = sum(1 << number for number in says)
            same(shown, (ballot.sequence, says), "4: ballot of", member, "in", vote)
            same(division, packed_points(ballot.division), "division of", member, "in", vote)
        return bool(shown[0])

    def _counted(self, vote: int, live: Sequence[int]) -> None:
        """Invariant 3: histograms sum to the live ballots less abstentions, to the divisions."""
        *_, kinds, groups = self._ask("weighing", vote)
        said = [self._ask("ballot", vote, member)[1] for member in live]
        for kind in range(kinds):
            opinions = sum(levels >> 4 * kind & 15 != NO_LEVEL for levels in said)
            counted = sum(self._ask("histogram", vote, kind + 1))
            same(counted, opinions, "3: opinions on", kind + 1, "in vote", vote)
        divisions = sum(self._ask("division", vote, member) != 0 for member in live)
        for group in range(1, groups + 1):
            counted = sum(self._ask("pointsHistogram", vote, group))
            same(counted, divisions, "3: divisions for", group, "in vote", vote)

    # Indicators.

    def indicator(self, indicator: int, *states: Will) -> None:
        """Compare an indicator, its versions, and its definition in every epoch so far."""
        shown = self._ask("indicator", indicator)
        for state in states:
            i = state.indicators[indicator]
            last = i.definitions[-1]
            ours = (i.kind, last.retention, last.document, len(i.versions), i.pending, i.until)
            same(shown, ours, "indicator", indicator)
        versions = [self._version(indicator, n + 1, *states) for n in range(shown[3])]
        now = states[0].epoch_now()
        for epoch in range(1, now + 2):
            definition = self._ask("definitionIn", indicator, epoch)
            for state in states:
                same(definition, state.definition_in(indicator, epoch), "definition of", indicator)
            inner = [(levels, shares) for first, levels, shares in versions if first <= epoch]
            if epoch > now:
                continue
            known = self._definitions.setdefault((indicator, epoch), definition)
            same(definition, known, "5: definition of", indicator, "in epoch", epoch)
            if inner:
                weights = self._weights.setdefault((indicator, epoch), inner[-1])
                same(inner[-1], weights, "5: weights of", indicator, "in epoch", epoch)

    def _version(self, indicator: int, number: int, *states: Will) -> tuple[int, int, int]:
        """Invariant 3: levels lie in 0 to 10 or say nothing, shares sum to 10,000."""
        first, levels, shares = self._ask("version", indicator, number)
        for state in states:
            i = state.indicators[indicator]
            v = i.versions[number - 1]
            ours = (v.first, packed_levels(v.levels), packed_shares(v.shares))
            same((first, levels, shares), ours, "version", number, "of", indicator)
            given = [levels >> 4 * kind & 15 for kind in range(60)]
            demand(all(level <= TOP_LEVEL or level == NO_LEVEL for level in given), "3:", given)
            parts = sum(shares >> 14 * group & 16_383 for group in range(MAX_GROUPS))
            same(parts, WHOLE if i.kind == SHARES else 0, "3: sum of shares of", indicator)
        return first, levels, shares

    def terms(self, *states: Will) -> None:
        """Compare what types require and cap; in an epoch that has begun it never changes."""
        now = states[0].epoch_now()
        for kind in states[0].activities:
            for epoch in range(1, now + 2):
                required, cap, until = self._ask("termsOf", kind, epoch)
                for state in states:
                    ours = (*state.terms_in(kind, epoch)[1:], state.retired.get(kind, 0))
                    same((required, cap, until), ours, "terms of", kind, "in epoch", epoch)
                if epoch <= now:
                    known = self._terms.setdefault((kind, epoch), (required, cap))
                    same((required, cap), known, "5: terms of", kind, "in epoch", epoch)

    def scores(self, *states: Will) -> None:
        """Compare what indicators say in the epoch it is and the one before, of some members."""
        first = states[0]
        now = first.epoch_now()
        for indicator in first.indicators:
            for epoch in {now, max(1, now - 1)}:
                some = list(first.members)[(indicator + epoch) % 4 :: 4]
                self._scores(indicator, epoch, some, *states)

    def _scores(self, indicator: int, epoch: int, members: Iterable[int], *states: Will) -> None:
        total = self._world.ask_or_why("totalOf", indicator, epoch)
        of = {m: self._world.ask_or_why("scoreOf", m, indicator, epoch) for m in members}
        for state in states:
            silent = state.is_retired(indicator, epoch)
            ours = "IndicatorRetired" if silent else state.score(indicator, epoch)
            same(total, ours, "total of", indicator, "in epoch", epoch)
            for member, score in of.items():
                scored: Any = "IndicatorRetired" if silent else ""
                if state.members[member].recognition >= UNSCORED:
                    scored = "MemberNotScored"
                ours = scored or state.score(indicator, epoch, member)
                same(score, ours, "score of", member, "by", indicator, "in epoch", epoch)
        known = [score for score in of.values() if isinstance(score, int)]
        demand(isinstance(total, str) or sum(known) <= total, "scores above the total", total)

    # Events.

    def events(self, events: Events, handed_over: int, decided: bool) -> None:
        """Invariants 7 and 9 from events; `decided` when a vote may have done it."""
        for name, fields in events:
            demand(decided or not handed_over or name not in DECISIONS, "7: without a vote:", name)
            if name in OPENINGS and handed_over:
                begun = self._ask("epoch", self._ask("opening")[3])[0]
                demand(fields["joinedBy"] < begun, "9: newcomers vote in", fields["vote"])
            if name in CASTS:
                joined = self._ask("member", fields["member"])[0]
                joined_by = self._ask("vote", fields["vote"])[2]
                demand(joined <= joined_by, "9: who joined late voted in", fields["vote"])
