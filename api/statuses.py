"""Which refusals of the contracts are not simply a wrong value: 403 and 409 in HTTP's words."""

FORBIDDEN = frozenset(
    """AssemblyRequired AttesterIsContributor ConfirmerAttested JoinedAfterAnnouncement
    ManagedMayNotSponsor ManagedMayNotVote PartyMayNot RecorderMismatch SignatureHighS
    SignatureInvalid SignatureLengthInvalid SignerNotOfMember StewardRequired
    WithdrawalForbidden""".split()  # noqa: SIM905 - one a line is a wall
)
"""The signer may not say this; somebody else might."""
CONFLICTS = frozenset(
    """ActRepeated ActivityNotInForce AdmissionsFull AttestationExists AttestationsFull BallotsFull
    ClaimExists ClaimIsContested ClaimWaiting ConfirmedAlready ContestExists ContestLate
    ContestUnknown ContestsFull ContributionEnded ContributionExists DeadlinePassed EpochClosed
    EpochIsFinal EpochNotStarted MemberClaimed MemberHasDeparted MemberHasNotDeparted
    MemberNotRecorded MemberNotScored MemberUnclaimed OutOfGas RecoveryFrozen RecoveryNotFrozen
    RecoveryPending RecoveryUnknown RecoveryWaiting RetractedAlready SensitiveExists SequenceFull
    SequenceWrong SignerLast SignersFull SponsoredAlready SponsorsOff StewardLast SuspendedUntil
    SuspensionUnknown UnitsOverflow VoteClosedAlready VoteNotOpen VoteOver VotePending
    VoteRunning""".split()  # noqa: SIM905 - one a line is a wall
)
"""The state of the ledger does not allow it, though it did before or will later."""
