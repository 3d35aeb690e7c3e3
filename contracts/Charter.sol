// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Definitions} from "./charter/Definitions.sol";
import {SignedActs} from "./lib/SignedActs.sol";

/// @title Charter: by which terms a community lives
/// @notice The last part of a community's code: groups, activity types, epochs, rules, handover. Deployed once, works on the storage of
/// whichever community calls it, and holds nothing itself. Invariants 5, 6, 7.
contract Charter is Definitions {
    constructor() SignedActs("Auzolan Community") {
        // By itself it has no members, so nobody can act on it.
    }
}
