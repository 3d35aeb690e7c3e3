"""What members might do next about each other: come, go, let in, speak for."""

from eth_hash.auto import keccak

from tests.model.acts import Act, Invite
from tests.model.chance import Chance
from tests.model.keys import Wallet
from tests.model.things import DAY, UNRECORDED, Admission
from tests.model.world import STRANGER

CROWD = 45
"""So many members make a community; few are let in after that."""


class PeopleMoves(Chance):
    """Acts about people."""

    def _admission(self, unclaimed: float) -> Admission:
        if self.odds(unclaimed):
            return Admission(b"", False, self.word() if self.odds(0.98) else bytes(32))
        managed = self.odds(0.25)
        signer = self.new_key().signer if self.odds(0.98) else self.one((bytes(20), b"\1" * 30))
        return Admission(signer, managed, bytes(32))

    def _may_come(self) -> bool:
        return len(self.model.members) < CROWD or self.odds(0.1)

    def admit(self) -> Act:
        """A steward admits somebody, or credits somebody who has not joined."""
        if not self._may_come():
            return self.sponsor()
        several = tuple(self._admission(0.4) for _ in range(self.one((1, 1, 2, 3))))
        return self.act("admit", self.steward(), several)

    def sponsor(self) -> Act:
        """A member stands for somebody new, or for whom others stand already."""
        waiting = list(self.model.sponsors)
        if waiting and (self.odds(0.75) or not self._may_come()):
            return self.act("sponsor", self.active(), self.one(waiting))
        return self.act("sponsor", self.active(), self._admission(0.02))

    def join(self) -> Act:
        """A newcomer joins by a steward's invitation."""
        steward, key, admission = (
            self.steward(),
            Wallet(f"once {self.word().hex()}"),
            self._admission(0),
        )
        if not self._may_come() or admission.signer not in self.keys:
            return self.choose()
        invite = Invite(steward, self.deadline(), key.address)
        more = (self.signing(key), self.signing(self.key_of(steward)))
        member = 0 if self.odds(0.98) else self.anyone()
        newcomer = self.keys[admission.signer]
        return self.act_by("join", newcomer, member, invite, admission, more=more)

    def uninvite(self) -> Act:
        """A steward takes an invitation back, used or not."""
        used = [key[1:] for key in self.model.burnt if key[0] == "invite"][-5:]
        invite = Invite(
            self.steward(), self.deadline(), Wallet(f"once {self.word().hex()}").address
        )
        if used and self.odds(0.3):
            invite = Invite(*self.one(used))
        return self.act("uninvite", self.steward(), invite)

    def claim(self) -> Act:
        """Somebody says that they are an unclaimed member."""
        return self.act_by("claim", self.new_key(), self.unclaimed(), self.odds(0.2))

    def claimed_by(self) -> tuple[int, bytes]:
        """Return an unclaimed member, and a signer that claims to be theirs."""
        members = self.model.members
        claims = [
            (m, s) for m, cs in self.model.claims.items() if not members[m].claimed for s in cs
        ]
        if claims and self.odds(0.95):
            return self.one(claims)
        return self.unclaimed(), self.any_key().signer

    def confirm_claim(self) -> Act:
        """A steward confirms a claim."""
        return self.act("confirmClaim", self.steward(), *self.claimed_by())

    def contest_claim(self) -> Act:
        """A member contests the claims of a membership."""
        return self.act("contestClaim", self.active(), self.claimed_by()[0])

    def complete_claim(self) -> Act:
        """Anyone completes a claim."""
        return Act("completeClaim", 0, 0, self.claimed_by(), None, (), STRANGER)

    def add_signer(self) -> Act:
        """A member adds a signer, new or one that they had."""
        several = [id_ for id_, m in self.model.members.items() if len(m.signers) > 2]
        member = self.among(several, 0.4) if several else self.active()
        old = [s for s, holder in self.model.bindings.items() if holder == member]
        key = self.keys[self.one(old)] if old and self.odds(0.25) else self.new_key()
        more = (self.signing(key),)
        return self.act("addSigner", member, self.odds(0.2), key.signer, more=more)

    def remove_signer(self) -> Act:
        """A member removes a signer."""
        several = [id_ for id_, m in self.model.members.items() if len(m.signers) > 1]
        member = self.among(several, 0.8)
        return self.act("removeSigner", member, self.key_of(member).signer)

    def recover(self) -> Act:
        """A steward proposes a recovery, or confirms another's."""
        waiting = [(m, r) for m, r in self.model.recoveries.items() if not r.ready]
        if waiting and self.odds(0.7):
            member, r = self.one(waiting)
            return self.act("recover", self.steward(), member, r.managed, r.signer)
        member = self.claimed()
        return self.act("recover", self.steward(), member, self.odds(0.2), self._another(member))

    def _another(self, member: int) -> bytes:
        asked = [r.signer for r in self.model.recoveries.values()]
        if asked and self.odds(0.15):
            return self.one(asked)
        old = [s for s, holder in self.model.bindings.items() if holder == member]
        return self.one(old) if old and self.odds(0.3) else self.new_key().signer

    def _recovering(self) -> int:
        return self.among([m for m in self.model.recoveries if self.model.recovery_pending(m)])

    def object_to_recovery(self) -> Act:
        """Somebody objects to their recovery."""
        return self.act("objectToRecovery", self._recovering())

    def complete_recovery(self) -> Act:
        """A new signer takes over."""
        member = self._recovering()
        r = self.model.recoveries.get(member)
        key = self.keys.get(r.signer) if r and self.odds(0.95) else None
        return self.act_by("completeRecovery", key or self.any_key(), member)

    def decide_recovery(self) -> Act:
        """The assembly decides about a recovery."""
        frozen = [m for m, r in self.model.recoveries.items() if r.frozen]
        return self.by_assembly("decideRecovery", self.among(frozen), self.odds(0.5))

    def depart(self) -> Act:
        """Somebody leaves, but stewards seldom."""
        member = self.claimed()
        if self.model.is_steward(member) and self.odds(0.98):
            return self.choose()
        return self.act("depart", member)

    def rejoin(self) -> Act:
        """Somebody comes back."""
        gone = [id_ for id_, m in self.model.members.items() if m.departed]
        return self.act("rejoin", self.among(gone, 0.9))

    def choose(self) -> Act:
        """Somebody chooses for themselves, a steward for an unclaimed member."""
        recognition = self.one((0, 0, 0, 1, UNRECORDED)) if self.odds(0.99) else 3
        if self.odds(0.7):
            member = self.claimed()
            return self.act("choose", member, member, recognition)
        return self.act("choose", self.steward(), self.unclaimed(), recognition)

    def suspend(self) -> Act:
        """A steward asks for a suspension, or for its end, as another did or anew."""
        asked = [(m, until) for m, (_, until) in self.model.suspensions.items()]
        if asked and self.odds(0.6):
            return self.act("suspend", self.steward(), *self.one(asked))
        return self.act("suspend", self.steward(), *self.suspension())

    def decide_suspension(self) -> Act:
        """The assembly suspends, or lifts a suspension."""
        return self.by_assembly("decideSuspension", *self.suspension())

    def suspension(self) -> tuple[int, int]:
        """Return whom to suspend, and until when; 0 to lift it."""
        suspended = [id_ for id_, m in self.model.members.items() if m.suspended_until]
        if suspended and self.odds(0.5):
            return self.one(suspended), 0
        days = self.one((-1, 0, 1, 3, 3, 8, 20, 91)) if self.odds(0.2) else self.one((1, 3, 5))
        return self.claimed(), max(0, self.model.now + days * DAY)

    def note_act(self) -> Act:
        """The assembly notes that somebody cast a ballot."""
        member = self.claimed()
        return self.by_assembly("noteAct", member, keccak(self.key_of(member).signer))
