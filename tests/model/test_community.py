"""A community lives through random acts, on the chain, in a plain model, and as its events tell it.

Every act is predicted by name, and what it touched compared, in `Trial.run`; the invariants are
asked of the chain after every step. `make soak` walks the same ways a million calls far.
"""

from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.model.acts import Step
from tests.model.things import DAY, WEIGHING
from tests.model.walk import WEIGHTS, Walk

SEEDS = st.integers(0, 2**32 - 1)
MOVES = st.sampled_from([name for name, weight in WEIGHTS.items() for _ in range(1 + weight // 60)])


class CommunityMachine(RuleBasedStateMachine):
    """Members act, strangers carry, time passes; all that is drawn besides follows from a seed."""

    @initialize(seed=SEEDS)
    def found(self, seed: int) -> None:
        self.walk = Walk(Random(seed))
        self.trial, self.model = self.walk.trial, self.walk.model
        for step in self.walk.opening():
            self.trial.run(step)

    @rule(name=MOVES, seed=SEEDS)
    def somebody_acts(self, name: str, seed: int) -> None:
        self.walk.random.seed(seed)
        self.trial.run(Step(self.model.now, (self.walk.move(name),)))

    @rule(names=st.lists(MOVES, min_size=2, max_size=6), seed=SEEDS)
    def strangers_acts_are_relayed(self, names: list[str], seed: int) -> None:
        self.walk.random.seed(seed)
        self.trial.run(self.walk.relay(names))

    @precondition(lambda self: self.walk.heard)
    @rule(number=st.integers(0, 10_000), relayed=st.booleans())
    def an_act_comes_again(self, number: int, relayed: bool) -> None:
        """6: it is refused by name, or was never carried out."""
        act = self.walk.heard[number % len(self.walk.heard)]
        self.trial.run(Step(self.model.now, (act,), relayed=relayed))

    @rule(seed=SEEDS)
    def acts_come_in_any_order(self, seed: int) -> None:
        """2: the state after them is the same."""
        self.walk.random.seed(seed)
        self.trial.run(Step(self.model.now, self.walk.independent(), orders=True))

    @rule(seconds=st.integers(1, 3_600))
    def a_little_time_passes(self, seconds: int) -> None:
        self.pass_time(seconds)

    @rule(days=st.integers(1, 20))
    def much_time_passes(self, days: int) -> None:
        self.pass_time(days * DAY)

    def pass_time(self, seconds: int) -> None:
        self.model.now += seconds
        self.trial.told.now = self.model.now
        self.trial.world.at(self.model.now)

    @invariant()
    def invariant_1__totals_sum_what_counts_of_members__which_sums_what_was_accepted(self) -> None:
        checks = self.trial.checks
        checks.sums(self.model, checks.contributions(self.model))

    @invariant()
    def invariant_3__histograms_sum_to_ballots__levels_and_shares_lie_in_their_bounds(self) -> None:
        for vote, v in self.model.votes.items():
            self.trial.checks.will.vote(vote, self.model)
            if v.kind == WEIGHING:
                self.trial.checks.will.ballots(vote, self.model)
        for indicator in self.model.indicators:
            self.trial.checks.will.indicator(indicator, self.model)

    @invariant()
    def invariant_4__a_member_has_one_live_ballot_in_a_vote(self) -> None:
        for vote in self.model.votes:
            self.trial.checks.will.ballots(vote, self.model)

    @invariant()
    def invariant_5__terms_and_scores_of_epochs_that_began_stay(self) -> None:
        self.trial.checks.will.terms(self.model)
        self.trial.checks.will.scores(self.model)

    @invariant()
    def invariant_5__closed_epochs_gain_nothing__final_ones_stay(self) -> None:
        self.trial.checks.epochs(self.model)

    @invariant()
    def invariant_8__signers_speak_for_whom_they_belong_to__others_are_silent(self) -> None:
        for signer in self.model.bindings:
            self.trial.checks.signer(signer, self.model)

    @invariant()
    def invariant_9__no_more_are_admitted_in_an_epoch_than_the_rules_allow(self) -> None:
        self.trial.checks.admissions(self.trial.told)

    @invariant()
    def invariant_10__events_alone_tell_what_every_view_answers(self) -> None:
        self.trial.checks.everything(self.trial.told)


TestCommunity = CommunityMachine.TestCase
TestCommunity.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None, derandomize=True
)


@pytest.mark.parametrize("seed", [1, 2])
def test_walk__of_eight_hundred_steps__agrees_with_the_model(seed: int) -> None:
    walk = Walk(Random(seed))
    for step in walk.opening():
        walk.trial.run(step)
    for _ in range(800):
        walk.trial.run(walk.step())
    walk.trial.look_at_all()
    assert walk.trial.done["record"] > 50 and walk.trial.done["attest"] > 50
