"""Random acts of every kind in a world, some of which the contracts refuse."""

from collections.abc import Callable
from dataclasses import replace

from ledger_py.chain.codec import decode_event, encode_call
from ledger_py.models import (
    NO_COMMITMENT,
    NO_LEVEL,
    TOP_LEVEL,
    Act,
    Attest,
    Attestation,
    Ballot,
    Basis,
    Contest,
    Contribution,
    Correct,
    OpenVote,
    Record,
    Resolve,
    Retract,
    SharesBallot,
    Unit,
    Withdraw,
)
from tests.chain.wandering_decisions import DecidingWanderer
from tests.chain.world import ACTIVITIES, EPOCHS, JOINED, OPEN_EPOCHS, STEWARDS, UNCLAIMED, word

HOUR, DAY = 3_600, 86_400
KINDS = frozenset(
    (
        *("AdmissionSponsored", "InvitationUsed", "MemberDeparted", "MembershipClaimed"),
        *("RecognitionChosen", "RecoveryProposed", "SignerAdded", "SuspensionProposed"),
        *("AttestationRetracted", "ContributionContested", "ContributionWithdrawn"),
        *("BallotCast", "SharesBallotCast", "VersionSet"),
    )
)
"""Events without which some table of the index would be empty, or some column never change."""


class Wanderer(DecidingWanderer):
    """Does random acts; what it knows of the chain is what it recorded and the votes it opened."""

    def walk(self, steps: int) -> None:
        """Do so many batches of acts."""
        work = (self.record_and_attest, self.record_and_attest, self.doubt, self.doubt, self.vote)
        for _ in range(steps):
            others = (self.people, self.people, self.govern, self.govern, self.let_time_pass)
            self.random.choice((*work, *others))()

    def work(self, steps: int) -> None:
        """Do so many batches of acts of work and votes, by members who stay as they are."""
        for _ in range(steps):
            self.random.choice((self.record_and_attest, self.record_and_attest, self.vote))()

    def everything(self) -> None:
        """Walk until something of every kind has happened, so that no table is empty."""
        self.work(10)
        for _ in range(50):
            self.walk(4)
            if self.seen() >= KINDS:
                return
        raise AssertionError(f"never happened: {KINDS - self.seen()}")

    def seen(self) -> set[str]:
        """The names of the events of the community and its assembly so far."""
        places = (self.world.community, self.world.assembly)
        logs = self.world.node.logs(0, self.world.node.head().number, places)
        return {decode_event(log).name for log in logs}

    def let_time_pass(self) -> None:
        """Wait for minutes or for weeks."""
        self.world.wait(self.random.choice((HOUR, HOUR, DAY, DAY, 3 * DAY, 4 * DAY, 15 * DAY)))

    def record_and_attest(self) -> None:
        """One relay of records and attestations, some of which fail or skip items."""
        acts: list[Act] = []
        for _ in range(self.random.randint(1, 5)):
            acts.append(self._record() if self.random.random() < 0.4 else self._attest())
        calls = [self.spoken(act) for act in acts]
        if self.random.random() < 0.2:
            calls.append(self.world.call(acts[0], by=1 if acts[0].member != 1 else 2))
        self.world.relay(self.world.community, calls)

    def doubt(self) -> None:
        """One relay of acts that put the record right, or try to."""
        if not self.contributions:
            return self.record_and_attest()
        tries: tuple[Callable[[], Act], ...] = (
            self._retract,
            self._retract,
            self._withdraw,
            self._correct,
            self._contest,
            self._contest,
            self._resolve,
            self._resolve,
        )
        chosen = self.random.choices(tries, k=self.random.randint(1, 5))
        calls = [self.spoken(make()) for make in chosen]
        self.world.relay(self.world.community, calls)
        return None

    def vote(self) -> None:
        """Open a vote, cast ballots into it, or let its time pass and close it."""
        view, world = self.world.node.view, self.world
        indicator = self.random.choice((1, 1, 2))
        *_, versions, pending, _ = view(world.assembly, "Assembly", "indicator", indicator)
        until = world.deadline()
        if pending == 0:
            opened = OpenVote(1, until, indicator, 0 if versions else 2, 0, 60)
            world.relay(world.assembly, [self.spoken(opened)])
            return
        if self.random.random() < 0.3:
            world.wait(61)
            world.relay(world.assembly, [encode_call("Assembly", "closeVote", pending)])
            return
        cast = self._shares_ballot if indicator == 2 else self._ballot
        world.relay(world.assembly, [self.spoken(cast(pending)) for _ in range(4)])

    def _record(self) -> Record:
        who = self.active()
        items = [self._contribution(who) for _ in range(self.random.randint(1, 3))]
        if self.contributions and self.random.random() < 0.2:
            items.append(replace(self.random.choice(self.contributions), recorder=who))
        self.contributions += items
        return Record(who, self.world.deadline(), tuple(items))

    def _contribution(self, recorder: int) -> Contribution:
        self.count += 1
        contributor = self.random.choice((*JOINED, *UNCLAIMED))
        activity = self.random.randint(1, len(ACTIVITIES))
        return Contribution(
            contributor=contributor,
            recorder=recorder,
            activity=activity,
            epoch=EPOCHS if self.random.random() < 0.05 else self.random.choice(OPEN_EPOCHS[1:]),
            units=self._units(activity, 400),
            basis=0 if contributor == recorder else self.random.choice((1, 2)),
            content=word(f"content {self.seed} {self.count}"),
        )

    def _attest(self) -> Act:
        if not self.contributions:
            return self._record()
        who = self.active()
        chosen = self.some()
        others = [c for c in chosen if c.contributor != who or self.random.random() < 0.1]
        items = tuple(self._attestation(c) for c in others or chosen)
        return Attest(who, self.world.deadline(), items)

    def _attestation(self, contribution: Contribution) -> Attestation:
        units = self._units(contribution.activity, contribution.units)
        note = self.random.choice((NO_COMMITMENT, word("note")))
        return Attestation(contribution, units, self.random.choice(list(Basis)[1:]), note)

    def _units(self, activity: int, most: int) -> int:
        credit = ACTIVITIES[activity - 1].unit == Unit.CREDIT
        return 100 if credit else self.random.randint(1, most)

    def _retract(self) -> Retract:
        """Take back an attestation that somebody gave, where there is one."""
        (chosen,) = self.some(1)
        given = self.attesters(chosen)
        who = self.random.choice(given) if given else self.active()
        return Retract(who, self.world.deadline(), (chosen,))

    def _withdraw(self) -> Withdraw:
        chosen = self.some()[:2]
        first = chosen[0]
        who = self.random.choice((first.contributor, first.recorder, *STEWARDS))
        return Withdraw(who, self.world.deadline(), tuple(chosen))

    def _correct(self) -> Correct:
        (replaced,) = self.some(1)
        who = self.random.choice((replaced.contributor, replaced.recorder))
        basis = 0 if who == replaced.contributor else 1
        same = self._contribution(who)
        replacement = replace(same, contributor=replaced.contributor, basis=basis)
        self.contributions.append(replacement)
        return Correct(who, self.world.deadline(), replaced, replacement)

    def _contest(self) -> Contest:
        (chosen,) = self.some(1)
        reason = self.random.choice((NO_COMMITMENT, word("doubt")))
        return Contest(self.active(), self.world.deadline(), chosen, reason)

    def _resolve(self) -> Resolve:
        contested = [c for c in self.contributions if self.state(c) == 3] or self.contributions
        who, strike = self.random.choice(STEWARDS), self.random.random() < 0.5
        chosen = self.random.choice(contested)
        return Resolve(who, self.world.deadline(), strike, chosen, word("decision"))

    def _ballot(self, vote: int) -> Ballot:
        who = self.active()
        last, _ = self.world.node.view(self.world.assembly, "Assembly", "ballot", vote, who)
        levels = (*range(TOP_LEVEL + 1), NO_LEVEL)
        chosen = tuple(self.random.choice(levels) for _ in ACTIVITIES)
        return Ballot(who, self.world.deadline(), vote, last + 1, chosen, word("why"))

    def _shares_ballot(self, vote: int) -> SharesBallot:
        said, care = self._ballot(vote), self.random.randint(0, 100)
        points = self.random.choice(((), (care, 100 - care), (care, 100 - care)))
        return SharesBallot(
            said.member, said.deadline, vote, said.sequence, points, said.levels, said.rationale
        )
