// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../lib/Lanes.sol";
import {Tally} from "../lib/Tally.sol";
import {Votes} from "./Votes.sol";

/// @title Indicators: what the community wants to see
/// @notice Holds indicators: their definitions and their versions, which say how much each kind of work weighs, and from which epoch on.
/// Neither a version nor a definition changes once an epoch in which it is in force has begun. Invariant 5.
abstract contract Indicators is Votes {
    using Lanes for uint256;

    /// Units x level.
    uint8 internal constant RATES = 1;
    /// A share of an epoch's recognition for each group, divided by units x level inside it.
    uint8 internal constant SHARES = 2;
    /// All of something, in basis points.
    uint256 internal constant WHOLE = 10_000;
    /// Sixteen shares of a version, in basis points.
    uint256 internal constant SHARE_BITS = 14;
    /// Above the sixty levels of a version lies the epoch from which it is in force.
    uint256 internal constant FROM_BIT = 240;
    uint256 internal constant MAX_AGES = 11;
    uint256 private constant KEEP_BITS = 16;
    uint256 private constant AGES_BIT = 176;

    /// What an indicator is defined as from an epoch on: document, and retention as up to eleven parts of 16 bits, then their number in
    /// 8 bits, then the epoch in 16.
    struct Definition {
        uint256 retention;
        bytes32 document;
    }

    /// @param pending its vote not yet closed, or 0
    /// @param until the first epoch in which it says nothing any more; 0 for none
    struct Indicator {
        uint8 kind;
        uint32 pending;
        uint16 until;
        Definition[] definitions;
        uint256[] versions;
        uint256[] shares;
    }

    Indicator[] internal _indicators;

    /// @notice A version of an indicator, in force from epoch `from` on; levels as in `BallotCast`, 15: not yet valued; the share of group
    /// g + 1 in the fourteen bits from 14g on, in basis points.
    event VersionSet(
        uint32 indexed indicator,
        uint16 indexed version,
        uint16 from,
        uint256 levels,
        uint256 shares
    );

    /// @dev Sets the next version, in force from epoch `from` on.
    function _setVersion(
        uint32 id,
        uint16 from,
        uint256 levels,
        uint256 shares
    ) internal returns (uint16 number) {
        Indicator storage i = _indicators[id - 1];
        // The first version may have stated a later epoch; what comes after it does not come before it.
        uint256 last = i.versions.length == 0 ? 0 : i.versions[i.versions.length - 1] >> FROM_BIT;
        if (last > from) from = uint16(last);
        i.versions.push((uint256(from) << FROM_BIT) | levels);
        if (i.kind == SHARES) i.shares.push(shares);
        number = uint16(i.versions.length);
        emit VersionSet(id, number, from, levels, shares);
    }

    /// @dev The weights last set, whether or not they are in force yet.
    function _lastWeights(
        Indicator storage i
    ) internal view returns (uint256 levels, uint256 shares) {
        return _weights(i, i.versions.length);
    }

    /// @dev The weights in force in an epoch: those of the last version from then or before.
    function _inForce(
        Indicator storage i,
        uint16 epochId
    ) internal view returns (uint256 levels, uint256 shares) {
        uint256 n = i.versions.length;
        while (n > 0 && i.versions[n - 1] >> FROM_BIT > epochId) --n;
        return _weights(i, n);
    }

    /// @dev The definition in force in an epoch; the first is in force from epoch 0 on.
    function _definitionIn(
        Indicator storage i,
        uint16 epochId
    ) internal view returns (Definition storage) {
        uint256 n = i.definitions.length - 1;
        while (n > 0 && _definedFrom(i.definitions[n]) > epochId) --n;
        return i.definitions[n];
    }

    function _indicatorOf(uint32 id) internal view returns (Indicator storage) {
        if (id == 0 || id > _indicators.length) revert IndicatorUnknown(id);
        return _indicators[id - 1];
    }

    function _requireLiving(uint32 id, uint16 epochId) internal view returns (Indicator storage i) {
        i = _indicatorOf(id);
        if (i.until != 0 && i.until <= epochId) revert IndicatorRetired(id, i.until);
    }

    function _definedFrom(Definition storage d) internal view returns (uint16) {
        return uint16(d.retention >> FROM_BIT);
    }

    /// @dev What of a score is kept after 1, 2, ... epochs, in basis points.
    function _retentionOf(Definition storage d) internal view returns (uint16[] memory retention) {
        uint256 word = d.retention;
        retention = new uint16[](uint8(word >> AGES_BIT));
        for (uint256 i = 0; i < retention.length; ++i) {
            retention[i] = uint16(word.get(i, KEEP_BITS));
        }
    }

    function _packRetention(
        uint16[] calldata retention,
        uint16 from
    ) internal pure returns (uint256 word) {
        if (retention.length > MAX_AGES) revert RetentionLong(retention.length, MAX_AGES);
        word = (uint256(from) << FROM_BIT) | (retention.length << AGES_BIT);
        for (uint256 i = 0; i < retention.length; ++i) {
            if (retention[i] > WHOLE) revert RetentionOutOfRange(i + 1, retention[i]);
            word |= uint256(retention[i]).inLane(i, KEEP_BITS);
        }
    }

    /// @dev Of version `number`, 0 for none.
    function _weights(
        Indicator storage i,
        uint256 number
    ) private view returns (uint256 levels, uint256 shares) {
        if (number == 0) return (Tally.NO_LEVELS, 0);
        levels = i.versions[number - 1] & Tally.NO_LEVELS;
        if (i.kind == SHARES) shares = i.shares[number - 1];
    }
}
