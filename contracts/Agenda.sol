// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AssemblyViews} from "./agenda/AssemblyViews.sol";
import {Closings} from "./agenda/Closings.sol";
import {IndicatorDefinitions} from "./agenda/IndicatorDefinitions.sol";
import {Openings} from "./agenda/Openings.sol";
import {SignedActs} from "./lib/SignedActs.sol";

/// @title Agenda: what is put to the vote, and what follows
/// @notice The second part of an assembly's code: opening, closing, objecting, executing, indicators, and what can be asked about
/// all of it. Deployed once, works on the storage of whichever assembly calls it, and holds nothing itself. Invariants 3, 5, 6, 7, 9, 10.
contract Agenda is Openings, Closings, IndicatorDefinitions, AssemblyViews {
    constructor() SignedActs("Auzolan Assembly") {
        // By itself it has no community, so nobody can act on it.
    }
}
