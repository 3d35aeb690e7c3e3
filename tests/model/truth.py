"""What was done, who says so, and how it is put right (invariants 1, 2, 5)."""

from tests.model.acts import Act
from tests.model.rulebook import DONE, Names, Rulebook, Verdict, named, refused
from tests.model.things import (
    CREDIT,
    FINAL,
    OPEN,
    PLACES,
    STRUCK,
    UNRECORDED,
    UPCOMING,
    WITHDRAWN,
    Attestation,
    Contribution,
)

ONE_CREDIT = 100
UNLISTED = -1


class Truth(Rulebook):
    """The acts that contributions are made of."""

    def record(self, act: Act, contributions: tuple[Contribution, ...]) -> Verdict:
        """A member records contributions."""

        def judge(c: Contribution, taken: list[Contribution]) -> tuple[Names, Names]:
            return self._judge_record(act.member, c, c in taken)

        verdict = self.each(self.voice(act), contributions, judge, self._recorded)
        return self._noted(act, verdict)

    def attest(self, act: Act, attestations: tuple[Attestation, ...]) -> Verdict:
        """A member attests to contributions of others."""

        def judge(a: Attestation, taken: list[Attestation]) -> tuple[Names, Names]:
            again = a.contribution in [other.contribution for other in taken]
            return self._judge_attestation(act.member, a, again)

        def change(a: Attestation) -> None:
            self._attested_by(act.member, a.contribution, a.units, a.basis)

        return self._noted(act, self.each(self.voice(act), attestations, judge, change))

    def retract(self, act: Act, contributions: tuple[Contribution, ...]) -> Verdict:
        """A member takes attestations back; the places stay taken."""

        def judge(c: Contribution, taken: list[Contribution]) -> tuple[Names, Names]:
            entry = self.entries.get(c)
            if entry is None:
                return {"ContributionUnknown"}, set()
            if act.member not in entry.attesters:
                return {"AttestationMissing"}, set()
            return set(), named(
                RetractedAlready=entry.attesters[act.member][0] == 0 or c in taken,
                ContributionEnded=entry.ended,
                EpochClosed=self.epoch_state(c.epoch) > OPEN,
            )

        def change(c: Contribution) -> None:
            _, basis = self.entries[c].attesters[act.member]
            self.entries[c].attesters[act.member] = (0, basis)
            self.changed(c)

        return self._noted(act, self.each(self.voice(act), contributions, judge, change))

    def withdraw(self, act: Act, contributions: tuple[Contribution, ...]) -> Verdict:
        """Withdrawn is what is one's own, what one recorded, or what the unclaimed object to."""

        def judge(c: Contribution, taken: list[Contribution]) -> tuple[Names, Names]:
            return self._judge_withdrawal(act.member, c, c in taken)

        verdict = self.each(self.person(act), contributions, judge, self._withdrawn)
        if not verdict.refusals:
            self.acted_if_active(act.member)
        return verdict

    def correct(self, act: Act, replaced: Contribution, replacement: Contribution) -> Verdict:
        """A contribution takes the place of another before the epoch of that is final."""
        ended, over = self._judge_withdrawal(act.member, replaced, False)
        same = replaced == replacement
        broken, reasons = self._judge_record(act.member, replacement, same)
        faults = self.voice(act) | ended | over | broken | reasons | self._unlisted(replaced.epoch)
        faults |= named(
            ContributorMismatch=replaced.contributor != replacement.contributor,
            EpochIsFinal=self._state_of_epoch(replaced.epoch) == FINAL,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        self._withdrawn(replaced)
        self._recorded(replacement)
        return DONE

    def contest(self, act: Act, c: Contribution, _reason: bytes) -> Verdict:
        """A member says, once in its life, that a contribution should not stand as it is."""
        entry = self.entries.get(c)
        raised = self.raised[act.member, self.epoch_now()]
        faults = self.voice(act)
        faults |= named(
            ContributionUnknown=entry is None,
            ContributionEnded=entry and entry.ended,
            ContestExists=entry and entry.contester,
            PartyMayNot=c.contributor == act.member,
            ContestLate=entry and self.now >= self.contestable_until(c.epoch),
            ContestsFull=raised >= self.rules.contest_limit,
        )
        if faults or entry is None:
            return refused(faults)
        self.acted(act.member)
        self.raised[act.member, self.epoch_now()] += 1
        decidable = max(self.now, self.closes(c.epoch))
        self.contest_raised(c, act.member, decidable + self.rules.contest_time)
        return DONE

    def resolve(self, act: Act, strike: bool, c: Contribution, _reason: bytes) -> Verdict:
        """A steward who is no party strikes a contested contribution, or lets it stand."""
        entry = self.entries.get(c)
        party = entry and act.member in (c.contributor, c.recorder, entry.contester)
        faults = self.steward(act)
        faults |= named(
            ContestUnknown=entry is None or not entry.contested(self.now),
            PartyMayNot=party or (entry and act.member in entry.attesters),
        )
        if faults or entry is None:
            return refused(faults)
        self.acted(act.member)
        entry.resolved = True
        if strike:
            entry.ended = STRUCK
        self.changed(c)
        return DONE

    # What single contributions are judged by.

    def _judge_record(self, member: int, c: Contribution, again: bool) -> tuple[Names, Names]:
        kind, contributor = self.activities.get(c.activity), self.members.get(c.contributor)
        own = c.contributor == c.recorder
        faults = self._unlisted(c.epoch)
        faults |= named(
            RecorderMismatch=c.recorder != member,
            MemberUnknown=contributor is None,
            ActivityUnknown=kind is None,
            EpochNotStarted=self._state_of_epoch(c.epoch) == UPCOMING,
            ActivityNotInForce=kind and c.epoch < kind.since,
            ActivityRetired=0 < self.retired.get(c.activity, 0) <= c.epoch,
            UnitsMissing=c.units == 0,
            UnitsNotCredit=kind and kind.unit == CREDIT and c.units != ONE_CREDIT,
            ContentMissing=not any(c.content),
            BasisInvalid=c.basis != 0 if own else c.basis not in (1, 2),
        )
        return faults, named(
            ContributionExists=c in self.entries or again,
            EpochClosed=self._state_of_epoch(c.epoch) > OPEN,
            MemberNotRecorded=contributor and contributor.recognition == UNRECORDED,
        )

    def _judge_attestation(self, member: int, a: Attestation, again: bool) -> tuple[Names, Names]:
        c, entry = a.contribution, self.entries.get(a.contribution)
        if entry is None:
            return {"ContributionUnknown"}, set()
        credit = self.activities[c.activity].unit == CREDIT
        faults = named(
            AttesterIsContributor=c.contributor == member,
            UnitsMissing=a.units == 0,
            UnitsAboveStated=a.units > c.units,
            UnitsNotCredit=credit and a.units != ONE_CREDIT,
            BasisInvalid=a.basis not in (1, 2),
        )
        return faults, named(
            AttestationExists=member in entry.attesters or again,
            ContributionEnded=entry.ended,
            AttestationsFull=len(entry.attesters) == PLACES,
            EpochClosed=self.epoch_state(c.epoch) > OPEN,
            MemberNotRecorded=self.members[c.contributor].recognition == UNRECORDED,
        )

    def _judge_withdrawal(self, member: int, c: Contribution, again: bool) -> tuple[Names, Names]:
        entry = self.entries.get(c)
        if entry is None:
            return {"ContributionUnknown"}, set()
        ended = entry.ended or again
        attesting = sum(units > 0 for units, _ in entry.attesters.values())
        too_few = attesting < self.terms_in(c.activity, c.epoch).required
        recorders = c.recorder == member and too_few
        stewards = self.is_steward(member) and not self.members[c.contributor].claimed
        may = c.contributor == member or (self.is_active(member) and (recorders or stewards))
        return named(WithdrawalForbidden=not may), named(ContributionEnded=ended)

    def _recorded(self, c: Contribution) -> None:
        self.put(c)
        if c.contributor != c.recorder:
            self._attested_by(c.recorder, c, c.units, c.basis)

    def _attested_by(self, member: int, c: Contribution, units: int, basis: int) -> None:
        self.entries[c].attesters[member] = (units, basis)
        self.changed(c)
        contributor = self.members[c.contributor]
        if not contributor.claimed:
            contributor.attesters.add(member)

    def _withdrawn(self, c: Contribution) -> None:
        """After its epoch is final a withdrawal leaves the arithmetic."""
        self.entries[c].kept = self.is_final(c.epoch)
        self.entries[c].ended = WITHDRAWN
        self.changed(c)

    def _noted(self, act: Act, verdict: Verdict) -> Verdict:
        if not verdict.refusals:
            self.acted(act.member)
        return verdict

    def _unlisted(self, epoch: int) -> Names:
        return named(EpochUnknown=not 1 <= epoch <= len(self.ends))

    def _state_of_epoch(self, epoch: int) -> int:
        return UNLISTED if self._unlisted(epoch) else self.epoch_state(epoch)
