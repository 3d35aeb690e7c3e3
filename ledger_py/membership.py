"""The acts by which people come, go and recognise each other, and who speaks for whom."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from ledger_py import calls, commitments, models
from ledger_py.commitments import Content
from ledger_py.invitations import Invitation as Invitation
from ledger_py.models import NEW, Admission, Invite
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct
from ledger_py.pen import Body, Pen, named
from ledger_py.signers import LocalSigner, Signer

INVITED_SECONDS = 14 * 24 * 60 * 60
"""For so long an invitation can be used when its steward says nothing else."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to admit; without a signer an unclaimed member, whose `person` must be given.

    person: who it is, or that content as it was sealed before.
    """

    person: Body | Content | None = None
    signer: bytes = b""
    managed: bool = False


class Membership(Pen):
    """A member's acts about people. Somebody who has no signer here yet has a pen as well.

    Whoever joins holds it as member NEW; whoever claims a membership or completes a recovery, as
    the member for whom their signer is to speak.
    """

    def admit(self, newcomers: Sequence[Newcomer], key: str | None = None) -> AcceptedAct:
        """Admit members, as a steward; their ids follow in the order given.

        Refused as SignerTaken when all of them are members already, as AdmissionsFull beyond the
        epoch's cap, as PersonMissing for somebody with neither signer nor person.
        """
        admissions, contents = admitted(newcomers)
        act = models.Admit(self.member, self._deadline(), admissions)
        return self.submit(act, OffChain(contents), key)

    def sponsor(self, newcomer: Newcomer, key: str | None = None) -> AcceptedAct:
        """Stand for somebody; the last of as many sponsors as the rules ask for admits them.

        All of them name the same admission: give the next one the content that this act's answer
        carries. Refused as SponsorsOff, SponsoredAlready, ManagedMayNotSponsor, SignerMissing,
        SignerTaken, and the last one as AdmissionsFull.
        """
        (admission,), contents = admitted([newcomer])
        act = models.Sponsor(self.member, self._deadline(), admission)
        return self.submit(act, OffChain(contents), key)

    def invite(self, valid_seconds: int = INVITED_SECONDS) -> Invitation:
        """Invite somebody, as a steward; nothing is sent, the answer is to be handed over.

        valid_seconds: for how long it can be used, by one newcomer, once.
        """
        secret = secrets.token_bytes(32)
        deadline = int(self._clock()) + valid_seconds
        invite = Invite(self.member, deadline, "0x" + LocalSigner(secret).signer.hex())
        signature = self.place.signature(self._signer, invite)
        return Invitation(invite, self._signer.signer, signature, secret)

    def join(
        self,
        invitation: Invitation,
        person: Body | None = None,
        managed: bool = False,
        key: str | None = None,
    ) -> AcceptedAct:
        """Join by an invitation, as somebody NEW; the id follows from the chain.

        Refused as SignerTaken, as ActRepeated when the invitation was used or taken back, as
        DeadlinePassed when it has expired, as StewardRequired when who invited is no steward now,
        as AdmissionsFull beyond the epoch's cap.
        """
        (admission,), contents = admitted([Newcomer(person, self._signer.signer, managed)])
        act = models.Join(NEW, self._deadline(), invitation.invite, admission)
        answer = self.place.signature(LocalSigner(invitation.secret), act)
        more = (answer, invitation.inviter, invitation.signature)
        return self.submit(act, OffChain(contents), key, more)

    def uninvite(self, invite: Invite, key: str | None = None) -> AcceptedAct:
        """Take an invitation back, as a steward; refused as ActRepeated once it was used."""
        return self.submit(models.Uninvite(self.member, self._deadline(), invite), key=key)

    def claim(self, managed: bool = False, key: str | None = None) -> AcceptedAct:
        """Claim to be this pen's member, who is unclaimed, with this pen's signer.

        Refused as MemberClaimed, ClaimExists, SignerTaken.
        """
        act = models.ClaimMembership(self.member, self._deadline(), managed)
        return self.submit(act, key=key)

    def confirm_claim(self, unclaimed: int, signer: bytes, key: str | None = None) -> AcceptedAct:
        """Say, as a steward, that who claims with this signer is that member; two complete it.

        Refused as ConfirmerAttested to whoever attested to that member's work, as ConfirmedAlready,
        ClaimUnknown, MemberClaimed.
        """
        act = models.ConfirmClaim(self.member, self._deadline(), unclaimed, signer)
        return self.submit(act, key=key)

    def contest_claim(self, unclaimed: int, key: str | None = None) -> AcceptedAct:
        """Contest all claims of a membership, which then need two stewards or a vote.

        Refused as ClaimUnknown, ClaimIsContested, MemberClaimed.
        """
        act = models.ContestClaim(self.member, self._deadline(), unclaimed)
        return self.submit(act, key=key)

    def complete_claim(self, unclaimed: int, signer: bytes, key: str | None = None) -> AcceptedAct:
        """Complete an uncontested claim after its wait; nobody signs this.

        Refused as ClaimWaiting, ClaimIsContested, ClaimUnknown, MemberClaimed.
        """
        return self._send(calls.complete_claim(self.place, unclaimed, signer), key)

    def add_signer(
        self, added: Signer, managed: bool = False, key: str | None = None
    ) -> AcceptedAct:
        """Add a signer, which consents by signing the same act; up to five speak for a member.

        Refused as SignerTaken, SignersFull, RecoveryPending. A signer on another device signs the
        act's digest there, and `submit` takes its consent as `more`.
        """
        act = models.AddSigner(self.member, self._deadline(), managed, added.signer)
        return self.submit(act, key=key, more=(self.place.signature(added, act),))

    def remove_signer(self, signer: bytes, key: str | None = None) -> AcceptedAct:
        """Remove a signer, which can never speak for anybody else; one has to remain.

        Refused as SignerLast, SignerNotOfMember, RecoveryPending.
        """
        return self.submit(models.RemoveSigner(self.member, self._deadline(), signer), key=key)

    def recover(
        self, subject: int, signer: bytes, managed: bool = False, key: str | None = None
    ) -> AcceptedAct:
        """Say, as a steward, which new signer is to speak for a member who lost theirs.

        A second steward who says the same starts the wait. Refused as PartyMayNot to the member,
        as MemberUnclaimed, SignerTaken, RecoveryPending.
        """
        act = models.Recover(self.member, self._deadline(), subject, managed, signer)
        return self.submit(act, key=key)

    def object_to_recovery(self, key: str | None = None) -> AcceptedAct:
        """Object to one's own recovery, which then only a vote decides.

        Refused as RecoveryUnknown, RecoveryFrozen, RecoveryGranted once a vote decided.
        """
        return self.submit(models.ObjectToRecovery(self.member, self._deadline()), key=key)

    def complete_recovery(self, key: str | None = None) -> AcceptedAct:
        """Take over as this pen's member, whose other signers stop; this pen's signer is the new.

        Refused as RecoveryWaiting, RecoveryFrozen, RecoveryUnknown.
        """
        return self.submit(models.CompleteRecovery(self.member, self._deadline()), key=key)

    def depart(self, key: str | None = None) -> AcceptedAct:
        """Leave; id and record stay. Refused as MemberHasDeparted, StewardLast."""
        return self.submit(models.Depart(self.member, self._deadline()), key=key)

    def rejoin(self, key: str | None = None) -> AcceptedAct:
        """Come back under the same id. Refused as MemberHasNotDeparted."""
        return self.submit(models.Rejoin(self.member, self._deadline()), key=key)

    def choose(
        self, recognition: models.Recognition, subject: int | None = None, key: str | None = None
    ) -> AcceptedAct:
        """Choose how one is recognised; a steward, for an unclaimed `subject` who objects.

        Refused as StewardRequired, MemberClaimed.
        """
        who = self.member if subject is None else subject
        act = models.Choose(self.member, self._deadline(), who, recognition)
        return self.submit(act, key=key)

    def suspend(self, subject: int, until: int, key: str | None = None) -> AcceptedAct:
        """Ask, as a steward, for a suspension until then (Unix seconds), 0 to lift one.

        A second steward who asks for the same puts it into force. Refused as SuspensionLong beyond
        90 days, SuspensionPast, SuspensionUnknown, PartyMayNot, MemberUnclaimed.
        """
        act = models.Suspend(self.member, self._deadline(), subject, until)
        return self.submit(act, key=key)


def admitted(
    newcomers: Sequence[Newcomer],
) -> tuple[tuple[Admission, ...], tuple[Content, ...]]:
    """What is said of newcomers on the chain, and what is kept of them off it."""
    persons = [_person(newcomer) for newcomer in newcomers]
    admissions = tuple(
        Admission(newcomer.signer, newcomer.managed, named(person))
        for newcomer, person in zip(newcomers, persons, strict=True)
    )
    return admissions, tuple(filter(None, persons))


def _person(newcomer: Newcomer) -> Content | None:
    if newcomer.person is None or isinstance(newcomer.person, Content):
        return newcomer.person
    return commitments.seal(newcomer.person)
