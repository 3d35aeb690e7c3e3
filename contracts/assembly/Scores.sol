// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecord} from "../lib/IRecord.sol";
import {Lanes} from "../lib/Lanes.sol";
import {Tally} from "../lib/Tally.sol";
import {Elections} from "./Elections.sol";

/// @title Scores: what an indicator says of a member, and of everybody
/// @notice Holds nothing and changes nothing: computes from the record's units and the version in force in each epoch, equal
/// to `ledger_py.scores` to the last digit (tests/vectors/scores.json). Invariant 5.
abstract contract Scores is Elections {
    using Lanes for uint256;

    uint8 private constant SCORED = 0;
    uint256 private constant GROUPS = 16;
    /// A whole epoch of shares is 1,000,000: 100 for each basis point.
    uint256 private constant PER_BASIS_POINT = 100;

    /// What an indicator is computed from: whose score, the units' source, the group of each activity type.
    struct Reading {
        IRecord record;
        uint32 member;
        uint8[] groups;
    }

    /// @notice What indicator `id` says of a member in an epoch, aged by the retention: of units (hundredths) x level, or of the shares of
    /// the groups, 1,000,000 for a whole epoch. Refused for members who chose not to be scored; their units stay in the total.
    function scoreOf(uint32 memberId, uint32 id, uint16 epochId) external view returns (uint256) {
        if (_theRecord().member(memberId).recognition != SCORED) revert MemberNotScored(memberId);
        return _score(memberId, id, epochId);
    }

    /// @notice What indicator `id` says of the whole community in an epoch; at least the sum of the scores.
    function totalOf(uint32 id, uint16 epochId) external view returns (uint256) {
        return _score(0, id, epochId);
    }

    /// @dev Member 0 stands for everybody. score(e) = floor(sum over ages a of keep[a] x P(e - a) / 10,000).
    function _score(uint32 memberId, uint32 id, uint16 epochId) private view returns (uint256) {
        Indicator storage i = _requireLiving(id, epochId);
        Reading memory reading = Reading(_theRecord(), memberId, new uint8[](0));
        reading.record.epoch(epochId);
        if (i.kind == SHARES) reading.groups = reading.record.groupsOfActivities();
        uint256 sum = WHOLE * _points(reading, i, epochId);
        uint16[] memory retention = _retentionOf(_definitionIn(i, epochId));
        for (uint256 age = 1; age <= retention.length && age < epochId; ++age) {
            sum += retention[age - 1] * _points(reading, i, epochId - uint16(age));
        }
        return sum / WHOLE;
    }

    /// @dev P(e), in the version in force in the epoch; 0 before the first.
    function _points(
        Reading memory reading,
        Indicator storage i,
        uint16 epochId
    ) private view returns (uint256 points) {
        (uint256 levels, uint256 shares) = _inForce(i, epochId);
        uint256[] memory all = reading.record.totalUnits(epochId);
        uint256[] memory units =
            reading.member == 0 ? all : reading.record.cappedUnits(reading.member, epochId);
        if (i.kind == SHARES) return _divide(reading.groups, levels, shares, units, all);
        for (uint256 k = 0; k < units.length; ++k) {
            points += units[k] * _levelOf(levels, k);
        }
    }

    /// @dev The sum over groups of floor(100 x share x weighted units / everybody's). What goes to a group in which nothing was recorded
    /// goes to nobody.
    function _divide(
        uint8[] memory groups,
        uint256 levels,
        uint256 shares,
        uint256[] memory units,
        uint256[] memory all
    ) private pure returns (uint256 points) {
        uint256[GROUPS] memory own;
        uint256[GROUPS] memory whole;
        for (uint256 k = 0; k < units.length; ++k) {
            uint256 level = _levelOf(levels, k);
            own[groups[k] - 1] += units[k] * level;
            whole[groups[k] - 1] += all[k] * level;
        }
        for (uint256 g = 0; g < GROUPS; ++g) {
            if (whole[g] == 0) continue;
            points += (PER_BASIS_POINT * shares.get(g, SHARE_BITS) * own[g]) / whole[g];
        }
    }

    /// @dev What is not yet valued weighs nothing.
    function _levelOf(uint256 levels, uint256 index) private pure returns (uint256 level) {
        level = levels.get(index, Tally.LEVEL_BITS);
        return level == Tally.NO_LEVEL ? 0 : level;
    }
}
