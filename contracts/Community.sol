// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rules} from "./community/Calendar.sol";
import {Contributions} from "./community/Contributions.sol";
import {Admission, IVerifiers} from "./community/Members.sol";
import {Continued} from "./lib/Continued.sol";
import {Relay} from "./lib/Relay.sol";
import {SignedActs} from "./lib/SignedActs.sol";

/// @notice What a community is founded with.
/// @param salt sets communities apart that are founded alike
/// @param document keccak-256 of the public definition document (name, description)
/// @param origin start of epoch 1 (seconds, Unix); may lie in the past
/// @param ends ends of epochs 1, 2, ... (seconds, Unix)
/// @param rules the rules in force
/// @param stewards the founding stewards, who become members 1, 2, ...
struct Founding {
    bytes32 salt;
    bytes32 document;
    uint48 origin;
    uint48[] ends;
    Rules rules;
    Admission[] stewards;
}

/// @title Community: the record
/// @notice Who the members are, what counts as a contribution, what was contributed and who says so. A clone per community; members
/// change it by signed acts. Here is what is asked most, recording and attesting; its code goes on in `Membership` (people) and `Upkeep`
/// (definitions and contests). Invariants 1, 2, 5, 6, 8, 10.
contract Community is Continued, Relay, Contributions {
    constructor(address membership) SignedActs("Auzolan Community") Continued(membership) {
        // The implementation behind the clones belongs to nobody.
        _assembly = address(this);
    }

    /// @notice Founds the community; the factory calls it in the transaction that makes the clone.
    function initialise(Founding calldata founding, address assembly_) external {
        if (_assembly != address(0)) revert InitialisedAlready();
        _assembly = assembly_;
        _foundCalendar(founding.document, founding.origin, founding.ends, founding.rules);
        _foundMembers(founding.stewards, IVerifiers(msg.sender));
    }
}
