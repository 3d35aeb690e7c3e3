// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AssemblyErrors} from "../lib/Errors.sol";
import {IRecord} from "../lib/IRecord.sol";
import {SignedActs} from "../lib/SignedActs.sol";
import {Opening} from "../upkeep/RecordViews.sol";

/// @title Votes: what every vote shares
/// @notice Holds the community that votes and, of each vote, when it opens and closes, who may vote, its quorum, how many ballots it
/// took, and each member's ballot, which replaces their last one by its sequence. Weight votes, proposals and elections are
/// votes. Nobody changes a vote but by opening it, ballots, and closing it. Invariants 4, 9.
abstract contract Votes is SignedActs, AssemblyErrors {
    uint8 internal constant WEIGHTS = 1;
    uint8 internal constant PROPOSAL = 2;
    uint8 internal constant ELECTION = 3;
    /// Above the 240 bits of what a ballot says lies its sequence.
    uint256 internal constant SEQUENCE_BIT = 240;
    uint32 private constant MINIMUM_VOTING_TIME = 1 minutes;
    /// An indicator has one vote at a time, so that nobody can keep it busy for ever.
    uint32 private constant MAXIMUM_TIME = 366 days;
    uint32 private constant MINIMUM_QUORUM = 3;

    /// One slot, with what the kind of vote adds in `subject`, so that a ballot reads and writes one slot, not two.
    /// @param joinedBy who joined by then may vote (seconds, Unix)
    struct Vote {
        uint48 opens;
        uint48 closes;
        uint48 joinedBy;
        uint32 quorum;
        uint16 ballots;
        uint8 kind;
        bool closed;
        uint48 subject;
    }

    /// What a vote asks of a member.
    struct Voter {
        uint32 member;
        uint48 joined;
        bool steward;
        bool managed;
    }

    // In one slot, which every act reads.
    IRecord private _record;
    uint32 private _voteCount;
    mapping(uint32 id => Vote vote) private _votes;
    mapping(uint256 voteAndMember => uint256 ballot) internal _ballots;

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

    function _countVotes() internal view returns (uint256) {
        return _voteCount;
    }

    function _voteOf(uint32 id) internal view returns (Vote storage v) {
        v = _votes[id];
        // Every vote is of a kind, so one is told from an empty slot without reading how many there are.
        if (v.kind == 0) revert VoteUnknown(id);
    }

    function _voteOf(uint32 id, uint8 kind) internal view returns (Vote storage v) {
        v = _votes[id];
        if (v.kind == kind) return v;
        if (v.kind == 0) revert VoteUnknown(id);
        revert VoteOfOtherKind(id, v.kind);
    }

    /// @dev Opens `notice` seconds from now, for `duration` seconds. The electorate is settled at this moment, and the quorum a part
    /// of it: nobody is admitted in between to outvote it. Only a steward of a community that is not handed over may be quicker than
    /// its rules (`quick`).
    function _open(
        Opening memory o,
        uint8 kind,
        uint48 subject,
        uint32 notice,
        uint32 duration,
        bool quick
    ) internal returns (uint32 id) {
        uint32 least = quick ? MINIMUM_VOTING_TIME : o.votingTime;
        if (duration < least) revert VotingTimeShort(duration, least);
        if (!quick && notice < o.notice) revert NoticeShort(notice, o.notice);
        if (notice > MAXIMUM_TIME || duration > MAXIMUM_TIME)
            revert VotingTimeLong(notice, duration, MAXIMUM_TIME);
        uint48 opens = uint48(block.timestamp) + notice;
        id = ++_voteCount;
        _votes[id] = Vote({
            opens: opens,
            closes: opens + duration,
            joinedBy: o.joinedBy,
            quorum: _quorum(o),
            ballots: 0,
            kind: kind,
            closed: false,
            subject: subject
        });
    }

    /// @dev Admits a ballot into an open vote: the member is of the electorate and the sequence is the one after `last`, that of
    /// the member's live ballot (0 for none).
    function _enter(
        uint32 id,
        uint8 kind,
        Voter memory voter,
        uint16 last,
        uint16 sequence
    ) internal returns (Vote storage v) {
        v = _voteOf(id, kind);
        if (block.timestamp < v.opens) revert VoteNotOpen(id, v.opens);
        if (block.timestamp >= v.closes) revert VoteOver(id, v.closes);
        _requireElector(v, voter);
        if (last == type(uint16).max) revert SequenceFull(voter.member);
        if (sequence != last + 1) revert SequenceWrong(last + 1, sequence);
        if (last == 0) _countBallot(id, v);
    }

    function _countBallot(uint32 id, Vote storage v) internal {
        if (v.ballots == type(uint16).max) revert BallotsFull(id);
        ++v.ballots;
    }

    /// @dev Of the electorate: joined in time, and with a key of their own where the rules ask for it.
    function _requireElector(Vote storage v, Voter memory voter) internal view {
        if (voter.joined > v.joinedBy) revert JoinedLate(voter.member, voter.joined, v.joinedBy);
        _requireOwnKey(voter);
    }

    function _requireOwnKey(Voter memory voter) internal view {
        if (voter.managed && !_record.rules().managedMayVote)
            revert ManagedMayNotVote(voter.member);
    }

    /// @dev Ends a vote whose time is over, once.
    function _end(uint32 id) internal returns (Vote storage v) {
        v = _voteOf(id);
        if (v.closed) revert VoteClosedAlready(id);
        if (block.timestamp < v.closes) revert VoteRunning(id, v.closes);
        v.closed = true;
    }

    function _ballotKey(uint32 voteId, uint32 memberId) internal pure returns (uint256) {
        return (uint256(voteId) << 32) | memberId;
    }

    /// @dev The larger of 3 and the stated part of those who could vote, rounded up.
    function _quorum(Opening memory o) private pure returns (uint32) {
        uint256 part = (uint256(o.electorate) * o.quorum + 9_999) / 10_000;
        return part > MINIMUM_QUORUM ? uint32(part) : MINIMUM_QUORUM;
    }
}
