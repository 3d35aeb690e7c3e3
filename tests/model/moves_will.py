"""What members might do next about what they decide: open, propose, stand, answer, close, carry."""

from collections.abc import Callable, Sequence
from random import Random

from tests.model.acts import Act
from tests.model.keys import Wallet
from tests.model.moves_decisions import Decisions
from tests.model.things import (
    AGAINST,
    DAY,
    ELECTION,
    IN_FAVOUR,
    NO_LEVEL,
    PROPOSAL,
    Call,
    Vote,
)
from tests.model.world import STRANGER

LATE = 40
"""Votes before the last so many are seldom spoken of."""
DIVISIONS = (1, 2, 5, 10, 20, 25, 50, 100)


class WillMoves(Decisions):
    """Acts about votes."""

    def votes(self, wanted: Callable[[Vote], bool]) -> list[int]:
        """Return the votes of a kind, of those that opened lately."""
        recent = list(self.model.votes)[-LATE:]
        return [vote for vote in recent if wanted(self.model.votes[vote])]

    def vote_among(self, wanted: Callable[[Vote], bool], usually: float = 0.93) -> int:
        """Return such a vote, sometimes any."""
        found = self.votes(wanted)
        if found and self.odds(usually):
            return self.one(found)
        return self.random.randrange(1, len(self.model.votes) + 2)

    # Openings.

    def define_indicator(self) -> Act:
        """A steward defines an indicator."""
        kind, retention, document = self.indicator()
        return self.act("defineIndicator", self.steward(), kind, retention, document)

    def open_vote(self) -> Act:
        """A steward opens a weight vote."""
        return self.act("openVote", self.steward(), *self.weighing(0.9))

    def propose(self) -> Act:
        """A member proposes."""
        member = self.steward() if self.odds(0.7) else self.active()
        quick = self.model.is_steward(member) and not self.model.handed_over
        amends = self.vote_among(lambda v: v.kind == PROPOSAL) if self.odds(0.1) else 0
        document = self.word() if self.odds(0.98) else bytes(32)
        times = (self.notice(quick), self.duration(quick), self.delay(quick))
        return self.act("propose", member, amends, *times, document, self.calls())

    def open_election(self) -> Act:
        """Anyone opens an election."""
        last = self.model.election
        if self.odds(0.1):
            last = self.one((0, last + 1, max(0, last - 1)))
        return Act("openElection", 0, 0, (last,), None, (), STRANGER)

    def stand(self) -> Act:
        """A member stands in an election."""
        now = self.model.now
        vote = self.vote_among(lambda v: v.kind == ELECTION and now < v.opens)
        return self.act("stand", self.active(), vote)

    # Ballots.

    def ballot(self) -> Act:
        """Somebody casts a ballot, mostly in a vote that is open and has none of theirs.

        Where none is open, one is opened.
        """
        now = self.model.now
        if not self.votes(lambda v: v.closes > now) and self.odds(0.9):
            return self.propose() if self.odds(0.5) else self.open_vote()
        vote = self._open_vote(now)
        v = self.model.votes.get(vote, Vote(self.random.randrange(1, 4), 0, 0, 0, 3))
        member = self._voter(v)
        given = v.ballots.get(member)
        sequence = given.sequence + 1 if given else 1
        if self.odds(0.03):
            sequence = self.one((0, max(0, sequence - 1), sequence + 1))
        kind = v.kind if self.odds(0.98) else self.random.randrange(1, 4)
        sequence = min(sequence, 65_535)
        rationale = self.word() if self.odds(0.3) else bytes(32)
        if kind == PROPOSAL:
            said = self._choice(vote)
            return self.act("castProposal", member, vote, sequence, said, rationale)
        if kind == ELECTION:
            approved = self._approved(v)
            return self.act("castElection", member, vote, sequence, approved, rationale)
        levels = self._levels(v.kinds)
        if bool(v.groups) is self.odds(0.99):
            points = self._points(v.groups)
            return self.act("castShares", member, vote, sequence, points, levels, rationale)
        return self.act("cast", member, vote, sequence, levels, rationale)

    def _open_vote(self, now: int) -> int:
        """Most go where it is over soonest, so that some votes reach their quorum."""
        open_now = self.votes(lambda v: v.open(now))
        rare = [vote for vote in open_now if self.model.votes[vote].kind != PROPOSAL]
        if rare and self.odds(0.5):
            open_now = rare
        if open_now and self.odds(0.6):
            return min(open_now, key=lambda vote: self.model.votes[vote].closes)
        return self.vote_among(lambda v: v.open(now), 0.96)

    def _voter(self, v: Vote) -> int:
        electors = [
            id_
            for id_, m in self.model.members.items()
            if m.active(self.model.now)
            and m.joined <= v.joined_by
            and id_ not in v.ballots
            and (self.model.rules.managed_may_vote or not m.managed)
        ]
        return self.among(electors, 0.8) if electors else self.active()

    def _choice(self, vote: int) -> int:
        """Some proposals are liked, some are not."""
        if self.odds(0.01):
            return self.one((0, 4))
        if self.odds(0.1):
            return 3
        liked = Random(vote).random() < 0.8
        return IN_FAVOUR if self.odds(0.85 if liked else 0.4) else AGAINST

    def _levels(self, kinds: int) -> tuple[int, ...]:
        silent = 0.7 if self.odds(0.2) else 0.1
        levels = [
            NO_LEVEL if self.odds(silent) else self.random.randrange(11) for _ in range(kinds)
        ]
        if levels and self.odds(0.01):
            levels[self.random.randrange(kinds)] = self.random.randrange(11, 15)
        return tuple(levels if self.odds(0.99) else levels[1:])

    def _points(self, groups: int) -> tuple[int, ...]:
        if self.odds(0.1) or not groups:
            return ()
        points = [0] * groups
        size = self.one(DIVISIONS)
        for _ in range(100 // size):
            points[self.random.randrange(groups)] += size
        if self.odds(0.01):
            points[0] += 1
        return tuple(points if self.odds(0.99) else points[1:])

    def _approved(self, v: Vote) -> tuple[int, ...]:
        approved = [member for member in v.candidates if self.odds(0.65)]
        if self.odds(0.02):
            approved.append(self.anyone())
        return tuple(approved)

    def object(self) -> Act:
        """Somebody objects to a proposal that has passed."""
        now = self.model.now
        vote = self.vote_among(lambda v: now < v.ready)
        v = self.model.votes.get(vote)
        members = [m for m in self.model.members if self.model.is_active(m)]
        calm = [m for m in members if v and (m not in v.ballots or v.ballots[m].says != AGAINST)]
        reason = self.word() if self.odds(0.3) else bytes(32)
        return self.act("objectToProposal", self.among(calm, 0.9), vote, reason)

    # What follows.

    def close_vote(self) -> Act:
        """Anyone closes a vote."""
        now = self.model.now
        vote = self.vote_among(lambda v: not v.closed and v.closes <= now)
        return Act("closeVote", 0, 0, (vote,), None, (), STRANGER)

    def execute(self) -> Act:
        """Anyone executes a proposal."""
        now = self.model.now
        ready = self.votes(lambda v: 0 < v.ready <= now < v.ready + 30 * DAY and not v.executed)
        vote = ready[-1] if ready and self.odds(0.6) else self.one(ready or [0])
        if not ready or self.odds(0.05):
            vote = self.vote_among(lambda v: v.kind == PROPOSAL)
        v = self.model.votes.get(vote)
        calls: Sequence[Call] = v.calls if v else ()
        if self.odds(0.02):
            calls = self.calls()
        return Act("execute", 0, 0, (vote, tuple(calls)), None, (), STRANGER)

    def usurp(self) -> Act:
        """Somebody does what only a vote does (invariant 7)."""
        key = self.key_of(self.steward())
        return self.decision(key if isinstance(key, Wallet) and self.odds(0.5) else STRANGER)

    def dismiss(self) -> Act:
        """The assembly takes the role from a steward; when none is left, an election follows."""
        return self.by_assembly("decideSteward", self.among(self.model.serving()), False)

    def decree(self) -> Act:
        """The assembly does what a vote could have said, without the wait for one."""
        return self.decision(None)

    def weighing(self, quick: float) -> tuple[int, int, int, int]:
        """Return an indicator, from when on it weighs, and the times of a vote about it."""
        free = [id_ for id_, i in self.model.indicators.items() if not i.pending]
        if free and self.odds(0.95):
            indicator = self.one(free)
        else:
            indicator = self.random.randrange(len(self.model.indicators) + 2)
        i = self.model.indicators.get(indicator)
        first = self.random.randrange(1, self.model.epoch_now() + 2)
        if (i is None or bool(i.versions)) == self.odds(0.98):
            first = 0
        hurry = self.odds(quick) and not self.model.handed_over
        return indicator, first, self.notice(hurry), self.duration(hurry)
