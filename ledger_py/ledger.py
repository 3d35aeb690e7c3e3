"""One member's pen: a method per act, which builds it, seals its content, signs and hands over.

The hand-over is a port: the outbox of this installation, or anything that takes signed acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ledger_py import calls, commitments, models
from ledger_py.assembly import Assembly
from ledger_py.calls import Place
from ledger_py.chain.deployment import Deployment
from ledger_py.commitments import Content
from ledger_py.membership import Invitation as Invitation
from ledger_py.membership import Membership, admitted
from ledger_py.membership import Newcomer as Newcomer
from ledger_py.models import ITEMS_PER_ACT, Basis, Contribution, Founding, Rules
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct
from ledger_py.pen import VALID_SECONDS as VALID_SECONDS
from ledger_py.pen import Body, carried, earlier, named, sealed
from ledger_py.pen import Port as Port

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """A contribution to record: units in hundredths; the basis is NONE for one's own work."""

    contributor: int
    activity: int
    epoch: int
    units: int
    content: Body
    basis: Basis = Basis.NONE


@dataclass(frozen=True, slots=True)
class Attesting:
    """An attestation to make: units in hundredths, a note in one's own words if one likes."""

    contribution: Contribution
    units: int
    basis: Basis
    note: str = ""


class Ledger(Membership, Assembly):
    """The acts of one member of one community.

    Those about people are in `ledger_py.membership`, those about votes in `ledger_py.assembly`.

    Every method returns the accepted act; `key` is an idempotency key: what was accepted under it
    is answered again and nothing new is said; raises IdempotencyConflict for another kind of act.
    """

    def define_group(self, document: Body, key: str | None = None) -> AcceptedAct:
        """Define the next group, as a steward, by its public document."""
        body = commitments.canonical(document)
        digest = commitments.document_hash(body)
        act = models.DefineGroup(self.member, self._deadline(), digest)
        return self.submit(act, OffChain(documents=(body,)), key)

    def define_activity(
        self,
        document: Body,
        *,
        group: int,
        orientation: int,
        unit: int,
        required: int = 2,
        cap: int = models.NO_CAP,
        since: int = 1,
        sensitive: bool = False,
        key: str | None = None,
    ) -> AcceptedAct:
        """Define the next activity type, as a steward; cap in hundredths of its unit.

        sensitive: it stands for all sensitive kinds of work of its group, which has one such type.
        """
        body = commitments.canonical(document)
        digest = commitments.document_hash(body)
        activity = models.Activity(
            group, orientation, unit, required, sensitive, cap, since, digest
        )
        act = models.DefineActivity(self.member, self._deadline(), activity)
        return self.submit(act, OffChain(documents=(body,)), key)

    def list_epochs(self, ends: Sequence[int], key: str | None = None) -> AcceptedAct:
        """List further epochs, as a steward, by their ends (Unix seconds)."""
        act = models.ListEpochs(self.member, self._deadline(), tuple(ends))
        return self.submit(act, key=key)

    def record(self, statements: Sequence[Statement], key: str | None = None) -> AcceptedAct:
        """Record contributions; about somebody else's, the recorder attests at once.

        Done already or never to be done, and skipped: ContributionExists, EpochClosed,
        MemberNotRecorded.
        """
        said = [self._contribution(statement) for statement in statements]
        contributions = tuple(contribution for contribution, _ in said)
        act = models.Record(self.member, self._deadline(), contributions)
        return self.submit(act, OffChain(tuple(content for _, content in said)), key)

    def attest(self, attestings: Sequence[Attesting], key: str | None = None) -> AcceptedAct:
        """Attest to contributions.

        Skipped: AttestationExists, AttestationsFull, ContributionEnded, EpochClosed,
        MemberNotRecorded.
        """
        notes = [sealed("note", attesting.note) for attesting in attestings]
        attestations = tuple(
            models.Attestation(a.contribution, a.units, a.basis, named(note))
            for a, note in zip(attestings, notes, strict=True)
        )
        act = models.Attest(self.member, self._deadline(), attestations)
        return self.submit(act, carried(*notes), key)

    def retract(self, contributions: Sequence[Contribution], key: str | None = None) -> AcceptedAct:
        """Take back one's attestations while their epoch is open; the places stay taken.

        Skipped: RetractedAlready, ContributionEnded, EpochClosed. Refused as AttestationMissing.
        """
        act = models.Retract(self.member, self._deadline(), tuple(contributions))
        return self.submit(act, key=key)

    def withdraw(
        self, contributions: Sequence[Contribution], key: str | None = None
    ) -> AcceptedAct:
        """Withdraw contributions: one's own; as recorder while proposed; as steward an unclaimed's.

        Skipped: ContributionEnded. Refused as WithdrawalForbidden. What is withdrawn after its
        epoch is final is shown no more and goes on counting.
        """
        act = models.Withdraw(self.member, self._deadline(), tuple(contributions))
        return self.submit(act, key=key)

    def correct(
        self, replaced: Contribution, statement: Statement, key: str | None = None
    ) -> AcceptedAct:
        """Put a contribution of the same member in the place of another; attestations stay behind.

        Refused as ContributorMismatch, EpochIsFinal, and whatever refuses or skips the withdrawal
        or the recording of which it consists.
        """
        replacement, content = self._contribution(statement)
        act = models.Correct(self.member, self._deadline(), replaced, replacement)
        return self.submit(act, carried(content), key)

    def contest(
        self, contribution: Contribution, reason: str = "", key: str | None = None
    ) -> AcceptedAct:
        """Say that a contribution should not stand; without a decision in time it stands.

        Refused as PartyMayNot to the contributor, as ContestExists, ContestLate, ContestsFull,
        ContributionEnded.
        """
        content = sealed("reason", reason)
        act = models.Contest(self.member, self._deadline(), contribution, named(content))
        return self.submit(act, carried(content), key)

    def resolve(
        self,
        contribution: Contribution,
        *,
        strike: bool,
        reason: str = "",
        key: str | None = None,
    ) -> AcceptedAct:
        """Decide a contest, as a steward who is no party: strike the contribution or let it stand.

        Refused as PartyMayNot, and as ContestUnknown once it was decided or has lapsed.
        """
        content = sealed("reason", reason)
        act = models.Resolve(self.member, self._deadline(), strike, contribution, named(content))
        return self.submit(act, carried(content), key)

    def _contribution(self, statement: Statement) -> tuple[Contribution, Content]:
        content = commitments.seal(statement.content)
        contribution = Contribution(
            statement.contributor,
            self.member,
            statement.activity,
            statement.epoch,
            statement.units,
            statement.basis,
            content.commitment,
        )
        return contribution, content


def parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a long list into what one act each carries."""
    return (items[i : i + ITEMS_PER_ACT] for i in range(0, len(items), ITEMS_PER_ACT))


def found(
    port: Port,
    deployment: Deployment,
    document: Body,
    *,
    salt: bytes,
    origin: int,
    ends: Sequence[int],
    rules: Rules,
    stewards: Sequence[Newcomer],
    key: str | None = None,
) -> tuple[AcceptedAct, Place]:
    """Found a community, which nobody signs; return also where it will be.

    salt: 32 bytes. origin, ends: Unix seconds. The founding stewards become members 1, 2, ...
    A founding that is repeated word for word names the same community and changes nothing.
    """
    if before := earlier(port, calls.FOUND, key):
        return before, place_of(deployment, calls.founding_of(before.call))
    body = commitments.canonical(document)
    admissions, contents = admitted(stewards)
    digest = commitments.document_hash(body)
    founding = Founding(salt, digest, origin, tuple(ends), rules, admissions)
    place = place_of(deployment, founding)
    call = calls.found(deployment.factory, place, founding)
    return port.accept(call, OffChain(contents, (body,)), key), place


def place_of(deployment: Deployment, founding: Founding) -> Place:
    """Where a founding puts its community, before it is carried out."""
    factory = deployment.factory
    community = calls.clone_address(factory, deployment.community_code, founding)
    assembly = calls.clone_address(factory, deployment.assembly_code, founding)
    return Place(deployment.chain_id, community, assembly)
