// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Continued} from "./lib/Continued.sol";
import {SignedActs} from "./lib/SignedActs.sol";
import {RecordViews} from "./upkeep/RecordViews.sol";

/// @title Upkeep: how a community's record is put right
/// @notice The third part of a community's code: retraction, withdrawal, correction, contests, and what can be asked about the
/// record. Deployed once, works on the storage of whichever community calls it, and holds nothing itself; what it does not know
/// goes on to `Charter`. Invariants 1, 2, 5, 6, 10.
contract Upkeep is Continued, RecordViews {
    constructor(address charter) SignedActs("Auzolan Community") Continued(charter) {
        // By itself it has no members, so nobody can act on it.
    }
}
