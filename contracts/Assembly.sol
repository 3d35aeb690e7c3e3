// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Scores} from "./assembly/Scores.sol";
import {WeightVotes} from "./assembly/WeightVotes.sol";
import {Relay} from "./lib/Relay.sol";
import {SignedActs} from "./lib/SignedActs.sol";

/// @title Assembly: the will
/// @notice Where a community decides: indicators, and votes on their weights. A clone per community, beside its `Community`;
/// members change it by signed acts. Two contracts, because one does not fit into 24,576 bytes. Invariants 3, 4, 5, 6, 10.
contract Assembly is Relay, WeightVotes, Scores {
    constructor() SignedActs("Auzolan Assembly") {
        // The implementation behind the clones belongs to nobody.
        _foundVotes(address(this));
    }

    /// @notice Joins the assembly to its community; the factory calls it in the transaction that makes the clone.
    function initialise(address community) external {
        _foundVotes(community);
    }
}
