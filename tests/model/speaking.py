"""Who speaks for a member: signers added, removed, and recovered (invariant 8)."""

from tests.model.acts import Act
from tests.model.rulebook import DONE, Names, Rulebook, Verdict, named, refused
from tests.model.things import COMPLETION_TIME, Recovery

MAX_SIGNERS = 5


class Speaking(Rulebook):
    """The acts by which signers come and go; the member stays who they are."""

    def add_signer(self, act: Act, managed: bool, signer: bytes) -> Verdict:
        """A member adds a signer, which consents."""
        m = self.members.get(act.member)
        faults = self.voice(act) | self.once(act) | self._waiting(act.member)
        faults |= self.unfit(signer, act.member) | self.unsigned(*act.more)
        faults |= named(
            SignerTaken=m and signer in m.signers,
            SignersFull=m and len(m.signers) == MAX_SIGNERS,
        )
        if faults or m is None:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        m.signers[signer] = managed
        self._bind(signer, act.member)
        return DONE

    def remove_signer(self, act: Act, signer: bytes) -> Verdict:
        """A member removes a signer, but the last; it stays theirs and is silent."""
        m = self.members.get(act.member)
        faults = self.voice(act) | self.once(act) | self._waiting(act.member)
        faults |= named(
            SignerNotOfMember=not self.speaks(signer, act.member),
            SignerLast=m and len(m.signers) == 1,
        )
        if faults or m is None:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        del m.signers[signer]
        return DONE

    def recover(self, act: Act, subject: int, managed: bool, signer: bytes) -> Verdict:
        """Two stewards say which signer is to speak for a member who lost theirs."""
        m, r = self.members.get(subject), self.recoveries.get(subject)
        faults = self.steward(act) | self.once(act) | self._waiting(subject)
        faults |= self.unfit(signer, subject)
        faults |= named(
            PartyMayNot=act.member == subject,
            MemberUnknown=m is None,
            MemberUnclaimed=m and not m.claimed,
        )
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        same = r and not r.ready and (r.signer, r.managed) == (signer, managed)
        same = same and r and self.now < r.proposed + COMPLETION_TIME
        if r and same and r.proposer != act.member and self.is_serving(r.proposer):
            r.ready = self.now + self.rules.recovery_wait
            if not self.holder_of(signer):
                self.reserved[signer] = subject
        else:
            self.recoveries[subject] = Recovery(signer, managed, act.member, proposed=self.now)
        return DONE

    def object_to_recovery(self, act: Act) -> Verdict:
        """Whoever still has a signer objects; then only a vote decides."""
        r = self.recoveries.get(act.member)
        faults = self.person(act) | self.once(act) | self._nothing_waits(act.member)
        faults |= named(RecoveryFrozen=r and r.frozen, RecoveryGranted=r and r.granted)
        if faults or r is None:
            return refused(faults)
        self.burnt.add(act.essence)
        r.frozen = True
        return DONE

    def complete_recovery(self, act: Act) -> Verdict:
        """The new signer takes over after the wait; all others fall silent."""
        assert act.by
        signer = act.by.key.signer
        r = self.recoveries.get(act.member)
        faults = self.late(act.deadline) | self._nothing_waits(act.member) | self.once(act)
        faults |= self.unsigned(act.by) | self.unfit(signer, act.member)
        faults |= named(
            RecoveryFrozen=r and r.frozen,
            SignerNotOfMember=r and signer != r.signer,
            RecoveryWaiting=r and self.now < r.ready,
        )
        if faults or r is None:
            return refused(faults)
        self.burnt.add(act.essence)
        del self.recoveries[act.member]
        self.members[act.member].signers = {signer: r.managed}
        self._bind(signer, act.member)
        return DONE

    def decide_recovery(self, _act: Act, subject: int, granted: bool) -> Verdict:
        """The assembly decides what was objected to."""
        r = self.recoveries.get(subject)
        faults = named(AssemblyRequired=not self.from_assembly) | self._nothing_waits(subject)
        faults |= named(RecoveryNotFrozen=r and not r.frozen)
        if faults or r is None:
            return refused(faults)
        if granted:
            r.frozen, r.granted, r.ready = False, True, self.now
        else:
            del self.recoveries[subject]
        return DONE

    def _bind(self, signer: bytes, member: int) -> None:
        self.bindings[signer] = member
        self.reserved.pop(signer, None)

    def _waiting(self, member: int) -> Names:
        return named(RecoveryPending=self.recovery_pending(member))

    def _nothing_waits(self, member: int) -> Names:
        return named(RecoveryUnknown=not self.recovery_pending(member))
