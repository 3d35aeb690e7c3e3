// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC7913WebAuthnVerifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913WebAuthnVerifier.sol";

/* solhint-disable no-empty-blocks */

/// @title PasskeyVerifier: the ERC-7913 verifier of passkeys
/// @notice OpenZeppelin's verifier of WebAuthn assertions over P-256, deployed once beside the factory that names it.
/// Holds nothing and nobody can change it. Invariant 6.
contract PasskeyVerifier is ERC7913WebAuthnVerifier {
    // Nothing to add: it stands here because only contracts of our own are compiled and published.
}
