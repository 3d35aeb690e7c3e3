// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Scores} from "./assembly/Scores.sol";
import {WeightBallots} from "./assembly/WeightBallots.sol";
import {Continued} from "./lib/Continued.sol";
import {Relay} from "./lib/Relay.sol";
import {SignedActs} from "./lib/SignedActs.sol";

/// @title Assembly: the will
/// @notice Where a community decides: indicators, votes on their weights, proposals, elections. A clone per community, beside its
/// `Community`; members change it by signed acts. Here is what is asked most, ballots and scores; its code goes on in
/// `Agenda` (what is put to the vote, and what follows). Invariants 3, 4, 5, 6, 7, 9, 10.
contract Assembly is Continued, Relay, WeightBallots, Scores {
    constructor(address agenda) SignedActs("Auzolan Assembly") Continued(agenda) {
        // The implementation behind the clones belongs to nobody.
        _foundVotes(address(this));
    }

    /// @notice Joins the assembly to its community; the factory calls it in the transaction that makes the clone.
    function initialise(address community) external {
        _foundVotes(community);
    }
}
