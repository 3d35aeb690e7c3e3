// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Proposals} from "./Proposals.sol";

/// @title Elections: how a community without a steward finds stewards
/// @notice Holds candidates and how many approve of each. Invariants 4, 7.
abstract contract Elections is Proposals {
    uint256 internal constant MAX_CANDIDATES = 16;
    uint256 internal constant SEATS = 3;

    /// The last election, 0 for none.
    uint32 internal _election;
    mapping(uint32 vote => uint32[] members) internal _candidates;
    /// How many ballots approve of each candidate, in sixteen lanes of 16 bits.
    mapping(uint32 vote => uint256 lanes) internal _approvals;
}
