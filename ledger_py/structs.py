"""The structs that members sign, in Solidity's words and order, and their JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ledger_py import models
from ledger_py.errors import FieldInvalid, FieldMissing, FieldUnknown

T = TypeVar("T")
_HEX = re.compile("0x(?:[0-9a-fA-F]{2})*")
_ADDRESS = re.compile("0x[0-9a-f]{40}")

_WHO = "uint32 member,uint48 deadline"
_BALLOT = f"{_WHO},uint32 vote,uint16 sequence"
DEFINITIONS: dict[type, str] = {
    models.Admission: "bytes signer,bool managed,bytes32 person",
    models.Activity: (
        "uint8 group,uint8 orientation,uint8 unit,uint8 required,bool sensitive,uint32 cap,"
        "uint16 since,bytes32 document"
    ),
    models.Contribution: (
        "uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,"
        "bytes32 content"
    ),
    models.Attestation: "Contribution contribution,uint16 units,uint8 basis,bytes32 note",
    models.Call: "uint8 to,bytes data",
    models.Admit: f"{_WHO},Admission[] admissions",
    models.Sponsor: f"{_WHO},Admission admission",
    models.Invite: f"{_WHO},address key",
    models.Join: f"{_WHO},Invite invite,Admission admission",
    models.Uninvite: f"{_WHO},Invite invite",
    models.ClaimMembership: f"{_WHO},bool managed",
    models.ConfirmClaim: f"{_WHO},uint32 unclaimed,bytes signer",
    models.ContestClaim: f"{_WHO},uint32 unclaimed",
    models.AddSigner: f"{_WHO},bool managed,bytes signer",
    models.RemoveSigner: f"{_WHO},bytes signer",
    models.Recover: f"{_WHO},uint32 subject,bool managed,bytes signer",
    models.ObjectToRecovery: _WHO,
    models.CompleteRecovery: _WHO,
    models.Depart: _WHO,
    models.Rejoin: _WHO,
    models.Choose: f"{_WHO},uint32 subject,uint8 recognition",
    models.Suspend: f"{_WHO},uint32 subject,uint48 until",
    models.DefineGroup: f"{_WHO},bytes32 document",
    models.DefineActivity: f"{_WHO},Activity activity",
    models.ListEpochs: f"{_WHO},uint48[] ends",
    models.Record: f"{_WHO},Contribution[] contributions",
    models.Attest: f"{_WHO},Attestation[] attestations",
    models.Retract: f"{_WHO},Contribution[] contributions",
    models.Withdraw: f"{_WHO},Contribution[] contributions",
    models.Correct: f"{_WHO},Contribution replaced,Contribution replacement",
    models.Contest: f"{_WHO},Contribution contribution,bytes32 reason",
    models.Resolve: f"{_WHO},bool strike,Contribution contribution,bytes32 reason",
    models.DefineIndicator: f"{_WHO},uint8 kind,uint16[] retention,bytes32 document",
    models.OpenVote: f"{_WHO},uint32 indicator,uint16 from,uint32 notice,uint32 duration",
    models.Propose: (
        f"{_WHO},uint32 amends,uint32 notice,uint32 duration,uint32 delay,bytes32 document,"
        "Call[] calls"
    ),
    models.Stand: f"{_WHO},uint32 vote",
    models.Ballot: f"{_BALLOT},uint8[] levels,bytes32 rationale",
    models.SharesBallot: f"{_BALLOT},uint8[] points,uint8[] levels,bytes32 rationale",
    models.ProposalBallot: f"{_BALLOT},uint8 choice,bytes32 rationale",
    models.ElectionBallot: f"{_BALLOT},uint32[] approved,bytes32 rationale",
    models.ObjectToProposal: f"{_WHO},uint32 vote,bytes32 rationale",
}
"""Every struct that is signed, or lies in one, as the contracts' type strings have it."""


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a struct; `item` is its type without brackets, `attribute` its name in Python."""

    name: str
    attribute: str
    solidity: str
    item: str
    listed: bool
    struct: type | None


def field_of(text: str) -> Field:
    """Return a member of a struct by its type and name, as Solidity writes them."""
    kind, name = text.split(" ")
    item = kind.removesuffix("[]")
    attribute = "from_" if name == "from" else name
    return Field(name, attribute, kind, item, item != kind, _BY_NAME.get(item))


_BY_NAME: dict[str, type] = {model.__name__: model for model in DEFINITIONS}
FIELDS: dict[type, tuple[Field, ...]] = {
    model: tuple(field_of(text) for text in definition.split(","))
    for model, definition in DEFINITIONS.items()
}


def structs_of(model: type) -> set[type]:
    """The structs that a struct mentions, itself included."""
    inner = [field.struct for field in FIELDS[model] if field.struct]
    return {model}.union(*(structs_of(struct) for struct in inner))


def encode_type(model: type) -> str:
    """Return the text whose keccak-256 is the type's hash, as the contracts have it."""
    others = sorted(struct.__name__ for struct in structs_of(model) - {model})
    names = [model.__name__, *others]
    return "".join(f"{name}({DEFINITIONS[_BY_NAME[name]]})" for name in names)


def to_json(value: object) -> dict[str, Any]:
    """Return an act's message as JSON; `read` reads it back."""
    message: dict[str, Any] = {}
    for field in FIELDS[type(value)]:
        given = getattr(value, field.attribute)
        message[field.name] = [_show(item) for item in given] if field.listed else _show(given)
    return message


def read(model: type[T], data: object, path: str = "") -> T:
    """Read a struct from its JSON; raises FieldMissing, FieldUnknown, FieldInvalid."""
    if not isinstance(data, Mapping):
        raise FieldInvalid(path or "message", "object", data)
    start = f"{path}." if path else ""
    fields = FIELDS[model]
    names = {field.name for field in fields}
    for name in data:
        if name not in names:
            raise FieldUnknown(f"{start}{name}")
    for name in (field.name for field in fields):
        if name not in data:
            raise FieldMissing(f"{start}{name}")
    return model(*(_read_field(field, data[field.name], start + field.name) for field in fields))


def check(field: Field, value: Any, path: str) -> None:
    """Raise FieldInvalid unless a value is of its field's type and width."""
    kind = field.item
    if kind.startswith("uint"):
        bits = int(kind[4:])
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << bits
    elif kind == "bool":
        fits = isinstance(value, bool)
    elif kind == "address":
        fits = isinstance(value, str) and _ADDRESS.fullmatch(value) is not None
    else:
        fits = isinstance(value, bytes) and (kind == "bytes" or len(value) == 32)
    if not fits:
        raise FieldInvalid(path, kind, value)


def _show(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if type(value) in FIELDS:
        return to_json(value)
    return value if isinstance(value, bool | str) else int(value)


def _read_field(field: Field, data: object, path: str) -> Any:
    if not field.listed:
        return _read_item(field, data, path)
    if not isinstance(data, list):
        raise FieldInvalid(path, "list", data)
    return tuple(_read_item(field, item, f"{path}[{i}]") for i, item in enumerate(data))


def _read_item(field: Field, data: object, path: str) -> Any:
    if field.struct:
        return read(field.struct, data, path)
    value = data
    if field.item.startswith("bytes"):
        value = _unhex(data)
    elif field.item == "address" and isinstance(data, str):
        # Wallets write an address in mixed case, which is a checksum; we hold it in lower case.
        value = data.lower()
    check(field, data if value is None else value, path)
    return value


def _unhex(data: object) -> bytes | None:
    # Strictly: `bytes.fromhex` alone would take spaces.
    if not isinstance(data, str) or not _HEX.fullmatch(data):
        return None
    return bytes.fromhex(data[2:])
