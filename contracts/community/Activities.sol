// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members} from "./Members.sol";

/// @notice A kind of work that the community recognises.
/// @param group the group it belongs to, 1 to 16
/// @param orientation the community's label: 1 object, 2 community, 3 both
/// @param unit 1 session, 2 event, 3 hour, 4 patch, 5 credit
/// @param required attestations that accept a contribution, 1 to 5
/// @param sensitive whether it stands for all sensitive kinds of work of its group, which have no type of their own here
/// @param cap hundredths of a unit that count per member and epoch
/// @param since the first epoch it is in force
/// @param document keccak-256 of its public definition document
struct Activity {
    uint8 group;
    uint8 orientation;
    uint8 unit;
    uint8 required;
    bool sensitive;
    uint32 cap;
    uint16 since;
    bytes32 document;
}

/// @title Activities: groups and activity types
/// @notice Holds what the community regards as a contribution, and how much of it counts; `Definitions` says who may define it.
/// Invariant 1 (caps).
abstract contract Activities is Members {
    uint256 internal constant MAX_ACTIVITIES = 60;
    uint256 internal constant MAX_GROUPS = 16;
    uint8 internal constant UNIT_CREDIT = 5;

    bytes32[] internal _groups;
    mapping(uint16 activity => Activity definition) internal _activities;
    mapping(uint8 group => uint16 activity) internal _sensitive;

    /// @dev What recording and attesting ask of an activity type: one reading of its slot.
    function _termsOf(
        uint16 id
    ) internal view returns (uint8 unit, uint8 required, uint32 cap, uint16 since) {
        Activity storage definition = _activity(id);
        return (definition.unit, definition.required, definition.cap, definition.since);
    }

    function _activity(uint16 id) internal view returns (Activity storage definition) {
        definition = _activities[id];
        // Every definition requires at least one attestation, so it is told from an empty slot without a second read.
        if (definition.required == 0) revert ActivityUnknown(id);
    }
}
