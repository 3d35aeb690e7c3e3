// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice An account that speaks when its owner has signed (ERC-1271).
contract OwnedAccount is IERC1271 {
    address private immutable OWNER;

    constructor(address owner) {
        OWNER = owner;
    }

    function isValidSignature(
        bytes32 digest,
        bytes calldata signature
    ) external view returns (bytes4) {
        return
            ECDSA.recoverCalldata(digest, signature) == OWNER
                ? this.isValidSignature.selector
                : bytes4(0);
    }
}

/// @notice An account that burns all the gas it is given.
contract GasBurner is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        uint256 burnt = 1;
        while (burnt != 0 && gasleft() > 0) burnt = uint256(keccak256(abi.encode(burnt)));
        return this.isValidSignature.selector;
    }
}

/// @notice An account whose answer, or whose refusal, is as long as its gas allows.
contract LongAnswer is IERC1271 {
    bool private immutable REFUSES;

    constructor(bool refuses) {
        REFUSES = refuses;
    }

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
