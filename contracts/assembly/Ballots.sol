// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Lanes} from "../lib/Lanes.sol";
import {Tally} from "../lib/Tally.sol";
import {Elections} from "./Elections.sol";

/// @notice A member's say about a proposal.
/// @param choice 1 in favour, 2 against, 3 abstains
struct ProposalBallot {
    uint32 member;
    uint48 deadline;
    uint32 vote;
    uint16 sequence;
    uint8 choice;
    bytes32 rationale;
}

/// @notice A member's say in an election.
/// @param approved candidates they approve of; none at all to abstain
struct ElectionBallot {
    uint32 member;
    uint48 deadline;
    uint32 vote;
    uint16 sequence;
    uint32[] approved;
    bytes32 rationale;
}

/// @title Ballots: one member's say about a proposal, or in an election
/// @notice Counts each ballot as it comes, and a ballot that replaces another by the difference; so closing costs the same for any
/// number of voters. Invariant 4.
abstract contract Ballots is Elections {
    using Lanes for uint256;

    bytes32 private constant PROPOSAL_TYPEHASH = keccak256(
        "ProposalBallot(uint32 member,uint48 deadline,uint32 vote,uint16 sequence,uint8 choice,bytes32 rationale)"
    );
    bytes32 private constant ELECTION_TYPEHASH = keccak256(
        "ElectionBallot(uint32 member,uint48 deadline,uint32 vote,uint16 sequence,uint32[] approved,bytes32 rationale)"
    );

    /// @notice A ballot was cast or replaced: 1 in favour, 2 against, 3 abstains.
    event ProposalBallotCast(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 sequence,
        uint8 choice,
        bytes32 rationale
    );
    /// @notice A ballot was cast or replaced; a one for each approved candidate, by their number from 0 on.
    event ElectionBallotCast(
        uint32 indexed vote,
        uint32 indexed member,
        uint16 sequence,
        uint16 approved,
        bytes32 rationale
    );

    /// @notice Casts a ballot about a proposal, or replaces the member's last one.
    function castProposal(
        ProposalBallot calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        Voter memory voter = _authorise(
            act.member,
            act.deadline,
            _hashProposalBallot(act),
            signer,
            signature
        );
        (Vote storage v, uint256 key, uint256 before) = _replace(
            act.vote,
            PROPOSAL,
            voter,
            act.sequence
        );
        if (act.choice == 0 || act.choice > ABSTAINED) revert ChoiceUnknown(act.choice);
        _answer(v, uint8(before), act.choice);
        _ballots[key] = (uint256(act.sequence) << SEQUENCE_BIT) | act.choice;
        emit ProposalBallotCast(act.vote, act.member, act.sequence, act.choice, act.rationale);
    }

    /// @notice Casts a ballot in an election, or replaces the member's last one.
    function castElection(
        ElectionBallot calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(
            abi.encode(
                ELECTION_TYPEHASH,
                act.member,
                act.deadline,
                act.vote,
                act.sequence,
                keccak256(abi.encodePacked(act.approved)),
                act.rationale
            )
        );
        Voter memory voter = _authorise(act.member, act.deadline, hash, signer, signature);
        (, uint256 key, uint256 before) = _replace(act.vote, ELECTION, voter, act.sequence);
        uint256 approved = _approvedIn(act.vote, act.approved);
        uint256 lanes = _approvals[act.vote];
        // Unchecked, because a change is taken modulo 2^256; each lane counts live ballots, of which there are at most 65,535.
        unchecked {
            _approvals[act.vote] = lanes + _spreadBits(approved) - _spreadBits(uint16(before));
        }
        _ballots[key] = (uint256(act.sequence) << SEQUENCE_BIT) | approved;
        emit ElectionBallotCast(
            act.vote,
            act.member,
            act.sequence,
            uint16(approved),
            act.rationale
        );
    }

    /// @dev Admits a ballot: its vote, where it is kept, and the member's last one (0 for none), which it replaces.
    function _replace(
        uint32 id,
        uint8 kind,
        Voter memory voter,
        uint16 sequence
    ) internal returns (Vote storage v, uint256 key, uint256 before) {
        key = _ballotKey(id, voter.member);
        before = _ballots[key];
        v = _enter(id, kind, voter, uint16(before >> SEQUENCE_BIT), sequence);
    }

    function _approvedIn(
        uint32 id,
        uint32[] calldata given
    ) private view returns (uint256 approved) {
        uint32[] storage candidates = _candidates[id];
        uint256 length = candidates.length;
        for (uint256 i = 0; i < given.length; ++i) {
            uint256 n = 0;
            while (n < length && candidates[n] != given[i]) ++n;
            if (n == length) revert CandidateUnknown(id, given[i]);
            approved |= 1 << n;
        }
    }

    /// @dev A one in each of the sixteen lanes whose bit is set.
    function _spreadBits(uint256 bits) private pure returns (uint256 lanes) {
        for (uint256 i = 0; i < MAX_CANDIDATES; ++i) {
            lanes |= ((bits >> i) & 1).inLane(i, Tally.COUNT_BITS);
        }
    }

    /// @dev Assembly, as a copy instead of six fields checked one by one: they lie in calldata just as EIP-712 encodes them, and who
    /// casts reads every one of them, so none is too wide.
    function _hashProposalBallot(ProposalBallot calldata act) private pure returns (bytes32 hash) {
        bytes32 typehash = PROPOSAL_TYPEHASH;
        assembly ("memory-safe") {
            let encoded := mload(0x40)
            mstore(encoded, typehash)
            calldatacopy(add(encoded, 32), act, 192)
            hash := keccak256(encoded, 224)
        }
    }
}
