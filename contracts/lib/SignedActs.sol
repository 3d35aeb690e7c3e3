// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ActErrors} from "./Errors.sol";

/// @notice What the record knows of the member behind a signer.
/// @param member the id, 0 when the signer belongs to nobody
/// @param joined when the member got their first signer (seconds, Unix)
/// @param steward whether the member is a steward
/// @param managed whether the member's signer is a key kept by a gateway
struct Standing {
    uint32 member;
    uint48 joined;
    bool steward;
    bool managed;
}

/// @notice An act to relay.
/// @param gasLimit what the act may use, and what the relay must have before it starts
/// @param data the call, selector first
struct RelayedAct {
    uint32 gasLimit;
    bytes data;
}

/// @notice What became of a relayed act.
/// @param gasUsed what it used, so that a simulation tells which limit to promise it
/// @param reason empty when it was carried out, otherwise the error's first 132 bytes
struct Outcome {
    uint32 gasUsed;
    bytes reason;
}

/// @title One door for every act
/// @notice Holds the digests of the acts that may happen once. An act is authorised by the signer's own call, or by
/// their signature over EIP-712 typed data that anybody may carry. Both contracts of a community share this check.
/// Invariant 6.
abstract contract SignedActs is EIP712, ActErrors {
    uint256 private constant RELAY_LIMIT = 256;
    /// A selector and four words: enough for the longest of our errors that has no bytes in it.
    uint256 private constant REASON_LIMIT = 132;
    /// What the relay needs after an act to note its outcome.
    uint256 private constant RELAY_RESERVE = 20_000;
    /// The relay delegates to the code itself, not through the clone again.
    address private immutable IMPLEMENTATION = address(this);

    mapping(bytes32 digest => bool burnt) private _burnt;
    /// While a relay runs, being the caller proves nothing: a relayer carries what strangers hand in.
    bool private transient _relaying;

    /// @notice Bit i of `succeeded` is set when act i of the relayed batch was carried out.
    event Relayed(uint256 succeeded);
    /// @notice Act `index` of the relayed batch changed nothing; `reason` is the error's first 132 bytes.
    event ActFailed(uint256 indexed index, bytes reason);
    /// @notice Item `index` of an act was done already, or can never be done any more; `reason` is the error.
    event ItemSkipped(uint256 indexed index, bytes reason);

    /// @notice Carries out signed acts one by one; a failing act undoes itself only.
    /// @param acts up to 256 calls of this contract's acts, each with a gas limit of its own
    /// @return outcomes one per act, for whoever simulates the relay; the events say the same of what was carried out
    function relay(RelayedAct[] calldata acts) external returns (Outcome[] memory outcomes) {
        if (_relaying) revert RelayNested();
        if (acts.length == 0 || acts.length > RELAY_LIMIT) revert RelayLengthInvalid(acts.length);
        _relaying = true;
        outcomes = new Outcome[](acts.length);
        uint256 succeeded;
        for (uint256 i = 0; i < acts.length; ++i) {
            uint256 limit = acts[i].gasLimit;
            uint256 available = _forwardable();
            if (available < limit) revert RelayGasShort(i, limit, available);
            uint256 left = gasleft();
            // The target is this contract's own code; what it may do is what a direct caller may do.
            (bool success, bytes memory reason) = _attempt(acts[i].data, limit);
            outcomes[i] = Outcome(uint32(left - gasleft()), reason);
            if (success) succeeded |= 1 << i;
            else emit ActFailed(i, reason);
        }
        _relaying = false;
        emit Relayed(succeeded);
    }

    /// @dev Who acts: checks deadline, membership and signature apart, so that each failure has a name of its own.
    function _authorise(
        uint32 member,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal view returns (Standing memory standing) {
        standing = _standingOf(keccak256(signer));
        _authoriseHolder(standing.member, member, deadline, structHash, signer, signature);
    }

    /// @dev As `_authorise`, where it is known already that `signer` belongs to `holder`.
    function _authoriseHolder(
        uint32 holder,
        uint32 member,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal view {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        if (member == 0 || holder != member) revert SignerNotOfMember(member, signer);
        if (signer.length == 20 && address(bytes20(signer)) == msg.sender && !_relaying) return;
        _checkSignature(member, _hashTypedDataV4(structHash), signer, signature);
    }

    /// @dev As `_authorise`, for the acts of stewards, which happen once.
    function _authoriseSteward(
        uint32 member,
        uint48 deadline,
        bytes32 structHash,
        bytes calldata signer,
        bytes calldata signature
    ) internal {
        Standing memory standing = _authorise(member, deadline, structHash, signer, signature);
        if (!standing.steward) revert StewardRequired(member);
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
        if (skipped < items) return;
        // Assembly, because Solidity cannot revert with an error that is already encoded.
        assembly ("memory-safe") {
            revert(add(first, 32), mload(first))
        }
    }

    /// @dev An array of structs in EIP-712: the hash of its members' hashes, one after the other. Assembly, because they lie like
    /// that in memory already, and to encode them would copy them.
    function _hashArray(bytes32[] memory hashes) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := keccak256(add(hashes, 32), shl(5, mload(hashes)))
        }
    }

    function _standingOf(bytes32 signerHash) internal view virtual returns (Standing memory);

    function _checkSignature(
        uint32 member,
        bytes32 digest,
        bytes calldata signer,
        bytes calldata signature
    ) private view {
        if (signer.length == 20)
            return _checkAccount(member, digest, address(bytes20(signer)), signature);
        uint256 left = gasleft();
        if (SignatureChecker.isValidSignatureNow(signer, digest, signature)) return;
        _endIfStarved(left);
        revert SignatureInvalid(member, digest);
    }

    /// @dev A signer's code that was left with too little gas cannot say yes. That is no verdict, so the act ends as one that
    /// ran out of gas, which may be tried again; otherwise a stingy relayer could fail a good act for good. One that ran out
    /// leaves us 1/64 of what there was (EIP-150), a little more where it ran out in a call of its own: 1/16 holds both.
    function _endIfStarved(uint256 before) private view {
        if (gasleft() >= before / 16) return;
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
        if (recovered == account) return;
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

    /// @dev What one act can be given now: a call passes on at most 63/64 (EIP-150), less what is kept for the note.
    function _forwardable() private view returns (uint256) {
        uint256 left = gasleft();
        if (left < RELAY_RESERVE) return 0;
        return ((left - RELAY_RESERVE) * 63) / 64;
    }

    /// @dev Assembly, so that no more than REASON_LIMIT bytes of what came back are copied, whatever it is.
    function _attempt(
        bytes calldata data,
        uint256 limit
    ) private returns (bool success, bytes memory reason) {
        address implementation = IMPLEMENTATION;
        uint256 size;
        uint256 left = gasleft();
        assembly ("memory-safe") {
            // The call lies in free memory only while it runs, so that a batch does not pay for all its calls at once.
            let input := mload(0x40)
            calldatacopy(input, data.offset, data.length)
            success := delegatecall(limit, implementation, input, data.length, 0, 0)
            size := returndatasize()
        }
        if (success) return (true, "");
        // None of our refusals is empty: an act that ends without a word ran out of gas, or is none of our acts.
        if (size == 0) {
            bool exhausted = left - gasleft() >= limit;
            if (exhausted) return (false, abi.encodeWithSelector(OutOfGas.selector, limit));
            return (false, abi.encodeWithSelector(ActMalformed.selector));
        }
        if (size > REASON_LIMIT) size = REASON_LIMIT;
        reason = new bytes(size);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 32), 0, size)
        }
    }
}
