"""One member's pen: a method per act, which builds it, seals its content, signs and hands over.

The hand-over is a port: the outbox of this installation, or anything that takes signed acts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ledger_py import calls, commitments, models
from ledger_py.calls import NOBODY, NOWHERE, Call, Place
from ledger_py.chain.deployment import Deployment
from ledger_py.commitments import Content
from ledger_py.models import ITEMS_PER_ACT, Act, Basis, Contribution, Founding, Kind, Rules
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct, IdempotencyConflict
from ledger_py.signers import Signer
from ledger_py.typed_data import act_kind

T = TypeVar("T")
VALID_SECONDS = 24 * 60 * 60
"""For so long an act may be carried when its member states no deadline."""
Body = Mapping[str, Any]
"""A document or a content as JSON: whole numbers, text, lists, objects."""


class Port(Protocol):
    """What takes signed acts; `ledger_py.outbox.Outbox` is one."""

    def accept(
        self, call: Call, offchain: OffChain | None = None, key: str | None = None
    ) -> AcceptedAct:
        """Take an act and its content durably."""

    def by_key(
        self, key: str, community: str = NOWHERE, member: int = NOBODY
    ) -> AcceptedAct | None:
        """The act that was taken under a member's idempotency key, or a founding under its."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to admit; without a signer an unclaimed member, whose `person` must be given."""

    person: Body | None = None
    signer: bytes = b""
    managed: bool = False


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


class Ledger:
    """The acts of one member of one community.

    port: where signed acts go. valid_seconds: for how long an act may be carried out.
    Every method returns the accepted act; `key` is an idempotency key: what was accepted under it
    is answered again and nothing new is said; raises IdempotencyConflict for another kind of act.
    """

    def __init__(
        self,
        place: Place,
        member: int,
        signer: Signer,
        port: Port,
        *,
        clock: Callable[[], float] = time.time,
        valid_seconds: int = VALID_SECONDS,
    ) -> None:
        self.place, self.member = place, member
        self._signer, self._port = signer, port
        self._clock, self._valid_seconds = clock, valid_seconds

    def admit(self, newcomers: Sequence[Newcomer], key: str | None = None) -> AcceptedAct:
        """Admit members, as a steward; their ids follow in the order given."""
        admissions, contents = _admissions(newcomers)
        act = models.Admit(self.member, self._deadline(), admissions)
        return self.submit(act, OffChain(contents), key)

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
        key: str | None = None,
    ) -> AcceptedAct:
        """Define the next activity type, as a steward; cap in hundredths of its unit."""
        body = commitments.canonical(document)
        digest = commitments.document_hash(body)
        activity = models.Activity(group, orientation, unit, required, cap, since, digest)
        act = models.DefineActivity(self.member, self._deadline(), activity)
        return self.submit(act, OffChain(documents=(body,)), key)

    def list_epochs(self, ends: Sequence[int], key: str | None = None) -> AcceptedAct:
        """List further epochs, as a steward, by their ends (Unix seconds)."""
        act = models.ListEpochs(self.member, self._deadline(), tuple(ends))
        return self.submit(act, OffChain(), key)

    def record(self, statements: Sequence[Statement], key: str | None = None) -> AcceptedAct:
        """Record contributions; about somebody else's, the recorder attests at once."""
        contents = tuple(commitments.seal(statement.content) for statement in statements)
        pairs = zip(statements, contents, strict=True)
        contributions = tuple(self._contribution(*pair) for pair in pairs)
        act = models.Record(self.member, self._deadline(), contributions)
        return self.submit(act, OffChain(contents), key)

    def attest(self, attestings: Sequence[Attesting], key: str | None = None) -> AcceptedAct:
        """Attest to contributions."""
        notes = [_note(attesting.note) for attesting in attestings]
        attestations = tuple(
            models.Attestation(a.contribution, a.units, a.basis, _named(note))
            for a, note in zip(attestings, notes, strict=True)
        )
        act = models.Attest(self.member, self._deadline(), attestations)
        return self.submit(act, OffChain(tuple(filter(None, notes))), key)

    def define_indicator(
        self, document: Body, retention: Sequence[int] = (), key: str | None = None
    ) -> AcceptedAct:
        """Define an indicator of kind rates; retention in basis points per epoch of age."""
        body = commitments.canonical(document)
        digest = commitments.document_hash(body)
        act = models.DefineIndicator(
            self.member, self._deadline(), Kind.RATES, tuple(retention), digest
        )
        return self.submit(act, OffChain(documents=(body,)), key)

    def open_vote(
        self,
        indicator: int,
        *,
        duration: int,
        from_: int = 0,
        notice: int = 0,
        key: str | None = None,
    ) -> AcceptedAct:
        """Open a weight vote, as a steward; notice and duration in seconds."""
        act = models.OpenVote(self.member, self._deadline(), indicator, from_, notice, duration)
        return self.submit(act, OffChain(), key)

    def cast(
        self,
        vote: int,
        sequence: int,
        levels: Sequence[int],
        rationale: str = "",
        key: str | None = None,
    ) -> AcceptedAct:
        """Cast a ballot: a level per activity type; sequence is the last one's plus one."""
        content = commitments.seal({"kind": "rationale", "text": rationale}) if rationale else None
        act = models.Ballot(
            self.member, self._deadline(), vote, sequence, tuple(levels), _named(content)
        )
        return self.submit(act, OffChain((content,) if content else ()), key)

    def close_vote(self, vote: int, key: str | None = None) -> AcceptedAct:
        """Close a vote whose time is over; nobody signs this."""
        keyring = (self.place.community, NOBODY)
        return _earlier(self._port, calls.CLOSE_VOTE, key, *keyring) or self._port.accept(
            calls.close_vote(self.place, vote), None, key
        )

    def submit(self, act: Act, offchain: OffChain, key: str | None = None) -> AcceptedAct:
        """Sign an act as it is and hand it over."""
        keyring = (self.place.community, self.member)
        if earlier := _earlier(self._port, act_kind(act).function, key, *keyring):
            return earlier
        signature = self._signer.sign(self.place.digest(act))
        call = calls.signed(act, self.place, self._signer.signer, signature)
        return self._port.accept(call, offchain, key)

    def _contribution(self, statement: Statement, content: Content) -> Contribution:
        return Contribution(
            statement.contributor,
            self.member,
            statement.activity,
            statement.epoch,
            statement.units,
            statement.basis,
            content.commitment,
        )

    def _deadline(self) -> int:
        return int(self._clock()) + self._valid_seconds


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
    if earlier := _earlier(port, calls.FOUND, key):
        return earlier, place_of(deployment, calls.founding_of(earlier.call))
    body = commitments.canonical(document)
    admissions, contents = _admissions(stewards)
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


def _earlier(
    port: Port, name: str, key: str | None, community: str = NOWHERE, member: int = NOBODY
) -> AcceptedAct | None:
    """What was accepted under this key, which must be the same kind of act."""
    earlier = port.by_key(key, community, member) if key is not None else None
    if earlier and key is not None and earlier.call.name != name:
        raise IdempotencyConflict(key, earlier.act)
    return earlier


def _admissions(
    newcomers: Sequence[Newcomer],
) -> tuple[tuple[models.Admission, ...], tuple[Content, ...]]:
    persons = [commitments.seal(n.person) if n.person is not None else None for n in newcomers]
    admissions = tuple(
        models.Admission(newcomer.signer, newcomer.managed, _named(person))
        for newcomer, person in zip(newcomers, persons, strict=True)
    )
    return admissions, tuple(filter(None, persons))


def _note(text: str) -> Content | None:
    return commitments.seal({"kind": "note", "text": text}) if text else None


def _named(content: Content | None) -> bytes:
    return content.commitment if content else models.NO_COMMITMENT
