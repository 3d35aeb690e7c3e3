"""What each refusal of the contracts means, and what to do about it, in a sentence each.

A key is the name of a Solidity error; `{...}` names one of its values. A test holds both against
the ABI.
"""

ACTS = {
    "InitialisedAlready": ("This contract was initialised before.", "Found a community instead."),
    "DeadlinePassed": (
        "The act was signed to be carried out until {deadline}; it is {time} now.",
        "Sign it again with a later deadline.",
    ),
    "SignerNotOfMember": (
        "Signer {signer} does not belong to member {member}.",
        "Sign with a key that belongs to this member of this community.",
    ),
    "SignatureInvalid": (
        "The signature for member {member} does not fit {digest}, on this contract and chain.",
        "Sign exactly the typed data of this act, with the community's own domain.",
    ),
    "SignatureLengthInvalid": (
        "An ECDSA signature is 65 bytes long, this one {length}.",
        "Send r, s and v, each signature by itself.",
    ),
    "SignatureHighS": (
        "The signature uses the upper value of s, {s}.",
        "Send n - s in its place and flip v: a signature has one form only.",
    ),
    "ActRepeated": ("The act {digest} was carried out before.", "Nothing is left to do."),
    "ItemsMissing": ("The act names nothing to do.", "Name at least one item."),
    "StewardRequired": ("Member {member} is no steward.", "Ask a steward to sign this act."),
    "DocumentMissing": (
        "A definition document is named by its hash; zero names none.",
        "Publish the document and name its hash.",
    ),
    "RelayNested": ("A relayed act cannot be a relay itself.", "Relay the inner acts directly."),
    "RelayLengthInvalid": ("A relay carries 1 to 256 acts, not {length}.", "Cut the batch."),
    "RelayGasShort": (
        "Act {index} was promised {required} gas and the relay has only {available} left.",
        "Send the transaction with more gas, or fewer acts.",
    ),
    "ActMalformed": ("The bytes are no act of this contract.", "Build the call from its ABI."),
    "OutOfGas": ("The act used up its limit of {limit} gas.", "Try again with a higher limit."),
}

COMMUNITY = {
    "CommunityExists": (
        "This founding was carried out before, as {community}.",
        "Use that community, or found with another salt.",
    ),
    "CommunityUnknown": (
        "No community has number {number}.",
        "Numbers are 1 to the factory's count.",
    ),
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
    "QuorumOutOfRange": (
        "The quorum is 0 to 10,000 basis points, not {quorum}.",
        "State it as a part of the members.",
    ),
    "LateWindowMissing": (
        "The late window is at least one second.",
        "State for how long after its end an epoch can still be recorded.",
    ),
    "GroupUnknown": ("No group has id {group}.", "Define the group first."),
    "GroupsFull": ("A community has at most {limit} groups.", "Use one that is there."),
    "ActivityUnknown": ("No activity type has id {activity}.", "Choose one of the community's."),
    "ActivitiesFull": ("A community has at most {limit} activity types.", "Use one that is there."),
    "ActivityNotInForce": (
        "Activity type {activity} is in force from epoch {since} on, not in epoch {epoch}.",
        "Choose a later epoch or another activity type.",
    ),
    "OrientationUnknown": (
        "An orientation is 1 (object), 2 (community) or 3 (both), not {orientation}.",
        "Choose one of the three.",
    ),
    "UnitUnknown": (
        "A unit is 1 (session), 2 (event), 3 (hour), 4 (patch) or 5 (credit), not {unit}.",
        "Choose one of the five.",
    ),
    "RequiredOutOfRange": (
        "An activity type requires 1 to 5 attestations, not {required}.",
        "Choose a number from 1 to 5.",
    ),
    "CapMissing": ("A cap is at least 0.01 units.", "State a cap, or the largest one for none."),
    "EpochOrder": (
        "End number {index} of the list, {end}, is not after {previous}.",
        "List ends one after the other, after those listed before.",
    ),
    "EpochsFull": ("At most {limit} epochs can be listed.", "List fewer."),
    "EpochUnknown": ("Epoch {epoch} is not listed; the first is 1.", "Choose a listed epoch."),
    "EpochUnlisted": (
        "The epochs listed so far do not reach {time}.",
        "A steward lists further epochs first.",
    ),
    "EpochNotStarted": (
        "Epoch {epoch} begins at {start}.",
        "Record when it has begun, or choose the epoch in which it was done.",
    ),
    "EpochClosed": (
        "Epoch {epoch} took nothing new from {closed} on.",
        "Only epochs that are open can be recorded and attested.",
    ),
    "RecorderMismatch": (
        "Member {member} cannot record in the name of member {recorder}.",
        "Name the member who signs as the recorder.",
    ),
    "BasisInvalid": (
        "The basis {basis} does not fit: 0 for one's own contribution, else 1 or 2.",
        "State 1 for present or 2 for vouched when it is another member's work.",
    ),
    "UnitsMissing": ("The units given are 0.", "Give more than zero: at least 0.01 units."),
    "UnitsNotCredit": ("A credit is exactly 1.00, not {units}.", "State 1.00."),
    "UnitsAboveStated": (
        "{attested} units are more than the {stated} that were stated.",
        "Attest to at most what was stated.",
    ),
    "UnitsOverflow": (
        "The units of member {member} in epoch {epoch} and activity type {activity} are too many.",
        "Record the rest in another epoch.",
    ),
    "ContentMissing": (
        "A contribution carries the commitment of its content.",
        "Describe the contribution and name its commitment.",
    ),
    "ContributionExists": ("Contribution {id} is recorded already.", "Nothing is left to do."),
    "ContributionUnknown": ("No contribution {id} is recorded.", "Record it first."),
    "AttestationUnknown": (
        "Contribution {id} has no attester number {index}; the first is 0.",
        "Ask for fewer than it has.",
    ),
    "AttesterIsContributor": (
        "Member {member} cannot attest to their own contribution.",
        "Ask somebody who was there.",
    ),
    "AttestationExists": (
        "Member {member} attested to contribution {id} before.",
        "Nothing is left to do.",
    ),
    "AttestationsFull": (
        "Contribution {id} has its five attestations.",
        "Nothing is left to do.",
    ),
}

ASSEMBLY = {
    "IndicatorUnknown": ("No indicator has id {indicator}.", "Define it first."),
    "KindUnknown": ("The kind of an indicator is 1 (rates), not {kind}.", "Choose 1."),
    "RetentionLong": (
        "Retention names at most {limit} ages, not {ages}.",
        "Name fewer: nothing is kept of what is older.",
    ),
    "RetentionOutOfRange": (
        "Of what is {age} epochs old, 0 to 10,000 basis points are kept, not {basisPoints}.",
        "Lower the part that is kept at that age.",
    ),
    "VersionUnknown": (
        "Indicator {indicator} has no version {version}.",
        "Close a vote that sets one first.",
    ),
    "VoteUnknown": ("No vote has id {vote}.", "Choose one of the community's votes."),
    "VotePending": (
        "Vote {vote} on indicator {indicator} is not closed yet.",
        "Close it first: an indicator has one vote at a time.",
    ),
    "VoteEmpty": ("There is no activity type to weigh.", "Define activity types first."),
    "VotingTimeShort": (
        "A vote is open for at least {minimum} seconds, not {duration}.",
        "Choose a longer duration.",
    ),
    "VotingTimeLong": (
        "A vote opens within {maximum} seconds and is open for at most as long, not {notice} and"
        " {duration}.",
        "Choose a shorter notice or duration.",
    ),
    "FromInvalid": (
        "Epoch {from} does not fit as the first in force.",
        "State an epoch for the first version and 0 for every later one.",
    ),
    "VoteNotOpen": ("Vote {vote} opens at {opens}.", "Cast the ballot from then on."),
    "VoteOver": ("Vote {vote} took ballots until {closes}.", "Wait for the next vote."),
    "VoteRunning": ("Vote {vote} takes ballots until {closes}.", "Close it from then on."),
    "VoteClosedAlready": ("Vote {vote} was closed before.", "Nothing is left to do."),
    "JoinedAfterAnnouncement": (
        "Member {member} joined at {joined}, after the vote was announced.",
        "They can vote in the next one.",
    ),
    "ManagedMayNotVote": (
        "Member {member} is managed, and this community's rules give managed members no vote.",
        "Join with a signer of your own.",
    ),
    "SequenceWrong": (
        "The ballot's sequence is {given}; the member's next in this vote is {expected}.",
        "Sign the ballot again with that sequence.",
    ),
    "SequenceFull": (
        "Member {member} has replaced their ballot in this vote 65,534 times.",
        "The last ballot stands.",
    ),
    "LevelsLength": (
        "The vote is on {expected} activity types; the ballot gives {given} levels.",
        "Give one level for each activity type of the vote.",
    ),
    "ActivityNotInVote": (
        "Activity type {activity} is not among those that vote {vote} weighs.",
        "Ask for one that was defined when the vote opened.",
    ),
    "LevelOutOfRange": (
        "Level {level} for activity type {activity} is neither 0 to 10 nor 15 (abstain).",
        "Choose a level from 0 to 10, or abstain.",
    ),
    "BallotsFull": ("Vote {vote} has taken 65,535 ballots.", "No further ballot fits."),
}

PLATFORM = {
    "Error": ("The contract refused: {reason}.", "Report it: this refusal should have a name."),
    "Panic": ("The contract stopped with panic code {code}.", "Report it."),
    "FailedDeployment": ("The clone could not be made.", "Try again with more gas."),
    "InsufficientBalance": ("The contract has {balance} and needs {needed}.", "Report it."),
    "InvalidShortString": ("A name of the contract's domain is damaged.", "Report it."),
    "StringTooLong": ("The domain name {str} is too long.", "Report it."),
}
"""What the compiler and the library under the contracts can say; no act of ours leads there."""

EXPLANATIONS: dict[str, tuple[str, str]] = {**ACTS, **COMMUNITY, **ASSEMBLY, **PLATFORM}
