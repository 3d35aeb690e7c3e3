// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignedActs} from "./SignedActs.sol";

/// @title Code that goes on in another contract
/// @notice A community's code does not fit into the 24,576 bytes that one contract may have (EIP-170), so it lies in several, each
/// handing on what it does not know. All of it works on one storage and under one address: whoever calls, signs and reads sees one
/// contract. The way on is set for ever when the code is deployed. Invariant 6 (one contract, whichever part answers).
abstract contract Continued is SignedActs {
    /// @notice Where this contract's code goes on.
    address public immutable NEXT;

    constructor(address next) {
        NEXT = next;
    }

    /* solhint-disable no-complex-fallback */
    /// @notice Hands on what is not in this part of the code.
    /// @dev Assembly, because Solidity cannot answer with what another contract answered.
    fallback() external {
        address next = NEXT;
        uint256 left = gasleft();
        assembly ("memory-safe") {
            let input := mload(0x40)
            calldatacopy(input, 0, calldatasize())
            let success := delegatecall(gas(), next, input, calldatasize(), 0, 0)
            if or(success, returndatasize()) {
                returndatacopy(input, 0, returndatasize())
                if success {
                    return(input, returndatasize())
                }
                revert(input, returndatasize())
            }
        }
        // It ended without a word: for lack of gas, of which a relay has to hear, or because it knows no such act.
        _endIfStarved(left);
        revert ActMalformed();
    }
    /* solhint-enable no-complex-fallback */
}
