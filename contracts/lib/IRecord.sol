// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rules} from "../community/Calendar.sol";
import {Standing} from "../community/Members.sol";

/// @title What an assembly asks of the record
/// @notice The views of `Community` that votes and scores are built on.
interface IRecord {
    /// @notice Notes that a member acts in the assembly; `joined` is 0 when the signer with this hash does not speak for them.
    function noteAct(
        uint32 id,
        bytes32 signerHash
    ) external returns (uint48 joined, bool steward, bool managed);
    /// @notice How many members could vote now.
    function electorate() external view returns (uint32);
    /// @notice The rules in force.
    function rules() external view returns (Rules memory);
    /// @notice How many activity types there are.
    function activityCount() external view returns (uint256);
    /// @notice The epoch in which `time` lies.
    function epochAt(uint256 time) external view returns (uint16);
    /// @notice Start, end and closing of an epoch; reverts when it is not listed.
    function epoch(uint16 id) external view returns (uint48 start, uint48 end, uint256 closes);
    /// @notice Reverts when there is no such member.
    function member(uint32 id) external view returns (Standing memory);
    /// @notice Units of a member that count in an epoch, per activity type.
    function cappedUnits(uint32 member, uint16 epoch) external view returns (uint256[] memory);
    /// @notice Units of all members that count in an epoch, per activity type.
    function totalUnits(uint16 epoch) external view returns (uint256[] memory);
}
