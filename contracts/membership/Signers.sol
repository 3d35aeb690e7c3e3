// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Members} from "../community/Members.sol";
import {Profile} from "../lib/Profiles.sol";

/// @notice A member adds a signer, which signs the same act.
struct AddSigner {
    uint32 member;
    uint48 deadline;
    bool managed;
    bytes signer;
}

/// @notice A member removes one of their signers.
struct RemoveSigner {
    uint32 member;
    uint48 deadline;
    bytes signer;
}

/// @notice A steward says which new signer is to speak for a member who lost theirs.
/// @param subject the member
struct Recover {
    uint32 member;
    uint48 deadline;
    uint32 subject;
    bool managed;
    bytes signer;
}

/// @notice A member who still has a signer objects to their recovery.
struct ObjectToRecovery {
    uint32 member;
    uint48 deadline;
}

/// @notice The new signer takes over, signing itself.
struct CompleteRecovery {
    uint32 member;
    uint48 deadline;
}

/// @title Signers: who speaks for a member
/// @notice Holds nothing of its own. A member adds and removes signers; two stewards recover one who has lost theirs, after a wait in
/// which the old signer can object; then only a vote decides. Invariants 6, 8.
abstract contract Signers is Members {
    uint256 private constant MAX_SIGNERS = 5;
    bytes32 private constant ADD_TYPEHASH = keccak256(
        "AddSigner(uint32 member,uint48 deadline,bool managed,bytes signer)"
    );
    bytes32 private constant REMOVE_TYPEHASH = keccak256(
        "RemoveSigner(uint32 member,uint48 deadline,bytes signer)"
    );
    bytes32 private constant RECOVER_TYPEHASH = keccak256(
        "Recover(uint32 member,uint48 deadline,uint32 subject,bool managed,bytes signer)"
    );
    bytes32 private constant OBJECT_TYPEHASH = keccak256(
        "ObjectToRecovery(uint32 member,uint48 deadline)"
    );
    bytes32 private constant COMPLETE_TYPEHASH = keccak256(
        "CompleteRecovery(uint32 member,uint48 deadline)"
    );

    /// @notice `signer` speaks for `member` from now on.
    event SignerAdded(uint32 indexed member, bytes signer, bool managed);
    /// @notice `signer` speaks for `member` no longer, and can never speak for anybody else.
    event SignerRemoved(uint32 indexed member, bytes signer);
    /// @notice `steward` says that `signer` should speak for `member`.
    event RecoveryProposed(
        uint32 indexed member,
        uint32 indexed steward,
        bytes signer,
        bool managed
    );
    /// @notice A second steward says so too: from `ready` on (seconds, Unix) the new signer can take over.
    event RecoveryConfirmed(uint32 indexed member, uint32 indexed steward, uint48 ready);
    /// @notice `member` objected: only a vote can decide now.
    event RecoveryObjected(uint32 indexed member);
    /// @notice The community decided about a recovery that was objected to.
    event RecoveryDecided(uint32 indexed member, bool granted);
    /// @notice `signer` alone speaks for `member` from now on.
    event RecoveryCompleted(uint32 indexed member, bytes signer, bool managed);

    /// @notice Adds a signer; up to five speak for a member.
    /// @param consent the new signer's signature over the same act, so that nobody can bind a signer that is not theirs
    function addSigner(
        AddSigner calldata act,
        bytes calldata signer,
        bytes calldata signature,
        bytes calldata consent
    ) external {
        bytes32 hash = keccak256(
            abi.encode(ADD_TYPEHASH, act.member, act.deadline, act.managed, keccak256(act.signer))
        );
        Profile p = _authorise(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        _requireNoRecovery(act.member);
        bytes32 added = _requireFree(act.signer, act.member);
        if (_isSignerOf(act.member, p, added)) revert SignerTaken(act.signer, act.member);
        if (p.signers() == MAX_SIGNERS) revert SignersFull(act.member, MAX_SIGNERS);
        _requireSigned(act.member, hash, act.signer, consent);
        Profile next = p.withSignerMore(act.managed);
        if (!p.hasAnyKey()) next = next.withKey(added);
        _bindings[added] = Binding(act.member, p.generation(), act.managed, false);
        _replace(act.member, p, next);
        emit SignerAdded(act.member, act.signer, act.managed);
    }

    /// @notice Removes a signer; one has to remain.
    function removeSigner(
        RemoveSigner calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 removed = keccak256(act.signer);
        bytes32 hash = keccak256(abi.encode(REMOVE_TYPEHASH, act.member, act.deadline, removed));
        Profile p = _authorise(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        _requireNoRecovery(act.member);
        if (!_isSignerOf(act.member, p, removed)) revert SignerNotOfMember(act.member, act.signer);
        if (p.signers() == 1) revert SignerLast(act.member);
        Binding storage binding = _bindings[removed];
        Profile next = p.withSignerLess(binding.managed);
        if (p.hasKey(removed)) next = next.withKey(0);
        // Bound to the member for ever, and of no generation that speaks.
        binding.generation = 0;
        _replace(act.member, p, next);
        emit SignerRemoved(act.member, act.signer);
    }

    /// @notice Proposes a recovery, or confirms the one that another steward proposed with the same signer.
    function recover(
        Recover calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 recovering = keccak256(act.signer);
        bytes32 hash = keccak256(
            abi.encode(
                RECOVER_TYPEHASH,
                act.member,
                act.deadline,
                act.subject,
                act.managed,
                recovering
            )
        );
        _authoriseSteward(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        if (act.member == act.subject) revert PartyMayNot(act.member);
        Profile p = _profileOf(act.subject);
        if (!p.isClaimed()) revert MemberUnclaimed(act.subject);
        _requireNoRecovery(act.subject);
        _requireFree(act.signer, act.subject);
        Recovery storage r = _recoveries[act.subject];
        bool same = r.ready == 0 && r.signerHash == recovering && r.managed == act.managed;
        same = same && block.timestamp < r.proposed + COMPLETION_TIME;
        Profile proposer = _profiles[r.proposer];
        bool counts =
            r.proposer != act.member && proposer.isSteward() && _isActiveNow(r.proposer, proposer);
        if (same && counts) {
            if (_holderOf(recovering) == 0)
                _bindings[recovering] = Binding(act.subject, 0, false, true);
            r.ready = uint48(block.timestamp) + _rules.recoveryWait;
            emit RecoveryConfirmed(act.subject, act.member, r.ready);
        } else {
            uint48 time = uint48(block.timestamp);
            _recoveries[act.subject] = Recovery({
                signerHash: recovering,
                proposed: time,
                ready: 0,
                proposer: act.member,
                managed: act.managed,
                frozen: false,
                granted: false
            });
            emit RecoveryProposed(act.subject, act.member, act.signer, act.managed);
        }
    }

    /// @notice Objects to one's own recovery, with any signer that speaks for oneself; also while suspended or departed.
    function objectToRecovery(
        ObjectToRecovery calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        bytes32 hash = keccak256(abi.encode(OBJECT_TYPEHASH, act));
        _authorisePerson(act.member, act.deadline, hash, signer, signature);
        _burn(hash);
        Recovery storage r = _recoveryOf(act.member);
        if (r.frozen) revert RecoveryFrozen(act.member);
        if (r.granted) revert RecoveryGranted(act.member);
        r.frozen = true;
        emit RecoveryObjected(act.member);
    }

    /// @notice Takes over after the wait.
    function completeRecovery(
        CompleteRecovery calldata act,
        bytes calldata signer,
        bytes calldata signature
    ) external {
        _requireInTime(act.deadline);
        Recovery memory r = _recoveryOf(act.member);
        if (r.frozen) revert RecoveryFrozen(act.member);
        bytes32 added = keccak256(signer);
        if (added != r.signerHash) revert SignerNotOfMember(act.member, signer);
        bytes32 hash = keccak256(abi.encode(COMPLETE_TYPEHASH, act));
        _requireSigned(act.member, hash, signer, signature);
        _burn(hash);
        if (block.timestamp < r.ready) revert RecoveryWaiting(act.member, r.ready);
        _requireFree(signer, act.member);
        delete _recoveries[act.member];
        Profile p = _profiles[act.member];
        Profile next = p.withOnlySigner(added, r.managed);
        _bindings[added] = Binding(act.member, next.generation(), r.managed, false);
        _replace(act.member, p, next);
        emit RecoveryCompleted(act.member, signer, r.managed);
    }

    /// @notice Decides about a recovery that was objected to; the assembly does, by a vote.
    function decideRecovery(uint32 subject, bool granted) external {
        _requireAssembly();
        Recovery storage r = _recoveryOf(subject);
        if (!r.frozen) revert RecoveryNotFrozen(subject);
        if (granted) (r.frozen, r.granted, r.ready) = (false, true, uint48(block.timestamp));
        else delete _recoveries[subject];
        emit RecoveryDecided(subject, granted);
    }

    /// @notice A member's recovery: the keccak-256 of the new signer (0: there is none), from when it can take over (0: one steward
    /// has spoken), whether the member objected.
    function recoveryOf(
        uint32 id
    )
        external
        view
        returns (bytes32 signerHash, uint48 ready, uint32 proposer, bool managed, bool frozen)
    {
        Recovery memory r = _recoveries[id];
        return (r.signerHash, r.ready, r.proposer, r.managed, r.frozen);
    }

    /// @dev Keeps the counts of active and managed members right while a member's signers change.
    function _replace(uint32 id, Profile p, Profile next) private {
        _profiles[id] = next;
        if (!next.isActive() || p.isManaged() == next.isManaged()) return;
        _leave(p);
        _enter(next);
    }

    /// @dev While two stewards' word waits, or a vote, nobody changes the signers: neither a thief nor a second word.
    function _requireNoRecovery(uint32 id) private view {
        Recovery storage r = _recoveries[id];
        if (_isPending(r)) revert RecoveryPending(id, r.ready);
    }

    function _recoveryOf(uint32 id) private view returns (Recovery storage r) {
        r = _recoveries[id];
        if (!_isPending(r)) revert RecoveryUnknown(id);
    }
}
