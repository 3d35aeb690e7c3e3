// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignedActs} from "./SignedActs.sol";

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

/// @title Relay: strangers' acts, carried together
/// @notice Holds nothing. Anybody may carry signed acts; each is run by itself, with a gas limit of its own, and undoes itself only.
/// Invariant 6.
abstract contract Relay is SignedActs {
    uint256 private constant RELAY_LIMIT = 256;
    /// A selector and four words: enough for the longest of our errors that has no bytes in it.
    uint256 private constant REASON_LIMIT = 132;
    /// What the relay needs after an act to note its outcome.
    uint256 private constant RELAY_RESERVE = 20_000;
    /// The relay delegates to the code itself, not through the clone again.
    address private immutable IMPLEMENTATION = address(this);

    /// @notice Bit i of `succeeded` is set when act i of the relayed batch was carried out.
    event Relayed(uint256 succeeded);
    /// @notice Act `index` of the relayed batch changed nothing; `reason` is the error's first 132 bytes.
    event ActFailed(uint256 indexed index, bytes reason);

    /// @notice Carries out signed acts one by one; a failing act undoes itself only. The events tell what became of them.
    /// @param acts up to 256 calls of this contract's acts, each with a gas limit of its own
    function relay(RelayedAct[] calldata acts) external {
        _carryAll(acts, new Outcome[](0));
    }

    /// @notice Does what `relay` does and tells what became of each act: to be called, not sent, before it is relayed. To relay
    /// costs less without the telling.
    /// @param acts up to 256 calls of this contract's acts, each with a gas limit of its own
    /// @return outcomes one per act
    function simulate(RelayedAct[] calldata acts) external returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](acts.length);
        _carryAll(acts, outcomes);
    }

    /// @dev Fills in `outcomes`, unless there is no room for any.
    function _carryAll(RelayedAct[] calldata acts, Outcome[] memory outcomes) private {
        if (_relaying != 0) revert RelayNested();
        if (acts.length == 0 || acts.length > RELAY_LIMIT) revert RelayLengthInvalid(acts.length);
        _relaying = 1;
        bool told = outcomes.length != 0;
        uint256 succeeded;
        for (uint256 i = 0; i < acts.length; ++i) {
            RelayedAct calldata act = acts[i];
            uint256 limit = act.gasLimit;
            uint256 available = _forwardable();
            if (available < limit) revert RelayGasShort(i, limit, available);
            uint256 left = gasleft();
            // The target is this contract's own code; what it may do is what a direct caller may do.
            bool success = _attempt(act.data, limit);
            // Unchecked: gas only becomes less.
            uint256 used;
            unchecked {
                used = left - gasleft();
            }
            if (told) outcomes[i].gasUsed = uint32(used);
            if (success) {
                succeeded |= 1 << i;
                continue;
            }
            bytes memory reason = _reasonOf(used, limit);
            if (told) outcomes[i].reason = reason;
            emit ActFailed(i, reason);
        }
        _relaying = 0;
        emit Relayed(succeeded);
    }

    /// @dev What one act can be given now: a call passes on at most 63/64 (EIP-150), less what is kept for the note.
    function _forwardable() private view returns (uint256) {
        uint256 left = gasleft();
        if (left < RELAY_RESERVE) return 0;
        // Unchecked: gas is a number of 64 bits.
        unchecked {
            return ((left - RELAY_RESERVE) * 63) / 64;
        }
    }

    /// @dev Assembly, so that nothing of what comes back is copied, whatever it is, and the call lies in free memory only while it
    /// runs: a batch does not pay for all its calls at once.
    function _attempt(bytes calldata data, uint256 limit) private returns (bool success) {
        address implementation = IMPLEMENTATION;
        assembly ("memory-safe") {
            let input := mload(0x40)
            calldatacopy(input, data.offset, data.length)
            success := delegatecall(limit, implementation, input, data.length, 0, 0)
        }
    }

    /// @dev Why the act that has just failed did: the first REASON_LIMIT bytes of what came back.
    function _reasonOf(uint256 used, uint256 limit) private pure returns (bytes memory reason) {
        uint256 size;
        // Assembly, here and below, because Solidity would copy all that came back.
        assembly ("memory-safe") {
            size := returndatasize()
        }
        // None of our refusals is empty: an act that ends without a word ran out of gas, or is none of our acts.
        if (size == 0) {
            // One that ran out in a call of its own keeps 1/64 for each call within a call (EIP-150): a quarter holds seventeen of them.
            if (used >= limit - limit / 4) return abi.encodeWithSelector(OutOfGas.selector, limit);
            return abi.encodeWithSelector(ActMalformed.selector);
        }
        if (size > REASON_LIMIT) size = REASON_LIMIT;
        reason = new bytes(size);
        assembly ("memory-safe") {
            returndatacopy(add(reason, 32), 0, size)
        }
    }
}
