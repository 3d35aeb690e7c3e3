// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {WeightVotes} from "./WeightVotes.sol";

/// @notice What is done when a proposal has passed.
/// @param to 1 the community's record, 2 the assembly itself
/// @param data the call: the selector of one of its functions, and the values
struct Call {
    uint8 to;
    bytes data;
}

/// @title Proposals: what the community decides to do
/// @notice Holds, of each proposal, what it would do (by its hash), what it amends, and whether it was done. Its ballots are counted in
/// the slot of its vote. Invariants 4, 7.
abstract contract Proposals is WeightVotes {
    /// To whom a call goes.
    uint8 internal constant RECORD = 1;
    uint8 internal constant ASSEMBLY = 2;
    uint8 internal constant IN_FAVOUR = 1;
    uint8 internal constant AGAINST = 2;
    uint8 internal constant ABSTAINED = 3;
    /// A proposal that nobody executes for so long is off the table.
    uint256 internal constant EXECUTION_TIME = 30 days;

    /// @param ready from when on it can be executed (seconds, Unix); 0 before it has passed
    /// @param founding whether it was proposed before handover, when stewards may be quick: it is executed before, or never
    struct Proposal {
        bytes32 callsHash;
        uint32 proposer;
        uint32 amends;
        uint32 delay;
        uint48 ready;
        bool founding;
        bool executed;
    }

    bytes32 private constant CALL_TYPEHASH = keccak256("Call(uint8 to,bytes data)");

    mapping(uint32 vote => Proposal proposal) internal _proposals;
    mapping(uint256 memberAndEpoch => uint256 count) internal _proposed;

    /// @dev Ballots in favour and against, in the subject of the vote's slot.
    function _answersOf(Vote storage v) internal view returns (uint16 inFavour, uint16 against) {
        uint48 subject = v.subject;
        return (uint16(subject >> 16), uint16(subject));
    }

    /// @dev Moves a ballot from what it said to what it says, 0 for nothing.
    function _answer(Vote storage v, uint8 before, uint8 now_) internal {
        uint48 subject = v.subject;
        v.subject = subject + _one(now_) - _one(before);
    }

    /// @dev What only a proposal that has passed does: the assembly calls itself.
    function _requireProposal() internal view {
        if (msg.sender != address(this)) revert ProposalRequired(msg.sender);
    }

    /// @dev What EIP-712 makes of a list of calls.
    function _hashCalls(Call[] calldata calls) internal pure returns (bytes32) {
        bytes32[] memory hashes = _hashes(calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            hashes[i] = keccak256(abi.encode(CALL_TYPEHASH, calls[i].to, keccak256(calls[i].data)));
        }
        return _hashArray(hashes);
    }

    function _one(uint8 choice) private pure returns (uint48) {
        if (choice == IN_FAVOUR) return 1 << 16;
        return choice == AGAINST ? 1 : 0;
    }
}
