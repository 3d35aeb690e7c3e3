"""What counts, by which rules, in which epochs: stewards say so until handover, then only votes."""

from collections.abc import Callable

from tests.model.acts import Act
from tests.model.rulebook import DONE, Names, Rulebook, Verdict, named, refused
from tests.model.things import CREDIT, DAY, Activity, Rules, Terms

MAX_GROUPS = 16
MAX_ACTIVITIES = 60
SHORTEST_EPOCH = DAY
FARTHEST_END = 3_660 * DAY
"""Epochs are listed so far ahead at most."""
LEAST_ACTIVE, LEAST_STEWARDS, LEAST_VOTERS = 3, 2, 3
"""What a handover needs."""


class Defining(Rulebook):
    """Groups, activity types, epochs, rules, handover."""

    def define_group(self, act: Act, document: bytes) -> Verdict:
        """A steward defines the next group."""
        faults = self._judge_group(document)
        return self._founded(act, faults, lambda: self.group_defined(document))

    def define_activity(self, act: Act, activity: Activity) -> Verdict:
        """A steward defines the next activity type."""
        faults = self._judge_activity(activity)
        return self._founded(act, faults, lambda: self.activity_defined(activity))

    def list_epochs(self, act: Act, ends: tuple[int, ...]) -> Verdict:
        """A steward lists further epochs by their ends."""
        return self._founded(act, self._judge_ends(ends), lambda: self.list_further(ends))

    def decide_group(self, _act: Act, document: bytes) -> Verdict:
        """The assembly defines the next group."""
        return self._decided(self._judge_group(document), lambda: self.group_defined(document))

    def decide_activity(self, _act: Act, activity: Activity) -> Verdict:
        """The assembly defines the next activity type, after handover for epochs to come."""
        begun = self.handed_over and activity.since <= self.epoch_now()
        faults = self._judge_activity(activity) | named(EpochBegun=begun)
        return self._decided(faults, lambda: self.activity_defined(activity))

    def decide_epochs(self, _act: Act, ends: tuple[int, ...]) -> Verdict:
        """The assembly lists further epochs."""
        return self._decided(self._judge_ends(ends), lambda: self.list_further(ends))

    def decide_terms(
        self, _act: Act, kind: int, required: int, cap: int, until: int, document: bytes
    ) -> Verdict:
        """The assembly says what a type requires and caps from the next epoch on, or retires it."""
        now = self.epoch_now()
        faults = _judge_terms(required, cap, document) | self._judge_stay(kind, until)
        faults |= named(
            ActivityUnknown=kind not in self.activities,
            ActivityRetired=0 < self.retired.get(kind, 0) <= now,
            EpochBegun=0 < until <= now,
        )
        terms = Terms(now + 1, required, cap)
        return self._decided(faults, lambda: self.activity_revised(kind, terms, until, document))

    def _judge_stay(self, kind: int, until: int) -> Names:
        """A sensitive type that another follows does not stay longer."""
        a, ends = self.activities.get(kind), self.retired.get(kind, 0)
        followed = a is not None and a.sensitive and self.sensitive(a.group) != kind
        return named(SensitiveExists=followed and (until == 0 or until > ends))

    def decide_rules(self, _act: Act, rules: Rules) -> Verdict:
        """The assembly sets the rules; epochs keep their windows, what runs already its time."""

        def change() -> None:
            self.rules = rules

        return self._decided(_judge_rules(rules), change)

    def hand_over(self, _act: Act) -> Verdict:
        """The assembly takes over, for ever (invariant 7)."""
        active = sum(m.counted for m in self.members.values())
        ready = active >= LEAST_ACTIVE and len(self.serving()) >= LEAST_STEWARDS
        ready = ready and self.electorate() >= LEAST_VOTERS

        def change() -> None:
            self.handed_over = self.now

        return self._decided(named(HandedOver=self.handed_over, HandoverEarly=not ready), change)

    def _founded(self, act: Act, faults: Names, change: Callable[[], object]) -> Verdict:
        faults |= self.founder(act)
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        change()
        return DONE

    def _decided(self, faults: Names, change: Callable[[], object]) -> Verdict:
        faults |= named(AssemblyRequired=not self.from_assembly)
        if faults:
            return refused(faults)
        change()
        return DONE

    def _judge_group(self, document: bytes) -> Names:
        full = len(self.groups) == MAX_GROUPS
        return named(DocumentMissing=not any(document), GroupsFull=full)

    def _judge_activity(self, a: Activity) -> Names:
        other = self.sensitive(a.group) if a.sensitive else 0
        ends = self.retired.get(other, 0)
        return _judge_terms(a.required, a.cap, a.document) | named(
            ActivitiesFull=len(self.activities) == MAX_ACTIVITIES,
            GroupUnknown=not 1 <= a.group <= len(self.groups),
            OrientationUnknown=not 1 <= a.orientation <= 3,
            UnitUnknown=not 1 <= a.unit <= CREDIT,
            EpochUnknown=a.since == 0,
            SensitiveExists=other and (ends == 0 or ends > a.since),
        )

    def _judge_ends(self, ends: tuple[int, ...]) -> Names:
        pairs = zip((self.ends[-1], *ends), ends, strict=False)
        return named(
            ItemsMissing=not ends,
            EpochShort=any(end < start + SHORTEST_EPOCH for start, end in pairs),
            EpochPast=ends and ends[0] <= self.now,
            EpochFar=ends and ends[-1] > self.now + FARTHEST_END,
        )


def _judge_terms(required: int, cap: int, document: bytes) -> Names:
    return named(
        DocumentMissing=not any(document),
        RequiredOutOfRange=not 1 <= required <= 5,
        CapMissing=cap == 0,
    )


def _judge_rules(r: Rules) -> Names:
    waits = [r.contest_window, r.contest_time, r.recovery_wait, r.claim_wait]
    waits += [r.notice, r.voting_time, r.delay]
    return named(
        LateWindowMissing=r.late_window == 0,
        WaitShort=min(waits) < DAY,
        WaitLong=max(r.late_window, *waits) > 366 * DAY,
        AdmissionCapMissing=r.admission_cap == 0,
        QuorumOutOfRange=r.quorum > 10_000,
        SponsorsOutOfRange=r.sponsors == 1 or r.sponsors > 8,
        DormantAfterOutOfRange=r.dormant_after > 16,
        ContestLimitMissing=r.contest_limit == 0,
    )
