// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Continued} from "./lib/Continued.sol";
import {SignedActs} from "./lib/SignedActs.sol";
import {Admissions} from "./membership/Admissions.sol";
import {Claims} from "./membership/Claims.sol";
import {MemberViews} from "./membership/MemberViews.sol";
import {Signers} from "./membership/Signers.sol";
import {Standings} from "./membership/Standings.sol";

/// @title Membership: who belongs, who speaks for whom
/// @notice The second part of a community's code: admissions, claims, signers, coming and going, and what can be asked
/// about members. Deployed once, works on the storage of
/// whichever community calls it, and holds nothing itself; what it does not know goes on to `Upkeep`. Invariants 4, 6, 8, 9.
contract Membership is Continued, Admissions, Claims, Signers, Standings, MemberViews {
    constructor(address upkeep) SignedActs("Auzolan Community") Continued(upkeep) {
        // By itself it has no members, so nobody can act on it.
    }
}
