// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rules} from "../community/Activities.sol";
import {Standing} from "./SignedActs.sol";

/// @title What an assembly asks of the record
/// @notice The views of `Community` that votes and scores are built on.
interface IRecord {
    /// @notice The member behind a signer, by the keccak-256 of the signer's bytes.
    function standingOf(bytes32 signerHash) external view returns (Standing memory);
    /// @notice How many members could vote now.
    function electorate() external view returns (uint32);
    /// @notice Whether managed members may vote.
    function managedMayVote() external view returns (bool);
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
