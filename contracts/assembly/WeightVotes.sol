// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Indicators} from "./Indicators.sol";

/// @title WeightVotes: how much each kind of work weighs
/// @notice Holds the histograms to which ballots come, and how each member divided the groups. Weights change by votes only.
/// Invariants 3, 4.
abstract contract WeightVotes is Indicators {
    /// What a weight vote is about, in the subject of its slot: indicator, epoch of the first version, activity types, groups.
    struct Weighing {
        uint32 indicator;
        uint16 from;
        uint8 activities;
        uint8 groups;
    }

    /// How many ballots gave a level: sixteen activity types share a slot, so a ballot touches the levels it uses only.
    mapping(uint256 voteAndChunk => uint256[11] lanesByLevel) internal _counts;
    /// How many ballots gave so many points: sixteen groups share a slot. Nothing is counted for 0 points.
    mapping(uint256 voteAndPoints => uint256 lanes) internal _pointCounts;
    /// Points of a member's ballot, 7 bits a group, and above them a one: it divides.
    mapping(uint256 voteAndMember => uint256 points) internal _divisions;
    /// How many ballots divide the groups.
    mapping(uint32 vote => uint256 count) internal _divided;

    function _packWeighing(Weighing memory w) internal pure returns (uint48) {
        return
            (uint48(w.indicator) << 32) |
            (uint48(w.from) << 16) |
            (uint48(w.activities) << 8) |
            w.groups;
    }

    function _weighingOf(uint48 subject) internal pure returns (Weighing memory) {
        return
            Weighing({
                indicator: uint32(subject >> 32),
                from: uint16(subject >> 16),
                activities: uint8(subject >> 8),
                groups: uint8(subject)
            });
    }

    /// @dev Counts of activity types 16 x `chunk` + 1 and following, by level.
    function _chunk(uint32 voteId, uint256 chunk) internal view returns (uint256[11] storage) {
        return _counts[(uint256(voteId) << 8) | chunk];
    }

    function _pointKey(uint32 voteId, uint256 points) internal pure returns (uint256) {
        return (uint256(voteId) << 8) | points;
    }
}
