// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Markets} from "../../../contracts/lib/Markets.sol";

/// @notice Answers what `Markets` makes of divisions, without a vote.
contract Divided {
    /// @notice The shares of groups 1 to `groups`, as `Markets.outcome` packs them.
    function outcome(
        uint256[102] calldata atLeast,
        uint256 groups
    ) external pure returns (uint256) {
        return Markets.outcome(atLeast, groups);
    }
}
