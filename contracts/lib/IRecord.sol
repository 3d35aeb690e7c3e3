// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rules} from "../community/Calendar.sol";
import {Standing} from "../community/Members.sol";
import {Opening} from "../upkeep/RecordViews.sol";

/// @title What an assembly asks of the record
/// @notice The views of `Community` that votes and scores are built on.
interface IRecord {
    /// @notice Notes that a member acts in the assembly; `joined` is 0 when the signer with this hash does not speak for them.
    function noteAct(
        uint32 id,
        bytes32 signerHash
    ) external returns (uint48 joined, bool steward, bool managed);
    /// @notice Makes a member a steward, or no steward any more.
    function decideSteward(uint32 id, bool appointed) external;
    /// @notice What the opening of a vote asks of the record.
    function opening() external view returns (Opening memory);
    /// @notice When the community was handed over (seconds, Unix), 0: not yet.
    function handedOver() external view returns (uint48);
    /// @notice The rules in force.
    function rules() external view returns (Rules memory);
    /// @notice The group of each activity type, for types 1, 2, ...
    function groupsOfActivities() external view returns (uint8[] memory);
    /// @notice Start, end and closing of an epoch; reverts when it is not listed.
    function epoch(uint16 id) external view returns (uint48 start, uint48 end, uint256 closes);
    /// @notice Reverts when there is no such member.
    function member(uint32 id) external view returns (Standing memory);
    /// @notice Units of a member that count in an epoch, per activity type.
    function cappedUnits(uint32 member, uint16 epoch) external view returns (uint256[] memory);
    /// @notice Units of all members that count in an epoch, per activity type.
    function totalUnits(uint16 epoch) external view returns (uint256[] memory);
}
