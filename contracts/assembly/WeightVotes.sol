// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../lib/Lanes.sol";
import {Tally} from "../lib/Tally.sol";
import {Indicators} from "./Indicators.sol";

/// @notice A steward opens a vote on an indicator's weights.
/// @param from epoch from which the first version is in force; 0 for every later version
/// @param notice seconds until the vote opens
/// @param duration seconds for which it is open, at least 60
struct OpenVote {
    uint32 member;
    uint48 deadline;
    uint32 indicator;
    uint16 from;
    uint32 notice;
    uint32 duration;
}

/// @notice A member's say in a weight vote.
/// @param sequence the member's last sequence in this vote plus one
/// @param levels one per activity type of the vote: 0 to 10, or 15 to abstain on it
/// @param rationale salted commitment to a rationale, or zero
struct Ballot {
    uint32 member;
    uint48 deadline;
    uint32 vote;
    uint16 sequence;
    uint8[] levels;
    bytes32 rationale;
}

/// @title WeightVotes: how much each kind of work weighs
/// @notice Holds ballots and the histograms they come to; closing sets an indicator's next version. Stewards open votes until
/// handover; levels change by votes only. Invariants 3, 4.
abstract contract WeightVotes is Indicators {
    using Lanes for uint256;

    /// Above the sixty levels of a ballot lies its sequence.
    uint256 private constant SEQUENCE_BIT = 240;
    bytes32 private constant OPEN_TYPEHASH = keccak256(
        "OpenVote(uint32 member,uint48 deadline,uint32 indicator,uint16 from,uint32 notice,uint32 duration)"
    );
    bytes32 private constant BALLOT_TYPEHASH = keccak256(
        "Ballot(uint32 member,uint48 deadline,uint32 vote,uint16 sequence,uint8[] levels,bytes32 rationale)"
    );

    /// A weight vote as it is answered; in storage, indicator, first epoch and number of types are the vote's subject.
    struct WeightVote {
        uint32 indicator;
        uint48 opens;
        uint48 closes;
        uint32 quorum;
        uint16 ballots;
        uint16 from;
        uint8 activities;
        bool closed;
    }

    mapping(uint256 voteAndMember => uint256 ballot) private _ballots;
    /// How many ballots gave a level: sixteen activity types share a slot, so a ballot touches the levels it uses only.
    mapping(uint256 voteChunkAndLevel => uint256 lanes) private _counts;

    /// @notice A weight vote over activity types 1 to `activities` takes ballots from `opens` until `closes`.
    event VoteOpened(
        uint32 indexed vote,
        uint32 indexed indicator,
        uint48 opens,
        uint48 closes,
        uint16 from,
        uint8 activities,
        uint32 quorum
    );
    /// @notice A ballot was cast or replaced; level of activity type i + 1 in the four bits from 4i on, 15 for none.
    event BallotCast(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 sequence,
        uint256 levels,
        bytes32 rationale
    );
    /// @notice A vote was closed with so many ballots; `version` is what it set, 0 when no type reached the quorum.
    event VoteClosed(uint32 indexed vote, uint16 ballots, uint16 version);

    /// @notice Opens a weight vote on all activity types defined by now.
    function openVote(
        OpenVote calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(OPEN_TYPEHASH, act));
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        Indicator storage indicator_ = _indicatorOf(act.indicator);
        if (indicator_.pending != 0) revert VotePending(act.indicator, indicator_.pending);
        if ((indicator_.versions.length == 0) != (act.from != 0)) revert FromInvalid(act.from);
        if (indicator_.versions.length == type(uint16).max) revert VersionsFull(act.indicator);
        if (act.from != 0) _theRecord().epoch(act.from);
        uint8 activities = uint8(_theRecord().activityCount());
        if (activities == 0) revert VoteEmpty();
        uint32 id = _open(_subject(act.indicator, act.from, activities), act.notice, act.duration);
        indicator_.pending = id;
        Vote storage v = _voteOf(id);
        emit VoteOpened(id, act.indicator, v.opens, v.closes, act.from, activities, v.quorum);
    }

    /// @notice Casts a ballot, or replaces the member's last one.
    function cast(Ballot calldata act, bytes calldata signer, bytes calldata signature) external {
        Voter memory voter = _authorise(
            act.member,
            act.deadline,
            _hashBallot(act),
            signer,
            signature
        );
        uint256 key = _ballotKey(act.vote, act.member);
        uint256 before = _ballots[key];
        uint16 last = uint16(before >> SEQUENCE_BIT);
        Vote storage v = _enter(act.vote, voter, last, act.sequence);
        uint256 levels = _packLevels(act.levels, _activitiesOf(v));
        uint256 was = before == 0 ? Tally.NO_LEVELS : before & Tally.NO_LEVELS;
        _count(act.vote, act.levels.length, was, levels);
        _ballots[key] = (uint256(act.sequence) << SEQUENCE_BIT) | levels;
        emit BallotCast(act.vote, act.member, act.sequence, levels, act.rationale);
    }

    /// @notice Closes a vote whose time is over and sets the indicator's next version. Anyone may.
    function closeVote(uint32 id) external {
        WeightVote memory v = _weightVote(_end(id));
        Indicator storage indicator_ = _indicatorOf(v.indicator);
        indicator_.pending = 0;
        (uint256 levels, bool decided) = _outcome(
            id,
            v.activities,
            v.quorum,
            _lastLevels(indicator_)
        );
        uint16 number;
        if (decided) {
            // The version counts from an epoch that has not begun, or was stated before anything was weighed.
            uint16 from = v.from == 0 ? _theRecord().epochAt(block.timestamp) + 1 : v.from;
            number = _setVersion(v.indicator, from, levels);
        }
        emit VoteClosed(id, v.ballots, number);
    }

    /// @notice A vote, by id.
    function vote(uint32 id) external view returns (WeightVote memory) {
        return _weightVote(_voteOf(id));
    }

    /// @notice A member's live ballot: its sequence (0 for none) and its levels (packed as in `BallotCast`).
    function ballot(
        uint32 voteId,
        uint32 memberId
    ) external view returns (uint16 sequence, uint256 levels) {
        uint256 word = _ballots[_ballotKey(voteId, memberId)];
        return (uint16(word >> SEQUENCE_BIT), word & Tally.NO_LEVELS);
    }

    /// @notice How many live ballots give each level, 0 to 10, to an activity type.
    function histogram(
        uint32 voteId,
        uint16 activity
    ) external view returns (uint256[11] memory counts) {
        if (activity == 0 || activity > _activitiesOf(_voteOf(voteId)))
            revert ActivityNotInVote(voteId, activity);
        uint256 index = activity - 1;
        counts = _chunk(voteId, index / Tally.TYPES_PER_SLOT);
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            counts[level] = counts[level].get(index % Tally.TYPES_PER_SLOT, Tally.COUNT_BITS);
        }
    }

    /// @dev Each type's lower median where the opinions reach the quorum, its previous level where they do not.
    function _outcome(
        uint32 id,
        uint256 activities,
        uint256 quorum,
        uint256 previous
    ) private view returns (uint256 levels, bool decided) {
        levels = previous;
        uint256[11] memory counts;
        for (uint256 i = 0; i < activities; ++i) {
            if (i % Tally.TYPES_PER_SLOT == 0) counts = _chunk(id, i / Tally.TYPES_PER_SLOT);
            uint256 level = Tally.lowerMedian(counts, i % Tally.TYPES_PER_SLOT, quorum);
            if (level == Tally.NO_LEVEL) continue;
            levels = levels.set(i, Tally.LEVEL_BITS, level);
            decided = true;
        }
    }

    /// @dev Moves a ballot's counts from its levels before to its levels now.
    function _count(uint32 id, uint256 activities, uint256 was, uint256 levels) private {
        // Unchecked, because a change is taken modulo 2^256. The sum is exact and no lane carries into the next: a lane counts live
        // ballots, of which there are at most 65,535. What lies above the last type is the same before and now, and cancels.
        unchecked {
            for (uint256 start = 0; start < activities; start += Tally.TYPES_PER_SLOT) {
                uint256 lanes = Tally.spread(levels, start);
                uint256 lanesBefore = Tally.spread(was, start);
                uint256 key = _countKey(id, start / Tally.TYPES_PER_SLOT, 0);
                for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
                    uint256 change = Tally.equal(lanes, level) - Tally.equal(lanesBefore, level);
                    if (change != 0) _counts[key | level] += change;
                }
            }
        }
    }

    function _packLevels(
        uint8[] calldata given,
        uint256 activities
    ) private pure returns (uint256 levels) {
        if (given.length != activities) revert LevelsLength(activities, given.length);
        // Above the last type lie abstentions.
        levels = Tally.NO_LEVELS & (type(uint256).max).inLane(activities, Tally.LEVEL_BITS);
        for (uint256 i = 0; i < activities; ++i) {
            uint256 level = _levelAt(given, i);
            if (level > Tally.TOP_LEVEL && level != Tally.NO_LEVEL)
                revert LevelOutOfRange(uint16(i + 1), given[i]);
            levels |= level.inLane(i, Tally.LEVEL_BITS);
        }
    }

    /// @dev Assembly spares a check of the index and one of the width, half of what a level costs: the caller does both.
    function _levelAt(uint8[] calldata given, uint256 index) private pure returns (uint256 level) {
        assembly ("memory-safe") {
            level := calldataload(add(given.offset, shl(5, index)))
        }
    }

    function _chunk(uint32 id, uint256 chunk) private view returns (uint256[11] memory counts) {
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            counts[level] = _counts[_countKey(id, chunk, level)];
        }
    }

    function _subject(
        uint32 indicator_,
        uint16 from,
        uint8 activities
    ) private pure returns (uint72) {
        return (uint72(indicator_) << 24) | (uint72(from) << 8) | activities;
    }

    function _activitiesOf(Vote storage v) private view returns (uint8) {
        return uint8(v.subject);
    }

    function _weightVote(Vote storage v) private view returns (WeightVote memory) {
        uint72 subject = v.subject;
        return
            WeightVote({
                indicator: uint32(subject >> 24),
                opens: v.opens,
                closes: v.closes,
                quorum: v.quorum,
                ballots: v.ballots,
                from: uint16(subject >> 8),
                activities: uint8(subject),
                closed: v.closed
            });
    }

    function _ballotKey(uint32 voteId, uint32 memberId) private pure returns (uint256) {
        return (uint256(voteId) << 32) | memberId;
    }

    function _countKey(uint32 voteId, uint256 chunk, uint256 level) private pure returns (uint256) {
        return (uint256(voteId) << 16) | (chunk << 8) | level;
    }

    function _hashBallot(Ballot calldata act) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    BALLOT_TYPEHASH,
                    act.member,
                    act.deadline,
                    act.vote,
                    act.sequence,
                    _hashLevels(act.levels),
                    act.rationale
                )
            );
    }

    /// @dev Assembly, as a copy instead of a check a level, a thirtieth of a ballot: an array lies in calldata just as EIP-712 encodes
    /// it, and a level that is too wide is refused when it is packed.
    function _hashLevels(uint8[] calldata levels) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            calldatacopy(encoded, levels.offset, shl(5, levels.length))
            hash := keccak256(encoded, shl(5, levels.length))
        }
    }
}
