// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecord} from "../lib/IRecord.sol";
import {Lanes} from "../lib/Lanes.sol";
import {Tally} from "../lib/Tally.sol";
import {Indicators} from "./Indicators.sol";

/// @title Scores: what an indicator says of a member, and of everybody
/// @notice Holds nothing and changes nothing: computes from the record's units and the version in force in each epoch, equal
/// to `ledger_py.scores` to the last digit (tests/vectors/scores.json). Invariant 5.
abstract contract Scores is Indicators {
    using Lanes for uint256;

    uint8 private constant SCORED = 0;

    /// @notice What indicator `id` says of a member in an epoch: units (hundredths) x level, aged by the retention. Refused for members
    /// who chose not to be scored; their units stay in the total.
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
        Indicator storage i = _indicatorOf(id);
        IRecord record = _theRecord();
        record.epoch(epochId);
        uint256 sum = WHOLE * _points(record, i, memberId, epochId);
        for (uint256 age = 1; age <= i.retention.length && age < epochId; ++age) {
            sum += i.retention[age - 1] * _points(record, i, memberId, epochId - uint16(age));
        }
        return sum / WHOLE;
    }

    /// @dev P(e): the sum over activity types of units x level, in the version in force in the epoch; 0 before the first.
    function _points(
        IRecord record,
        Indicator storage i,
        uint32 memberId,
        uint16 epochId
    ) private view returns (uint256 points) {
        uint256 levels = _inForce(i, epochId);
        uint256[] memory units =
            memberId == 0 ? record.totalUnits(epochId) : record.cappedUnits(memberId, epochId);
        for (uint256 k = 0; k < units.length; ++k) {
            uint256 level = levels.get(k, Tally.LEVEL_BITS);
            if (level != Tally.NO_LEVEL) points += units[k] * level;
        }
    }
}
