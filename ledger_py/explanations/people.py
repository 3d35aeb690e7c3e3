"""Why the record refuses what is said about members."""

PEOPLE = {
    "StewardsMissing": (
        "A community is founded with at least one steward, each with a signer.",
        "Name the founding stewards with their signers.",
    ),
    "MemberUnknown": ("No member has id {member}.", "Admit them first."),
    "SignerTaken": (
        "Signer {signer} belongs to member {member} already, for ever.",
        "Use another signer, or that member.",
    ),
    "SignerUnsupported": (
        "{signer} is neither a non-zero address nor a key of a verifier that the factory names.",
        "Use a wallet's address or a passkey of this federation's verifier.",
    ),
    "PersonMissing": (
        "An unclaimed member is credited under a commitment to who they are.",
        "Give the commitment of their name.",
    ),
    "AssemblyRequired": (
        "Only a vote of the community can do this, and {caller} is not its assembly.",
        "Propose it to the community.",
    ),
    "MemberHasDeparted": (
        "Member {member} has left the community.",
        "They can come back under the same id, by rejoining.",
    ),
    "MemberHasNotDeparted": ("Member {member} has not left.", "Nothing is left to do."),
    "SuspendedUntil": (
        "Member {member} is suspended until {until}.",
        "Wait until then, or ask two stewards to lift it.",
    ),
    "SuspensionUnknown": ("Member {member} is not suspended.", "Nothing is left to do."),
    "SuspensionPast": (
        "A suspension ends after now, not at {until}.",
        "Name a later end, or 0 to lift a suspension.",
    ),
    "SuspensionLong": (
        "Two stewards suspend until {latest} at most, and lift nothing longer; not until {until}.",
        "Name an earlier end; only a vote suspends for longer, or lifts what it has set.",
    ),
    "PartyMayNot": (
        "Member {member} is a party here, and somebody who is none decides.",
        "Ask somebody who has no part in it.",
    ),
    "MemberClaimed": (
        "Member {member} has joined; this is for unclaimed members.",
        "Leave it to them: they act for themselves.",
    ),
    "MemberUnclaimed": (
        "Member {member} is unclaimed and has no signer.",
        "Wait until they have joined.",
    ),
    "MemberNotRecorded": (
        "Member {member} chose not to be recorded any more.",
        "Respect it: only they can choose otherwise.",
    ),
    "RecognitionUnknown": (
        "A choice is 0 (scored), 1 (recorded, not scored) or 2 (not recorded any more), not"
        " {recognition}.",
        "Choose one of the three.",
    ),
    "StewardLast": (
        "Member {member} is the last steward and cannot leave before the handover.",
        "Have another steward appointed first.",
    ),
    "StewardAlready": ("Member {member} is a steward already.", "Nothing is left to do."),
    "MemberInactive": (
        "Member {member} has no signer, has left, or is suspended.",
        "Choose an active member.",
    ),
    "HandoverEarly": (
        "Of the members {active} are active, {stewards} of them stewards, and {electorate} can vote"
        " and are not dormant; a handover needs 3, 2 and 3.",
        "Admit members and appoint stewards first.",
    ),
    "SignersFull": (
        "Member {member} has the {limit} signers that a member can have.",
        "Remove one first.",
    ),
    "SignerLast": (
        "The last signer of member {member} cannot be removed.",
        "Add another one first.",
    ),
    "SignerMissing": (
        "Whoever is admitted by sponsors has a signer, and this admission names none.",
        "Name the newcomer's signer; a steward admits unclaimed members.",
    ),
    "RecoveryPending": (
        "A recovery of member {member} is under way, which can be completed from {ready} on or"
        " waits for a vote.",
        "Complete it, or object to it; until it is over the signers stay as they are.",
    ),
    "RecoveryUnknown": (
        "No recovery of member {member} was confirmed by two stewards, or it has lapsed.",
        "Ask two stewards to recover the member with the same new signer.",
    ),
    "RecoveryWaiting": (
        "The recovery of member {member} can be completed from {ready} on.",
        "Wait until then.",
    ),
    "RecoveryGranted": (
        "A vote granted the recovery of member {member}.",
        "The new signer takes over; nobody objects any more.",
    ),
    "RecoveryFrozen": (
        "Member {member} objected to the recovery; only a vote decides.",
        "Wait for the community's decision.",
    ),
    "RecoveryNotFrozen": (
        "Nobody objected to the recovery of member {member}.",
        "Complete it after its wait; there is nothing to decide.",
    ),
    "SponsorsOff": (
        "In this community only stewards admit.",
        "Ask a steward to admit or to invite them.",
    ),
    "SponsoredAlready": (
        "Member {member} stands for the admission {admission} already.",
        "Nothing is left to do; other members have to stand for it too.",
    ),
    "ManagedMayNotSponsor": (
        "Member {member} is managed, and this community's rules give managed members no say in"
        " admissions.",
        "Ask a member with a signer of their own.",
    ),
    "AdmissionsFull": (
        "In epoch {epoch} as many joined as the rules allow: {limit}.",
        "Try again in the next epoch.",
    ),
    "ClaimExists": (
        "Signer {signer} claimed the membership of member {member} already.",
        "Wait for two stewards, or until the claim can be completed.",
    ),
    "ClaimUnknown": (
        "There is no such claim of the membership of member {member}.",
        "Claim it first, with the signer that is to speak for that member.",
    ),
    "ClaimWaiting": (
        "The claim of member {member} can be completed without stewards from {ready} on.",
        "Wait until then, or ask two stewards to confirm it.",
    ),
    "ClaimIsContested": (
        "The membership of member {member} is contested, or several claim it.",
        "Ask two stewards who never attested to that member's work to confirm the true claim.",
    ),
    "ConfirmedAlready": (
        "Steward {steward} confirmed this claim already.",
        "Another steward has to confirm it too.",
    ),
    "ConfirmerAttested": (
        "Steward {steward} attested to work of member {member}, or has a number that cannot be told"
        " from that of somebody who did.",
        "Ask a steward who never attested to that member's work.",
    ),
}
