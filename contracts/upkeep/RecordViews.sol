// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Activity} from "../community/Activities.sol";
import {Rules} from "../community/Calendar.sol";
import {Contribution} from "../community/Contributions.sol";
import {Lanes} from "../lib/Lanes.sol";
import {Slots, State} from "../lib/Slots.sol";
import {Contests} from "./Contests.sol";

/// @notice What an epoch takes: nothing yet; contributions and attestations; contests only; nothing any more.
enum EpochState {
    Upcoming,
    Open,
    Closed,
    Final
}

/// @title RecordViews: what can be asked about the record
/// @notice Holds and changes nothing. Invariants 1, 5, 10.
abstract contract RecordViews is Contests {
    using Lanes for uint256;
    using Slots for uint256;

    /// @notice The EIP-712 struct hash of a contribution, which is its id.
    function contributionId(Contribution calldata c) external pure returns (bytes32) {
        return _idOf(c);
    }

    /// @notice The state of a contribution, how many places attesters took, and the units accepted so far (hundredths).
    function contribution(
        bytes32 id
    ) external view returns (State state, uint256 attesters, uint256 units) {
        uint256 slot = _contributions[id];
        // A contest that lapsed has left no trace in the state.
        bool lapsed = slot.isContested() && !_isContestedNow(id, slot);
        state = lapsed ? slot.withState(State.Proposed).stateOf() : slot.stateOf();
        return (state, slot.countOf(), slot.acceptedUnits());
    }

    /// @notice Who contested a contribution (0: nobody), and when the contest lapses or lapsed (seconds, Unix).
    function contestOf(bytes32 id) external view returns (uint32 contester, uint48 lapses) {
        return (_disputes[id].contester, _disputes[id].lapses);
    }

    /// @notice Whether an epoch has not begun, is open, is closed, or is final.
    function epochState(uint16 id) external view returns (EpochState) {
        (uint48 start, , uint256 closes) = _spanOf(id);
        if (block.timestamp < start) return EpochState.Upcoming;
        if (block.timestamp < closes) return EpochState.Open;
        return _isFinal(id) ? EpochState.Final : EpochState.Closed;
    }

    /// @notice Attester number `index` of a contribution, 0 to one less than their count: member, units (0: retracted), basis.
    function attestation(
        bytes32 id,
        uint256 index
    ) external view returns (uint32 member, uint16 units, uint8 basis) {
        uint256 slot = _contributions[id];
        if (slot == 0) revert ContributionUnknown(id);
        if (index >= slot.countOf()) revert AttestationUnknown(id, index);
        return slot.placeOf(index);
    }

    /// @notice Accepted units of a member in an epoch before the cap (hundredths), for activity types 1, 2, ...
    function rawUnits(
        uint32 member,
        uint16 epochId
    ) external view returns (uint256[] memory units) {
        units = new uint256[](activityCount());
        for (uint256 i = 0; i < units.length; ++i) {
            units[i] = _rawOf(member, epochId, uint16(i + 1));
        }
    }

    /// @notice Units of a member that count in an epoch, min(raw, cap) (hundredths), for activity types 1, 2, ...
    function cappedUnits(
        uint32 member,
        uint16 epochId
    ) external view returns (uint256[] memory units) {
        units = new uint256[](activityCount());
        for (uint256 i = 0; i < units.length; ++i) {
            units[i] = _capped(
                _rawOf(member, epochId, uint16(i + 1)),
                _activity(uint16(i + 1)).cap
            );
        }
    }

    /// @notice Units of all members that count in an epoch (hundredths), for activity types 1, 2, ...
    function totalUnits(uint16 epochId) external view returns (uint256[] memory units) {
        units = new uint256[](activityCount());
        for (uint256 i = 0; i < units.length; ++i) {
            units[i] = _totals[_totalKey(epochId, uint16(i + 1))].get(
                (i + 1) % TOTAL_LANES,
                TOTAL_BITS
            );
        }
    }

    /// @notice The rules in force.
    function rules() external view returns (Rules memory) {
        return _rules;
    }

    /// @notice How many epochs are listed; ids are 1 to this number.
    function epochCount() external view returns (uint256) {
        return _clock.epochs;
    }

    /// @notice When an epoch starts, ends, and closes (seconds, Unix): it takes what happened in [start, end) until
    /// `closes`. What was done before the community came can be recorded until one late window after the founding.
    function epoch(uint16 id) external view returns (uint48 start, uint48 end, uint256 closes) {
        return _spanOf(id);
    }

    /// @notice The epoch in which `time` (seconds, Unix) lies.
    function epochAt(uint256 time) external view returns (uint16) {
        if (time < _clock.origin || time >= _epochs[_clock.epochs].end) revert EpochUnlisted(time);
        return _epochFrom(1, time);
    }

    /// @notice The hash of a group's definition document.
    function group(uint8 id) external view returns (bytes32) {
        if (id == 0 || id > _groups.length) revert GroupUnknown(id);
        return _groups[id - 1];
    }

    /// @notice How many groups there are; ids are 1 to this number.
    function groupCount() external view returns (uint256) {
        return _groups.length;
    }

    /// @notice An activity type, by id.
    function activity(uint16 id) external view returns (Activity memory) {
        return _activity(id);
    }

    /// @notice The type that stands for all sensitive kinds of work of a group, 0 for none.
    function sensitiveActivity(uint8 groupId) external view returns (uint16) {
        return _sensitive[groupId];
    }

    /// @notice How many activity types there are; ids are 1 to this number.
    function activityCount() public view returns (uint256) {
        return _clock.activities;
    }

    function _rawOf(
        uint32 member,
        uint16 epochId,
        uint16 activityId
    ) private view returns (uint256) {
        return _raw[_rawKey(member, epochId, activityId)].get(activityId % RAW_LANES, RAW_BITS);
    }
}
