"""Why the record refuses definitions, rules, epochs, contributions and contests."""

RECORD = {
    "CommunityExists": (
        "This founding was carried out before, as {community}.",
        "Use that community, or found with another salt.",
    ),
    "CommunityUnknown": (
        "No community has number {number}.",
        "Numbers are 1 to the factory's count.",
    ),
    "QuorumOutOfRange": (
        "The quorum is 0 to 10,000 basis points, not {quorum}.",
        "State it as a part of the members.",
    ),
    "LateWindowMissing": (
        "The late window is at least one second.",
        "State for how long after its end an epoch can still be recorded.",
    ),
    "WaitLong": (
        "Nothing waits longer than {maximum}; the rule says {given} seconds.",
        "Set the rule to a year at most.",
    ),
    "WaitShort": (
        "Those concerned get at least {minimum}; this rule gives them {given} seconds.",
        "State a longer time.",
    ),
    "AdmissionCapMissing": (
        "At least one member can be admitted in an epoch.",
        "State how many get their first signer in one epoch.",
    ),
    "SponsorsOutOfRange": (
        "Two to eight members admit somebody, or only stewards do (0), not {sponsors}.",
        "Choose 0 or a number from 2 to 8.",
    ),
    "DormantAfterOutOfRange": (
        "Members are dormant after 1 to 16 epochs without an act, or never (0), not {epochs}.",
        "Choose a number from 0 to 16.",
    ),
    "ContestLimitMissing": (
        "A member can contest at least once in an epoch.",
        "State how many contests one member can raise in an epoch.",
    ),
    "GroupUnknown": ("No group has id {group}.", "Define the group first."),
    "GroupsFull": ("A community has at most {limit} groups.", "Use one that is there."),
    "ActivityUnknown": ("No activity type has id {activity}.", "Choose one of the community's."),
    "ActivitiesFull": ("A community has at most {limit} activity types.", "Use one that is there."),
    "ActivityNotInForce": (
        "Activity type {activity} is in force from epoch {since} on, not in epoch {epoch}.",
        "Choose a later epoch or another activity type.",
    ),
    "ActivityRetired": (
        "Activity type {activity} is in force no more from epoch {until} on.",
        "Choose an earlier epoch or another activity type.",
    ),
    "SensitiveExists": (
        "The sensitive kinds of work of group {group} go by activity type {activity} already.",
        "Record them under that type: a group has one.",
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
    "EpochShort": (
        "End number {index} of the list, {end}, is less than a day after {previous}.",
        "List ends one after the other, each a day or more after the one before.",
    ),
    "EpochFar": (
        "Epochs can be listed until {latest}, and the last one would end at {end}.",
        "List fewer epochs; times are in seconds since 1970, not milliseconds.",
    ),
    "EpochPast": (
        "The first of these epochs ended at {end}, before now.",
        "List epochs that end after now; those before the founding are listed by the founding.",
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
        "Contribution {id} has its five attestations; places of those who retracted stay taken.",
        "Nothing is left to do.",
    ),
    "AttestationMissing": (
        "Member {member} did not attest to contribution {id}.",
        "Take back only what you attested yourself.",
    ),
    "RetractedAlready": (
        "Member {member} took back their attestation to contribution {id} before.",
        "Nothing is left to do.",
    ),
    "ContributionEnded": (
        "Contribution {id} was struck or withdrawn, and stays so.",
        "Nothing is left to do.",
    ),
    "WithdrawalForbidden": (
        "Contribution {id} is not member {member}'s to withdraw.",
        "Withdraw what you did yourself, what you recorded and is not accepted yet, or, as a"
        " steward, what is credited to an unclaimed member.",
    ),
    "ContributorMismatch": (
        "A correction is about the same member: {replaced}, not {replacement}.",
        "Withdraw the one and record the other.",
    ),
    "EpochIsFinal": (
        "Epoch {epoch} is final: nothing in it changes.",
        "Withdraw the contribution if it should be shown no more; its units go on counting.",
    ),
    "ContestExists": (
        "Contribution {id} was contested before, and once is all.",
        "Nothing is left to do.",
    ),
    "ContestLate": (
        "Contribution {id} could be contested until {ended}.",
        "Nothing is left to do: its epoch is closed to contests.",
    ),
    "ContestsFull": (
        "Member {member} has raised the {limit} contests that the rules allow in epoch {epoch}.",
        "Ask another member, or wait for the next epoch.",
    ),
    "ContestUnknown": (
        "No contest of contribution {id} is open.",
        "Nothing is left to decide: it was resolved, has lapsed, or was never raised.",
    ),
}
