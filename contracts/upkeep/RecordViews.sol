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

/// @notice What the opening of a vote asks of the record.
/// @param joinedBy who joined by then may vote (seconds, Unix): by now, or after handover in an earlier epoch
/// @param electorate members who could vote now and are not dormant
/// @param stewards active members who are stewards
/// @param epoch the epoch it is
/// @param groups groups that can be voted on: all, or after handover those defined in an earlier epoch
/// @param activities activity types that can be voted on, the same
/// @param handedOver since when only votes change rules, roles, groups, activity types and indicators (seconds, Unix); 0: they do not
/// @param notice least seconds until a vote opens
/// @param votingTime least seconds for which it is open
/// @param delay least seconds between closing and execution of a proposal
/// @param quorum part of the electorate, in basis points
struct Opening {
    uint48 joinedBy;
    uint32 electorate;
    uint32 stewards;
    uint16 epoch;
    uint8 groups;
    uint8 activities;
    uint48 handedOver;
    uint32 notice;
    uint32 votingTime;
    uint32 delay;
    uint16 quorum;
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
                _capOf(uint16(i + 1), epochId)
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

    /// @notice An activity type, by id, with what it requires and caps from the last revision on.
    function activity(uint16 id) external view returns (Activity memory) {
        Definition memory d = _activity(id);
        return
            Activity({
                group: d.group,
                orientation: d.orientation,
                unit: d.unit,
                required: d.required,
                sensitive: d.sensitive,
                cap: d.cap,
                since: d.since,
                document: d.document
            });
    }

    /// @notice What an activity type requires and caps in an epoch, and from which epoch on it is in force no more (0: for ever).
    function termsOf(
        uint16 id,
        uint16 epochId
    ) external view returns (uint8 required, uint32 cap, uint16 until) {
        (, required, cap, , until) = _termsOf(id, epochId);
    }

    /// @notice The group of each activity type, for types 1, 2, ...
    function groupsOfActivities() external view returns (uint8[] memory groups) {
        groups = new uint8[](activityCount());
        for (uint256 i = 0; i < groups.length; ++i) {
            groups[i] = _activities[uint16(i + 1)].group;
        }
    }

    /// @notice When the community was handed over to its votes (seconds, Unix), 0: not yet.
    function handedOver() external view returns (uint48) {
        return _clock.handedOver;
    }

    /// @notice What the opening of a vote asks of the record.
    function opening() external view returns (Opening memory o) {
        uint16 now_ = _epochSeen();
        (o.epoch, o.electorate, o.stewards) = (now_, _electorate(), _counts.stewards);
        (o.groups, o.activities) = (uint8(_groups.length), _clock.activities);
        (o.joinedBy, o.handedOver) = (uint48(block.timestamp), _clock.handedOver);
        (o.notice, o.votingTime, o.delay) = (_rules.notice, _rules.votingTime, _rules.delay);
        o.quorum = _rules.quorum;
        if (o.handedOver == 0) return o;
        (, uint48 begun) = _epochBegun();
        if (begun != 0 && begun <= block.timestamp) o.joinedBy = begun - 1;
        if (_aged.epoch == now_) (o.groups, o.activities) = (_aged.groups, _aged.activities);
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
