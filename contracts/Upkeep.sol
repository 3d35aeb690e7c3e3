// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignedActs} from "./lib/SignedActs.sol";
import {Definitions} from "./upkeep/Definitions.sol";
import {RecordViews} from "./upkeep/RecordViews.sol";

/// @title Upkeep: what a community's record is about, and how it is put right
/// @notice The last part of a community's code: definitions, retraction, withdrawal, correction, contests, and what
/// can be asked about the record. Deployed once, works on
/// the storage of whichever community calls it, and holds nothing itself. Invariants 1, 2, 5, 6, 10.
contract Upkeep is RecordViews, Definitions {
    constructor() SignedActs("Auzolan Community") {
        // By itself it has no members, so nobody can act on it.
    }
}
