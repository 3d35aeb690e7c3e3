"""A signed act as it travels: the call of a contract, and the way back from it to the act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from eth_hash.auto import keccak

from ledger_py import models
from ledger_py.chain import codec
from ledger_py.errors import ActUnknown
from ledger_py.models import NO_COMMITMENT, Act, Contribution, Founding, Record
from ledger_py.signers import Signer, Wallet
from ledger_py.typed_data import (
    ACTS,
    Domain,
    act_kind,
    act_model,
    call_arguments,
    digest,
    typed_data,
)
from ledger_py.voting import CLOSE_VOTE as CLOSE_VOTE
from ledger_py.voting import EXECUTE as EXECUTE
from ledger_py.voting import OPEN_ELECTION as OPEN_ELECTION

FOUND = "createCommunity"
COMPLETE_CLAIM = "completeClaim"
NOBODY = 0
"""The member of a call that nobody signs; a newcomer who joins has no id yet and the same."""
NOWHERE = ""
"""The community of an idempotency key for a founding: its place is not known before."""
_CONTRACTS = {kind.function: kind.contract for kind in ACTS.values()}
_NEWCOMERS = frozenset(ACTS[model].function for model in (models.Join, models.ClaimMembership))
# EIP-1167: the code of a clone, around the address of what it delegates to.
_CLONE_HEAD = bytes.fromhex("3d602d80600a3d3981f3363d3d373d3d3d363d73")
_CLONE_TAIL = bytes.fromhex("5af43d82803e903d91602b57fd5bf3")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a community is: the chain's id, its two contracts (0x hex in lower case)."""

    chain_id: int
    community: str
    assembly: str

    def contract(self, act: Act) -> str:
        """The contract that takes this act."""
        to_community = act_kind(act).contract == "Community"
        return self.community if to_community else self.assembly

    def domain(self, act: Act) -> Domain:
        """The EIP-712 domain in which this act is signed."""
        return Domain.of(act_kind(act).contract, self.chain_id, self.contract(act))

    def digest(self, act: Act) -> bytes:
        """The 32 bytes that a signer signs."""
        return digest(act, self.domain(act))

    def signature(self, signer: Signer, act: Act) -> bytes:
        """What a signer says to an act: a wallet is shown it, any other key signs its digest."""
        if isinstance(signer, Wallet):
            return signer.sign_typed_data(typed_data(act, self.domain(act)))
        return signer.sign(self.digest(act))


@dataclass(frozen=True, slots=True)
class Call:
    """A call to carry: the function's name, the contract, whose community, which member acts."""

    name: str
    contract: str
    community: str
    member: int
    data: bytes

    @property
    def act(self) -> str:
        """The id of the act: keccak-256 of contract and call, so the same act has the same id."""
        return "0x" + keccak(bytes.fromhex(self.contract[2:]) + self.data).hex()

    @property
    def keyring(self) -> tuple[str, int]:
        """Whose idempotency keys count for it: another member's same key is another key."""
        if self.name == FOUND:
            return NOWHERE, self.member
        said = signed_act(self) if self.name in _NEWCOMERS else None
        return keyring(self.name, self.community, self.member, said.signer if said else b"")


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act with what its call carries: a signature, and `more` where one does not suffice.

    more: of `addSigner` the new signer's consent; of `join` the answer by the invitation's key, the
    inviting steward's signer, and their signature over the invitation.
    """

    act: Act
    signer: bytes
    signature: bytes
    more: tuple[bytes, ...] = ()


def keyring(name: str, community: str, member: int, signer: bytes) -> tuple[str, int]:
    """Whose idempotency keys count for an act, as place and member.

    Whoever joins or claims a membership does not speak for that member yet, and others may try the
    same: their keys lie at a place of their signer's own, which is written like an address.
    """
    if name not in _NEWCOMERS:
        return community, member
    return "0x" + keccak(bytes.fromhex(community[2:]) + signer)[12:].hex(), member


def signed(act: Act, place: Place, signer: bytes, signature: bytes, *more: bytes) -> Call:
    """The call that carries a signed act; `more` as in SignedAct.

    Raises ActUnknown for an invitation, which no call carries by itself.
    """
    kind = act_kind(act)
    if not kind.function:
        raise ActUnknown(kind.primary)
    arguments = (call_arguments(act), signer, signature, *more)
    data = codec.encode_call(kind.contract, kind.function, *arguments)
    return Call(kind.function, place.contract(act), place.community, act.member, data)


def close_vote(place: Place, vote: int) -> Call:
    """The call that closes a vote, which anyone may make."""
    data = codec.encode_call("Assembly", CLOSE_VOTE, vote)
    return Call(CLOSE_VOTE, place.assembly, place.community, NOBODY, data)


def execute(place: Place, vote: int, calls: Sequence[models.Call]) -> Call:
    """The call that carries out a proposal that has passed, which anyone may make.

    calls: what was proposed, call by call.
    """
    given = [call_arguments(call) for call in calls]
    data = codec.encode_call("Assembly", EXECUTE, vote, given)
    return Call(EXECUTE, place.assembly, place.community, NOBODY, data)


def open_election(place: Place, last: int) -> Call:
    """The call that opens an election where no steward is active, which anyone may make.

    last: the election before it, 0 for none, so that each opening is an act of its own.
    """
    data = codec.encode_call("Assembly", OPEN_ELECTION, last)
    return Call(OPEN_ELECTION, place.assembly, place.community, NOBODY, data)


def complete_claim(place: Place, unclaimed: int, signer: bytes) -> Call:
    """The call that completes an uncontested claim after its wait, which anyone may make."""
    data = codec.encode_call("Community", COMPLETE_CLAIM, unclaimed, signer)
    return Call(COMPLETE_CLAIM, place.community, place.community, NOBODY, data)


def found(factory: str, place: Place, founding: Founding) -> Call:
    """The call that founds a community; `place` is where it will be."""
    arguments = call_arguments(founding)
    data = codec.encode_call("CommunityFactory", FOUND, arguments)
    return Call(FOUND, factory, place.community, NOBODY, data)


def signed_act(call: Call) -> SignedAct | None:
    """The act in a call with its signatures, None for a call that nobody signs."""
    if call.name not in _CONTRACTS:
        return None
    name, (values, *signatures) = codec.decode_call(_CONTRACTS[call.name], call.data)
    signer, signature, *more = signatures
    return SignedAct(_build(act_model(name), values), signer, signature, tuple(more))


def act_of(call: Call) -> Act | None:
    """The signed act in a call, None for a call that nobody signs."""
    said = signed_act(call)
    return said.act if said else None


def recorded(call: Call) -> tuple[Contribution, ...]:
    """The contributions of a call that records some."""
    act = act_of(call)
    assert isinstance(act, Record), f"{call.name} records nothing"
    return act.contributions


def founding_of(call: Call) -> Founding:
    """What a call of `createCommunity` founds."""
    _, arguments = codec.decode_call("CommunityFactory", call.data)
    founding: Founding = _build(Founding, arguments[0])
    return founding


def committed(call: Call) -> dict[bytes, str]:
    """What a call commits to and the chain does not carry: commitment -> kind of content."""
    said = founding_of(call) if call.name == FOUND else act_of(call)
    kind, found = _commitments(said)
    return {commitment: kind for commitment in found if commitment != NO_COMMITMENT}


def _commitments(said: Act | Founding | None) -> tuple[str, list[bytes]]:
    match said:
        case Founding(stewards=people) | models.Admit(admissions=people):
            return "person", [person.person for person in people]
        case models.Sponsor() | models.Join():
            return "person", [said.admission.person]
        case models.Record():
            return "contribution", [one.content for one in said.contributions]
        case models.Correct():
            return "contribution", [said.replacement.content]
        case models.Attest():
            return "note", [one.note for one in said.attestations]
        case models.Contest() | models.Resolve():
            return "reason", [said.reason]
        case (
            models.Ballot(rationale=why)
            | models.SharesBallot(rationale=why)
            | models.ProposalBallot(rationale=why)
            | models.ElectionBallot(rationale=why)
            | models.ObjectToProposal(rationale=why)
        ):
            return "rationale", [why]
        case _:
            return "", []


def clone_address(factory: str, implementation: str, founding: Founding) -> str:
    """Where a founding puts a clone of an implementation (CREATE2 of an EIP-1167 clone)."""
    arguments = call_arguments(founding)
    # The factory's salt is the hash of the founding as the call carries it, after the selector.
    salt = keccak(codec.encode_call("CommunityFactory", FOUND, arguments)[4:])
    code = _CLONE_HEAD + bytes.fromhex(implementation[2:]) + _CLONE_TAIL
    head = b"\xff" + bytes.fromhex(factory[2:])
    return "0x" + keccak(head + salt + keccak(code))[12:].hex()


def _build(model: type, values: tuple[Any, ...]) -> Any:
    pairs = zip(_hints(model).items(), values, strict=True)
    return model(**{name: _value(kind, value) for (name, kind), value in pairs})


@cache
def _hints(model: type) -> dict[str, Any]:
    return get_type_hints(model)


def _value(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        return _build(kind, value)
    if isinstance(value, tuple | list):
        return tuple(_value(get_args(kind)[0], item) for item in value)
    return value
