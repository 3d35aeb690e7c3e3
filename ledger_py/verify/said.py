"""Which events follow from which act, so that each event can be led back to what was signed. Pure.

A key is an event's name and those of its values that the act settles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger_py import models, tally
from ledger_py.models import Act, Contribution
from ledger_py.typed_data import call_arguments, contribution_id, struct_hash

Key = tuple[Any, ...]
Candidates = Mapping[int, Sequence[int]]
"""Members who stand, by election, in the order of standing."""

SETTLED: dict[str, tuple[str, ...]] = {
    "ContributionRecorded": ("id", "contribution"),
    "ContributionAttested": ("id", "member", "units", "basis", "note"),
    "AttestationRetracted": ("id", "member"),
    "ContributionWithdrawn": ("id", "member"),
    "ContributionReplaced": ("id", "replacement"),
    "ContributionContested": ("id", "member", "reason"),
    "ContestResolved": ("id", "steward", "struck", "reason"),
    "MemberAdmitted": ("signer", "managed", "person"),
    "AdmissionSponsored": ("admission", "sponsor"),
    "InvitationUsed": ("invitation", "inviter"),
    "InvitationWithdrawn": ("invitation", "member"),
    "MembershipClaimed": ("member", "signer", "managed"),
    "ClaimConfirmed": ("member", "steward", "signer"),
    "ClaimContested": ("member", "contester"),
    "ClaimCompleted": ("member", "signer"),
    "SignerAdded": ("member", "signer", "managed"),
    "SignerRemoved": ("member", "signer"),
    "RecoveryProposed": ("member", "steward", "signer", "managed"),
    "RecoveryConfirmed": ("member", "steward"),
    "RecoveryObjected": ("member",),
    "RecoveryCompleted": ("member", "signer"),
    "MemberDeparted": ("member",),
    "MemberRejoined": ("member",),
    "RecognitionChosen": ("member", "chooser", "recognition"),
    "SuspensionProposed": ("member", "steward", "until"),
    "SuspensionSet": ("member", "until"),
    "GroupDefined": ("document",),
    "ActivityDefined": ("definition",),
    "EpochsListed": ("ends",),
    "IndicatorDefined": ("kind", "retention", "document"),
    "VoteOpened": ("indicator",),
    "BallotCast": ("vote", "member", "sequence", "levels", "rationale"),
    "SharesBallotCast": ("vote", "member", "sequence", "points", "levels", "rationale"),
    "ProposalBallotCast": ("vote", "member", "sequence", "choice", "rationale"),
    "ElectionBallotCast": ("vote", "member", "sequence", "approved", "rationale"),
    "ProposalObjected": ("vote", "member", "rationale"),
    "CandidateStood": ("vote", "member"),
    "ProposalOpened": ("member", "amends", "delay", "document", "calls"),
}
"""Events that a signed act brings about, with the values that the act settles."""

UNSIGNED: dict[str, frozenset[str]] = {
    "createCommunity": frozenset(
        ("CommunityFounded", "EpochsListed", "MemberAdmitted", "StewardAppointed")
    ),
    "closeVote": frozenset(
        ("VoteClosed", "VersionSet", "ProposalClosed", "ElectionClosed", "StewardAppointed")
    ),
    "openElection": frozenset(("ElectionOpened",)),
    "completeClaim": frozenset(("ClaimCompleted",)),
    "execute": frozenset(
        (
            *("ProposalExecuted", "RulesSet", "CommunityHandedOver", "StewardAppointed"),
            *("StewardDismissed", "SuspensionSet", "RecoveryDecided", "RecoveryCompleted"),
            *("ClaimCompleted", "GroupDefined", "ActivityDefined", "ActivityRevised"),
            *("EpochsListed", "IndicatorDefined", "IndicatorRevised", "IndicatorSunset"),
            *("VoteOpened",),
        )
    ),
}
"""What follows from calls that nobody signs: time, a vote, or the founding has decided before."""
PASSING = frozenset(("Relayed", "ActFailed", "ItemSkipped", "MemberActed", "EIP712DomainChanged"))
"""What says only that acts were carried, and by whom."""


def key_of(name: str, values: Mapping[str, Any]) -> Key | None:
    """Return the key of an event, None where no signed act settles it."""
    if (fields := SETTLED.get(name)) is None:
        return None
    return (name, *(_plain(values[field]) for field in fields))


def keys_of(act: Act, signer: bytes, candidates: Candidates) -> tuple[list[Key], list[Key]]:
    """Return the keys of what an act brings about: each of these, and any of those.

    Of the first a repeated act's items may be skipped; which of the second come, the contract's
    state decides. signer: who signed.
    """
    must = _MUST.get(type(act), _nothing)(act)
    if isinstance(act, models.ElectionBallot):
        must = [_election_ballot(act, candidates)]
    return list(must), list(_may(act, signer))


def _nothing(_: Act) -> Iterable[Key]:
    return ()


def _attested(act: models.Attest) -> Iterator[Key]:
    for given in act.attestations:
        said = (act.member, given.units, int(given.basis), given.note)
        yield ("ContributionAttested", contribution_id(given.contribution), *said)


def _corrected(act: models.Correct) -> Iterator[Key]:
    ids = contribution_id(act.replaced), contribution_id(act.replacement)
    yield ("ContributionWithdrawn", ids[0], act.member)
    yield _recorded(act.replacement)
    yield ("ContributionReplaced", *ids)


def _joined(act: models.Join) -> Iterator[Key]:
    yield ("InvitationUsed", struct_hash(act.invite), act.invite.member)
    yield _admitted(act.admission)


def _proposed(act: models.Propose) -> Iterator[Key]:
    calls = tuple((int(call.to), call.data) for call in act.calls)
    yield ("ProposalOpened", act.member, act.amends, act.delay, act.document, calls)


def _shares_ballot(act: models.SharesBallot) -> Iterator[Key]:
    packed = (tally.pack_points(act.points), tally.pack_levels(act.levels))
    said = (act.vote, act.member, act.sequence)
    yield ("SharesBallotCast", *said, *packed, act.rationale)


def _election_ballot(act: models.ElectionBallot, candidates: Candidates) -> Key:
    standing = candidates.get(act.vote, ())
    approved = sum(1 << n for n, member in enumerate(standing) if member in act.approved)
    said = (act.vote, act.member, act.sequence)
    return ("ElectionBallotCast", *said, approved, act.rationale)


def _one(name: str, *fields: str) -> Callable[[Any], Iterable[Key]]:
    """One event, with fields of the act as they are; `contribution` gives its id."""

    def key(act: Any) -> Iterable[Key]:
        values = (getattr(act, field) for field in fields)
        found = (contribution_id(v) if isinstance(v, Contribution) else _plain(v) for v in values)
        return [(name, *found)]

    return key


def _each(name: str) -> Callable[[Any], Iterable[Key]]:
    """One event for each contribution of the act."""
    return lambda act: [(name, contribution_id(c), act.member) for c in act.contributions]


_MUST: dict[type, Callable[[Any], Iterable[Key]]] = {
    models.Record: lambda act: map(_recorded, act.contributions),
    models.Attest: _attested,
    models.Retract: _each("AttestationRetracted"),
    models.Withdraw: _each("ContributionWithdrawn"),
    models.Correct: _corrected,
    models.Contest: _one("ContributionContested", "contribution", "member", "reason"),
    models.Resolve: _one("ContestResolved", "contribution", "member", "strike", "reason"),
    models.Admit: lambda act: map(_admitted, act.admissions),
    models.Sponsor: lambda act: [("AdmissionSponsored", struct_hash(act.admission), act.member)],
    models.Join: _joined,
    models.Uninvite: lambda act: [
        ("InvitationWithdrawn", struct_hash(act.invite), act.invite.member)
    ],
    models.ConfirmClaim: _one("ClaimConfirmed", "unclaimed", "member", "signer"),
    models.ContestClaim: _one("ClaimContested", "unclaimed", "member"),
    models.AddSigner: _one("SignerAdded", "member", "signer", "managed"),
    models.RemoveSigner: _one("SignerRemoved", "member", "signer"),
    models.ObjectToRecovery: _one("RecoveryObjected", "member"),
    models.Depart: _one("MemberDeparted", "member"),
    models.Rejoin: _one("MemberRejoined", "member"),
    models.Choose: _one("RecognitionChosen", "subject", "member", "recognition"),
    models.DefineGroup: _one("GroupDefined", "document"),
    models.DefineActivity: lambda act: [("ActivityDefined", _plain(call_arguments(act.activity)))],
    models.ListEpochs: _one("EpochsListed", "ends"),
    models.DefineIndicator: _one("IndicatorDefined", "kind", "retention", "document"),
    models.OpenVote: _one("VoteOpened", "indicator"),
    models.Propose: _proposed,
    models.Stand: _one("CandidateStood", "vote", "member"),
    models.Ballot: lambda act: [
        (
            *("BallotCast", act.vote, act.member, act.sequence),
            *(tally.pack_levels(act.levels), act.rationale),
        )
    ],
    models.SharesBallot: _shares_ballot,
    models.ProposalBallot: _one(
        "ProposalBallotCast", "vote", "member", "sequence", "choice", "rationale"
    ),
    models.ObjectToProposal: _one("ProposalObjected", "vote", "member", "rationale"),
}
"""What follows from an act that is carried out, by its model."""


def _may(act: Act, signer: bytes) -> Iterator[Key]:
    """What the contract's state decides: the first or the second of two stewards, and the like."""
    match act:
        case models.Sponsor():
            yield _admitted(act.admission)
        case models.ConfirmClaim():
            yield ("ClaimCompleted", act.unclaimed, act.signer)
        case models.ClaimMembership():
            yield ("MembershipClaimed", act.member, signer, act.managed)
        case models.Recover():
            yield ("RecoveryProposed", act.subject, act.member, act.signer, act.managed)
            yield ("RecoveryConfirmed", act.subject, act.member)
        case models.CompleteRecovery():
            yield ("RecoveryCompleted", act.member, signer)
        case models.Suspend():
            yield ("SuspensionProposed", act.subject, act.member, act.until)
            yield ("SuspensionSet", act.subject, act.until)


def _recorded(one: models.Contribution) -> Key:
    return ("ContributionRecorded", contribution_id(one), _plain(call_arguments(one)))


def _admitted(one: models.Admission) -> Key:
    return ("MemberAdmitted", one.signer, one.managed, one.person)


def _plain(value: Any) -> Any:
    """Lists as tuples, enumerations as numbers: events and calls have them in different forms."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
