"""The JSON of every other signed act, made from the structs that the contracts sign.

One table says which acts there are; message, body and draft of each follow from its struct.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes_acts import (
    U32,
    Absent,
    Bytes32,
    ContributionDraft,
    Given,
    HexBytes,
    Name,
    RationaleBody,
    SealedContribution,
    SealedRationale,
    Signed,
    Words,
)
from api.shapes_calls import MAX_CALLS, AnyCall, DocumentBody
from api.shapes_structs import made, message, number, taken
from ledger_py import models
from ledger_py.models import ITEMS_PER_ACT as ITEMS
from ledger_py.structs import FIELDS
from ledger_py.structs import Field as StructField


class ReasonBody(Given):
    """Why somebody contests or decides so; stays off the chain."""

    kind: Literal["reason"]
    text: Words


class PersonBody(Given):
    """Who somebody is; stays off the chain."""

    kind: Literal["person"]
    name: Name
    login: Name | Absent = None
    link: str | Absent = None


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

    more: what its call carries beside one signature, by name. documented: whether it names public
    documents, which come with it.
    """

    path: str
    model: type
    told: str
    sealed: type[BaseModel] | None = None
    more: tuple[str, ...] = ()
    documented: bool = False


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
    Kind(
        "propose",
        models.Propose,
        "Propose what the community should do, or change another proposal, and open its vote.",
        documented=True,
    ),
    Kind(
        "ballot-of-shares",
        models.SharesBallot,
        "Divide 100 points over the groups, or none to abstain, and give levels.",
        SealedRationale,
    ),
    Kind(
        "ballot-on-proposal",
        models.ProposalBallot,
        "Say of a proposal: 1 in favour, 2 against, 3 abstains.",
        SealedRationale,
    ),
    Kind(
        "ballot-in-election",
        models.ElectionBallot,
        "Approve of any candidates of an election, or of none.",
        SealedRationale,
    ),
    Kind(
        "object-to-proposal",
        models.ObjectToProposal,
        "Turn against a proposal that has passed and waits.",
        SealedRationale,
    ),
    Kind("stand", models.Stand, "Stand for steward in an election that has not opened."),
    Kind("open-vote", models.OpenVote, "Open a weight vote, as a steward, until handover."),
    Kind("list-epochs", models.ListEpochs, "List epochs, as a steward, until handover."),
    Kind(
        "define-group",
        models.DefineGroup,
        "Define a group, as a steward, until handover.",
        documented=True,
    ),
    Kind(
        "define-activity",
        models.DefineActivity,
        "Define an activity type, as a steward, until handover.",
        documented=True,
    ),
    Kind(
        "define-indicator",
        models.DefineIndicator,
        "Define an indicator, as a steward, until handover.",
        documented=True,
    ),
)
"""Every signed act that has no route of its own, by the last part of its address."""


@cache
def signed(kind: Kind) -> type[Signed]:
    """What is posted: the message, the signature, what else the call carries, contents."""
    fields: dict[str, Any] = {"act": (message(kind.model), ...)}
    fields |= dict.fromkeys(kind.more, (HexBytes, ...))
    if kind.sealed is not None:
        fields["contents"] = (list[kind.sealed], [])  # type: ignore[name-defined]
    if kind.documented:
        fields["documents"] = (_DOCUMENTS, [])
    name = kind.model.__name__
    return made(f"Signed{name}", f"A signed `{name}` and what it commits to.", Signed, fields)


@cache
def draft(kind: Kind) -> type[Given]:
    """What a member wants to say: contributions by id, documents and reasons in words."""
    fields: dict[str, Any] = {one.name: _drafted(one) for one in FIELDS[kind.model]}
    if kind.documented:
        fields["documents"] = (_DOCUMENTS, [])
    told = "What a member wants; without a deadline the act may be carried for a day."
    return made(f"{kind.model.__name__}Draft", told, Given, fields)


_DOCUMENTS = Annotated[list[DocumentBody], Field(max_length=MAX_CALLS + 1)]
_GIVEN: dict[str, tuple[Any, Any]] = {
    "reason": (ReasonBody | None, None),
    "rationale": (RationaleBody | None, None),
    "replacement": (ContributionDraft, ...),
    "document": (DocumentBody, ...),
    "calls": (Annotated[list[AnyCall], Field(max_length=MAX_CALLS)], []),
    "amends": (U32, 0),
}
"""What a draft takes in the place of a field that is signed."""


def _drafted(one: StructField) -> tuple[Any, Any]:
    if one.name in _GIVEN:
        return _GIVEN[one.name]
    if one.name in ("deadline", "sequence"):
        return (number(one.item) | None, None)
    if one.struct is models.Contribution:
        ids = Annotated[list[Bytes32], Field(min_length=1, max_length=ITEMS)]
        return (ids if one.listed else Bytes32, ...)
    return (taken(one), ...)
