"""The state from events alone (invariant 10): what the logs and block times tell a stranger."""

from typing import Any

from tests.model.fold_will import FoldWill
from tests.model.things import (
    STRUCK,
    WITHDRAWN,
    Activity,
    Claim,
    Contribution,
    Entry,
    Member,
    Recovery,
    Rules,
    Terms,
)

Fields = dict[str, Any]


# A method bears the name of its event, and its arguments those of the event's fields.
# ruff: noqa: N802


def founded(events: list[tuple[str, Fields]], time: int) -> "Fold":
    """Return the state after the transaction that founded a community."""
    start = next(fields for name, fields in events if name == "CommunityFounded")
    fold = Fold(Rules(*start["rules"]), start["origin"], time)
    fold.take(events, time)
    return fold


class Fold(FoldWill):
    """A community as its events tell it; one method an event."""

    def __init__(self, rules: Rules, origin: int, time: int) -> None:
        super().__init__(rules, origin, time)
        self.by_id: dict[bytes, Contribution] = {}
        self.room: dict[int, int] = {}
        """How many could be admitted in an epoch when the last of them was."""

    def take(self, events: list[tuple[str, Fields]], time: int) -> None:
        """Take in what a transaction emitted."""
        self.now = time
        for name, fields in events:
            given = {"first" if key == "from" else key: value for key, value in fields.items()}
            getattr(self, name)(**given)

    def _ignore(self, **_: Any) -> None:
        """Nothing that a view answers changes."""

    CommunityFounded = Relayed = ActFailed = ItemSkipped = _ignore
    AdmissionSponsored = InvitationUsed = InvitationWithdrawn = _ignore
    SuspensionProposed = ContributionReplaced = _ignore

    def EpochsListed(self, first: int, ends: tuple[int, ...]) -> None:
        assert first == len(self.ends) + 1
        self.list_further(ends)

    def GroupDefined(self, group: int, document: bytes) -> None:
        assert group == len(self.groups) + 1
        self.group_defined(document)

    def ActivityDefined(self, activity: int, definition: tuple[Any, ...]) -> None:
        assert activity == len(self.activities) + 1
        self.activity_defined(Activity(*definition))

    def ActivityRevised(
        self, activity: int, first: int, required: int, cap: int, until: int, document: bytes
    ) -> None:
        self.activity_revised(activity, Terms(first, required, cap), until, document)

    def RulesSet(self, rules: tuple[Any, ...]) -> None:
        self.rules = Rules(*rules)

    def CommunityHandedOver(self) -> None:
        self.handed_over = self.now

    def MemberAdmitted(
        self, member: int, admitter: int, signer: bytes, managed: bool, person: bytes
    ) -> None:
        assert member == len(self.members) + 1
        self.members[member] = Member()
        if signer:
            self._admitted(admitter != 0)
            self._joined(member, signer, managed)

    def StewardAppointed(self, member: int) -> None:
        self.members[member].steward = True

    def StewardDismissed(self, member: int) -> None:
        self.members[member].steward = False

    def MemberActed(self, member: int, epoch: int) -> None:
        self.members[member].last_epoch, self.members[member].suspended_until = epoch, 0

    def MemberDeparted(self, member: int) -> None:
        self.members[member].departed, self.members[member].steward = True, False

    def MemberRejoined(self, member: int) -> None:
        m = self.members[member]
        m.departed = False
        if m.active(self.now):
            m.last_epoch, m.suspended_until = self.epoch_now(), 0

    def RecognitionChosen(self, member: int, chooser: int, recognition: int) -> None:
        self.members[member].recognition = recognition

    def SuspensionSet(self, member: int, until: int) -> None:
        m = self.members[member]
        m.suspended_until = until
        if m.active(self.now):
            m.last_epoch = self.epoch_now()

    def SignerAdded(self, member: int, signer: bytes, managed: bool) -> None:
        self.members[member].signers[signer] = managed
        self.bindings[signer] = member

    def SignerRemoved(self, member: int, signer: bytes) -> None:
        del self.members[member].signers[signer]

    def RecoveryProposed(self, member: int, steward: int, signer: bytes, managed: bool) -> None:
        self.recoveries[member] = Recovery(signer, managed, steward)

    def RecoveryConfirmed(self, member: int, steward: int, ready: int) -> None:
        self.recoveries[member].ready = ready

    def RecoveryObjected(self, member: int) -> None:
        self.recoveries[member].frozen = True

    def RecoveryDecided(self, member: int, granted: bool) -> None:
        if granted:
            self.recoveries[member].ready, self.recoveries[member].frozen = self.now, False
        else:
            del self.recoveries[member]

    def RecoveryCompleted(self, member: int, signer: bytes, managed: bool) -> None:
        del self.recoveries[member]
        self.members[member].signers = {signer: managed}
        self.bindings[signer] = member

    def MembershipClaimed(self, member: int, signer: bytes, managed: bool, ready: int) -> None:
        self.claims[member][signer] = Claim(ready, managed)

    def ClaimConfirmed(self, member: int, steward: int, signer: bytes) -> None:
        self.claims[member][signer].confirmer = steward

    def ClaimContested(self, member: int, contester: int) -> None:
        self.contested_claims.add(member)

    def ClaimCompleted(self, member: int, signer: bytes, managed: bool) -> None:
        self._admitted(1)
        self._joined(member, signer, managed)

    def ContributionRecorded(
        self, id: bytes, contributor: int, contribution: tuple[Any, ...]
    ) -> None:
        c = Contribution(*contribution)
        self.put(c)
        self.by_id[id] = c
        if c.basis:
            self.ContributionAttested(id, c.recorder, c.units, c.basis, b"")

    def ContributionAttested(
        self, id: bytes, member: int, units: int, basis: int, note: bytes
    ) -> None:
        self._entry(id).attesters[member] = (units, basis)

    def AttestationRetracted(self, id: bytes, member: int) -> None:
        attesters = self._entry(id).attesters
        attesters[member] = (0, attesters[member][1])

    def ContributionWithdrawn(self, id: bytes, member: int, kept: bool) -> None:
        self._entry(id).ended, self._entry(id).kept = WITHDRAWN, kept

    def ContributionContested(self, id: bytes, member: int, lapses: int, reason: bytes) -> None:
        self.contest_raised(self.by_id[id], member, lapses)

    def ContestResolved(self, id: bytes, steward: int, struck: bool, reason: bytes) -> None:
        self._entry(id).resolved, self._entry(id).ended = True, STRUCK if struck else 0

    def _admitted(self, more: int) -> None:
        self.admitted[self.epoch_now()] += more
        self.room[self.epoch_now()] = self.rules.admission_cap

    def _joined(self, member: int, signer: bytes, managed: bool) -> None:
        m = self.members[member]
        m.joined, m.last_epoch = self.now, self.epoch_now()
        m.signers = {signer: managed}
        self.bindings[signer] = member

    def _entry(self, id_: bytes) -> Entry:
        self.changed(self.by_id[id_])
        return self.entries[self.by_id[id_]]
