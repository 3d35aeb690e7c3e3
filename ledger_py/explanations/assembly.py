"""Why the assembly refuses."""

ASSEMBLY = {
    "MemberNotScored": (
        "Member {member} chose not to be scored.",
        "Look at what is recorded of them instead.",
    ),
    "IndicatorUnknown": ("No indicator has id {indicator}.", "Define it first."),
    "KindUnknown": (
        "The kind of an indicator is 1 (rates) or 2 (shares), not {kind}.",
        "Choose one of the two.",
    ),
    "IndicatorsFull": (
        "A community has at most {limit} indicators.",
        "Revise one that is there.",
    ),
    "IndicatorRetired": (
        "Indicator {indicator} says nothing any more from epoch {until} on.",
        "Ask about an earlier epoch, or choose another indicator.",
    ),
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
        "A vote is open for at least {minimum}, not {duration}.",
        "Choose a longer duration; only a steward may be quicker, and until handover.",
    ),
    "VotingTimeLong": (
        "A vote opens within {maximum} and is open for at most as long, not {notice} and"
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
    "VoteOpenAlready": (
        "Candidates stood in vote {vote} until it opened at {opens}.",
        "Wait for the next election, or ask members to approve of those who stand.",
    ),
    "VoteOfOtherKind": (
        "Vote {vote} is of kind {kind}: 1 a weight vote, 2 a proposal, 3 an election.",
        "A weight vote takes ballots of levels or shares, a proposal answers and objections, an"
        " election candidates and approvals.",
    ),
    "NoticeShort": (
        "Members get at least {minimum} from the announcement to the opening, not {notice}.",
        "Choose a longer notice; only a steward may be quicker, and until handover.",
    ),
    "JoinedLate": (
        "Member {member} joined at {joined}; in this vote have a say who joined by {joinedBy}.",
        "They can vote in the next one, or, after handover, from the next epoch on.",
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
    "VersionsFull": (
        "Indicator {indicator} has 65,535 versions.",
        "Define another indicator in its place.",
    ),
    "BallotsFull": ("Vote {vote} has taken 65,535 ballots.", "No further ballot fits."),
}
