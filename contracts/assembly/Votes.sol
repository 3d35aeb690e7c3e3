// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AssemblyErrors} from "../lib/Errors.sol";
import {IRecord} from "../lib/IRecord.sol";
import {SignedActs} from "../lib/SignedActs.sol";

/// @title Votes: what every vote shares
/// @notice Holds the community that votes and, of each vote, when it opens and closes, its quorum and how many ballots it took.
/// A member's ballot replaces their last one by its sequence. Nobody changes a vote but by opening it, ballots, and closing it.
/// Invariant 4.
abstract contract Votes is SignedActs, AssemblyErrors {
    uint32 private constant MINIMUM_VOTING_TIME = 1 minutes;
    /// An indicator has one vote at a time, so that no steward can keep it busy for ever.
    uint32 private constant MAXIMUM_TIME = 366 days;
    uint32 private constant MINIMUM_QUORUM = 3;

    /// One slot, with `subject` in it: what the vote is about, packed by its kind, so that a ballot reads one slot, not two.
    struct Vote {
        uint48 opens;
        uint48 closes;
        uint32 notice;
        uint32 quorum;
        uint16 ballots;
        bool closed;
        uint72 subject;
    }

    /// What a vote asks of a member.
    struct Voter {
        uint32 member;
        uint48 joined;
        bool steward;
        bool managed;
    }

    IRecord private _record;
    Vote[] private _votes;

    /// @notice The community whose members vote here.
    function communityAddress() external view returns (address) {
        return address(_record);
    }

    /// @notice How many votes there have been; ids are 1 to this number.
    function voteCount() external view returns (uint256) {
        return _votes.length;
    }

    function _foundVotes(address community_) internal {
        if (address(_record) != address(0)) revert InitialisedAlready();
        _record = IRecord(community_);
    }

    function _theRecord() internal view returns (IRecord) {
        return _record;
    }

    /// @dev One who has a say here: a signer of an active member; the record notes that they acted.
    function _authorise(
        uint32 member,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal returns (Voter memory voter) {
        _requireInTime(deadline);
        (uint48 joined, bool steward, bool managed) = _record.noteAct(member, _hashBytes(signer));
        if (joined == 0) revert SignerNotOfMember(member, signer);
        _requireSigned(member, structHash, signer, signature);
        return Voter(member, joined, steward, managed);
    }

    /// @dev As `_authorise`, for the acts of stewards, which happen once.
    function _authoriseSteward(
        uint32 member,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal {
        if (!_authorise(member, deadline, structHash, signer, signature).steward)
            revert StewardRequired(member);
        _burn(structHash);
    }

    function _voteOf(uint32 id) internal view returns (Vote storage) {
        if (id == 0 || id > _votes.length) revert VoteUnknown(id);
        return _votes[id - 1];
    }

    /// @dev Opens `notice` seconds from now, for `duration` seconds. The electorate is who could vote at this moment, and the
    /// quorum a part of it: nobody is admitted in between to outvote it.
    function _open(uint72 subject, uint32 notice, uint32 duration) internal returns (uint32 id) {
        if (duration < MINIMUM_VOTING_TIME) revert VotingTimeShort(duration, MINIMUM_VOTING_TIME);
        if (notice > MAXIMUM_TIME || duration > MAXIMUM_TIME)
            revert VotingTimeLong(notice, duration, MAXIMUM_TIME);
        uint48 opens = uint48(block.timestamp) + notice;
        _votes.push(Vote(opens, opens + duration, notice, _quorum(), 0, false, subject));
        return uint32(_votes.length);
    }

    /// @dev Admits a ballot into an open vote: the member is of the electorate and the sequence is the one after `last`, that of
    /// the member's live ballot (0 for none).
    function _enter(
        uint32 id,
        Voter memory voter,
        uint16 last,
        uint16 sequence
    ) internal returns (Vote storage v) {
        v = _voteOf(id);
        if (block.timestamp < v.opens) revert VoteNotOpen(id, v.opens);
        if (block.timestamp >= v.closes) revert VoteOver(id, v.closes);
        if (voter.joined > v.opens - v.notice)
            revert JoinedAfterAnnouncement(voter.member, voter.joined);
        if (voter.managed && !_record.rules().managedMayVote)
            revert ManagedMayNotVote(voter.member);
        if (last == type(uint16).max) revert SequenceFull(voter.member);
        if (sequence != last + 1) revert SequenceWrong(last + 1, sequence);
        if (last != 0) return v;
        if (v.ballots == type(uint16).max) revert BallotsFull(id);
        ++v.ballots;
    }

    /// @dev Ends a vote whose time is over, once.
    function _end(uint32 id) internal returns (Vote storage v) {
        v = _voteOf(id);
        if (v.closed) revert VoteClosedAlready(id);
        if (block.timestamp < v.closes) revert VoteRunning(id, v.closes);
        v.closed = true;
    }

    /// @dev The larger of 3 and the stated part of those who could vote, rounded up.
    function _quorum() private view returns (uint32) {
        uint256 part = (uint256(_record.electorate()) * _record.rules().quorum + 9_999) / 10_000;
        return part > MINIMUM_QUORUM ? uint32(part) : MINIMUM_QUORUM;
    }
}
