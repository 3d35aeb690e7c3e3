"""Which refusals of the contracts are not simply a wrong value: 403 and 409 in HTTP's words."""

FORBIDDEN = frozenset(
    """AssemblyRequired AttesterIsContributor ConfirmerAttested JoinedLate ManagedMayNotSponsor
    ManagedMayNotVote PartyMayNot ProposalRequired RecorderMismatch SignatureHighS
    SignatureInvalid SignatureLengthInvalid SignerNotOfMember StewardRequired
    WithdrawalForbidden""".split()  # noqa: SIM905 - one a line is a wall
)
"""The signer may not say this; somebody else might."""
CONFLICTS = frozenset(
    """ActRepeated ActivityNotInForce ActivityRetired AdmissionsFull AttestationExists
    AttestationsFull BallotsFull CallFailed CandidateAlready CandidatesFull ClaimExists
    ClaimIsContested ClaimWaiting ConfirmedAlready ContestExists ContestLate ContestUnknown
    ContestsFull ContributionEnded ContributionExists DeadlinePassed ElectionOther
    ElectionPending EpochBegun EpochClosed EpochIsFinal EpochNotStarted EpochPast HandedOver
    HandoverEarly IndicatorRetired IndicatorsFull MemberClaimed MemberHasDeparted
    MemberHasNotDeparted MemberNotRecorded MemberNotScored MemberUnclaimed ObjectedAlready
    ObjectionLate OutOfGas ProposalExecutedAlready ProposalLapsed ProposalNotPassed
    ProposalStopped ProposalWaiting ProposalsFull RecoveryFrozen RecoveryGranted
    RecoveryNotFrozen RecoveryPending RecoveryUnknown RecoveryWaiting RetractedAlready
    SensitiveExists SequenceFull SequenceWrong SignerLast SignersFull SponsoredAlready
    SponsorsOff StewardAlready StewardLast StewardsPresent SuspendedUntil SuspensionUnknown
    UnitsOverflow VersionsFull VoteClosedAlready VoteEmpty VoteNotOpen VoteOpenAlready
    VoteOver VotePending VoteRunning""".split()  # noqa: SIM905 - one a line is a wall
)
"""The state of the ledger does not allow it, though it did before or will later."""
