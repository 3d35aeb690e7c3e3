"""One community's life: every step is carried on the chain and done in the model, and compared.

trial = Trial(founding, keys)
trial.run(step)      # raises Broken when chain, model and events disagree
trial.look_at_all()  # the same, for everything there is
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from tests.model.acts import Act, Step
from tests.model.checks import Checks
from tests.model.complaints import demand, same
from tests.model.fold import founded
from tests.model.model import Model
from tests.model.rulebook import Verdict
from tests.model.things import Attestation, Contribution
from tests.model.world import Founding, Receipt, World

CONCERNS = frozenset(
    """choose suspend recover confirmClaim contestClaim completeClaim decideRecovery decideSteward
    decideSuspension decideClaim noteAct""".split()  # noqa: SIM905 - one a line is a wall
)
"""Acts whose first field is the member whom they are about."""
VOTED = frozenset({"execute", "closeVote"})
"""Acts by which what was voted on is done."""
ABOUT_A_VOTE = VOTED | {"cast", "castShares", "castProposal", "castElection"}
ABOUT_A_VOTE |= {"stand", "objectToProposal"}
"""Acts whose first field is the vote that they are about."""


class Trial:
    """A community on a chain, in the model, and as its events tell it."""

    def __init__(self, founding: Founding) -> None:
        self.world = World(founding)
        self.model = Model(founding.rules, founding.origin, founding.time)
        self.model.verifier = bytes.fromhex(self.world.verifier[2:])
        self.model.list_further(founding.ends)
        for admission in founding.stewards:
            self.model.admitted_as(admission)
            self.model.members[len(self.model.members)].steward = True
        self.model.admitted.clear()
        self.told = founded(self.world.events, founding.time)
        self.checks = Checks(self.world)
        self.acts = 0
        self.carried: set[tuple[Any, ...]] = set()
        self.refusals: Counter[str] = Counter()
        self.skips: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def run(self, step: Step, look: bool = True) -> None:
        """Carry a step, and compare its outcome, and what it touched."""
        if step.orders:
            if look:
                self._in_any_order(step)
            for act in step.acts:
                self.run(Step(step.at, (act,)), look)
            return
        self.model.now = step.at
        handed_over = self.model.handed_over
        receipt = self.world.carry(step)
        self.told.take(receipt.events, step.at)
        self._judge(step, receipt)
        decided = any(act.name in VOTED or act.caller is None for act in step.acts)
        self.checks.will.events(receipt.events, handed_over, decided)
        if look:
            self._look_at(every_act(step.acts), (self.model, self.told))
            self._look_at_votes(step.acts, (self.model, self.told))

    def look_at_all(self) -> None:
        """Compare everything there is."""
        self.checks.everything(self.model, self.told)

    def _judge(self, step: Step, receipt: Receipt) -> None:
        skipped: list[tuple[int, frozenset[str]]] = []
        for number, (act, answer) in enumerate(zip(step.acts, receipt.refusals, strict=True)):
            self.acts += 1
            if answer == "OutOfGas" and number in step.starved:
                self.refusals[answer] += 1
                continue
            verdict = self.model.do(act, step.relayed)
            expected = sorted(verdict.refusals) or "that it is carried out"
            agree = answer in verdict.refusals if verdict.refusals else answer == ""
            demand(agree, act.name, "should answer", expected, "and answers", answer or "done")
            if answer:
                self.refusals[answer] += 1
            else:
                self._once(act, verdict)
                skipped += sorted(verdict.skipped.items())
        self._compare_skipped(receipt, skipped)

    def _once(self, act: Act, verdict: Verdict) -> None:
        """Invariant 6: an act that was carried out changes nothing when it comes again."""
        self.done[act.name] += 1
        if act.by is None:
            return
        # Two signers may claim the same membership in the same words.
        key = (act.by.key.signer if act.name == "claim" else b"", *act.essence)
        demand(key not in self.carried, "6: carried out twice:", act.name)
        # What its contributor did not want recorded, and was skipped, may come again when they do.
        if "MemberNotRecorded" not in chain(*verdict.skipped.values()):
            self.carried.add(key)

    def _compare_skipped(
        self, receipt: Receipt, expected: list[tuple[int, frozenset[str]]]
    ) -> None:
        found = [
            (fields["index"], self.world.error(fields["reason"]))
            for name, fields in receipt.events
            if name == "ItemSkipped"
        ]
        same([index for index, _ in found], [index for index, _ in expected], "skipped items")
        for (_, reason), (index, reasons) in zip(found, expected, strict=True):
            self.skips[reason] += 1
            demand(reason in reasons, "item", index, "skipped as", reason, "not", sorted(reasons))

    def _look_at(self, acts: Sequence[Act], states: tuple[Model, Any]) -> None:
        self.checks.counts(self.model)
        touched = [each for act in acts for each in contributions_in(act.fields)]
        members = {act.member for act in acts} | {c.contributor for c in touched}
        members |= {act.fields[0] for act in acts if act.name in CONCERNS}
        members.add(len(self.model.members))
        for member in members & set(self.model.members):
            self.checks.member(member, *states)
        for signer in {signer for act in acts for signer in signers_in(act)}:
            self.checks.signer(signer, *states)
        for c in touched:
            if c in self.model.entries:
                self.checks.contribution(c, *states)
                self.checks.work(c.contributor, c.epoch, *states)
        for epoch in {c.epoch for c in touched if 1 <= c.epoch <= len(self.model.ends)}:
            self.checks.epoch(epoch, *states)

    def _look_at_votes(self, acts: Sequence[Act], states: tuple[Model, Any]) -> None:
        known, will = self.model.votes, self.checks.will
        will.counts(*states)
        about = [(act.fields[0], act.member) for act in acts if act.name in ABOUT_A_VOTE]
        for vote in {vote for vote, _ in about} & set(known) | {len(known)} - {0}:
            will.vote(vote, *states)
        for vote, member in about:
            if vote in known:
                will.ballot(vote, member, *states)
        if any(act.name in VOTED or act.by is None for act in acts):
            self.checks.definitions(*states)
            for indicator in self.model.indicators:
                will.indicator(indicator, *states)

    def _in_any_order(self, step: Step) -> None:
        """Invariant 2: any order of the same acts gives the same state."""
        acts, half = list(step.acts), len(step.acts) // 2
        found = []
        for order in (acts, acts[::-1], acts[half:] + acts[:half]):
            before = self.world.remember()
            for act in order:
                self.world.carry(Step(step.at, (act,)))
            found.append(self._fingerprint(acts))
            self.world.go_back(before)
        for other in found[1:]:
            same(other, found[0], "2: the state after the same acts in another order")

    def _fingerprint(self, acts: Sequence[Act]) -> list[object]:
        """What the chain answers about all that acts touch, whatever the attesters' places."""
        ask, known = self.world.ask, self.model.members
        answers: list[object] = [ask("electorate")]
        answers += [ask("member", act.member) for act in acts if act.member in known]
        for c in [each for act in acts for each in contributions_in(act.fields)]:
            id_ = self.world.id_of(c)
            state, count, units = ask("contribution", id_)
            places = sorted(ask("attestation", id_, place) for place in range(count))
            answers += [state, units, places, ask("rawUnits", c.contributor, c.epoch)]
            answers.append(ask("totalUnits", c.epoch))
        return answers


def every_act(acts: Iterable[Act]) -> list[Act]:
    """Return acts, and those that proposals would do that are carried out among them."""
    found: list[Act] = []
    for act in acts:
        found.append(act)
        if act.name == "execute":
            found += [call.what for call in act.fields[1] if isinstance(call.what, Act)]
    return found


def contributions_in(fields: Iterable[Any]) -> Iterable[Contribution]:
    """Return the contributions that an act is about."""
    for value in fields:
        if isinstance(value, Contribution):
            yield value
        elif isinstance(value, Attestation):
            yield value.contribution
        elif type(value) is tuple:
            yield from contributions_in(value)


def signers_in(act: Act) -> Iterable[bytes]:
    """Return the signers that an act names, and that signed it."""
    if act.by:
        yield act.by.key.signer
    yield from _signers(act.fields)


def _signers(fields: Iterable[Any]) -> Iterable[bytes]:
    for value in fields:
        if isinstance(value, bytes) and len(value) in (20, 84):
            yield value
        elif isinstance(value, tuple) and not isinstance(value, Contribution | Attestation):
            yield from _signers(value)
