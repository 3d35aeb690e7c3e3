"""What each event of the contracts does to the index; `HANDLERS` is the whole table, by name."""

from ledger_py.handlers import (
    assembly,
    claims,
    community,
    contributions,
    decisions,
    members,
    relays,
    signers,
)
from ledger_py.handlers.contributions import load_attested
from ledger_py.handlers.happenings import noting
from ledger_py.handlers.window import Handler, LogsIncomplete, Window

__all__ = ["HANDLERS", "Handler", "LogsIncomplete", "Window", "load_attested"]

_CHANGES: dict[str, Handler] = {
    "CommunityCreated": community.community_created,
    "CommunityFounded": community.community_founded,
    "EpochsListed": community.epochs_listed,
    "GroupDefined": community.group_defined,
    "ActivityDefined": community.activity_defined,
    "ActivityRevised": community.activity_revised,
    "RulesSet": community.rules_set,
    "CommunityHandedOver": community.community_handed_over,
    "MemberAdmitted": members.member_admitted,
    "StewardAppointed": members.steward_appointed,
    "StewardDismissed": members.steward_dismissed,
    "MemberActed": members.member_acted,
    "AdmissionSponsored": members.admission_sponsored,
    "InvitationUsed": members.invitation_used,
    "InvitationWithdrawn": members.invitation_withdrawn,
    "MemberDeparted": members.member_departed,
    "MemberRejoined": members.member_rejoined,
    "RecognitionChosen": members.recognition_chosen,
    "SuspensionProposed": members.suspension_proposed,
    "SuspensionSet": members.suspension_set,
    "SignerAdded": signers.signer_added,
    "SignerRemoved": signers.signer_removed,
    "RecoveryProposed": signers.recovery_proposed,
    "RecoveryConfirmed": signers.recovery_confirmed,
    "RecoveryObjected": signers.recovery_objected,
    "RecoveryDecided": signers.recovery_decided,
    "RecoveryCompleted": signers.recovery_completed,
    "MembershipClaimed": claims.membership_claimed,
    "ClaimConfirmed": claims.claim_confirmed,
    "ClaimContested": claims.claim_contested,
    "ClaimCompleted": claims.claim_completed,
    "ContributionRecorded": contributions.contribution_recorded,
    "ContributionAttested": contributions.contribution_attested,
    "AttestationRetracted": contributions.attestation_retracted,
    "ContributionWithdrawn": contributions.contribution_withdrawn,
    "ContributionReplaced": contributions.contribution_replaced,
    "ContributionContested": contributions.contribution_contested,
    "ContestResolved": contributions.contest_resolved,
    "IndicatorDefined": assembly.indicator_defined,
    "IndicatorRevised": assembly.indicator_revised,
    "IndicatorSunset": assembly.indicator_sunset,
    "VoteOpened": assembly.vote_opened,
    "BallotCast": assembly.ballot_cast,
    "SharesBallotCast": assembly.shares_ballot_cast,
    "VersionSet": assembly.version_set,
    "VoteClosed": assembly.vote_closed,
    "ProposalOpened": decisions.proposal_opened,
    "ProposalBallotCast": decisions.proposal_ballot_cast,
    "ProposalClosed": decisions.proposal_closed,
    "ProposalObjected": decisions.proposal_objected,
    "ProposalExecuted": decisions.proposal_executed,
    "ElectionOpened": decisions.election_opened,
    "CandidateStood": decisions.candidate_stood,
    "ElectionBallotCast": decisions.election_ballot_cast,
    "ElectionClosed": decisions.election_closed,
    "ActFailed": relays.act_failed,
    "Relayed": relays.relayed,
    "ItemSkipped": relays.nothing_to_index,  # the item is there from before, or never will be
    "VerifierNamed": relays.nothing_to_index,  # members' signers show which verifiers they use
    "EIP712DomainChanged": relays.nothing_to_index,  # our contracts never change their domain
}
HANDLERS = noting(_CHANGES)
