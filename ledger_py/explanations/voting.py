"""Why the assembly refuses what is said in votes of shares, proposals and elections."""

VOTING = {
    "DivisionMissing": (
        "In vote {vote} a ballot divides points over the groups, or abstains from that.",
        "Cast a ballot of shares.",
    ),
    "DivisionUnknown": (
        "In vote {vote} there is nothing to divide.",
        "Cast a ballot of levels alone.",
    ),
    "PointsLength": (
        "The vote is on {expected} groups; the ballot gives points to {given}.",
        "Give points, if only 0, to each group of the vote, or none at all to abstain.",
    ),
    "PointsSum": (
        "The points come to {sum}, not to 100.",
        "Divide exactly 100 points.",
    ),
    "GroupNotInVote": (
        "Group {group} is not among those that vote {vote} divides.",
        "Ask for one that was defined when the vote opened.",
    ),
    "ChoiceUnknown": (
        "A choice is 1 (in favour), 2 (against) or 3 (abstains), not {choice}.",
        "Choose one of the three.",
    ),
    "ProposalRequired": (
        "Only a proposal that has passed does this, and {caller} is not the assembly.",
        "Propose it to the community.",
    ),
    "ProposalsFull": (
        "Member {member} has opened the {limit} proposals that one can in epoch {epoch}.",
        "Ask another member to propose it, or wait for the next epoch.",
    ),
    "DelayOutOfRange": (
        "Between closing and execution lie {minimum} to {maximum}, not {delay}.",
        "Choose a delay between the two; only a steward may be quicker, and until handover.",
    ),
    "CallsFull": (
        "A proposal makes at most {limit} calls.",
        "Cut it into several proposals.",
    ),
    "CallInvalid": (
        "Call {index} (the first is 0) goes neither to the record (1) nor to the assembly (2),"
        " names no function, or one by which somebody acts.",
        "Build the call with one of the community's decisions.",
    ),
    "CallsMismatch": (
        "These are not the calls that proposal {vote} makes.",
        "Give the calls exactly as they were proposed.",
    ),
    "CallFailed": (
        "Call {index} of the proposal (the first is 0) was refused, so nothing of it was done:"
        " {reason}.",
        "Put right what the reason names and execute again in time, or propose anew.",
    ),
    "ProposalNotPassed": (
        "Proposal {vote} has not passed.",
        "Close its vote when its time is over; it passes with the quorum and more for than"
        " against.",
    ),
    "ProposalStopped": (
        "Proposal {vote} was stopped by objections: {inFavour} are for it and {against} against.",
        "Propose something that fewer object to.",
    ),
    "ProposalExecutedAlready": ("Proposal {vote} was executed before.", "Nothing is left to do."),
    "ProposalWaiting": (
        "Proposal {vote} can be executed from {ready} on; until then members can object.",
        "Wait until then.",
    ),
    "ProposalLapsed": (
        "Proposal {vote} could be executed until {until}: what is proposed before handover is"
        " executed before it, all else within thirty days.",
        "Propose it again.",
    ),
    "ObjectionLate": (
        "Members could object to proposal {vote} until {ready}.",
        "Propose to undo what it does.",
    ),
    "ObjectedAlready": (
        "The ballot of member {member} is against proposal {vote} already.",
        "Nothing is left to do.",
    ),
    "StewardsPresent": (
        "There are {stewards} active stewards, so there is nothing to elect.",
        "Propose who should become a steward too.",
    ),
    "ElectionOther": (
        "The last election is {last}, and this would follow another.",
        "Look at that election: somebody opened it before.",
    ),
    "ElectionPending": (
        "Election {vote} is not closed yet.",
        "Stand or vote in it, and close it when its time is over.",
    ),
    "CandidateAlready": (
        "Member {member} stands in election {vote} already.",
        "Nothing is left to do.",
    ),
    "CandidatesFull": (
        "At most {limit} members stand in an election, and in {vote} they do.",
        "Approve of one who stands, or propose a steward later.",
    ),
    "CandidateUnknown": (
        "Member {member} does not stand in election {vote}.",
        "Approve only of members who do.",
    ),
}
