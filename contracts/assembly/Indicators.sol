// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tally} from "../lib/Tally.sol";
import {Votes} from "./Votes.sol";

/// @notice A steward defines an indicator.
/// @param kind 1 rates
/// @param retention what of a score is kept after 1, 2, ... epochs (basis points; at most 11)
/// @param document keccak-256 of its public definition document
struct DefineIndicator {
    uint32 member;
    uint48 deadline;
    uint8 kind;
    uint16[] retention;
    bytes32 document;
}

/// @title Indicators: what the community wants to see
/// @notice Holds indicators and their versions: how much each kind of work weighs, and from which epoch on. Stewards define
/// indicators until handover; a version, once set, never changes. Invariant 5.
abstract contract Indicators is Votes {
    uint8 private constant KIND_RATES = 1;
    uint256 private constant MAX_AGES = 11;
    /// All of something, in basis points.
    uint256 internal constant WHOLE = 10_000;
    /// Above the sixty levels of a version lies the epoch from which it is in force.
    uint256 private constant FROM_BIT = 240;
    bytes32 private constant INDICATOR_TYPEHASH = keccak256(
        "DefineIndicator(uint32 member,uint48 deadline,uint8 kind,uint16[] retention,bytes32 document)"
    );

    struct Indicator {
        uint8 kind;
        uint32 pending;
        uint16[] retention;
        bytes32 document;
        uint256[] versions;
    }

    Indicator[] private _indicators;

    /// @notice Indicator `indicator` was defined.
    event IndicatorDefined(
        uint32 indexed indicator,
        uint8 kind,
        uint16[] retention,
        bytes32 document
    );
    /// @notice A version of an indicator, in force from epoch `from` on; levels as in `BallotCast`, 15: not yet valued.
    event VersionSet(uint32 indexed indicator, uint16 indexed version, uint16 from, uint256 levels);

    /// @notice Defines the next indicator.
    function defineIndicator(
        DefineIndicator calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(
            abi.encode(
                INDICATOR_TYPEHASH,
                act.member,
                act.deadline,
                act.kind,
                keccak256(abi.encodePacked(act.retention)),
                act.document
            )
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        if (act.kind != KIND_RATES) revert KindUnknown(act.kind);
        if (act.document == 0) revert DocumentMissing();
        _checkRetention(act.retention);
        Indicator storage indicator_ = _indicators.push();
        indicator_.kind = act.kind;
        indicator_.retention = act.retention;
        indicator_.document = act.document;
        emit IndicatorDefined(uint32(_indicators.length), act.kind, act.retention, act.document);
    }

    /// @notice An indicator, by id: kind, retention, hash of its document, how many versions, its vote not yet closed (or 0).
    function indicator(
        uint32 id
    )
        external
        view
        returns (
            uint8 kind,
            uint16[] memory retention,
            bytes32 document,
            uint256 versions,
            uint32 pending
        )
    {
        Indicator storage i = _indicatorOf(id);
        return (i.kind, i.retention, i.document, i.versions.length, i.pending);
    }

    /// @notice How many indicators there are; ids are 1 to this number.
    function indicatorCount() external view returns (uint256) {
        return _indicators.length;
    }

    /// @notice A version: the epoch it is in force from, and its levels (packed as in `VersionSet`).
    function version(uint32 id, uint16 number) external view returns (uint16 from, uint256 levels) {
        uint256[] storage versions = _indicatorOf(id).versions;
        if (number == 0 || number > versions.length) revert VersionUnknown(id, number);
        uint256 word = versions[number - 1];
        return (uint16(word >> FROM_BIT), word & Tally.NO_LEVELS);
    }

    /// @dev Sets the next version, in force from epoch `from` on.
    function _setVersion(uint32 id, uint16 from, uint256 levels) internal returns (uint16 number) {
        uint256[] storage versions = _indicators[id - 1].versions;
        // The first version may have stated a later epoch; what comes after it does not come before it.
        uint256 last = versions.length == 0 ? 0 : versions[versions.length - 1] >> FROM_BIT;
        if (last > from) from = uint16(last);
        versions.push((uint256(from) << FROM_BIT) | levels);
        number = uint16(versions.length);
        emit VersionSet(id, number, from, levels);
    }

    /// @dev The levels last set, whether or not they are in force yet.
    function _lastLevels(Indicator storage i) internal view returns (uint256) {
        uint256 length = i.versions.length;
        return length == 0 ? Tally.NO_LEVELS : i.versions[length - 1] & Tally.NO_LEVELS;
    }

    /// @dev The levels in force in an epoch: those of the last version from then or before.
    function _inForce(Indicator storage i, uint16 epochId) internal view returns (uint256 levels) {
        for (uint256 n = i.versions.length; n > 0; --n) {
            if (i.versions[n - 1] >> FROM_BIT <= epochId)
                return i.versions[n - 1] & Tally.NO_LEVELS;
        }
        return Tally.NO_LEVELS;
    }

    function _indicatorOf(uint32 id) internal view returns (Indicator storage) {
        if (id == 0 || id > _indicators.length) revert IndicatorUnknown(id);
        return _indicators[id - 1];
    }

    function _checkRetention(uint16[] calldata retention) private pure {
        if (retention.length > MAX_AGES) revert RetentionLong(retention.length, MAX_AGES);
        for (uint256 i = 0; i < retention.length; ++i) {
            if (retention[i] > WHOLE) revert RetentionOutOfRange(i + 1, retention[i]);
        }
    }
}
