"""The JSON of every other signed act, made from the structs that the contracts sign.

One table says which acts there are; message, body and draft of each follow from its struct.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from api.shapes_acts import (
    Bytes32,
    ContributionDraft,
    Given,
    HexBytes,
    Name,
    SealedContribution,
    Signed,
    Words,
)
from ledger_py import models
from ledger_py.models import ITEMS_PER_ACT as ITEMS
from ledger_py.structs import FIELDS
from ledger_py.structs import Field as StructField

Shape = TypeVar("Shape", bound=BaseModel)
Address = Annotated[str, Field(pattern="^0x[0-9a-f]{40}$")]
_BYTES = {"bytes": HexBytes, "bytes32": Bytes32, "address": Address, "bool": bool}


class ReasonBody(Given):
    """Why somebody contests or decides so; stays off the chain."""

    kind: Literal["reason"]
    text: Words


class PersonBody(Given):
    """Who somebody is; stays off the chain."""

    kind: Literal["person"]
    name: Name
    login: Name | None = None
    link: str | None = None


class SealedReason(Given):
    """A reason with its salt."""

    salt: Bytes32
    body: ReasonBody


class SealedPerson(Given):
    """A person with the salt of their commitment."""

    salt: Bytes32
    body: PersonBody


@dataclass(frozen=True, slots=True)
class Kind:
    """An act: the last part of its address, its struct, what it commits to, in which words.

    more: what its call carries beside one signature, by name.
    """

    path: str
    model: type
    told: str
    sealed: type[BaseModel] | None = None
    more: tuple[str, ...] = ()


KINDS = (
    Kind("retract", models.Retract, "Take back one's attestations while their epoch is open."),
    Kind("withdraw", models.Withdraw, "Withdraw contributions; their texts are shown no more."),
    Kind(
        "correct",
        models.Correct,
        "Put a contribution in the place of another, which is withdrawn.",
        SealedContribution,
    ),
    Kind(
        "contest",
        models.Contest,
        "Say that a contribution should not stand as it is.",
        SealedReason,
    ),
    Kind(
        "resolve", models.Resolve, "Decide a contest, as a steward who is no party.", SealedReason
    ),
    Kind("depart", models.Depart, "Leave the community; id and record stay."),
    Kind("rejoin", models.Rejoin, "Come back under the same id."),
    Kind("choose", models.Choose, "Choose to be scored, only recorded, or not recorded any more."),
    Kind(
        "add-signer",
        models.AddSigner,
        "Add a signer; `consent` is its signature over the same digest.",
        more=("consent",),
    ),
    Kind("remove-signer", models.RemoveSigner, "Remove a signer; one has to remain."),
    Kind("recover", models.Recover, "Say, as a steward, which new signer speaks for a member."),
    Kind("object-to-recovery", models.ObjectToRecovery, "Object to one's own recovery."),
    Kind("complete-recovery", models.CompleteRecovery, "Take over, as the new signer."),
    Kind("suspend", models.Suspend, "Ask, as a steward, that a member be suspended."),
    Kind("sponsor", models.Sponsor, "Stand for somebody's admission.", SealedPerson),
    Kind(
        "join",
        models.Join,
        "Join by an invitation: its key's `answer`, the `inviter` and what they signed.",
        SealedPerson,
        ("answer", "inviter", "invitation"),
    ),
    Kind("uninvite", models.Uninvite, "Take an invitation back, as a steward."),
    Kind("claim", models.ClaimMembership, "Claim an unclaimed membership, with one's own signer."),
    Kind("confirm-claim", models.ConfirmClaim, "Say, as a steward, that a claim is true."),
    Kind("contest-claim", models.ContestClaim, "Contest the claims of a membership."),
)
"""Acts about people and about the truth of records, by the last part of their address."""


@cache
def message(model: type) -> type[Given]:
    """The EIP-712 message of a struct, as it is signed."""
    fields: dict[str, Any] = {one.name: (_taken(one), ...) for one in FIELDS[model]}
    return _made(
        f"{model.__name__}Signed", f"The EIP-712 struct `{model.__name__}`.", Given, fields
    )


@cache
def signed(kind: Kind) -> type[Signed]:
    """What is posted: the message, the signature, what else the call carries, contents."""
    fields: dict[str, Any] = {"act": (message(kind.model), ...)}
    fields |= dict.fromkeys(kind.more, (HexBytes, ...))
    if kind.sealed is not None:
        fields["contents"] = (list[kind.sealed], [])  # type: ignore[name-defined]
    name = kind.model.__name__
    return _made(f"Signed{name}", f"A signed `{name}` and what it commits to.", Signed, fields)


@cache
def draft(kind: Kind) -> type[Given]:
    """What a member wants to say: contributions by id, reasons in words."""
    fields: dict[str, Any] = {one.name: _drafted(one) for one in FIELDS[kind.model]}
    told = "What a member wants; without a deadline the act may be carried for a day."
    return _made(f"{kind.model.__name__}Draft", told, Given, fields)


def _taken(one: StructField) -> Any:
    kind: Any = message(one.struct) if one.struct else _BYTES.get(one.item) or _number(one.item)
    return Annotated[list[kind], Field(max_length=ITEMS)] if one.listed else kind


def _number(solidity: str) -> Any:
    return Annotated[int, Field(ge=0, lt=1 << int(solidity.removeprefix("uint")))]


def _drafted(one: StructField) -> tuple[Any, Any]:
    if one.name == "deadline":
        return (_number(one.item) | None, None)
    if one.name == "reason":
        return (ReasonBody | None, None)
    if one.name == "replacement":
        return (ContributionDraft, ...)
    if one.struct is models.Contribution:
        ids = Annotated[list[Bytes32], Field(min_length=1, max_length=ITEMS)]
        return (ids if one.listed else Bytes32, ...)
    return (_taken(one), ...)


def _made(name: str, told: str, base: type[Shape], fields: dict[str, Any]) -> type[Shape]:
    return create_model(name, __base__=base, __doc__=told, **fields)
