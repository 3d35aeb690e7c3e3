// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ActErrors} from "./Errors.sol";

/// @title One door for every act
/// @notice Holds the digests of the acts that may happen once. An act is authorised by the signer's own call, or by
/// their signature over EIP-712 typed data that anybody may carry. Both contracts of a community share this check.
/// Invariant 6.
abstract contract SignedActs is EIP712, ActErrors {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant VERSION_HASH = keccak256("1");
    bytes32 private immutable NAME_HASH;

    mapping(bytes32 digest => bool burnt) private _burnt;
    /// While a relay runs (1), being the caller proves nothing: a relayer carries what strangers hand in. A whole word, so that it
    /// is set without being read.
    uint256 internal transient _relaying;

    /// @notice Item `index` of an act was done already, or can never be done any more; `reason` is the error.
    event ItemSkipped(uint256 indexed index, bytes reason);

    constructor(string memory name) EIP712(name, "1") {
        NAME_HASH = keccak256(bytes(name));
    }

    function _requireInTime(uint48 deadline) internal view {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
    }

    /// @dev The signer calls, or signed this act. Deadline and membership are checked apart, so that each failure has a name of
    /// its own.
    function _requireSigned(
        uint32 member,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal view {
        if (signer.length != 20) return _checkKey(member, structHash, signer, signature);
        address account = address(bytes20(signer));
        if (account == msg.sender && _relaying == 0) return;
        _checkAccount(member, _hashTypedDataV4(structHash), account, signature);
    }

    /// @dev A key that is nobody's signer signed this act: the one-time key of an invitation.
    function _requireSignedBy(
        address key,
        bytes32 structHash,
        bytes calldata signature
    ) internal view {
        _checkAccount(0, _hashTypedDataV4(structHash), key, signature);
    }

    /// @dev For acts that nothing else keeps from being repeated.
    function _burn(bytes32 structHash) internal {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (_burnt[digest]) revert ActRepeated(digest);
        _burnt[digest] = true;
    }

    /// @dev Keeps the outcome of an item: nothing when it was done, otherwise the event and the first reason.
    function _noteSkipped(
        uint256 index,
        bytes memory reason,
        bytes memory first
    ) internal returns (bytes memory) {
        emit ItemSkipped(index, reason);
        return first.length == 0 ? reason : first;
    }

    /// @dev An act in which every item is skipped fails with the first item's reason.
    function _requireProgress(uint256 skipped, uint256 items, bytes memory first) internal pure {
        if (items == 0) revert ItemsMissing();
        if (skipped == items) _refuse(first);
    }

    /// @dev For acts of which every part has to be done.
    function _requireNone(bytes memory reason) internal pure {
        if (reason.length != 0) _refuse(reason);
    }

    /// @dev Assembly, because Solidity cannot revert with an error that is already encoded.
    function _refuse(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    /// @dev An array of structs in EIP-712: the hash of its members' hashes, one after the other. Assembly, because they lie like
    /// that in memory already, and to encode them would copy them.
    function _hashArray(bytes32[] memory hashes) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(add(hashes, 32), shl(5, mload(hashes)))
        }
    }

    /// @dev What a signer signs (EIP-712). Assembly, because OpenZeppelin reserves memory to rebuild a clone's domain for every act;
    /// here domain and digest are hashed in memory that nobody keeps, which spares 200 gas an act.
    function _hashTypedDataV4(bytes32 structHash) internal view override returns (bytes32 digest) {
        (bytes32 typehash, bytes32 name, bytes32 version) = (
            DOMAIN_TYPEHASH,
            NAME_HASH,
            VERSION_HASH
        );
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, typehash)
            mstore(add(encoded, 32), name)
            mstore(add(encoded, 64), version)
            mstore(add(encoded, 96), chainid())
            mstore(add(encoded, 128), address())
            let domain := keccak256(encoded, 160)
            mstore(encoded, hex"1901")
            mstore(add(encoded, 2), domain)
            mstore(add(encoded, 34), structHash)
            digest := keccak256(encoded, 66)
        }
    }

    /// @dev Room for `length` hashes, each of which the caller sets. Assembly, as `new bytes32[]` would fill it with zeros and check
    /// what the bounds of calldata settle already: `length` is that of an array there.
    function _hashes(uint256 length) internal pure returns (bytes32[] memory hashes) {
        assembly ("memory-safe") {
            hashes := mload(0x40)
            mstore(hashes, length)
            mstore(0x40, add(hashes, shl(5, add(length, 1))))
        }
    }

    /// @dev The keccak-256 of a signer's bytes. Assembly, as `keccak256(signer)` would reserve memory for the copy: 300 gas an act.
    function _hashBytes(bytes calldata data) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let copy := mload(0x40)
            calldatacopy(copy, data.offset, data.length)
            hash := keccak256(copy, data.length)
        }
    }

    /// @dev The struct hash of an act that names its member, its deadline and one thing more. Assembly, because `abi.encode` would
    /// reserve memory for what is hashed and forgotten: 150 gas an act.
    function _hashAct(
        bytes32 typehash,
        uint32 member,
        uint48 deadline,
        bytes32 items
    ) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, typehash)
            mstore(add(encoded, 32), and(member, 0xffffffff))
            mstore(add(encoded, 64), and(deadline, 0xffffffffffff))
            mstore(add(encoded, 96), items)
            hash := keccak256(encoded, 128)
        }
    }

    function _checkKey(
        uint32 member,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        uint256 left = gasleft();
        if (_isByVerifier(signer, digest, signature)) return;
        _endIfStarved(left);
        revert SignatureInvalid(member, digest);
    }

    /// @dev ERC-7913: the first 20 bytes of a signer name the verifier, which judges by the others. As OpenZeppelin's SignatureChecker
    /// does it, but from calldata: without copying the signature twice.
    function _isByVerifier(
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool) {
        bytes4 yes = IERC7913SignatureVerifier.verify.selector;
        (bool success, bytes memory answer) = address(bytes20(signer)).staticcall(
            abi.encodeWithSelector(yes, signer[20:], digest, signature)
        );
        return success && answer.length >= 32 && abi.decode(answer, (bytes32)) == bytes32(yes);
    }

    /// @dev A signer's code that was left with too little gas cannot say yes. That is no verdict, so the act ends as one that
    /// ran out of gas, which may be tried again; otherwise a stingy relayer could fail a good act for good. One that ran out
    /// leaves us 1/64 of what there was for each call within a call (EIP-150); a quarter holds seventeen of them.
    function _endIfStarved(uint256 before) internal view {
        if (gasleft() >= before / 4) return;
        // Assembly, because Solidity has no statement that ends a call as running out of gas does.
        assembly ("memory-safe") {
            invalid()
        }
    }

    /// @dev The key of an address is tried first: to ask whether code lies there costs as much as to recover it.
    function _checkAccount(
        uint32 member,
        bytes32 digest,
        address account,
        bytes calldata signature
    ) private view {
        (address recovered, ECDSA.RecoverError fault, bytes32 value) = ECDSA.tryRecoverCalldata(
            digest,
            signature
        );
        // What cannot be recovered comes out as the zero address, which is nobody's.
        if (fault == ECDSA.RecoverError.NoError && recovered == account) return;
        if (account.code.length != 0) {
            uint256 left = gasleft();
            if (SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature))
                return;
            _endIfStarved(left);
        } else {
            if (fault == ECDSA.RecoverError.InvalidSignatureLength)
                revert SignatureLengthInvalid(uint256(value));
            if (fault == ECDSA.RecoverError.InvalidSignatureS) revert SignatureHighS(value);
        }
        revert SignatureInvalid(member, digest);
    }
}
