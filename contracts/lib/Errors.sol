// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Why an act is refused
/// @notice Every refusal has a name and carries the values that broke the rule; `ledger_py.errors` explains each name.
interface ActErrors {
    /// @notice The contract was initialised already, or is the implementation behind the clones.
    error InitialisedAlready();
    /// @notice The act was signed to be carried out until `deadline`; the block's time is `time` (seconds, Unix).
    error DeadlinePassed(uint48 deadline, uint256 time);
    /// @notice `signer` does not belong to `member`.
    error SignerNotOfMember(uint32 member, bytes signer);
    /// @notice The signature was not made by `signer` over this act, on this contract, on this chain.
    error SignatureInvalid(uint32 member, bytes32 digest);
    /// @notice An ECDSA signature is 65 bytes long; this one has `length`.
    error SignatureLengthInvalid(uint256 length);
    /// @notice The upper of the two values of s is refused, so that a signature has one form only.
    error SignatureHighS(bytes32 s);
    /// @notice This very act was carried out before.
    error ActRepeated(bytes32 digest);
    /// @notice The community was handed over to its votes at `since` (seconds, Unix): what this changes, a proposal changes.
    error HandedOver(uint48 since);
    /// @notice What a vote changes holds from an epoch that has not begun: `earliest` or later, not `epoch`.
    error EpochBegun(uint16 epoch, uint16 earliest);
    /// @notice An act names at least one item.
    error ItemsMissing();
    /// @notice Only a steward may do this; `member` is none.
    error StewardRequired(uint32 member);
    /// @notice A public document is named by the hash of its bytes; zero names none.
    error DocumentMissing();
    /// @notice A relayed act is no relay itself.
    error RelayNested();
    /// @notice One relay carries 1 to 256 acts.
    error RelayLengthInvalid(uint256 length);
    /// @notice Before act `index` the relay had `available` gas for it, less than the `required` that the act was promised.
    error RelayGasShort(uint256 index, uint256 required, uint256 available);
    /// @notice The relayed bytes are no act of this contract.
    error ActMalformed();
    /// @notice The act used up its `limit` of gas: it may be tried again with more.
    error OutOfGas(uint256 limit);
}

/// @title Why the record refuses
/// @notice What is wrong with members, definitions, epochs and contributions.
interface CommunityErrors {
    /// @notice A community is founded with at least one steward who has a signer.
    error StewardsMissing();
    /// @notice No member has this id.
    error MemberUnknown(uint32 member);
    /// @notice The signer belongs to `member` already, and a signer belongs to one member for ever.
    error SignerTaken(bytes signer, uint32 member);
    /// @notice A signer is a non-zero address, or a verifier that the factory names followed by a key (ERC-7913).
    error SignerUnsupported(bytes signer);
    /// @notice An unclaimed member is credited under a commitment to who it is.
    error PersonMissing();
    /// @notice The quorum is a part of the members, 0 to 10,000 basis points.
    error QuorumOutOfRange(uint16 quorum);
    /// @notice A late window is at least one second, so that an epoch can be recorded after its end.
    error LateWindowMissing();
    /// @notice Only the community's assembly may do this, by a vote; `caller` is not it.
    error AssemblyRequired(address caller);
    /// @notice The member has left, and may come back.
    error MemberHasDeparted(uint32 member);
    /// @notice The member has not left.
    error MemberHasNotDeparted(uint32 member);
    /// @notice The member is suspended until `until` (seconds, Unix).
    error SuspendedUntil(uint32 member, uint48 until);
    /// @notice The member is not suspended.
    error SuspensionUnknown(uint32 member);
    /// @notice A suspension ends after now; this one would have ended at `until`.
    error SuspensionPast(uint48 until);
    /// @notice Two stewards suspend until `latest` at most; longer is for a vote, also to lift.
    error SuspensionLong(uint48 until, uint256 latest);
    /// @notice The member is a party, and somebody who is none decides.
    error PartyMayNot(uint32 member);
    /// @notice The member has joined; this is for unclaimed members.
    error MemberClaimed(uint32 member);
    /// @notice The member is unclaimed, and has no signer.
    error MemberUnclaimed(uint32 member);
    /// @notice The member chose not to be recorded any more.
    error MemberNotRecorded(uint32 member);
    /// @notice A choice is 0 (scored), 1 (recorded, not scored) or 2 (not recorded any more).
    error RecognitionUnknown(uint8 recognition);
    /// @notice Until handover the last steward cannot leave.
    error StewardLast(uint32 member);
    /// @notice The member is a steward already.
    error StewardAlready(uint32 member);
    /// @notice The member has no signer, has departed, or is suspended.
    error MemberInactive(uint32 member);
    /// @notice A community is handed over with at least three active members, two of them stewards, and three who can vote and are not
    /// dormant.
    error HandoverEarly(uint32 active, uint32 stewards, uint32 electorate);
    /// @notice At most `limit` signers speak for a member.
    error SignersFull(uint32 member, uint256 limit);
    /// @notice The last signer cannot be removed.
    error SignerLast(uint32 member);
    /// @notice Whoever is admitted by sponsors has a signer.
    error SignerMissing();
    /// @notice A recovery waits (from `ready` on it can be completed) or waits for a vote; until then signers stay as they are.
    error RecoveryPending(uint32 member, uint48 ready);
    /// @notice No recovery of this member was confirmed by two stewards, or it lapsed 30 days after it could be completed.
    error RecoveryUnknown(uint32 member);
    /// @notice The recovery can be completed from `ready` on (seconds, Unix).
    error RecoveryWaiting(uint32 member, uint48 ready);
    /// @notice The member objected; only a vote decides.
    error RecoveryFrozen(uint32 member);
    /// @notice A vote granted the recovery, and nobody objects to that.
    error RecoveryGranted(uint32 member);
    /// @notice Nobody objected, so there is nothing to decide.
    error RecoveryNotFrozen(uint32 member);
    /// @notice The rules of this community let only stewards admit.
    error SponsorsOff();
    /// @notice The member stands for this admission already.
    error SponsoredAlready(bytes32 admission, uint32 member);
    /// @notice The community's rules give managed members no vote, and no say in admissions.
    error ManagedMayNotSponsor(uint32 member);
    /// @notice In this epoch as many members got their first signer as the rules allow; from the next epoch on more can.
    error AdmissionsFull(uint16 epoch, uint32 limit);
    /// @notice This signer claimed this membership already.
    error ClaimExists(uint32 member, bytes signer);
    /// @notice There is no such claim of this membership.
    error ClaimUnknown(uint32 member);
    /// @notice The claim can be completed without stewards from `ready` on (seconds, Unix).
    error ClaimWaiting(uint32 member, uint48 ready);
    /// @notice Claims of this membership were contested, or several signers claim it: two stewards, or a vote, have to say which.
    error ClaimIsContested(uint32 member);
    /// @notice The steward confirmed this claim already; another one has to.
    error ConfirmedAlready(uint32 steward);
    /// @notice The steward attested to work of this member (or shares the rest of their number modulo 160 with one who did), so others
    /// have to say who it is.
    error ConfirmerAttested(uint32 steward, uint32 member);
    /// @notice Those concerned get at least `minimum` seconds; the rule gives them `given`.
    error WaitShort(uint32 given, uint32 minimum);
    /// @notice Nothing waits longer than `maximum` seconds; the rule says `given`.
    error WaitLong(uint32 given, uint32 maximum);
    /// @notice At least one member can be admitted in an epoch.
    error AdmissionCapMissing();
    /// @notice Two to eight members admit somebody, or only stewards do (0).
    error SponsorsOutOfRange(uint8 sponsors);
    /// @notice Members are dormant after 1 to 16 epochs without an act, or never (0).
    error DormantAfterOutOfRange(uint8 epochs);
    /// @notice A member can contest at least once in an epoch.
    error ContestLimitMissing();
    /// @notice No group has this id.
    error GroupUnknown(uint8 group);
    /// @notice A community has at most `limit` groups.
    error GroupsFull(uint256 limit);
    /// @notice No activity type has this id.
    error ActivityUnknown(uint16 activity);
    /// @notice A community has at most `limit` activity types.
    error ActivitiesFull(uint256 limit);
    /// @notice The activity type is in force from epoch `since` on.
    error ActivityNotInForce(uint16 activity, uint16 epoch, uint16 since);
    /// @notice The activity type is in force no more from epoch `until` on.
    error ActivityRetired(uint16 activity, uint16 until);
    /// @notice The group's sensitive kinds of work go by `activity`, and a group has one such type.
    error SensitiveExists(uint8 group, uint16 activity);
    /// @notice An orientation is 1 (object), 2 (community) or 3 (both).
    error OrientationUnknown(uint8 orientation);
    /// @notice A unit is 1 (session), 2 (event), 3 (hour), 4 (patch) or 5 (credit).
    error UnitUnknown(uint8 unit);
    /// @notice An activity type requires 1 to 5 attestations.
    error RequiredOutOfRange(uint8 required);
    /// @notice A cap is at least one hundredth of a unit.
    error CapMissing();
    /// @notice An epoch lasts a day at least: end number `index` of the list, `end`, is less than that after `previous`.
    error EpochShort(uint256 index, uint48 previous, uint48 end);
    /// @notice Epochs are listed ten years ahead at most: until `latest` (seconds, Unix).
    error EpochFar(uint48 end, uint256 latest);
    /// @notice After the founding only epochs that end after now can be listed.
    error EpochPast(uint48 end);
    /// @notice At most `limit` epochs can be listed.
    error EpochsFull(uint256 limit);
    /// @notice The community has listed no such epoch; the first is 1.
    error EpochUnknown(uint16 epoch);
    /// @notice The epochs listed so far do not reach `time`.
    error EpochUnlisted(uint256 time);
    /// @notice The epoch begins at `start`.
    error EpochNotStarted(uint16 epoch, uint48 start);
    /// @notice The epoch took nothing new from `closed` on.
    error EpochClosed(uint16 epoch, uint256 closed);
    /// @notice A member records in their own name only.
    error RecorderMismatch(uint32 member, uint32 recorder);
    /// @notice The basis is 0 for one's own contribution, otherwise 1 (present) or 2 (vouched).
    error BasisInvalid(uint8 basis);
    /// @notice Units are more than zero.
    error UnitsMissing();
    /// @notice A credit is exactly 100 hundredths.
    error UnitsNotCredit(uint16 units);
    /// @notice Units attested are at most the units stated.
    error UnitsAboveStated(uint16 stated, uint16 attested);
    /// @notice Accepted units of one member, type and epoch no longer fit their 32 bits.
    error UnitsOverflow(uint32 member, uint16 epoch, uint16 activity);
    /// @notice A contribution carries the salted commitment of its content.
    error ContentMissing();
    /// @notice The contribution is recorded already.
    error ContributionExists(bytes32 id);
    /// @notice No such contribution is recorded.
    error ContributionUnknown(bytes32 id);
    /// @notice The contribution has no attester number `index`; the first is 0.
    error AttestationUnknown(bytes32 id, uint256 index);
    /// @notice Nobody attests to their own contribution.
    error AttesterIsContributor(uint32 member);
    /// @notice The member attested to this contribution already.
    error AttestationExists(bytes32 id, uint32 member);
    /// @notice The contribution has its five attestations; places of those who retracted stay taken.
    error AttestationsFull(bytes32 id);
    /// @notice The member did not attest to this contribution.
    error AttestationMissing(bytes32 id, uint32 member);
    /// @notice The member took this attestation back already.
    error RetractedAlready(bytes32 id, uint32 member);
    /// @notice The contribution was struck or withdrawn, and stays so.
    error ContributionEnded(bytes32 id);
    /// @notice Withdrawn is what one did oneself, what one recorded while it is not accepted, and, by a steward, what is credited to an
    /// unclaimed member.
    error WithdrawalForbidden(bytes32 id, uint32 member);
    /// @notice A correction is about the same contributor.
    error ContributorMismatch(uint32 replaced, uint32 replacement);
    /// @notice The epoch is final: nothing in it changes.
    error EpochIsFinal(uint16 epoch);
    /// @notice The contribution was contested before, and once is all.
    error ContestExists(bytes32 id);
    /// @notice The contribution could be contested until `ended` (seconds, Unix).
    error ContestLate(bytes32 id, uint256 ended);
    /// @notice The member raised as many contests in this epoch as the rules allow.
    error ContestsFull(uint32 member, uint16 epoch, uint8 limit);
    /// @notice No contest of this contribution is open.
    error ContestUnknown(bytes32 id);
}

/// @title Why the assembly refuses
/// @notice What is wrong with indicators, votes and ballots.
interface AssemblyErrors {
    /// @notice The member chose not to be scored.
    error MemberNotScored(uint32 member);
    /// @notice No indicator has this id.
    error IndicatorUnknown(uint32 indicator);
    /// @notice The kind of an indicator is 1 (rates) or 2 (shares).
    error KindUnknown(uint8 kind);
    /// @notice There are as many indicators as can be, `limit`.
    error IndicatorsFull(uint256 limit);
    /// @notice The indicator says nothing any more from epoch `until` on.
    error IndicatorRetired(uint32 indicator, uint16 until);
    /// @notice Retention names the ages 1 to at most `limit`; this one names `ages`.
    error RetentionLong(uint256 ages, uint256 limit);
    /// @notice What is kept of a score is 0 to 10,000 basis points; at this age it is `basisPoints`.
    error RetentionOutOfRange(uint256 age, uint16 basisPoints);
    /// @notice No version, or no such version, has been set.
    error VersionUnknown(uint32 indicator, uint16 version);
    /// @notice No vote has this id.
    error VoteUnknown(uint32 vote);
    /// @notice The indicator's vote `vote` is not closed yet, and an indicator has one vote at a time.
    error VotePending(uint32 indicator, uint32 vote);
    /// @notice The activity types must be defined before there is anything to weigh.
    error VoteEmpty();
    /// @notice A vote is open for at least `minimum` seconds.
    error VotingTimeShort(uint32 duration, uint32 minimum);
    /// @notice A vote opens within `maximum` seconds, and is open for at most as long.
    error VotingTimeLong(uint32 notice, uint32 duration, uint32 maximum);
    /// @notice The first version is in force from a stated epoch; every later one from the epoch after the closing (stated as 0).
    error FromInvalid(uint16 from);
    /// @notice The vote opens at `opens`.
    error VoteNotOpen(uint32 vote, uint48 opens);
    /// @notice The vote took ballots until `closes`.
    error VoteOver(uint32 vote, uint48 closes);
    /// @notice The vote takes ballots until `closes`; only then it can be closed.
    error VoteRunning(uint32 vote, uint48 closes);
    /// @notice The vote was closed before.
    error VoteClosedAlready(uint32 vote);
    /// @notice The member joined at `joined`; in this vote have a say who joined by `joinedBy` (seconds, Unix): before it was announced, and
    /// after handover in an earlier epoch.
    error JoinedLate(uint32 member, uint48 joined, uint48 joinedBy);
    /// @notice The vote is a weight vote (1), a proposal (2) or an election (3), and this is for another kind.
    error VoteOfOtherKind(uint32 vote, uint8 kind);
    /// @notice Members get at least `minimum` seconds from the announcement of a vote to its opening.
    error NoticeShort(uint32 notice, uint32 minimum);
    /// @notice The community's rules give managed members no vote.
    error ManagedMayNotVote(uint32 member);
    /// @notice A ballot's sequence is exactly the member's last one in this vote plus one.
    error SequenceWrong(uint16 expected, uint16 given);
    /// @notice The member replaced their ballot in this vote as often as can be counted.
    error SequenceFull(uint32 member);
    /// @notice A ballot gives one level for each activity type of the vote.
    error LevelsLength(uint256 expected, uint256 given);
    /// @notice The indicator has as many versions as can be numbered.
    error VersionsFull(uint32 indicator);
    /// @notice The vote weighs the activity types that were defined when it opened; this one is not among them.
    error ActivityNotInVote(uint32 vote, uint16 activity);
    /// @notice A level is 0 to 10, or 15 to abstain on the type.
    error LevelOutOfRange(uint16 activity, uint8 level);
    /// @notice A vote takes at most 65,535 ballots.
    error BallotsFull(uint32 vote);
    /// @notice In a vote of shares a ballot divides the groups, or abstains from that: it is a SharesBallot.
    error DivisionMissing(uint32 vote);
    /// @notice In a vote of rates there is nothing to divide: its ballot is a Ballot.
    error DivisionUnknown(uint32 vote);
    /// @notice A division gives points to each group of the vote.
    error PointsLength(uint256 expected, uint256 given);
    /// @notice A division comes to 100 points; this one to `sum`.
    error PointsSum(uint256 sum);
    /// @notice The vote divides the groups that were defined when it opened; this one is not among them.
    error GroupNotInVote(uint32 vote, uint8 group);
    /// @notice A choice is 1 (in favour), 2 (against) or 3 (abstains).
    error ChoiceUnknown(uint8 choice);
    /// @notice Only a proposal that has passed does this; `caller` is not the assembly.
    error ProposalRequired(address caller);
    /// @notice The member opened as many proposals in this epoch as one can.
    error ProposalsFull(uint32 member, uint16 epoch, uint8 limit);
    /// @notice Between closing and execution lie `minimum` to `maximum` seconds.
    error DelayOutOfRange(uint32 delay, uint32 minimum, uint32 maximum);
    /// @notice A proposal makes at most `limit` calls.
    error CallsFull(uint256 limit);
    /// @notice Call number `index` goes to the record (1) or the assembly (2), and names a function; none by which somebody acts (`noteAct`, `relay`,
    /// `simulate`).
    error CallInvalid(uint256 index);
    /// @notice These are not the calls that were proposed.
    error CallsMismatch(uint32 vote);
    /// @notice Call number `index` was refused for `reason`, so nothing of the proposal was done.
    error CallFailed(uint256 index, bytes reason);
    /// @notice The proposal has not passed: it is not closed, or not enough were for it.
    error ProposalNotPassed(uint32 vote);
    /// @notice Since it passed so many objected that it will not be executed.
    error ProposalStopped(uint32 vote, uint16 inFavour, uint16 against);
    /// @notice The proposal was executed before.
    error ProposalExecutedAlready(uint32 vote);
    /// @notice The proposal can be executed from `ready` on (seconds, Unix).
    error ProposalWaiting(uint32 vote, uint48 ready);
    /// @notice The proposal could be executed until `until` (seconds, Unix): for thirty days, and what was proposed before handover until then.
    error ProposalLapsed(uint32 vote, uint256 until);
    /// @notice Members could object until `ready` (seconds, Unix).
    error ObjectionLate(uint32 vote, uint48 ready);
    /// @notice The member's ballot is against the proposal already.
    error ObjectedAlready(uint32 vote, uint32 member);
    /// @notice There are active stewards, so there is nothing to elect.
    error StewardsPresent(uint32 stewards);
    /// @notice Election `vote` is not closed yet.
    error ElectionPending(uint32 vote);
    /// @notice The last election is `last`, 0 for none.
    error ElectionOther(uint32 last);
    /// @notice Candidates stand before the vote opens, which it did at `opens` (seconds, Unix).
    error VoteOpenAlready(uint32 vote, uint48 opens);
    /// @notice The member stands already.
    error CandidateAlready(uint32 vote, uint32 member);
    /// @notice At most `limit` members stand in an election.
    error CandidatesFull(uint32 vote, uint256 limit);
    /// @notice The member does not stand in this election.
    error CandidateUnknown(uint32 vote, uint32 member);
}
