// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members} from "../community/Members.sol";
import {Profile} from "../lib/Profiles.sol";

/// @notice Somebody claims to be an unclaimed member.
/// @param member the unclaimed member; the act is signed by the signer that is to speak for them
/// @param managed whether that signer is a key kept by a gateway
struct ClaimMembership {
    uint32 member;
    uint48 deadline;
    bool managed;
}

/// @notice A steward says that the claim of this signer is true.
/// @param unclaimed the unclaimed member
struct ConfirmClaim {
    uint32 member;
    uint48 deadline;
    uint32 unclaimed;
    bytes signer;
}

/// @notice A member says that claims of this membership should not come true by waiting.
struct ContestClaim {
    uint32 member;
    uint48 deadline;
    uint32 unclaimed;
}

/// @title Claims: unclaimed members who join
/// @notice Holds nothing of its own. A claim comes true when two stewards confirm it who never attested to that member's work,
/// after a wait in which nobody contested it and nobody else claimed, or by a vote, whoever contests it. Invariants 6, 8.
abstract contract Claims is Members {
    bytes32 private constant CLAIM_TYPEHASH = keccak256(
        "ClaimMembership(uint32 member,uint48 deadline,bool managed)"
    );
    bytes32 private constant CONFIRM_TYPEHASH = keccak256(
        "ConfirmClaim(uint32 member,uint48 deadline,uint32 unclaimed,bytes signer)"
    );
    bytes32 private constant CONTEST_TYPEHASH = keccak256(
        "ContestClaim(uint32 member,uint48 deadline,uint32 unclaimed)"
    );

    /// @notice `signer` claims to be `member`; without contest the claim can be completed from `ready` on (seconds, Unix).
    event MembershipClaimed(uint32 indexed member, bytes signer, bool managed, uint48 ready);
    /// @notice `steward` confirmed the claim of a signer.
    event ClaimConfirmed(uint32 indexed member, uint32 indexed steward, bytes signer);
    /// @notice `contester` contested all claims of `member`, which from now on need two stewards, or a vote.
    event ClaimContested(uint32 indexed member, uint32 indexed contester);
    /// @notice `member` joined: `signer` speaks for them.
    event ClaimCompleted(uint32 indexed member, bytes signer, bool managed);

    /// @notice Claims an unclaimed membership.
    function claim(
        ClaimMembership calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        _requireInTime(act.deadline);
        _requireUnclaimed(act.member);
        bytes32 signerHash = _requireFree(signer, 0);
        _requireSigned(act.member, keccak256(abi.encode(CLAIM_TYPEHASH, act)), signer, signature);
        Claim storage claim_ = _claimsBySigner[act.member][signerHash];
        if (claim_.ready != 0) revert ClaimExists(act.member, signer);
        uint48 ready = uint48(block.timestamp) + _rules.claimWait;
        (claim_.ready, claim_.managed) = (ready, act.managed);
        ++_claimTallies[act.member].open;
        emit MembershipClaimed(act.member, signer, act.managed, ready);
    }

    /// @notice Confirms a claim; the second steward completes it.
    function confirmClaim(
        ConfirmClaim calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(
            abi.encode(
                CONFIRM_TYPEHASH,
                act.member,
                act.deadline,
                act.unclaimed,
                keccak256(act.signer)
            )
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        Profile p = _requireUnclaimed(act.unclaimed);
        Claim storage claim_ = _claimOf(act.unclaimed, act.signer);
        if (p.hasAttester(act.member)) revert ConfirmerAttested(act.member, act.unclaimed);
        if (claim_.confirmer == act.member) revert ConfirmedAlready(act.member);
        emit ClaimConfirmed(act.unclaimed, act.member, act.signer);
        // The first may have attested, or lost the role, since.
        Profile first = _profiles[claim_.confirmer];
        bool counts = first.isSteward() && _isActiveNow(claim_.confirmer, first);
        if (counts && !p.hasAttester(claim_.confirmer)) {
            _complete(act.unclaimed, act.signer, claim_.managed);
        } else {
            claim_.confirmer = act.member;
        }
    }

    /// @notice Contests the claims of a membership.
    function contestClaim(
        ContestClaim calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(CONTEST_TYPEHASH, act));
        _authorise(act.member, act.deadline, hash, signer, signature);
        _requireUnclaimed(act.unclaimed);
        ClaimTally storage claims = _claimTallies[act.unclaimed];
        if (claims.open == 0) revert ClaimUnknown(act.unclaimed);
        if (claims.contested) revert ClaimIsContested(act.unclaimed);
        claims.contested = true;
        emit ClaimContested(act.unclaimed, act.member);
    }

    /// @notice Completes a claim whose wait is over and which nobody contested. Anyone may.
    function completeClaim(uint32 unclaimed, bytes calldata signer) external {
        _requireUnclaimed(unclaimed);
        Claim storage claim_ = _claimOf(unclaimed, signer);
        ClaimTally storage claims = _claimTallies[unclaimed];
        if (claims.contested || claims.open > 1) revert ClaimIsContested(unclaimed);
        if (block.timestamp < claim_.ready) revert ClaimWaiting(unclaimed, claim_.ready);
        _complete(unclaimed, signer, claim_.managed);
    }

    /// @notice Completes a claim, whoever contests it; the assembly does, by a vote.
    function decideClaim(uint32 unclaimed, bytes calldata signer) external {
        _requireAssembly();
        _requireUnclaimed(unclaimed);
        _complete(unclaimed, signer, _claimOf(unclaimed, signer).managed);
    }

    /// @notice A signer's claim: when it can be completed without stewards (0: there is none), which steward confirmed it.
    function claimOf(
        uint32 unclaimed,
        bytes calldata signer
    ) external view returns (uint48 ready, uint32 confirmer, bool managed, bool contested) {
        Claim storage claim_ = _claimsBySigner[unclaimed][keccak256(signer)];
        ClaimTally storage claims = _claimTallies[unclaimed];
        contested = claims.contested || claims.open > 1;
        return (claim_.ready, claim_.confirmer, claim_.managed, contested);
    }

    function _complete(uint32 id, bytes calldata signer, bool managed) private {
        _countAdmission();
        _requireFree(signer, 0);
        _join(id, signer, managed);
        emit ClaimCompleted(id, signer, managed);
    }

    function _requireUnclaimed(uint32 id) private view returns (Profile p) {
        p = _profileOf(id);
        if (p.isClaimed()) revert MemberClaimed(id);
    }

    function _claimOf(
        uint32 id,
        bytes calldata signer
    ) private view returns (Claim storage claim_) {
        claim_ = _claimsBySigner[id][keccak256(signer)];
        if (claim_.ready == 0) revert ClaimUnknown(id);
    }
}
