// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice An account that says yes to everything, after much work (ERC-1271).
contract SlowAccount is IERC1271 {
    uint256 private constant ROUNDS = 800;

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        for (uint256 i = 0; i < ROUNDS; ++i) {
            digest = keccak256(abi.encode(digest));
        }
        return digest == 0 ? bytes4(0) : this.isValidSignature.selector;
    }
}
