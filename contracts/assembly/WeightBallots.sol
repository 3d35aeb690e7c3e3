// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../lib/Lanes.sol";
import {Markets} from "../lib/Markets.sol";
import {Tally} from "../lib/Tally.sol";
import {Ballots} from "./Ballots.sol";

/// @notice A member's say in a weight vote of an indicator of rates.
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

/// @notice A member's say in a weight vote of an indicator of shares.
/// @param points for each group of the vote, 100 in all; none at all to abstain from the division
/// @param levels as in `Ballot`
struct SharesBallot {
    uint32 member;
    uint48 deadline;
    uint32 vote;
    uint16 sequence;
    uint8[] points;
    uint8[] levels;
    bytes32 rationale;
}

/// @title WeightBallots: how one member weighs the community's work
/// @notice Counts ballots in weight votes of both kinds into histograms. Invariants 3, 4.
abstract contract WeightBallots is Ballots {
    using Lanes for uint256;

    uint256 private constant POINT_BITS = 7;
    uint256 private constant DIVIDES = 1 << 112;
    bytes32 private constant BALLOT_TYPEHASH = keccak256(
        "Ballot(uint32 member,uint48 deadline,uint32 vote,uint16 sequence,uint8[] levels,bytes32 rationale)"
    );
    bytes32 private constant SHARES_TYPEHASH = keccak256(
        "SharesBallot(uint32 member,uint48 deadline,uint32 vote,uint16 sequence,uint8[] points,uint8[] levels,bytes32 rationale)"
    );

    /// @notice A ballot was cast or replaced; level of activity type i + 1 in the four bits from 4i on, 15 for none.
    event BallotCast(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 sequence,
        uint256 levels,
        bytes32 rationale
    );
    /// @notice A ballot was cast or replaced; points of group g + 1 in the seven bits from 7g on, above them (bit 112) a one when it
    /// divides; levels as in `BallotCast`.
    event SharesBallotCast(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 sequence,
        uint256 points,
        uint256 levels,
        bytes32 rationale
    );

    /// @notice Casts a ballot in a weight vote of rates, or replaces the member's last one.
    function cast(Ballot calldata act, bytes calldata signer, bytes calldata signature) external {
        Voter memory voter = _authorise(
            act.member,
            act.deadline,
            _hashBallot(act),
            signer,
            signature
        );
        (Vote storage v, uint256 key, uint256 before) = _replace(
            act.vote,
            WEIGHTS,
            voter,
            act.sequence
        );
        uint48 subject = v.subject;
        // The lowest eight bits are the number of groups: none in a vote of rates.
        if (uint8(subject) != 0) revert DivisionMissing(act.vote);
        uint256 levels = _countLevels(act.vote, uint8(subject >> 8), before, act.levels);
        _ballots[key] = (uint256(act.sequence) << SEQUENCE_BIT) | levels;
        emit BallotCast(act.vote, act.member, act.sequence, levels, act.rationale);
    }

    /// @notice Casts a ballot in a weight vote of shares, or replaces the member's last one.
    function castShares(
        SharesBallot calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        Voter memory voter = _authorise(
            act.member,
            act.deadline,
            _hashShares(act),
            signer,
            signature
        );
        (Vote storage v, uint256 key, uint256 before) = _replace(
            act.vote,
            WEIGHTS,
            voter,
            act.sequence
        );
        uint48 subject = v.subject;
        if (uint8(subject) == 0) revert DivisionUnknown(act.vote);
        uint256 points = _countPoints(act.vote, uint8(subject), _divisions[key], act.points);
        _divisions[key] = points;
        uint256 levels = _countLevels(act.vote, uint8(subject >> 8), before, act.levels);
        _ballots[key] = (uint256(act.sequence) << SEQUENCE_BIT) | levels;
        emit SharesBallotCast(act.vote, act.member, act.sequence, points, levels, act.rationale);
    }

    /// @dev Moves a ballot's counts from its levels before to its levels now, which it returns.
    function _countLevels(
        uint32 id,
        uint256 activities,
        uint256 before,
        uint8[] calldata given
    ) private returns (uint256 levels) {
        levels = _packLevels(given, activities);
        // A first ballot takes the place of one that abstains on everything.
        uint256 was = before == 0 ? Tally.NO_LEVELS : before & Tally.NO_LEVELS;
        for (uint256 start = 0; start < activities; start += Tally.TYPES_PER_SLOT) {
            uint256[11] storage counts = _chunk(id, start / Tally.TYPES_PER_SLOT);
            if (was == Tally.NO_LEVELS) _addLevels(counts, Tally.spread(levels, start));
            else _moveLevels(counts, Tally.spread(was, start), Tally.spread(levels, start));
        }
    }

    /// @dev Unchecked, here and below, because a change is taken modulo 2^256. The sum is exact and no lane carries into the next: a
    /// lane counts live ballots, of which there are at most 65,535. Assembly spares the check of an index that the loop bounds.
    function _addLevels(uint256[11] storage counts, uint256 lanes) private {
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            uint256 change = Tally.equal(lanes, level);
            if (change == 0) continue;
            assembly ("memory-safe") {
                let slot := add(counts.slot, level)
                sstore(slot, add(sload(slot), change))
            }
        }
    }

    /// @dev What lies above the last type is the same before and now, and cancels.
    function _moveLevels(uint256[11] storage counts, uint256 before, uint256 lanes) private {
        for (uint256 level = 0; level <= Tally.TOP_LEVEL; ++level) {
            uint256 more = Tally.equal(lanes, level);
            uint256 less = Tally.equal(before, level);
            if (more == less) continue;
            assembly ("memory-safe") {
                let slot := add(counts.slot, level)
                sstore(slot, sub(add(sload(slot), more), less))
            }
        }
    }

    /// @dev Moves a ballot's counts from its points before to its points now, which it returns.
    function _countPoints(
        uint32 id,
        uint256 groups,
        uint256 before,
        uint8[] calldata given
    ) private returns (uint256 points) {
        points = _packPoints(given, groups);
        if (points == before) return points;
        for (uint256 g = 0; g < groups; ++g) {
            uint256 was = before.get(g, POINT_BITS);
            uint256 is_ = points.get(g, POINT_BITS);
            if (was == is_) continue;
            uint256 one = uint256(1).inLane(g, Tally.COUNT_BITS);
            if (was != 0) _pointCounts[_pointKey(id, was)] -= one;
            if (is_ != 0) _pointCounts[_pointKey(id, is_)] += one;
        }
        if (before == 0) ++_divided[id];
        if (points == 0) --_divided[id];
    }

    function _packPoints(
        uint8[] calldata given,
        uint256 groups
    ) private pure returns (uint256 points) {
        if (given.length == 0) return 0;
        if (given.length != groups) revert PointsLength(groups, given.length);
        uint256 sum;
        for (uint256 g = 0; g < groups; ++g) {
            sum += given[g];
            points |= uint256(given[g]).inLane(g, POINT_BITS);
        }
        // A part above 100 makes the sum more than 100, so none leaves its lane.
        if (sum != Markets.POINTS) revert PointsSum(sum);
        points |= DIVIDES;
    }

    function _packLevels(
        uint8[] calldata given,
        uint256 activities
    ) private pure returns (uint256 levels) {
        if (given.length != activities) revert LevelsLength(activities, given.length);
        // Above the last type lie abstentions.
        levels = Tally.NO_LEVELS & (type(uint256).max).inLane(activities, Tally.LEVEL_BITS);
        uint256 widest;
        // Assembly spares a check of each index and each width, two thirds of what a level costs: all are checked at once, after.
        assembly ("memory-safe") {
            let end := shl(5, activities)
            for {
                let at := 0
            } lt(at, end) {
                at := add(at, 32)
            } {
                let level := calldataload(add(given.offset, at))
                widest := or(widest, level)
                levels := or(levels, shl(shr(3, at), level))
            }
        }
        if (widest > Tally.NO_LEVEL || Tally.hasUnknown(levels)) _refuseLevels(given);
    }

    function _refuseLevels(uint8[] calldata given) private pure {
        for (uint256 i = 0; i < given.length; ++i) {
            if (given[i] > Tally.TOP_LEVEL && given[i] != Tally.NO_LEVEL)
                revert LevelOutOfRange(uint16(i + 1), given[i]);
        }
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
                    _hashSmall(act.levels),
                    act.rationale
                )
            );
    }

    function _hashShares(SharesBallot calldata act) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    SHARES_TYPEHASH,
                    act.member,
                    act.deadline,
                    act.vote,
                    act.sequence,
                    _hashSmall(act.points),
                    _hashSmall(act.levels),
                    act.rationale
                )
            );
    }

    /// @dev Assembly, as a copy instead of a check a number, a thirtieth of a ballot: an array lies in calldata just as EIP-712 encodes
    /// it, and a number that is too wide is refused when it is packed.
    function _hashSmall(uint8[] calldata numbers) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            calldatacopy(encoded, numbers.offset, shl(5, numbers.length))
            hash := keccak256(encoded, shl(5, numbers.length))
        }
    }
}
