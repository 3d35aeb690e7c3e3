"""What follows from votes: closing, execution, and what only the assembly does (invariant 7)."""

from copy import deepcopy
from typing import Any

from tests.model.acts import AT_ASSEMBLY, Act
from tests.model.outcome import lower_median, shares_of
from tests.model.rulebook import DONE, Names, Rulebook, Verdict, named, refused
from tests.model.things import (
    AGAINST,
    ASSEMBLY,
    DAY,
    IN_FAVOUR,
    NO_LEVEL,
    PROPOSAL,
    RATES,
    SHARES,
    WEIGHING,
    Call,
    Version,
    Vote,
)

EXECUTION_TIME = 30 * DAY
SEATS = 3
MAX_AGES = 11
MAX_INDICATORS = 1_000
WHOLE = 10_000
UNTOUCHED = frozenset(
    {"entries", "by_epoch", "_workers", "_work", "_contests", "_raw", "_totals", "burnt"}
)
"""What no call of a proposal changes, so that it is not copied."""


class Deciding(Rulebook):
    """Closings, executions, indicators."""

    # Closings.

    def close_vote(self, _act: Act, vote: int) -> Verdict:
        """Anyone closes a vote whose time is over."""
        v = self.votes.get(vote)
        faults = named(
            VoteUnknown=v is None,
            VoteClosedAlready=v and v.closed,
            VoteRunning=v and self.now < v.closes,
        )
        if faults or v is None:
            return refused(faults)
        v.closed = True
        forgotten = self.now >= v.closes + EXECUTION_TIME
        if v.kind == WEIGHING:
            self._close_weighing(v)
        elif v.kind == PROPOSAL:
            if not forgotten and self.enough(v) and v.answers(IN_FAVOUR) > v.answers(AGAINST):
                v.ready = self.now + v.delay
        else:
            for member in [] if forgotten else self.elected(v):
                self.members[member].steward = True
        return DONE

    @staticmethod
    def enough(v: Vote) -> bool:
        """Whether the ballots reach the quorum."""
        return len(v.ballots) >= v.quorum

    def _close_weighing(self, v: Vote) -> None:
        """What too few speak of keeps its weight; shares need one division at least, ever."""
        i = self.indicators[v.indicator]
        i.pending = 0
        last = i.versions[-1] if i.versions else Version(0, (), ())
        levels = [*last.levels, *[NO_LEVEL] * (v.kinds - len(last.levels))]
        opinions = [v.levels(kind) for kind in range(1, v.kinds + 1)]
        reached = [n for n, given in enumerate(opinions) if len(given) >= v.quorum]
        for n in reached:
            levels[n] = lower_median(opinions[n])
        shares, divided = last.shares, len(v.divisions()) >= v.quorum
        if divided:
            shares = shares_of(v.divisions())
        if (reached or divided) and (i.kind == RATES or shares):
            first = max(v.first or self.epoch_now() + 1, last.first)
            i.versions.append(Version(first, tuple(levels), shares))

    def elected(self, v: Vote) -> list[int]:
        """The three whom most approve, more than half of the ballots, who stood first of equals."""
        if not self.enough(v):
            return []
        counts = v.approvals()
        order = sorted(range(len(counts)), key=lambda n: (-counts[n], n))
        wanted = [v.candidates[n] for n in order if 2 * counts[n] > len(v.ballots)]
        return [m for m in wanted if self.is_active(m) and not self.is_steward(m)][:SEATS]

    # Executions.

    def execute(self, _act: Act, vote: int, calls: tuple[Call, ...]) -> Verdict:
        """Anyone carries out what has passed, all of it or nothing."""
        v = self.votes.get(vote)
        if v is None or v.kind != PROPOSAL:
            return refused(named(VoteUnknown=v is None, VoteOfOtherKind=v))
        if not v.ready:
            return refused({"ProposalNotPassed"})
        faults = named(
            ProposalStopped=v.answers(IN_FAVOUR) <= v.answers(AGAINST),
            ProposalExecutedAlready=v.executed,
            ProposalWaiting=self.now < v.ready,
            ProposalLapsed=self.now >= self.executable_until(v),
            CallsMismatch=calls != v.calls,
        )
        if faults:
            return refused(faults)
        kept = self._keep() if len(calls) > 1 else {}
        v.executed = True
        for number, call in enumerate(calls):
            reasons = self._called(call).refusals
            if reasons:
                vars(self).update(kept)
                self.votes[vote].executed = False
                inner = {reason.partition("(")[0] for reason in reasons}
                return refused({f"CallFailed({number}, {reason})" for reason in inner})
        return DONE

    def executable_until(self, v: Vote) -> int:
        """Thirty days; what was proposed before handover, until then."""
        early = self.handed_over and v.founding
        return self.handed_over if early else v.ready + EXECUTION_TIME

    def _keep(self) -> dict[str, Any]:
        return deepcopy({k: value for k, value in vars(self).items() if k not in UNTOUCHED})

    def _called(self, call: Call) -> Verdict:
        """The assembly calls."""
        act = call.what
        if isinstance(act, bytes) or (call.to == ASSEMBLY) != (act.name in AT_ASSEMBLY):
            return refused({"ActMalformed"})
        return self.do(act)

    def do(self, act: Act, relaying: bool = False) -> Verdict:
        """Carry out an act, or say why not; `Model` knows them all."""
        raise NotImplementedError

    # Indicators.

    def define_indicator(
        self, act: Act, kind: int, retention: tuple[int, ...], document: bytes
    ) -> Verdict:
        """A steward defines the next indicator, until handover."""
        faults = self.founder(act) | self._judge_indicator(kind, retention, document)
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        self.indicator_defined(kind, retention, document)
        return DONE

    def decide_indicator(
        self, _act: Act, kind: int, retention: tuple[int, ...], until: int, document: bytes
    ) -> Verdict:
        """The assembly defines the next indicator."""
        faults = self._judge_indicator(kind, retention, document) | self._ours()
        faults |= named(EpochBegun=0 < until <= self.epoch_now())
        if faults:
            return refused(faults)
        self.indicator_defined(kind, retention, document)
        self.indicators[len(self.indicators)].until = until
        return DONE

    def decide_revision(
        self, _act: Act, indicator: int, retention: tuple[int, ...], document: bytes
    ) -> Verdict:
        """The assembly defines an indicator anew from the next epoch on."""
        faults = self._living(indicator) | _judge_definition(retention, document) | self._ours()
        if faults:
            return refused(faults)
        self.indicator_revised(indicator, self.epoch_now() + 1, retention, document)
        return DONE

    def decide_sunset(self, _act: Act, indicator: int, until: int) -> Verdict:
        """The assembly says when an indicator ends; one that has ended stays so."""
        faults = self._living(indicator) | self._ours()
        faults |= named(EpochBegun=0 < until <= self.epoch_now())
        if faults:
            return refused(faults)
        self.indicators[indicator].until = until
        return DONE

    def _judge_indicator(self, kind: int, retention: tuple[int, ...], document: bytes) -> Names:
        full = len(self.indicators) == MAX_INDICATORS
        return _judge_definition(retention, document) | named(
            KindUnknown=kind not in (RATES, SHARES), IndicatorsFull=full
        )

    def _living(self, indicator: int) -> Names:
        known = indicator in self.indicators
        over = known and self.is_retired(indicator, self.epoch_now())
        return named(IndicatorUnknown=not known, IndicatorRetired=over)

    def _ours(self) -> Names:
        return named(ProposalRequired=not self.from_assembly)


def _judge_definition(retention: tuple[int, ...], document: bytes) -> Names:
    return named(
        DocumentMissing=not any(document),
        RetentionLong=len(retention) > MAX_AGES,
        RetentionOutOfRange=any(keep > WHOLE for keep in retention),
    )
