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

    /// An activity type as it is kept. `required` and `cap` are in force from epoch `from` on; `earlier` counts those that were before.
    /// From epoch `until` on it is in force no more (0: for ever).
    struct Definition {
        uint8 group;
        uint8 orientation;
        uint8 unit;
        uint8 required;
        bool sensitive;
        uint32 cap;
        uint16 since;
        uint16 from;
        uint16 until;
        uint16 earlier;
        bytes32 document;
    }

    /// What an activity type required before it was revised, from epoch `from` on.
    struct Terms {
        uint16 from;
        uint8 required;
        uint32 cap;
    }

    /// How many groups and activity types there were when epoch `epoch` began, in which the last were defined.
    struct Aged {
        uint16 epoch;
        uint8 groups;
        uint8 activities;
    }

    bytes32[] internal _groups;
    mapping(uint16 activity => Definition definition) internal _activities;
    mapping(uint8 group => uint16 activity) internal _sensitive;
    mapping(uint16 activity => mapping(uint16 index => Terms terms)) internal _termsBefore;
    Aged internal _aged;

    /// @dev What recording and attesting ask of an activity type in an epoch: one reading of its slot, unless it was revised since.
    function _termsOf(
        uint16 id,
        uint16 epochId
    ) internal view returns (uint8 unit, uint8 required, uint32 cap, uint16 since, uint16 until) {
        Definition storage d = _activities[id];
        uint256 word;
        // Assembly, because Solidity reads the slot anew for each field: its first 136 bits, from the lowest, are the fields in their order.
        assembly ("memory-safe") {
            word := sload(d.slot)
        }
        required = uint8(word >> 24);
        if (required == 0) revert ActivityUnknown(id);
        (unit, cap, since) = (uint8(word >> 16), uint32(word >> 40), uint16(word >> 72));
        until = uint16(word >> 104);
        if (epochId < uint16(word >> 88))
            (required, cap) = _earlierTerms(id, epochId, uint16(word >> 120));
    }

    /// @dev What counts of an activity type per member in an epoch.
    function _capOf(uint16 id, uint16 epochId) internal view returns (uint32 cap) {
        (, , cap, , ) = _termsOf(id, epochId);
    }

    function _activity(uint16 id) internal view returns (Definition storage definition) {
        definition = _activities[id];
        // Every definition requires at least one attestation, so it is told from an empty slot without a second read.
        if (definition.required == 0) revert ActivityUnknown(id);
    }

    /// @dev The first terms are in force from epoch 0 on, so the search ends.
    function _earlierTerms(
        uint16 id,
        uint16 epochId,
        uint16 earlier
    ) private view returns (uint8 required, uint32 cap) {
        Terms memory terms = _termsBefore[id][--earlier];
        while (epochId < terms.from) terms = _termsBefore[id][--earlier];
        return (terms.required, terms.cap);
    }
}
