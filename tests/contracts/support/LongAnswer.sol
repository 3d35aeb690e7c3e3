// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice An account whose answer, or whose refusal, is as long as its gas allows.
contract LongAnswer is IERC1271 {
    bool private immutable REFUSES;

    constructor(bool refuses) {
        REFUSES = refuses;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        bool refuses = REFUSES;
        // Assembly, because Solidity answers with what was declared only.
        assembly ("memory-safe") {
            if refuses {
                revert(0, 300000)
            }
            return(0, 300000)
        }
    }
}
