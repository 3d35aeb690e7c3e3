"""Who belongs and who speaks for whom: admissions, claims, coming and going."""

from tests.model.acts import Act, Invite
from tests.model.rulebook import DONE, Names, Rulebook, Verdict, named, refused
from tests.model.things import DAY, UNRECORDED, Admission, Claim, Member

LONGEST_SUSPENSION = 90 * DAY
ATTESTER_BITS = 160
"""An unclaimed member's attesters are kept by their number modulo this."""


class People(Rulebook):
    """The acts by which people come, go, and are let in."""

    # Stewards admit, members sponsor, newcomers join by an invitation.

    def admit(self, act: Act, admissions: tuple[Admission, ...]) -> Verdict:
        """A steward admits members; a signer that belongs to a member is skipped."""
        faults = self.steward(act) | self.once(act)
        verdict = self.each(faults, admissions, self._judge_admission, self.admitted_as)
        if not verdict.refusals:
            self.acted(act.member)
            self.burnt.add(act.essence)
        return verdict

    def _judge_admission(self, a: Admission, taken: list[Admission]) -> tuple[Names, Names]:
        if not a.signer:
            return named(PersonMissing=not any(a.person)), set()
        if self.holder_of(a.signer) or a.signer in [other.signer for other in taken]:
            return set(), {"SignerTaken"}
        return self.unfit(a.signer) | self.crowded(sum(bool(t.signer) for t in taken)), set()

    def admitted_as(self, a: Admission) -> None:
        """Somebody becomes a member."""
        member = len(self.members) + 1
        self.members[member] = Member()
        if a.signer:
            self.counted()
            self.joins(member, a.signer, a.managed)

    def sponsor(self, act: Act, admission: Admission) -> Verdict:
        """Enough members admit somebody without any steward (invariant 9)."""
        m = self.members.get(act.member)
        before = self.sponsors.get(admission, [])
        standing = [id_ for id_ in before if self.is_active(id_)]
        last = len(standing) + 1 >= self.rules.sponsors > 0
        faults = self.voice(act) | self.once(act) | self.unfit(admission.signer)
        faults |= self.crowded() if last else set()
        faults |= named(
            SponsorsOff=not self.rules.sponsors,
            ManagedMayNotSponsor=m and m.managed and not self.rules.managed_may_vote,
            SignerMissing=not admission.signer,
            SponsoredAlready=act.member in before,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        self.sponsors[admission] = [*standing, act.member]
        if last:
            del self.sponsors[admission]
            self.admitted_as(admission)
        return DONE

    def join(self, act: Act, invite: Invite, admission: Admission) -> Verdict:
        """A newcomer joins by a steward's invitation, which is good once."""
        answer, invitation = act.more
        own = act.by is not None and act.by.key.signer == admission.signer
        invited = self.speaks(invitation.key.signer, invite.member)
        faults = self.late(act.deadline) | self.late(invite.deadline)
        faults |= self.unsigned(act.by, answer, invitation)
        faults |= self.unfit(admission.signer) | self.crowded()
        faults |= named(
            SignerNotOfMember=act.member or not own or not invited,
            StewardRequired=not self.is_serving(invite.member),
            ActRepeated=("invite", *invite) in self.burnt,
        )
        if faults:
            return refused(faults)
        self.burnt.add(("invite", *invite))
        self.admitted_as(admission)
        return DONE

    def uninvite(self, act: Act, invite: Invite) -> Verdict:
        """A steward takes an invitation back, unless it was used."""
        faults = self.steward(act) | named(ActRepeated=("invite", *invite) in self.burnt)
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(("invite", *invite))
        return DONE

    # Unclaimed members are claimed.

    def claim(self, act: Act, managed: bool) -> Verdict:
        """Somebody claims to be an unclaimed member."""
        assert act.by
        signer = act.by.key.signer
        faults = self.late(act.deadline) | self._claimed(act.member) | self.unfit(signer)
        faults |= self.unsigned(act.by)
        faults |= named(ClaimExists=signer in self.claims.get(act.member, ()))
        if faults:
            return refused(faults)
        self.claims[act.member][signer] = Claim(self.now + self.rules.claim_wait, managed)
        return DONE

    def confirm_claim(self, act: Act, unclaimed: int, signer: bytes) -> Verdict:
        """Two stewards who never attested to that member's work confirm a claim (invariant 8)."""
        claim = self.claims.get(unclaimed, {}).get(signer)
        first = claim.confirmer if claim else 0
        second = self.is_serving(first) and not self._attested(first, unclaimed)
        faults = self.steward(act) | self.once(act) | self._claimed(unclaimed)
        faults |= named(
            ClaimUnknown=claim is None,
            ConfirmerAttested=self._attested(act.member, unclaimed),
            ConfirmedAlready=first == act.member,
        )
        if second:
            faults |= self.crowded() | self.unfit(signer)
        if faults or claim is None:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        if second:
            self._completed(unclaimed, signer, claim)
        else:
            claim.confirmer = act.member
        return DONE

    def contest_claim(self, act: Act, unclaimed: int) -> Verdict:
        """A member says that claims should not come true by waiting."""
        faults = self.voice(act) | self._claimed(unclaimed)
        faults |= named(
            ClaimUnknown=not self.claims.get(unclaimed),
            ClaimIsContested=unclaimed in self.contested_claims,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.contested_claims.add(unclaimed)
        return DONE

    def complete_claim(self, _act: Act, unclaimed: int, signer: bytes) -> Verdict:
        """Anyone completes a claim that nobody contested, after the wait."""
        claim = self.claims.get(unclaimed, {}).get(signer)
        faults = self._claimed(unclaimed) | self.crowded() | self.unfit(signer)
        faults |= named(
            ClaimUnknown=claim is None,
            ClaimIsContested=unclaimed in self.claims and self.claim_contested(unclaimed),
            ClaimWaiting=claim and self.now < claim.ready,
        )
        if faults or claim is None:
            return refused(faults)
        self._completed(unclaimed, signer, claim)
        return DONE

    def decide_claim(self, _act: Act, unclaimed: int, signer: bytes) -> Verdict:
        """The assembly completes a claim, whoever contests it."""
        claim = self.claims.get(unclaimed, {}).get(signer)
        faults = named(AssemblyRequired=not self.from_assembly, ClaimUnknown=claim is None)
        faults |= self._claimed(unclaimed) | self.crowded() | self.unfit(signer)
        if faults or claim is None:
            return refused(faults)
        self._completed(unclaimed, signer, claim)
        return DONE

    def _claimed(self, member: int) -> Names:
        m = self.members.get(member)
        return named(MemberUnknown=m is None, MemberClaimed=m and m.claimed)

    def _attested(self, steward: int, unclaimed: int) -> bool:
        m = self.members.get(unclaimed)
        rests = {attester % ATTESTER_BITS for attester in m.attesters} if m else set()
        return steward % ATTESTER_BITS in rests

    def _completed(self, member: int, signer: bytes, claim: Claim) -> None:
        self.counted()
        self.joins(member, signer, claim.managed)

    # Coming, going, and what a person chooses.

    def depart(self, act: Act) -> Verdict:
        """A member leaves; a steward who leaves is a steward no longer."""
        m = self.members.get(act.member)
        faults = self.person(act) | self.once(act)
        faults |= named(
            MemberHasDeparted=m and m.departed,
            StewardLast=not self.handed_over and self.serving() == [act.member],
        )
        if faults or m is None:
            return refused(faults)
        self.burnt.add(act.essence)
        m.departed, m.steward = True, False
        return DONE

    def rejoin(self, act: Act) -> Verdict:
        """A member comes back under the same id; a suspension goes on."""
        m = self.members.get(act.member)
        faults = self.person(act) | self.once(act)
        faults |= named(MemberHasNotDeparted=m and not m.departed)
        if faults or m is None:
            return refused(faults)
        self.burnt.add(act.essence)
        m.departed = False
        self.acted_if_active(act.member)
        return DONE

    def choose(self, act: Act, subject: int, recognition: int) -> Verdict:
        """A member chooses for themselves, a steward for an unclaimed member who objects."""
        faults = self.person(act) | self.once(act)
        faults |= named(RecognitionUnknown=recognition > UNRECORDED)
        if subject != act.member:
            faults |= named(StewardRequired=not self.is_serving(act.member))
            faults |= self._claimed(subject)
        if faults:
            return refused(faults)
        self.burnt.add(act.essence)
        self.acted_if_active(act.member)
        self.members[subject].recognition = recognition
        return DONE

    def suspend(self, act: Act, subject: int, until: int) -> Verdict:
        """Two stewards who ask for the same suspend a member, or lift it."""
        proposer, proposed = self.suspensions.get(subject, (0, 0))
        second = self.is_serving(proposer) and proposer != act.member and proposed == until
        faults = self.steward(act) | self.once(act) | self._unsuspendable(subject, until)
        faults |= named(
            PartyMayNot=act.member == subject,
            SuspensionLong=self._is_for_a_vote(subject, until),
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        if second:
            self._suspended(subject, until)
        else:
            self.suspensions[subject] = (act.member, until)
        return DONE

    def decide_suspension(self, _act: Act, subject: int, until: int) -> Verdict:
        """The assembly suspends without limit, or lifts."""
        faults = named(AssemblyRequired=not self.from_assembly)
        faults |= self._unsuspendable(subject, until)
        if faults:
            return refused(faults)
        self._suspended(subject, until)
        return DONE

    def decide_steward(self, _act: Act, member: int, appointed: bool) -> Verdict:
        """The assembly makes a steward, or takes the role."""
        m = self.members.get(member)
        faults = named(
            AssemblyRequired=not self.from_assembly,
            MemberUnknown=m is None,
            StewardAlready=appointed and m and m.steward,
            StewardRequired=not appointed and m and not m.steward,
            MemberInactive=appointed and m and not m.active(self.now),
        )
        if faults or m is None:
            return refused(faults)
        m.steward = appointed
        return DONE

    def _is_for_a_vote(self, subject: int, until: int) -> bool:
        """Whether stewards may not suspend for so long, or lift what a vote has set."""
        so_far = self.members[subject].suspended_until if subject in self.members else 0
        return max(until, so_far) > self.now + LONGEST_SUSPENSION

    def _unsuspendable(self, subject: int, until: int) -> Names:
        m = self.members.get(subject)
        return named(
            MemberUnknown=m is None,
            MemberUnclaimed=m and not m.claimed,
            SuspensionUnknown=until == 0 and m and not m.suspended_until,
            SuspensionPast=until != 0 and until <= self.now,
        )

    def _suspended(self, subject: int, until: int) -> None:
        m = self.members[subject]
        m.suspended_until = until
        if until == 0 and not m.departed:
            m.last_epoch = self.epoch_now()
        self.suspensions.pop(subject, None)
